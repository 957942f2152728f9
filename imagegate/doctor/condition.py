"""Which conditions of jobs and steps hold for certain, whatever a pull request does.

What is not known to hold counts as if it could fail. Known are the few parts that workflows have for good reasons, such
as the event's name, joined by `&&` and `||`.
"""

import re

_WHOLE = re.compile(r"\$\{\{(.*)\}\}", re.DOTALL)
_TEXT = re.compile(r"'[^']*'")
_ALWAYS = re.compile(r"always\(\s*\)|!\s*cancelled\(\s*\)")
_SUCCESS = re.compile(r"success\(\s*\)")
_CONSTANT = re.compile(r"true|github\.repository(?:_owner)?\s*==\s*'[^']*'")
_EVENT = re.compile(r"github\.event_name\s*(==|!=)\s*'([^']*)'")


def holds(condition: str, event: str) -> bool:
    """Tell whether a condition is met each time that an event starts it and nothing has failed before."""
    return not condition or _is_met(condition, event, has_failed=False)


def holds_after_failure(condition: str, event: str) -> bool:
    """Tell whether it is met even where something that it waits for failed or was skipped.

    GitHub adds `success()` to a condition that asks for no status.
    """
    return _ALWAYS.search(condition) is not None and _is_met(condition, event, has_failed=True)


def _is_met(condition: str, event: str, *, has_failed: bool) -> bool:
    whole = _WHOLE.fullmatch(condition)
    text = whole[1] if whole else condition
    if "${{" in text or any("&&" in quoted or "||" in quoted for quoted in _TEXT.findall(text)):
        return False
    branches = (branch.split("&&") for branch in text.split("||"))
    return any(all(_is_certain(part.strip(), event, has_failed=has_failed) for part in parts) for parts in branches)


def _is_certain(part: str, event: str, *, has_failed: bool) -> bool:
    if compared := _EVENT.fullmatch(part):
        return (compared[2] == event) is (compared[1] == "==")
    if _SUCCESS.fullmatch(part):
        return not has_failed
    return _ALWAYS.fullmatch(part) is not None or _CONSTANT.fullmatch(part) is not None
