"""The value of `RUN --mount=`: fields in CSV, each `key=value` or a bare key."""

import re
from collections.abc import Iterator

from imagegate.discovery.dockerfile.words import Word

# A quoted field may hold commas, and two quotes for one; a bare field holds no quote.
_FIELD = r'(?:"(?:[^"]|"")*+"|[^,"]*+)'
_EACH = re.compile(rf"(?:\A|(?<=,)){_FIELD}")
_ALL = re.compile(rf"{_FIELD}(?:,{_FIELD})*+")


def is_csv(mount: str) -> bool:
    """Tell whether a mount can be split into fields."""
    return _ALL.fullmatch(mount) is not None


def sources(mount: Word) -> Iterator[Word]:
    """Give the values of the key `from`, in order; its case does not matter."""
    offset = 0
    while offset <= len(mount.text) and (field := _EACH.match(mount.text, offset)):
        quoted = field[0].startswith('"')
        word = mount.part(field.start() + quoted, field.end() - quoted)
        key, _, value = word.text.partition("=")
        if value and key.lower() == "from":
            yield word.part(len(key) + 1)
        offset = field.end() + 1
