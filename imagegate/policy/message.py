"""A finding in the users' words: the rule's own message filled in, or what the keyword says."""

from imagegate.policy.failure import Failure, Setting
from imagegate.policy.pointer import tokens, value_at
from imagegate.policy.rule import Rule
from imagegate.policy.shown import plain, short, words
from imagegate.policy.template import filled


def message(rule: Rule, failure: Failure, setting: Setting) -> str:
    """Say what is wrong, in the rule's words if it has some."""
    if not rule.message:
        return failure.detail
    return filled(rule.message, lambda name, argument: short(_fill(rule, failure, setting, (name, argument))))


def _fill(rule: Rule, failure: Failure, setting: Setting, asked: tuple[str, str]) -> str:
    match asked:
        case ("value", below):
            return plain(value_at(failure.value, below), failure.pointer + below)
        case ("doc", pointer):
            return plain(value_at(setting.document, pointer), pointer)
        case ("key", _):
            return next(reversed(tokens(failure.pointer)), "")
        case ("image", _):
            return setting.image
        case ("param", name):
            value = rule.parameters.get(name)
            return value if isinstance(value, str) else words(value)
        case (name, _):
            return {"detail": failure.detail, "expected": failure.expected, "pointer": failure.pointer}.get(name, "")
