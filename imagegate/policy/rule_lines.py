"""The lines of a file that one rule takes up, comments in it included."""

from collections.abc import Sequence

from imagegate.errors import UsageError
from imagegate.policy.pointer import child, join
from imagegate.policy.problem import InvalidPolicyError, Problem, did_you_mean
from imagegate.strict.json import Json
from imagegate.strict.yaml import MalformedYamlError, YamlDocument, parse


def rule_lines(content: bytes, name: str, rule: str) -> str:
    """Give the text of a rule as it is written; a rule that does not stand in the file is a `UsageError`."""
    try:
        document = parse(content, name)
    except MalformedYamlError as error:
        raise InvalidPolicyError([Problem(error.location, error.reason, error.hint)]) from error
    ids = _ids(document.value)
    if rule not in ids:
        message = f"{name} has no rule {rule[:80]!r}"
        raise UsageError(message, hint=did_you_mean(rule, [each for each in ids if each]))
    start = document.mark(join("", "rules", ids.index(rule))).line
    text = content.decode("utf-8").splitlines(keepends=True)
    own = text[start - 1 : _end(document, start, len(text))]
    return "".join(own[: _without_comments(own)])


def _ids(value: Json) -> list[str]:
    rules = child(value, "rules")
    found = [child(rule, "id") for rule in (rules if isinstance(rules, list) else ())]
    return [each if isinstance(each, str) else "" for each in found]


def _end(document: YamlDocument, start: int, last: int) -> int:
    """Give the line before what follows: the next rule or the next key of the file."""
    following = [document.mark(join("", "rules", index)).line for index in range(len(_ids(document.value)))]
    keys = document.value if isinstance(document.value, dict) else {}
    following += [document.mark(join("", key)).line for key in keys]
    return min((line - 1 for line in following if line > start), default=last)


def _without_comments(lines: Sequence[str]) -> int:
    """Count the lines without the blank ones and the comments at the end, which belong to what follows."""
    count = len(lines)
    while count > 1 and lines[count - 1].strip()[:1] in ("", "#"):
        count -= 1
    return count
