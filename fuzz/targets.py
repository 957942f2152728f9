"""What is fuzzed: each target takes any bytes, and raises only if the program would be wrong.

Only declared errors may come of strangers' bytes, and what is accepted has to mean one thing. How long an input takes
is judged by the fuzzer's own `-timeout`.
"""

import json
from collections.abc import Callable
from typing import TypeAlias

from imagegate.discovery.discover import discover
from imagegate.oci.reference import LENGTH_MAX as TEXT_MAX
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.registry.challenge import LENGTH_MAX, Challenge, choose, parse
from imagegate.source import DiscoverySettings
from imagegate.strict.json import Json, MalformedJsonError, loads

Target: TypeAlias = Callable[[bytes], None]

PATHS = (
    "Dockerfile",
    "compose.yaml",
    "resource.yaml",
    "kustomization.yaml",
    "values.yaml",
    ".github/workflows/a.yaml",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "cloudbuild.yaml",
    "main.tf",
    "azure-pipelines.yml",
    "docker-bake.hcl",
    "docker-bake.json",
    ".devcontainer.json",
)
"""A file of each format."""


class BrokenPromiseError(Exception):
    """Something that a parser promises and does not keep."""


def challenge(data: bytes) -> None:
    """Read the lines of `WWW-Authenticate`: never an error, no scheme that is not in the text, the same every time."""
    lines = data.decode("latin-1").split("\n")
    found = parse(lines)
    written = "\n".join(lines).lower()
    _hold(all(one.scheme in written for one in found), found)
    chosen = choose(found)
    _hold(chosen is None or (chosen in found and chosen.scheme in {"bearer", "basic"}), chosen)
    if found:
        spelt = ", ".join(_spelt(one) for one in found)
        _hold(len(spelt) > LENGTH_MAX or parse([spelt]) == found, spelt)


def strict_json(data: bytes) -> None:
    """Read JSON: another reader gives the same value, and writing it down and reading it again does too."""
    try:
        value = loads(data)
    except MalformedJsonError:
        return
    other: Json = json.loads(data.decode())
    _hold(_same(value, other), data)
    _hold(_same(loads(json.dumps(value).encode()), value), data)


def reference(data: bytes) -> None:
    """Read a reference: a refusal is one short line, and the canonical form means the same."""
    text = data.decode("utf-8", "replace")
    try:
        found = Reference.parse(text)
    except InvalidReferenceError as error:
        _hold(error.message.isprintable() and len(error.message) < 2 * TEXT_MAX, text)
        return
    again = Reference.parse(found.canonical)
    _hold((again, again.canonical) == (found, found.canonical), text)
    _hold(".." not in found.repository.path.split("/"), text)


def discovery(data: bytes) -> None:
    """Look for references in a file of any format, which the first byte chooses: they stand where they are said to."""
    path = PATHS[data[0] % len(PATHS)] if data else PATHS[0]
    content = data[1:]
    files = {path: content}
    found = discover(files, files.get, DiscoverySettings())
    lines = len(content.splitlines()) + 1
    for one in (*found.occurrences, *(unresolved.occurrence for unresolved in found.unresolved)):
        place = one.location
        _hold(place.path == path and 1 <= place.line <= lines and place.column >= 1, one)
    for place in (*(one.location for one in found.problems), *(one.location for one in found.not_judged)):
        _hold(place.path == path and 1 <= place.line <= lines, place)


TARGETS: dict[str, Target] = {
    "challenge": challenge,
    "strict-json": strict_json,
    "reference": reference,
    "discovery": discovery,
}


def _hold(promise: bool, about: object) -> None:  # noqa: FBT001 - it is what is said
    if not promise:
        raise BrokenPromiseError(about)


def _spelt(one: Challenge) -> str:
    token = f" {one.parameters['']}" if "" in one.parameters else ""
    pairs = (f'{name}="{_quoted(value)}"' for name, value in one.parameters.items() if name)
    return f"{one.scheme}{token}{',' if token else ''} {','.join(pairs)}"


def _quoted(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"")


def _same(one: Json, other: Json) -> bool:
    # Types too: 1, 1.0 and true are equal to Python, and not to a policy.
    return one == other and json.dumps(one) == json.dumps(other)
