"""From the nodes of a YAML file to the references in it: places, texts, and what a text can mean."""

import re
from bisect import bisect_left
from collections.abc import Mapping as Values
from dataclasses import dataclass, replace
from functools import cached_property

from imagegate.discovery.detector import File
from imagegate.discovery.yaml.nodes import Scalar
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.source import Location, Occurrence, Unresolved, UsedAs

_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_][A-Za-z0-9_.-]*)\}|\(([A-Za-z_][A-Za-z0-9_.-]*)\)|([A-Za-z_][A-Za-z0-9_]*))")
TEXT_MAX = 2048
"""More than a reference may have; what is longer is cut, because aliases may repeat it without end."""

_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
_NO_TEXT = re.compile(
    r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?)"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
    r"|true|True|TRUE|false|False|FALSE|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Role:
    """What a text is there for, and what the file calls its place."""

    kind: str
    used_as: UsedAs
    key: str = ""


def is_empty(scalar: Scalar) -> bool:
    """Tell whether a scalar is null, or a text of blanks only."""
    return not short(scalar) or is_null(scalar)


def is_null(scalar: Scalar) -> bool:
    """Tell whether a scalar is no value at all; an empty text in quotes is one."""
    return scalar.plain and scalar.text in _EMPTY


def is_text(scalar: Scalar) -> bool:
    """Tell whether every reader takes a scalar for text: `1.10` and `on` are a number and a truth value to some."""
    return not scalar.plain or _NO_TEXT.fullmatch(scalar.text) is None


def short(scalar: Scalar) -> str:
    """Give a scalar's text without blanks around it, as much of it as a reference may have."""
    return scalar.text[:TEXT_MAX].strip()


class Source:
    """A YAML file whose nodes become places."""

    def __init__(self, file: File, variables: Values[str, str], depth: int = 0) -> None:
        """Take the file, and the values of variables to which the repository gives none.

        `depth` counts the texts around it, where it is one in a text of another.
        """
        self.file = file
        self.variables = variables
        self.depth = depth

    @cached_property
    def _ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.file.text)]

    def location(self, offset: int) -> Location:
        """Give the place of an offset; only a line feed ends a line, as in editors and in annotations."""
        line = bisect_left(self._ends, offset)
        start = self._ends[line - 1] + 1 if line else 0
        return self.file.location(line + 1, offset - start + 1)

    def starts_template(self, offset: int) -> bool:
        """Tell whether a template action stands at an offset."""
        return self.file.text.startswith("{{", offset)

    def reference(
        self, scalar: Scalar, role: Role, text: str | None = None, contributing: tuple[Location, ...] = ()
    ) -> Occurrence | Unresolved:
        """Say that a scalar is a reference, or why it cannot be one.

        `text` is the whole reference where the scalar is only a part of it.
        """
        written = short(scalar) if text is None else text[:TEXT_MAX]
        missing: list[str] = []
        expanded = self._expand(written, missing)
        if missing:
            reason = f"nothing gives {' and '.join(list(dict.fromkeys(missing))[:3])} a value"
            return Unresolved(self.occurrence(scalar, role, written, contributing), reason)
        try:
            Reference.parse(expanded)
        except InvalidReferenceError as error:
            return Unresolved(self.occurrence(scalar, role, written, contributing), error.message)
        return self.occurrence(scalar, role, expanded, contributing)

    def _expand(self, text: str, missing: list[str]) -> str:
        def value(match: re.Match[str]) -> str:
            name = match[match.lastindex or 0]
            if name not in self.variables:
                missing.append(name[:80])
            return self.variables.get(name, match[0])

        return _VARIABLE.sub(value, text)

    def occurrence(self, scalar: Scalar, role: Role, text: str, contributing: tuple[Location, ...] = ()) -> Occurrence:
        """Give a text the place of a scalar, blanks around it left out."""
        raw = self.file.text[scalar.start : min(scalar.end, scalar.start + TEXT_MAX)]
        begin = self.location(scalar.start + len(raw) - len(raw.lstrip()))
        end = self.location(max(scalar.start + len(raw.rstrip()), scalar.end - TEXT_MAX if len(raw) == TEXT_MAX else 0))
        is_one_line = begin.line == end.line
        return Occurrence(
            text,
            begin,
            end.column,
            role.kind,
            role.used_as,
            contributing=(self.location(scalar.origin.start), *contributing) if scalar.origin else contributing,
            key=role.key,
            written=raw.strip() if is_one_line and raw.strip() != text else None,
            end_line=None if is_one_line else end.line,
        )

    def within(self, scalar: Scalar) -> File | None:
        """Give a text of several lines as a file whose places are those of this one; None if its lines are folded."""
        raw = self.file.text[scalar.start : scalar.end]
        begin = self.location(scalar.start)
        text = raw.replace("\n" + " " * (begin.column - 1 - self.file.indent), "\n")
        if text.replace("\r\n", "\n").rstrip() != scalar.text.rstrip():
            return None
        return File(self.file.path, text, begin.line, begin.column - 1)

    def without(self, scalar: Scalar, prefix: str) -> Scalar:
        """Leave out what a scalar begins with, whatever its case."""
        raw = self.file.text[scalar.start : scalar.end]
        begins = raw[: len(prefix)].lower() == prefix
        start = scalar.start + len(prefix) if begins else scalar.start
        return replace(scalar, text=scalar.text[len(prefix) :], start=start)
