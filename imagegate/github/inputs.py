"""The action's inputs: `INPUT_*` variables become typed values, or an error that names the input.

The runner upper-cases an input's name, sets every declared input, and leaves one that was not given empty. A value
is never quoted where it could be a secret.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from imagegate.errors import UsageError
from imagegate.github.login import Login, LoginInputs, read_logins

NOT_GIVEN = "(none)"
JOBS_MAX = 64
TIMEOUT_SECONDS_MAX = 900

NAMES = (
    *(
        "image",
        "files",
        "scope",
        "policy",
        "policy-ref",
        "platforms",
        "fail-on",
        "warn-only",
        "token",
        "registry",
        "username",
        "password",
    ),
    *("credentials", "docker-config", "private-registries", "insecure-registries", "auth-realms", "mirrors"),
    *("ca-bundle", "proxy", "timeout", "jobs", "comment", "report-file", "sarif-file"),
)

_PREFIX = "INPUT_"
_SEVERITIES = ("error", "warning", "notice")
_SCOPES = ("changed", "all")
_COMMENTS = ("never", "on-failure", "always")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_TOKEN = re.compile("[!-~]+")
_NUMBER = re.compile("[0-9]{1,6}")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the workflow asks for. An input that was not given is empty or None.

    `images` and `files` are empty only where their inputs were left out. `unused` are the registries whose login had
    no user or no password; `notices` says so to the reader. `docker_config` is a Docker configuration itself, and
    `docker_config_file` where one lies. `timeout` is in seconds.
    """

    images: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    scope: str | None = None
    policies: tuple[str, ...] = ()
    policy_ref: str = ""
    platforms: tuple[str, ...] = ()
    fail_on: str | None = None
    warn_only: bool = False
    token: str = field(default="", repr=False)
    logins: tuple[Login, ...] = ()
    docker_config: str = field(default="", repr=False)
    docker_config_file: Path | None = None
    private_registries: tuple[str, ...] = ()
    insecure_registries: tuple[str, ...] = ()
    auth_realms: tuple[str, ...] = ()
    mirrors: tuple[str, ...] = ()
    ca_bundle: Path | None = None
    proxy: str = field(default="", repr=False)
    timeout: int | None = None
    jobs: int | None = None
    comment: str | None = None
    report_file: Path | None = None
    sarif_file: Path | None = None
    unused: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


def read_inputs(environ: Mapping[str, str]) -> Inputs:
    """Read every input. An unknown one, and a value that means nothing, is a `UsageError`."""
    given = _given(environ)
    logins = read_logins(LoginInputs(*(given[name] for name in ("registry", "username", "password", "credentials"))))
    docker_config = given["docker-config"].strip()
    is_json = docker_config.startswith("{")
    return Inputs(
        images=_unless_left_out("image", given["image"]),
        files=_unless_left_out("files", given["files"]),
        scope=_one_of("scope", given["scope"].strip(), _SCOPES),
        policies=_list(given["policy"]),
        policy_ref=given["policy-ref"].strip(),
        platforms=_list(given["platforms"]),
        fail_on=_one_of("fail-on", given["fail-on"].strip(), _SEVERITIES),
        warn_only=_boolean("warn-only", given["warn-only"].strip()),
        token=_token(given["token"]),
        logins=logins.logins,
        docker_config=docker_config if is_json else "",
        docker_config_file=None if is_json else _secret_path("docker-config", docker_config),
        private_registries=_list(given["private-registries"]),
        insecure_registries=_list(given["insecure-registries"]),
        auth_realms=_list(given["auth-realms"]),
        mirrors=_list(given["mirrors"]),
        ca_bundle=_path("ca-bundle", given["ca-bundle"].strip()),
        proxy=given["proxy"].strip(),
        timeout=_number("timeout", given["timeout"].strip(), TIMEOUT_SECONDS_MAX),
        jobs=_number("jobs", given["jobs"].strip(), JOBS_MAX),
        comment=_one_of("comment", given["comment"].strip(), _COMMENTS),
        report_file=_path("report-file", given["report-file"].strip()),
        sarif_file=_path("sarif-file", given["sarif-file"].strip()),
        unused=logins.unused,
        notices=logins.notices,
    )


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    found = {name.removeprefix(_PREFIX): value for name, value in environ.items() if name.startswith(_PREFIX)}
    known = {name.upper(): name for name in NAMES}
    for variable in found:
        if variable not in known:
            raise _unknown(variable.lower())
    return (
        dict.fromkeys(NAMES, "")
        | {"image": NOT_GIVEN, "files": NOT_GIVEN}
        | {known[key]: value for key, value in found.items()}
    )


def _unknown(name: str) -> UsageError:
    close = get_close_matches(name, NAMES, n=1)
    hint = f"did you mean `{close[0]}`?" if close else f"the inputs are {', '.join(NAMES)}"
    return UsageError(f"there is no input {name[:80]!r}", hint=hint)


def _unless_left_out(name: str, text: str) -> tuple[str, ...]:
    """Read a list whose input is empty only where an expression gave nothing: that must not mean something else."""
    if text.strip() == NOT_GIVEN:
        return ()
    items = _list(text)
    if not items:
        message = f"the input `{name}` is empty"
        raise UsageError(message, hint="the expression for it gave nothing; remove the input if it may stay empty")
    return items


def _list(text: str) -> tuple[str, ...]:
    items = (item.strip() for item in re.split("[\n,]", text))
    return tuple(item for item in items if item)


def _one_of(name: str, text: str, allowed: tuple[str, ...]) -> str | None:
    if not text:
        return None
    if text not in allowed:
        raise _malformed(name, text, f"one of {', '.join(allowed)}")
    return text


def _boolean(name: str, text: str) -> bool:
    if text and text not in _BOOLEANS:
        raise _malformed(name, text, "true or false")
    return _BOOLEANS.get(text, False)


def _number(name: str, text: str, maximum: int) -> int | None:
    if not text:
        return None
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= maximum:
        raise _malformed(name, text, f"a whole number from 1 to {maximum}")
    return int(text)


def _path(name: str, text: str) -> Path | None:
    if "\0" in text or "\n" in text:
        raise _malformed(name, text, "one path")
    return Path(text) if text else None


def _secret_path(name: str, text: str) -> Path | None:
    # What is no path may be a secret that was pasted wrongly, so it is not quoted.
    if "\0" in text or "\n" in text:
        message = f"the input `{name}` is neither JSON nor one path"
        raise UsageError(message, hint="give the content of a config.json, or the path of one")
    return Path(text) if text else None


def _token(text: str) -> str:
    token = text.strip()
    if token and not _TOKEN.fullmatch(token):
        message = "the input `token` holds a character that no token has"
        raise UsageError(message, hint="give the token alone, such as ${{ github.token }}")
    return token


def _malformed(name: str, text: str, expected: str) -> UsageError:
    return UsageError(f"the input `{name}` is {text[:80]!r}", hint=f"it takes {expected}")
