"""What a run says besides its report where somebody looks for a fault: what it was asked, and each step on its way.

No line holds a secret: of logins only the registries are named, of proxies only that there are some.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from platform import python_version
from typing import TYPE_CHECKING, assert_never

from imagegate import __version__, delivery
from imagegate.github.workflow_command import workflow_command
from imagegate.report.sanitise import plain
from imagegate.settings import EventSettings, FilesSettings, RegistryAccess, Settings

if TYPE_CHECKING:
    from imagegate.report.report import Report

_LINE_MAX = 1000
_PACKAGES = ("requests", "urllib3", "certifi", "jsonschema", "PyYAML", "google-re2", "dulwich")
_one_at_a_time = threading.Lock()


def debug(text: str) -> None:
    """Write a line that GitHub's runner shows where step debugging is on."""
    with _one_at_a_time:
        delivery.write_out(f"{workflow_command('debug', plain(text, _LINE_MAX))}\n")


def verbose(text: str) -> None:
    """Write a line to standard error."""
    with _one_at_a_time:
        delivery.write_error(f"imagegate: {plain(text, _LINE_MAX)}\n")


def group(settings: Settings) -> str:
    """Give a group of GitHub's log that says what a run was asked."""
    lines = "".join(f"{plain(line, _LINE_MAX)}\n" for line in asked(settings))
    return f"{workflow_command('group', f'imagegate {__version__}: settings')}\n{lines}::endgroup::\n"


def asked(settings: Settings) -> Iterator[str]:
    """Say with which versions a run works, and what it was asked; what was left out is not said."""
    yield f"versions: imagegate {__version__}, Python {python_version()}, {', '.join(_versions())}"
    words: Mapping[str, Sequence[object]] = {
        "images": settings.references,
        "searched": tuple(_searched(settings)),
        "files": settings.only,
        "policies": settings.policies,
        "platforms": settings.platforms,
        "fail-on": (settings.fail_on,) if settings.fail_on else (),
        "warn-only": ("true",) if settings.warn_only else (),
    }
    yield from _listed(words)
    yield from _registries(settings.registries)


def found(report: "Report") -> Iterator[str]:
    """Say which policies counted, and what they stop for."""
    for source in report.policies:
        yield f"policy: {source.name} from {source.source} ({source.digest})"
    if report.policies:
        yield f"fails on: {report.fail_on}"


def _registries(access: RegistryAccess) -> Iterator[str]:
    given: Mapping[str, Sequence[object]] = {
        "insecure-registries": access.insecure,
        "private-registries": access.private,
        "auth-realms": access.auth_realms,
        "mirrors": access.mirrors,
        "logins": tuple(login.scope for login in access.logins if login.password),
        "proxy": ("given",) if access.proxy else tuple(access.proxy_variables),
        "ca-bundle": (access.ca_bundle,) if access.ca_bundle else (),
        "cache-dir": (access.cache_dir,) if access.cache_dir else (),
        "jobs": (access.jobs,),
        "timeout": (f"{access.timeout:.0f} s",),
    }
    yield from _listed({name: tuple(map(_without_user, values)) for name, values in given.items()})


def _without_user(value: object) -> str:
    """Leave out what stands before a host: nothing does, but a person may write a password there."""
    text = str(value)
    return f"…@{text.rpartition('@')[2]}" if "@" in text else text


def _searched(settings: Settings) -> Iterator[str]:
    match settings.search:
        case None:
            return
        case EventSettings() as event:
            yield f"{event.name} of {event.repository} at {event.commit}"
            if event.scope:
                yield f"scope {event.scope}"
            if event.policy_ref:
                yield f"policy-ref {event.policy_ref}"
        case FilesSettings() as files:
            yield f"commit {files.commit}" if files.commit else f"files below {settings.root}"
            if files.base:
                yield f"base {files.base}"
        case _:
            assert_never(settings.search)


def _listed(words: Mapping[str, Sequence[object]]) -> Iterator[str]:
    for name, values in words.items():
        if values:
            yield f"{name}: {', '.join(map(str, values))}"


def _versions() -> Iterator[str]:
    for name in _PACKAGES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} of unknown version"
