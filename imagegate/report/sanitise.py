r"""Untrusted text made safe for each language that a report is written in.

A label, a path or a registry's answer may hold anything. Here it becomes text that only says what it says: characters
that act or hide are spelt out (`\u{202e}`), and nothing in it is read as a workflow command or as Markdown.
"""

import re

from imagegate.github.workflow_command import inert

TEXT_MAX = 300
VALUE_MAX = 120
PROSE_MAX = 1000

_SPACE = " "
# Printable by Unicode's general categories, and yet nothing is seen (Unicode, Default_Ignorable_Code_Point; a blank).
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
_HTTPS = re.compile(r"https://[A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]{1,5})?(?:[/?#][A-Za-z0-9._~:/?#@!&'*+,;=%-]*)?")

_ENTITIES = {ord(character): f"&#{ord(character)};" for character in "&<>|`*_[]()~#!\\"}
_BLOCK = re.compile(r"[-+=]|[0-9]{1,9}[.]")

# What GitHub makes of text beyond CommonMark: addresses, links and mathematics, and outside of code also mentions,
# issues and emoji. Each is broken by a comment, which shows as nothing; a dollar sign gets an element of its own, as
# GitHub advises.
_NOTHING = "<!-- -->"
_ACTIVE_IN_CODE = re.compile(r"[@$]|:(?=//)|(?<=[Ww]{3})\.")
_ACTIVE = re.compile(rf"{_ACTIVE_IN_CODE.pattern}|#(?=[0-9])|(?<=[Gg][Hh])-(?=[0-9])|:(?=[a-z0-9_+-]+:)")
_BROKEN = {"$": "<span>$</span>", ".": f"{_NOTHING}.", "#": f"&#35;{_NOTHING}"}


def plain(text: str, length: int = TEXT_MAX) -> str:
    """Give one line that shows every character it holds, cut to `length` and safe in any line of a log."""
    shown = "".join(map(_visible, text[: length + 1]))
    return inert(shown if len(shown) <= length else f"{shown[: length - 1]}…")


def prose(text: str) -> str:
    """Give the running text of a policy or a hint, which may be written in several lines, as one safe line."""
    return plain(" ".join(text.split()), PROSE_MAX)


def markdown(text: str, length: int = TEXT_MAX) -> str:
    """Give text for GitHub's Markdown: no markup, link or mention in a paragraph, a list or a table's cell."""
    return _line(plain(text, length).strip(_SPACE))


def markdown_code(text: str, length: int = TEXT_MAX) -> str:
    """Give text for GitHub's Markdown in the type of code. Unlike a span of backticks this holds in a table too."""
    return f"<code>{_inline(plain(text, length), _ACTIVE_IN_CODE)}</code>"


def markdown_prose(text: str) -> str:
    """Give running text for GitHub's Markdown in which only code between backticks is marked up."""
    first, *parts = re.split("`([^`]+)`", " ".join(text.split())[:PROSE_MAX])
    rest = (
        markdown_code(part) if even % 2 == 0 else _inline(plain(part, PROSE_MAX)) for even, part in enumerate(parts)
    )
    return _line(plain(first, PROSE_MAX)) + "".join(rest)


def markdown_link(url: str, text: str) -> str:
    """Link a text of our own to an address that a policy names; one that is not plain `https` is only shown."""
    return f"[{text}](<{url}>)" if _HTTPS.fullmatch(url) else markdown_code(url)


def _visible(character: str) -> str:
    if character.isprintable() and not _INVISIBLE.match(character):
        return character
    return f"\\u{{{ord(character):x}}}"


def _line(text: str) -> str:
    if _BLOCK.match(text):
        return f"&#{ord(text[0])};{_inline(text[1:])}"  # or it would begin a list, a rule or a heading's underline
    return _inline(text)


def _inline(text: str, active: re.Pattern[str] = _ACTIVE) -> str:
    kept, start = [], 0
    for found in active.finditer(text):
        kept += [text[start : found.start()].translate(_ENTITIES), _BROKEN.get(found[0], f"{found[0]}{_NOTHING}")]
        start = found.end()
    return "".join((*kept, text[start:].translate(_ENTITIES)))
