"""An explanation in text, and as JSON."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from imagegate.cli.policy import output
from imagegate.policy.document.fields import raw_field
from imagegate.policy.explain import OnPlatforms, RuleText
from imagegate.policy.rule import Rule, Severity
from imagegate.policy.shown import shown
from imagegate.policy.trial import Rejection, Selected
from imagegate.policy.verdict import Outcome
from imagegate.report.wording import platforms, said
from imagegate.strict.json import Json, JsonObject

if TYPE_CHECKING:
    from imagegate.cli.policy.explain import Question

_WIDTH = 11
_SELECTED_MAX = 20


def as_text(question: "Question", found: Sequence[OnPlatforms], text: RuleText) -> str:
    """Write it for a reader."""
    rule = question.rule
    use = question.matter.candidate.use
    head = [
        _line("rule", f"{rule.id} ({rule.severity}), {rule.location}"),
        *_given("", rule.description),
        _line("image", f"{question.matter.candidate.reference.canonical}, used as {use.used_as}"),
    ]
    return output.lines([*head, *(line for group in found for line in _group(rule, group, text))])


def _group(rule: Rule, group: OnPlatforms, text: RuleText) -> Iterator[str]:
    yield ""
    yield f"{_outcome(rule, group)} on {platforms(group.platforms)}"
    yield from _match(rule, group)
    if group.trial.left_out_by:
        return
    yield from _when(rule, group, text)
    if group.trial.when:
        return
    if not group.trial.lacking:
        yield from _selected(rule, group, text)
    yield from _findings(rule, group)


def _outcome(rule: Rule, group: OnPlatforms) -> str:
    off = " if it were not off" if rule.severity is Severity.OFF else ""
    return f"{group.outcome.value}{off}"


def _match(rule: Rule, group: OnPlatforms) -> Iterator[str]:
    part = group.trial.left_out_by
    if part:
        yield _line("  match", f"{part} leaves the image out: {_globs(rule, part)}")
    else:
        yield _line("  match", "selects the image")


def _globs(rule: Rule, part: str) -> str:
    listed: Sequence[str] = getattr(rule.match, {"usedAs": "used_as"}.get(part, part))
    return f"[{', '.join(listed)}]"


def _when(rule: Rule, group: OnPlatforms, text: RuleText) -> Iterator[str]:
    if rule.when is None:
        return
    if not group.trial.when:
        yield _line("  when", "holds")
    for rejection in group.trial.when or ():
        where = rejection.failure.pointer or "the document"
        yield _line("  when", f"does not hold at {where}: {rejection.failure.detail}")
        yield _place("when", rejection, text)


def _selected(rule: Rule, group: OnPlatforms, text: RuleText) -> Iterator[str]:
    yield _line("  at", rule.at or "the whole document")
    selected = group.trial.selected
    for each in selected[:_SELECTED_MAX]:
        yield _line("", _value(each))
        for rejection in each.rejections:
            yield _line("", f"  {rejection.failure.detail}")
            yield _place("schema", rejection, text)
    if len(selected) > _SELECTED_MAX:
        yield _line("", f"… {len(selected)} values in all")
    if not selected:
        yield _line("", "selects nothing, so there is nothing that could fail")


def _value(each: Selected) -> str:
    verdict = "" if each.place.value is None else ", rejected" if each.rejections else ", accepted"
    raw = raw_field(each.place.pointer)
    where = f"{each.place.pointer or 'the document'}" + (f" ({raw})" if raw else "")
    return f"{where}: {shown(each.place.value, each.place.pointer)}{verdict}"


def _place(key: str, rejection: Rejection, text: RuleText) -> str:
    pointer, location = text.place(key, rejection.schema)
    return _line("", f"  {pointer} at {location}")


def _findings(rule: Rule, group: OnPlatforms) -> Iterator[str]:
    for finding in group.findings:
        yield _line(f"  {finding.outcome}", said(finding))
        yield from _given("  waiver", finding.waiver)
        yield from _given("  expected", finding.expected)
    if group.outcome is not Outcome.PASS:
        yield from _given("  fix", rule.help)
        yield from _given("  see", rule.url)


def _line(word: str, text: str) -> str:
    indent = " " * (len(text) - len(text.lstrip()))
    return f"{word:<{_WIDTH}}{indent}{output.shown(text)}"


def _given(word: str, text: str) -> Iterator[str]:
    if text:
        yield _line(word, text)


def as_json(question: "Question", found: Sequence[OnPlatforms], text: RuleText) -> str:
    """Write it for machines."""
    rule = question.rule
    value: JsonObject = {
        "rule": {"id": rule.id, "severity": rule.severity.value, **output.location_json(rule.location)},
        "image": question.matter.candidate.reference.canonical,
        "usedAs": question.matter.candidate.use.used_as.value,
        "platforms": [_group_json(group, text) for group in found],
    }
    return output.as_json("policy-explain/v1", value)


def _group_json(group: OnPlatforms, text: RuleText) -> Json:
    trial = group.trial
    return {
        "platforms": [str(platform) for platform in group.platforms],
        "outcome": group.outcome.value,
        "leftOutBy": trial.left_out_by or None,
        "when": None if trial.when is None else [_rejection_json("when", each, text) for each in trial.when],
        "lacking": [*trial.lacking],
        "selected": [
            {
                "pointer": each.place.pointer,
                "value": shown(each.place.value, each.place.pointer),
                "rejections": [_rejection_json("schema", one, text) for one in each.rejections],
            }
            for each in trial.selected
        ],
        "findings": [
            {
                "outcome": each.outcome.value,
                "message": each.message,
                "expected": each.expected or None,
                "waiver": each.waiver or None,
            }
            for each in group.findings
        ],
    }


def _rejection_json(key: str, rejection: Rejection, text: RuleText) -> JsonObject:
    pointer, location = text.place(key, rejection.schema)
    failure = rejection.failure
    return {
        "pointer": failure.pointer,
        "detail": failure.detail,
        "expected": failure.expected or None,
        "schema": pointer,
        **output.location_json(location),
    }
