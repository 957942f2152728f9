"""A rule as a policy file writes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from imagegate.oci.image import Part
from imagegate.policy import lint, template
from imagegate.policy.at import check_pointer
from imagegate.policy.entry import Entry
from imagegate.policy.expressions import check_glob, check_image_glob, platform_globs
from imagegate.policy.fit import check_fit
from imagegate.policy.match import Match
from imagegate.policy.problem import did_you_mean
from imagegate.policy.rule import NEEDS, Missing, Rule, Severity
from imagegate.source import UsedAs
from imagegate.strict.json import Json

RULE_KEYS = (
    *("id", "severity", "description", "help", "url", "maps", "match", "when", "at", "missing", "schema", "message"),
    "needs",
)
ID_LENGTH_MAX = 64
GATE_FINDINGS = frozenset({"uncovered", "unresolved", "unverified"})
WAIVABLE = frozenset({"uncovered"})

_BESIDE = ("/signatures", "/raw/referrers")
_BASE = ("/base/current", "/base/layersMatch")
_ID = re.compile("[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a rule's file gives it: the `$defs`, and the values of the parameters for this rule."""

    definitions: lint.Definitions
    parameters: Mapping[str, Json]


def read_rule(entry: Entry, scope: Scope) -> Rule:
    """Read a rule whose parameters are replaced already."""
    entry.mapping(RULE_KEYS)
    for key in ("id", "severity", "schema"):
        if not entry.at(key).written:
            entry.problem(f'a rule has no "{key}"', _REQUIRED[key])
    at = entry.at("at").text()
    place = at if check_pointer(entry.at("at"), at) else None
    template.check(entry.at("message"), scope.parameters)
    needs = _needs(entry.at("needs"))
    if at.startswith(_BESIDE) and not needs & (Part.REFERRERS | Part.TAGS):
        hint = "write needs: [referrers], or [referrers, tags] for what cosign keeps under tags"
        entry.at("at").problem(f'"{at}" is empty unless the rule needs what refers to the image', hint)
    if at in _BASE and not needs & Part.BASE:
        hint = "write needs: [base]"
        entry.at("at").problem(f'"{at}" is null unless the rule needs the image that this one was built on', hint)
    return Rule(
        id=entry.at("id").text(),
        severity=entry.at("severity").word(Severity, Severity.ERROR),
        location=entry.location,
        schema=_schema(entry.at("schema"), scope, place),
        description=entry.at("description").text(),
        help=entry.at("help").text(),
        url=_url(entry.at("url")),
        maps={key: item.text() for key, item in entry.at("maps").mapping()},
        match=_match(entry.at("match")),
        when=_schema(entry.at("when"), scope, "") if entry.at("when").written else None,
        at=at,
        missing=entry.at("missing").word(Missing, Missing.FAIL) if entry.at("missing").written else None,
        message=entry.at("message").text(),
        needs=needs,
        parameters=scope.parameters,
    )


def check_id(entry: Entry) -> None:
    """Note that a rule's id is none, or one that the gate uses itself."""
    text = entry.text()
    if not _ID.fullmatch(text) or len(text) > ID_LENGTH_MAX:
        entry.problem(f'"{text[:80]}" is not an id', "use lower-case letters, digits and single hyphens, at most 64")
    elif text in GATE_FINDINGS:
        entry.problem(f'the id "{text}" belongs to the gate itself', "choose another one")


def _schema(entry: Entry, scope: Scope, pointer: str | None) -> Json:
    if not entry.written:
        return False
    before = len(entry.problems)
    lint.check(entry, scope.definitions)
    if len(entry.problems) == before and pointer is not None:
        check_fit(entry, pointer)
    if not isinstance(entry.value, dict) or not scope.definitions.entries:
        return entry.value
    return {**entry.value, "$defs": scope.definitions.values}


def _match(entry: Entry) -> Match:
    entry.mapping(("images", "exclude", "platforms", "files", "usedAs"))
    for key in ("images", "exclude"):
        for glob in entry.at(key).sequence():
            check_image_glob(glob.text(), glob)
    for glob in entry.at("files").sequence():
        check_glob(glob.text(), glob)
    for key, item in entry.mapping():
        if item.value == []:
            item.problem(f'"{key}" is empty and would select everything', "remove it, or name something")
    return Match(
        images=entry.at("images").texts(),
        exclude=entry.at("exclude").texts(),
        platforms=platform_globs(entry.at("platforms")),
        files=entry.at("files").texts(),
        used_as=tuple(use.word(UsedAs, UsedAs.NAMED) for use in entry.at("usedAs").sequence()),
    )


def _needs(entry: Entry) -> Part:
    needs = Part.NONE
    for item in entry.sequence():
        name = item.text()
        if name in NEEDS:
            needs |= NEEDS[name]
        elif isinstance(item.value, str):
            item.problem(f'there is no part "{name}"', did_you_mean(name, NEEDS))
    return needs


def _url(entry: Entry) -> str:
    text = entry.text()
    if text and not text.startswith("https://"):
        entry.problem("a rule's url begins with https://")
    return text


_REQUIRED = {
    "id": "such as user-non-root",
    "severity": "one of error, warning, notice, off",
    "schema": "what the value at the pointer must satisfy",
}
