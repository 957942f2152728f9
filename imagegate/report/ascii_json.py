"""JSON for files and logs alike: ASCII, every text in full, and no workflow command in it."""

import json
import re

from imagegate.strict.json import JsonObject

_BEYOND_ASCII = re.compile("[^ -~\n]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def ascii_json(document: JsonObject) -> str:
    """Write an object down; what is no character becomes U+FFFD."""
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2)
    # In a job's log `##[` would be a command; in JSON a bracket may be written by its number.
    return _BEYOND_ASCII.sub(_numbered, text).replace("##[", "##\\u005b") + "\n"


def _numbered(match: re.Match[str]) -> str:
    units = _SURROGATE.sub("\ufffd", match[0]).encode("utf-16-be").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))
