"""What a scalar says, and where in the text it says so."""

import base64
import re

import yaml

_BINARY = "tag:yaml.org,2002:binary"
_SURROGATE = re.compile("[\ud800-\udfff]")
# Anchors and tags, which the parser counts to what they stand before.
_PROPERTIES = re.compile(r"(?:(?:![^\s,\[\]{}<]*(?:<[^>\s]*>)?|&[^\s,\[\]{}]*)(?:\s|#[^\n]*)*+)*+")
_BEFORE_BLOCK = re.compile(r"[^\n]*\n\s*|[^\n]*\Z")


def content(event: yaml.ScalarEvent, text: str) -> tuple[int, int]:
    """Give the offsets of a scalar's first character and after its last one, without quotes and header."""
    if event.start_mark is None or event.end_mark is None:  # never, in events that a parser made
        return 0, 0
    start, end = event.start_mark.index, event.end_mark.index
    if properties := _PROPERTIES.match(text, start, end):
        start = properties.end()
    if event.style in ("'", '"'):
        return start + 1, end - 1
    if event.style in ("|", ">") and (header := _BEFORE_BLOCK.match(text, start, end)):
        start = header.end()
        while end > start and text[end - 1].isspace():
            end -= 1
    return start, end


def decoded(event: yaml.ScalarEvent) -> str:
    """Give a scalar's text; base64 that is marked as `!!binary` is text too where it holds some."""
    value = event.value
    if _SURROGATE.search(value):  # JSON writes what is beyond the first plane in two halves
        value = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if event.tag != _BINARY:
        return value
    try:
        return base64.b64decode(value).decode()
    except ValueError:
        return value
