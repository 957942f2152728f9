"""The images of a service: its own, those of its volumes and hooks, and those that its build is given."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from imagegate.discovery.compose.compose_file import Setting
from imagegate.discovery.compose.other_files import unresolved
from imagegate.discovery.compose.service import Service
from imagegate.discovery.detector import Found, NotJudged
from imagegate.discovery.yaml.source import Role, is_text
from imagegate.errors import ImagegateError
from imagegate.oci.platform import Platform
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.source import UsedAs

_IMAGE = "compose-image"
_VOLUME = "compose-volume-image"
_HOOK = "compose-hook-image"
_HOOKS = ("pre_start", "post_start", "pre_stop")
_NEVER_PULLED = ("never", "build")
_PULLED_AGAIN = ("always", "daily", "weekly", "every_")


def images(service: Service, outputs: Mapping[str, str]) -> Iterator[Found]:
    """Give all images that a service runs; `outputs` are the names of images that services build, with theirs."""
    policy, is_built, platform = service.text("pull_policy"), bool(service.builds()), _platform(service)
    role = Role(_IMAGE, UsedAs.DEPLOY, service.key)
    for setting in service.images():
        if setting.scalar and not setting.scalar.text.strip():
            continue
        reason = _why_not_pulled(policy, is_built=is_built) or _builder(setting, policy, outputs)
        yield NotJudged(setting.location, reason) if reason else image(setting, role, platform)
    for volume in service.listed("volumes"):
        kind, source = volume.get("type"), volume.get("source")
        if kind is not None and source is not None and kind.text() == "image":
            yield image(source, Role(_VOLUME, UsedAs.DEPLOY, service.key))
    for hook in (hook for key in _HOOKS for hook in service.listed(key)):
        own = hook.get("image")
        if own is not None:
            yield image(own, Role(_HOOK, UsedAs.DEPLOY, service.key))


def image(setting: Setting, role: Role, platform: str | None = None, scheme: str = "") -> Found:
    """Say that a setting is a reference, or why it cannot be one; it may begin with a scheme."""
    meaning = setting.meaning()
    scalar = setting.scalar
    if scalar is None or meaning.why_unknown:
        return unresolved(setting, role, meaning.why_unknown)
    if not is_text(scalar):
        return unresolved(setting, role, "to YAML it is no text; quote it")
    text = meaning.text.strip().removeprefix(scheme)
    try:
        Reference.parse(text)
    except InvalidReferenceError as error:
        return unresolved(setting, role, error.message)
    places = (*setting.contributing, *meaning.places)
    return replace(setting.file.source.occurrence(scalar, role, text, places), platform=platform)


def output(service: Service) -> str:
    """Give the name that a service gives to the image it builds; an empty text if it builds none, or has no name."""
    names = service.images() if service.builds() else []
    return names[-1].text() if names else ""


def _why_not_pulled(policy: str, *, is_built: bool) -> str:
    """Say why the image is none of a registry's, as far as the service itself tells."""
    if is_built and not policy.startswith(_PULLED_AGAIN):
        return "it is the name of what the service builds"
    return f"it is never pulled (pull_policy: {policy})" if policy in _NEVER_PULLED else ""


def _builder(setting: Setting, policy: str, outputs: Mapping[str, str]) -> str:
    """Say which other service builds the image."""
    builder = "" if policy.startswith(_PULLED_AGAIN) else outputs.get(setting.text(), "")
    return f"the service {builder[:80]!r} builds it" if builder else ""


def _platform(service: Service) -> str | None:
    text = service.text("platform")
    try:
        return str(Platform.parse(text)) if text else None
    except ImagegateError:
        return None
