"""Where a script of a workflow runs `imagegate check` or `imagegate scan`, and whether its exit code counts."""

import re
from collections.abc import Iterator

LINE_MAX = 2_000

_CONTINUED = re.compile(r"\\\r?\n[ \t]*")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
# A command stands at the beginning of a line, or behind what divides commands; variables and programs may precede it.
_COMMAND = re.compile(
    r"(?:^|[;&|({])[ \t]*(?P<before>(?:(?:if|while|until|then|do|else|!|exec|time|sudo|env|command|[A-Za-z_]\w*=\S*"
    r"|uvx|(?:pipx|uv|poetry)[ \t]+run|python[0-9.]*[ \t]+-m)[ \t]+)*)"
    r"(?:(?:docker|podman)[ \t]+run[ \t].*?(?i:imagegate)\S*|(?:\S*/)?imagegate)"
    r"[ \t]+(?:check|scan)(?![\w-])(?P<after>.*)"
)
_CONDITION = re.compile(r"(?:^|\s)(?:if|while|until|!)(?=\s)")
_IGNORED = re.compile(r"\|\|\s*(?:true|:|echo|printf|exit\s+0)(?![\w-])")
_PIPE = re.compile(r"(?<![|>])\|(?!\|)")
_BACKGROUND = re.compile(r"(?<![&>])&\s*$")
_PLUS_E = re.compile(r"^\s*set\s+\+e\b", re.MULTILINE)


def runs_imagegate(script: str) -> bool:
    """Tell whether a script judges images."""
    return any(True for _ in _commands(_lines(script)))


def lost(script: str, *, has_pipefail: bool) -> str:
    """Say what makes the script succeed though imagegate fails; an empty text if nothing does.

    GitHub runs scripts with `-e`, and with `-o pipefail` where a workflow asks for `bash` by its name.
    """
    lines = _lines(script)
    has_pipefail = has_pipefail or "pipefail" in script
    for number, command in _commands(lines):
        is_last = not any(line.strip() for line in lines[number + 1 :])
        if reason := _reason(command["before"], command["after"], has_pipefail=has_pipefail, is_last=is_last):
            return reason
        if _PLUS_E.search("\n".join(lines[:number])) and not is_last:
            return "`set +e` hides it"
    return ""


def _reason(before: str, after: str, *, has_pipefail: bool, is_last: bool) -> str:
    if _CONDITION.search(before):
        return "it is the condition of something else"
    if _IGNORED.search(after):
        return "`||` hides it"
    if _PIPE.search(after) and not has_pipefail:
        return "in a pipe the last command counts"
    if _BACKGROUND.search(after):
        return "nothing waits for it"
    return "" if is_last or "&&" not in after else "before `&&` no failure ends a script"


def _lines(script: str) -> list[str]:
    return [_COMMENT.sub("", line[:LINE_MAX]) for line in _CONTINUED.sub(" ", script).splitlines()]


def _commands(lines: list[str]) -> Iterator[tuple[int, re.Match[str]]]:
    for number, line in enumerate(lines):
        if command := _COMMAND.search(line):
            yield number, command
