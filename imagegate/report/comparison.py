"""Two images side by side, for a reader: what differs in what they run, and how they are made."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from imagegate.oci.image import Image
from imagegate.oci.platform import choose
from imagegate.policy.document.document import document
from imagegate.policy.shown import words
from imagegate.policy.verdict import Candidate, Use
from imagegate.source import UsedAs
from imagegate.strict.json import Json, JsonObject

Sides: TypeAlias = tuple[tuple[str, ...], tuple[str, ...]]
"""What is only on the old side, and what is only on the new one."""

_NOT_SET = "not set"
_DAY = len("2026-11-25")
_KIB = 1024


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: what is only in the old image, and what is only in the new one.

    The texts are the images' own, neither cut nor made safe. No value of a variable is among them.
    """

    what: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def differences(old: Image, new: Image) -> tuple[Difference, ...]:
    """Compare the first platform that is judged of the new image with the same of the old one."""
    one = new.platforms[0]
    position = choose(one.platform, [image.platform for image in old.platforms])
    before = document(old, old.platforms[position or 0], Candidate(old.reference, Use(UsedAs.NAMED)))
    after = document(new, one, Candidate(new.reference, Use(UsedAs.NAMED)))
    rows = (Difference(what, *sides(before, after)) for what, sides in _ROWS)
    return tuple(row for row in rows if row.before != row.after)


def _value(tell: Callable[[JsonObject], str]) -> Callable[[JsonObject, JsonObject], Sides]:
    return lambda before, after: ((tell(before),), (tell(after),))


def _members(tell: Callable[[JsonObject], Iterable[str]]) -> Callable[[JsonObject, JsonObject], Sides]:
    def sides(before: JsonObject, after: JsonObject) -> Sides:
        old, new = dict.fromkeys(tell(before)), dict.fromkeys(tell(after))
        return tuple(text for text in old if text not in new), tuple(text for text in new if text not in old)

    return sides


def _user(document: JsonObject) -> str:
    user = _object(document["user"])
    return f"{user['text'] or _NOT_SET}{' (root)' if user['root'] is True else ''}"


def _words(name: str) -> Callable[[JsonObject], str]:
    def tell(document: JsonObject) -> str:
        return _NOT_SET if document[name] is None else words(document[name])

    return tell


def _text(name: str) -> Callable[[JsonObject], str]:
    return lambda document: str(document[name] or _NOT_SET)


def _names(name: str) -> Callable[[JsonObject], list[str]]:
    return lambda document: [*_object(document[name])]


def _listed(name: str) -> Callable[[JsonObject], list[str]]:
    return lambda document: [*map(str, _list(document[name]))]


def _ports(document: JsonObject) -> Iterator[str]:
    return (str(_object(port)["text"]) for port in _list(document["exposedPorts"]))


def _labels(document: JsonObject) -> Iterator[str]:
    return (f"{name}={value}" for name, value in _object(document["labels"]).items())


def _base(document: JsonObject) -> str:
    base = _object(document["base"])
    return str(base["name"] or base["digest"] or "not known")


def _created(document: JsonObject) -> str:
    return str(document["created"] or "not known")[:_DAY]


def _size(document: JsonObject) -> str:
    size = document["size"]
    return _bytes(size) if isinstance(size, int) else "not known"


def _bytes(count: float) -> str:
    for unit in ("bytes", "KiB", "MiB"):
        if count < _KIB:
            return f"{count} {unit}" if isinstance(count, int) else f"{count:.1f} {unit}"
        count = count / _KIB
    return f"{count:.1f} GiB"


def _object(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


_ROWS: tuple[tuple[str, Callable[[JsonObject, JsonObject], Sides]], ...] = (
    ("User", _value(_user)),
    ("Entrypoint", _value(_words("entrypoint"))),
    ("Working directory", _value(_text("workingDir"))),
    ("Environment", _members(_names("env"))),
    ("Ports", _members(_ports)),
    ("Volumes", _members(_listed("volumes"))),
    ("Labels", _members(_labels)),
    ("Platforms", _members(_listed("platforms"))),
    ("Base image", _value(_base)),
    ("Built", _value(_created)),
    ("Compressed size", _value(_size)),
    ("Layers", _value(_words("layerCount"))),
)
