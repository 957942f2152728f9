"""How GitHub's runner reads a step's output and the files it leaves: enough of it to hold our output against.

Written from the documented and observed behaviour of actions/runner 2.336: lines end with LF, CR or CRLF; `::` is
looked for after any leading white space, `##[` anywhere.
"""

import re
from dataclasses import dataclass, field

COMMANDS = frozenset(
    {
        *("error", "warning", "notice", "debug", "group", "endgroup", "echo", "add-mask", "stop-commands"),
        *("set-output", "save-state", "set-env", "add-path", "add-matcher", "remove-matcher"),
        "internal-set-repo-path",
    }
)
ANNOTATIONS = ("error", "warning", "notice")
EACH_MAX = 10
MESSAGE_UNITS_MAX = 4096
SUMMARY_BYTES_MAX = 1024 * 1024

# .NET's white space: other than Python's, it lacks U+001C to U+001F.
_WHITE = "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
_DATA = {"%0D": "\r", "%0A": "\n", "%25": "%"}
_PROPERTY = {"%3A": ":", "%2C": ",", **_DATA}
_OLD = {"%3B": ";", "%5D": "]", **_DATA}


@dataclass(frozen=True)
class Command:
    """What the runner obeys."""

    name: str
    data: str
    properties: dict[str, str] = field(default_factory=dict)


class MalformedFileError(Exception):
    """A file for which the runner fails the step."""


def commands(output: bytes) -> list[Command]:
    """Give the commands in a stream, in order."""
    lines = re.split("\r\n|\r|\n", output.decode("utf-8", "replace"))
    return [found for line in lines if (found := _new(line) or _old(line))]


def annotations(found: list[Command]) -> list[Command]:
    """Give the annotations that GitHub shows: positions mended, the eleventh of a kind and empty ones dropped."""
    shown: list[Command] = []
    for one in found:
        if one.name in ANNOTATIONS and one.data and sum(other.name == one.name for other in shown) < EACH_MAX:
            shown.append(Command(one.name, _cut(one.data), _position(one.properties)))
    return shown


def outputs(content: bytes) -> list[tuple[str, str]]:
    """Read a file of `NAME=VALUE` lines and `NAME<<DELIMITER` blocks."""
    lines = content.decode("utf-8-sig").split("\n")
    pairs: list[tuple[str, str]] = []
    while lines:
        line = lines.pop(0)
        if line:
            pairs.append(_record(line, lines))
    return pairs


def _new(line: str) -> Command | None:
    line = line.lstrip(_WHITE)
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    name, space, rest = line[2:end].partition(" ")
    if name.lower() not in COMMANDS:
        return None
    pairs = [_pair(text) for text in rest.strip(_WHITE).split(",") if text] if space else []
    properties = {pair[0]: _decoded(pair[1], _PROPERTY) for pair in pairs if pair}
    return Command(name.lower(), _decoded(line[end + 2 :], _DATA), properties)


def _pair(text: str) -> tuple[str, str] | None:
    # Split at equals signs with empty entries removed: those that begin a key or a value are lost.
    key, _, value = text.lstrip("=").partition("=")
    value = value.lstrip("=")
    return (key, value) if key and value else None


def _old(line: str) -> Command | None:
    start = line.find("##[")
    end = line.find("]", start)
    if start < 0 or end < 0:
        return None
    name, _, rest = line[start + 3 : end].partition(" ")
    if name.lower() not in COMMANDS:
        return None
    pairs = [text.split("=", 1) for text in rest.strip(_WHITE).split(";") if "=" in text]
    return Command(name.lower(), _decoded(line[end + 1 :], _OLD), {key: _decoded(value, _OLD) for key, value in pairs})


def _decoded(text: str, table: dict[str, str]) -> str:
    for code, character in table.items():
        text = text.replace(code, character)
    return text


def _cut(data: str) -> str:
    return data.encode("utf-16-le", "surrogatepass")[: 2 * MESSAGE_UNITS_MAX].decode("utf-16-le", "replace")


def _position(properties: dict[str, str]) -> dict[str, str]:
    given = dict(properties)
    if "endLine" in given:
        given.setdefault("line", given["endLine"])
    if "endColumn" in given:
        given.setdefault("col", given["endColumn"])
    if "line" not in given or given.get("endLine", given["line"]) != given["line"]:
        given.pop("col", None)
        given.pop("endColumn", None)
    for first, last in (("line", "endLine"), ("col", "endColumn")):
        if last in given and int(given[last]) < int(given[first]):
            del given[first], given[last]
    return given


def _record(line: str, following: list[str]) -> tuple[str, str]:
    equals, block = line.find("="), line.find("<<")
    if equals >= 0 and (block < 0 or equals < block):
        return _named(line[:equals]), line[equals + 1 :]
    name, marker, delimiter = line.partition("<<")
    if not marker or not delimiter or delimiter not in following:
        raise MalformedFileError(line)
    end = following.index(delimiter)
    value = "\n".join(following[:end])
    del following[: end + 1]
    return _named(name), value


def _named(name: str) -> str:
    if not name:
        raise MalformedFileError(name)
    return name
