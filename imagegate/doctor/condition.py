"""What a condition of a job or a step is for certain, whatever a pull request does: met, not met, or neither.

Known are the few parts that workflows have for good reasons, such as the event's name, joined by `&&` and `||`.
"""

import re

_WHOLE = re.compile(r"\$\{\{(.*)\}\}", re.DOTALL)
_TEXT = re.compile(r"'[^']*'")
_ALWAYS = re.compile(r"always\(\s*\)|!\s*cancelled\(\s*\)")
_SUCCESS = re.compile(r"success\(\s*\)")
_CONSTANT = re.compile(r"true|github\.repository(?:_owner)?\s*==\s*'[^']*'")
_EVENT = re.compile(r"github\.event_name\s*(==|!=)\s*'([^']*)'")
_TAG = re.compile(r"startsWith\(\s*github\.ref,\s*'refs/tags/[^']*'\s*\)|github\.ref_type\s*==\s*'tag'")
_BRANCH = re.compile(r"github\.ref\s*==\s*'refs/(?:heads|tags)/[^']*'")
# With the others `github.ref` is a branch of its own, such as refs/pull/1/merge.
_ON_THE_BASE = "pull_request_target"


def holds(condition: str, event: str) -> bool:
    """Tell whether a condition is met each time that an event starts it and nothing has failed before."""
    return not condition or _is_met(condition, event) is True


def excludes(condition: str, event: str) -> bool:
    """Tell whether a condition is there to leave an event out: it is never met with it."""
    return bool(condition) and _is_met(condition, event) is False


def holds_after_failure(condition: str, event: str) -> bool:
    """Tell whether it is met even where something that it waits for failed or was skipped.

    GitHub adds `success()` to a condition that asks for no status.
    """
    return _ALWAYS.search(condition) is not None and _is_met(condition, event, has_failed=True) is True


def _is_met(condition: str, event: str, *, has_failed: bool = False) -> bool | None:
    """Give what a condition comes to, None where that is not known."""
    whole = _WHOLE.fullmatch(condition)
    text = whole[1] if whole else condition
    if "${{" in text or any("&&" in quoted or "||" in quoted for quoted in _TEXT.findall(text)):
        return None
    branches = [_all([_part(part.strip(), event, has_failed) for part in one.split("&&")]) for one in text.split("||")]
    if True in branches:
        return True
    return None if None in branches else False


def _all(parts: list[bool | None]) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def _part(part: str, event: str, has_failed: bool) -> bool | None:  # noqa: FBT001 - private, and always the same
    if compared := _EVENT.fullmatch(part):
        return (compared[2] == event) is (compared[1] == "==")
    if _SUCCESS.fullmatch(part):
        return not has_failed
    if _TAG.fullmatch(part) or (event != _ON_THE_BASE and _BRANCH.fullmatch(part)):
        return False
    return True if _ALWAYS.fullmatch(part) or _CONSTANT.fullmatch(part) else None
