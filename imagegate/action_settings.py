"""The action's inputs become settings; the environment says only where the runner keeps things."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from imagegate import policy_file
from imagegate.errors import UsageError
from imagegate.github.inputs import Inputs
from imagegate.github.login import Login
from imagegate.github.runner import Runner
from imagegate.http import proxy
from imagegate.http.telling import Heard, unheard
from imagegate.settings import JOBS, TIMEOUT_SECONDS, CredentialPlaces, EventSettings, RegistryAccess, Settings

if TYPE_CHECKING:  # connections are begun before anything of a policy is loaded
    from imagegate.policy.rule import Severity

_GITHUB = "https://github.com"
_GITHUB_CLOUD = re.compile(r"https://([a-z0-9-]+\.ghe\.com)")


def settings(inputs: Inputs, runner: Runner, environ: Mapping[str, str]) -> Settings:
    """Give what the inputs ask for; the environment says only where the runner keeps things."""
    return Settings(
        references=inputs.images,
        root=runner.workspace or Path("/github/workspace"),
        policies=inputs.policies,
        platforms=inputs.platforms,
        fail_on=_severity(inputs.fail_on),
        warn_only=inputs.warn_only,
        registries=_registries(inputs, runner, environ),
        notices=inputs.notices,
        search=_search(inputs, runner),
        only=inputs.files,
    )


def _severity(word: str | None) -> "Severity | None":
    if word is None:
        return None
    from imagegate.policy.rule import Severity

    return Severity(word)


def _search(inputs: Inputs, runner: Runner) -> EventSettings | None:
    """Give what is searched. Images that are named alone are not, but the event may still say whose policy counts."""
    is_searched = bool(inputs.files) or not inputs.images
    if inputs.scope and not is_searched:
        message = "`scope` is about files that are searched, and `image` alone searches none"
        raise UsageError(message, hint="leave `scope` out, or give `files` as well")
    if not is_searched and (not runner.event_name or _are_packs(inputs.policies)):
        return None
    if not runner.event_name:
        message = "there is no event: GITHUB_EVENT_NAME is not set, and `image` names nothing"
        raise UsageError(message, hint="run it as a step of a workflow; elsewhere use `imagegate scan` or `check`")
    return EventSettings(
        name=runner.event_name,
        payload=runner.event_path,
        commit=runner.commit,
        repository=runner.repository,
        api_url=runner.api_url,
        token=inputs.token,
        scope=inputs.scope or "",
        policy_ref=inputs.policy_ref,
        is_searched=is_searched,
    )


def _are_packs(names: tuple[str, ...]) -> bool:
    return bool(names) and all(name.startswith(policy_file.PACK) for name in names)


def _registries(inputs: Inputs, runner: Runner, environ: Mapping[str, str]) -> RegistryAccess:
    registry = _github_registry(runner.server_url)
    places = CredentialPlaces.from_environ(environ)
    return RegistryAccess(
        heard=_heard(runner),
        logins=(*inputs.logins, *_empty_logins(inputs)),
        places=replace(places, text=inputs.docker_config, file=inputs.docker_config_file),
        github_token=inputs.token if registry else "",
        github_owner=runner.repository_owner.lower(),
        github_registry=registry,
        insecure=inputs.insecure_registries,
        private=inputs.private_registries,
        private_addresses=False,
        auth_realms=inputs.auth_realms,
        mirrors=inputs.mirrors,
        proxy=inputs.proxy,
        proxy_variables=proxy.variables(environ),
        ca_bundle=inputs.ca_bundle,
        jobs=inputs.jobs or JOBS,
        timeout=inputs.timeout or TIMEOUT_SECONDS,
    )


def _heard(runner: Runner) -> Heard:
    if not runner.debug:
        return unheard
    from imagegate.trace import debug

    return debug


def _github_registry(server: str) -> str:
    """Give the registry that a server's tokens are for; empty for an Enterprise Server's, which are for none here."""
    if server == _GITHUB:
        return "ghcr.io"
    cloud = _GITHUB_CLOUD.fullmatch(server)
    return f"containers.{cloud[1]}" if cloud else ""


def _empty_logins(inputs: Inputs) -> Iterator[Login]:
    # Kept, so that the error of an image that then cannot be read says why.
    given = {login.scope for login in inputs.logins}
    yield from (Login(scope, "", "") for scope in inputs.unused if scope not in given)
