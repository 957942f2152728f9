"""A text of sections that must not grow beyond a number of bytes: what matters least is left out, and counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text: items between an opening and a closing. `noun` is what one item is."""

    opening: str
    items: tuple[str, ...] = ()
    closing: str = ""
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Fitted:
    """The text that fits, and how many items of each noun do not."""

    text: str
    left_out: Counter[str]


def fit(sections: Iterable[Section], bytes_max: int) -> Fitted:
    """Take sections, and of each its items, in their order as long as they fit; a section without room is dropped."""
    parts: list[str] = []
    left_out: Counter[str] = Counter()
    room = bytes_max
    for section in sections:
        kept = _kept(section, room)
        left_out[section.noun] += len(section.items) - len(kept)
        text = "".join((section.opening, *kept, section.closing))
        if (kept or not section.items) and _size(text) <= room:
            parts.append(text)
            room -= _size(text)
    return Fitted("".join(parts), +left_out)


def _kept(section: Section, room: int) -> tuple[str, ...]:
    left = room - _size(section.opening + section.closing)
    for number, item in enumerate(section.items):
        left -= _size(item)
        if left < 0:
            return section.items[:number]
    return section.items


def _size(text: str) -> int:
    return len(text.encode())
