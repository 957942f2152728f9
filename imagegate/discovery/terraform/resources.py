"""Which attributes of which resources name an image that is pulled.

An attribute is known by the block that it stands in, wherever that is in the resource. Attributes whose value is an
object or a text of JSON, such as the containers of a task in ECS, are looked through as a whole.
"""

import re
from dataclasses import dataclass

from imagegate.discovery.hcl.nodes import Expression, Interpolation, Template, Text, Traversal

_FOUND_ELSEWHERE = (("data", "docker_registry_image"), ("data", "docker_image"))

BUILT = "build"
"""The block that says that an image is built, and not pulled."""

_CONTAINERS = ("container", "init_container", "ephemeral_container")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a type of resource, or of data, pulls.

    `attributes` are pairs of a block's type, empty for the resource itself, and an attribute in it. `containers` are
    attributes of the resource that hold containers as objects or as JSON, `manifests` those that hold a resource of
    Kubernetes as an object or as YAML.
    """

    kind: str
    resource: re.Pattern[str]
    attributes: frozenset[tuple[str, str]] = frozenset()
    containers: tuple[str, ...] = ()
    manifests: tuple[str, ...] = ()


def _blocks(*names: str) -> frozenset[tuple[str, str]]:
    return frozenset((name, "image") for name in names)


_RULES = (
    Rule("data", re.compile("docker_registry_image"), frozenset({("", "name")})),
    Rule("resource", re.compile("docker_image"), frozenset({("", "name")})),
    Rule("resource", re.compile("docker_container"), _blocks("")),
    Rule("resource", re.compile("docker_service"), _blocks("container_spec")),
    Rule("resource", re.compile("kubernetes_manifest"), manifests=("manifest",)),
    Rule("resource", re.compile("kubectl_manifest"), manifests=("yaml_body",)),
    Rule("resource", re.compile("kubernetes_.+"), _blocks(*_CONTAINERS) | {("image", "reference")}),
    Rule("resource", re.compile("google_cloud_run(?:_v2)?_(?:service|job|worker_pool)"), _blocks("containers")),
    Rule("resource", re.compile("azurerm_container_(?:group|app|app_job)"), _blocks(*_CONTAINERS)),
    Rule("resource", re.compile("aws_ecs_task_definition"), containers=("container_definitions",)),
    Rule("resource", re.compile("aws_batch_job_definition"), containers=("container_properties", "ecs_properties")),
    Rule("resource", re.compile("aws_lambda_function"), frozenset({("", "image_uri")})),
    Rule("resource", re.compile("aws_apprunner_service"), frozenset({("image_repository", "image_identifier")})),
    Rule("resource", re.compile("aws_sagemaker_model"), _blocks("primary_container", "container")),
)

# A label may be written with escapes.
_MENTIONED = re.compile(
    r"docker_|kubernetes_|kubectl_|google_cloud_run|azurerm_container|aws_(?:ecs|batch|lambda|apprunner|sagemaker)_|\\[uU]"
    r"|source[ \t]*=[ \t]*\"\.\.?/"
)


def may_pull(text: str) -> bool:
    """Tell whether a text may hold a resource that pulls, or call a module of the repository, without reading it."""
    return _MENTIONED.search(text) is not None


def rule(kind: str, resource: str) -> Rule | None:
    """Give what a type of resource, or of data, pulls; None if it is not known to pull anything."""
    return next((one for one in _RULES if one.kind == kind and one.resource.fullmatch(resource)), None)


def is_found_elsewhere(value: Expression) -> bool:
    """Tell whether a value is made of nothing but attributes of resources whose image is found where these stand."""
    if isinstance(value, Traversal):
        names = value.names
        return names[:1] == ("docker_image",) or names[:2] in _FOUND_ELSEWHERE
    parts = value.parts if isinstance(value, Template) else ()
    inner = [part.value for part in parts if isinstance(part, Interpolation)]
    texts = {part.text for part in parts if isinstance(part, Text)}
    return bool(inner) and texts <= {"@"} and all(is_found_elsewhere(one) for one in inner)
