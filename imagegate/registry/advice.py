"""How to log in to registries whose way is not obvious; docs/registries.md says more. Pure."""

import re

_HUB = "Docker Hub says the same of an image that does not exist; it wants a user name and an access token"
_GHCR = "GitHub wants `packages: read`, and this repository under Manage Actions access in the package's settings"
_ECR = "Amazon ECR lets nobody in without a login: the user AWS with what `aws ecr get-login-password` prints"
_GOOGLE = (
    "Google wants the user oauth2accesstoken with an access token, or _json_key with the whole JSON key in `password`"
)
_AZURE = (
    "Azure wants a service principal or a repository token, or the user 00000000-0000-0000-0000-000000000000 with "
    "what `az acr login --expose-token` prints"
)
_GITLAB = "GitLab wants a deploy token, or a personal access token, that has read_registry"
_QUAY = "Quay says the same of a repository that does not exist; it wants a robot account, ORGANISATION+NAME"
_RED_HAT = "Red Hat wants a registry service account, whose user name holds a |"
_ARTIFACTORY = "Artifactory wants the repository's key in the name, HOST/KEY/IMAGE, and an identity token as password"

_WAYS = tuple(
    (re.compile(pattern), way)
    for pattern, way in (
        (r"docker\.io", _HUB),
        (r"ghcr\.io|containers\..+\.ghe\.com", _GHCR),
        (r"[0-9]{12}\.dkr[.-]ecr[.-].+", _ECR),
        (r"(?:.+\.)?gcr\.io|.+-docker\.pkg\.dev", _GOOGLE),
        (r".+\.azurecr\.(?:io|cn|us)", _AZURE),
        (r"registry\.gitlab\.com", _GITLAB),
        (r"quay\.io", _QUAY),
        (r"registry\.redhat\.io", _RED_HAT),
        (r".+\.jfrog\.io|artifactory\..+", _ARTIFACTORY),
    )
)


def advice(registry: str) -> str:
    """Say what a registry (`host[:port]`) wants of who logs in; empty where a user and a password are all."""
    return next((way for pattern, way in _WAYS if pattern.fullmatch(registry)), "")
