"""The files that make up a policy, in the order in which they count: what is extended comes first."""

import posixpath
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

from imagegate.errors import ImagegateError
from imagegate.policy.entry import Entry
from imagegate.policy.problem import InvalidPolicyError, Problem
from imagegate.policy.rule import PolicySource
from imagegate.strict.yaml import MalformedYamlError, YamlDocument, parse

Read: TypeAlias = Callable[[str], bytes]

PACK = "pack:"
DEPTH_MAX = 5

_PACK_NAME = re.compile("pack:[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)

_COPY = "copy the policy into the repository"


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy file that was read and parsed."""

    source: str
    digest: str
    root: Entry

    @property
    def is_pack(self) -> bool:
        """Whether it ships with imagegate."""
        return self.source.startswith(PACK)

    @property
    def is_schema(self) -> bool:
        """Whether it is a JSON Schema and nothing else."""
        value = self.root.value
        return isinstance(value, dict) and "$schema" in value and "imagegate" not in value

    @property
    def origin(self) -> PolicySource:
        """What the report says of it."""
        name = self.root.value.get("name") if isinstance(self.root.value, dict) else None
        return PolicySource(name if isinstance(name, str) else self.source, self.source, self.digest)


def gather(names: Sequence[str], read: Read, problems: list[Problem]) -> tuple[PolicyFile, ...]:
    """Read the policies named and all that they extend, each once."""
    gathering = _Gathering(read, problems)
    for name in names:
        gathering.add(normalised(name), ())
    return tuple(gathering.files.values())


def normalised(name: str) -> str:
    """Give the one spelling of a policy's name: `pack:NAME`, or a path without detours."""
    return name if name.startswith(PACK) else posixpath.normpath(name)


class _Gathering:
    """What has been read so far."""

    def __init__(self, read: Read, problems: list[Problem]) -> None:
        self.files: dict[str, PolicyFile] = {}
        self._read = read
        self._problems = problems

    def add(self, name: str, above: tuple[str, ...]) -> None:
        if name in self.files:
            return
        content = self._read(name)
        try:
            document = parse(content, name)
        except MalformedYamlError as error:
            raise InvalidPolicyError([Problem(error.location, error.reason, error.hint)]) from error
        file = PolicyFile(name, f"sha256:{sha256(content).hexdigest()}", _root(document, self._problems))
        if not file.is_schema and isinstance(document.value, dict):
            for entry in file.root.at("extends").sequence():
                self._extend(entry, name, (*above, name))
        self.files[name] = file

    def _extend(self, entry: Entry, name: str, above: tuple[str, ...]) -> None:
        target = _target(entry, name)
        if target is None:
            return
        if target in above:
            way = (*above[above.index(target) :], target)
            through = f": {' extends '.join(way)}" if len(way) > len((name, target)) else ""
            entry.problem(f"{target} extends itself{through}", "take one of them out")
        elif len(above) > DEPTH_MAX:
            entry.problem(f"policies extend each other more than {DEPTH_MAX} levels deep")
        else:
            try:
                self.add(target, above)
            except InvalidPolicyError:
                raise
            except ImagegateError as error:
                entry.problem(error.message, error.hint)


def _target(entry: Entry, name: str) -> str | None:
    text = entry.text()
    if text.startswith(PACK):
        if _PACK_NAME.fullmatch(text):
            return text
        entry.problem(f'"{text}" is no name of a pack', "such as pack:baseline-security")
    elif name.startswith(PACK):
        entry.problem(f'a pack cannot extend the file "{text}"', "packs extend packs")
    elif not text or ":" in text.partition("/")[0] or text.startswith("/"):
        entry.problem(f'"{text}" is neither pack:NAME nor a path within the repository', _COPY)
    else:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), text))
        if path != ".." and not path.startswith("../"):
            return path
        entry.problem(f'"{text}" leaves the repository', _COPY)
    return None


def _root(document: YamlDocument, problems: list[Problem]) -> Entry:
    return Entry(document, "", document.value, problems)
