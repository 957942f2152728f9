"""JSON Pointers (RFC 6901) in which `*` stands for every member of an object or element of an array."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from imagegate.strict.json import Json

STAR = "*"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document, and what stands there; `value` is None where nothing does."""

    pointer: str
    value: Json
    starred: bool = False


def tokens(pointer: str) -> tuple[str, ...]:
    """Split a pointer into its parts."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def join(pointer: str, *parts: str | int) -> str:
    """Add parts to a pointer."""
    return pointer + "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def select(document: Json, pointer: str) -> Iterator[Place]:
    """Give every place that a pointer leads to.

    A `*` below an empty object or array gives nothing. Where the way ends early the place is the one that is
    missing, with the value None; `starred` then says that a `*` of the pointer was still to come.
    """
    pending: list[tuple[str, Json, tuple[str, ...]]] = [("", document, tokens(pointer))]
    while pending:
        path, value, rest = pending.pop()
        if not rest:
            yield Place(path, value)
        elif rest[0] == STAR and isinstance(value, dict | list):
            pending.extend((join(path, key), member, rest[1:]) for key, member in members(value))
        else:
            below = child(value, rest[0])
            if below is None and (len(rest) > 1 or rest[0] == STAR):
                yield Place(join(path, *_known(rest)), None, starred=STAR in rest)
            else:
                pending.append((join(path, rest[0]), below, rest[1:]))


def value_at(document: Json, pointer: str) -> Json:
    """Give what a pointer without `*` leads to, None where nothing is."""
    value = document
    for token in tokens(pointer):
        value = child(value, token)
    return value


def child(value: Json, token: str) -> Json:
    """Give a member or element, None where there is none."""
    if isinstance(value, dict):
        return value.get(token)
    if isinstance(value, list) and token.isdecimal() and token.isascii() and str(int(token[:9])) == token:
        return value[int(token)] if int(token) < len(value) else None
    return None


def members(value: "dict[str, Json] | list[Json]") -> list[tuple[str | int, Json]]:
    """Give what stands below an object or array, with its keys or indexes."""
    return list(value.items()) if isinstance(value, dict) else list(enumerate(value))


def order(pointer: str) -> tuple[tuple[bool, int, str], ...]:
    """Give a key that sorts pointers, numbers by their value."""
    return tuple(
        (False, int(token), "") if token.isdecimal() and token.isascii() and len(token) < 10 else (True, 0, token)  # noqa: PLR2004 - nobody counts on
        for token in tokens(pointer)
    )


def _known(rest: Iterable[str]) -> Iterator[str]:
    for token in rest:
        if token == STAR:
            return
        yield token
