"""Why a rule came to what it came to on an image: everything that was looked at, and where the rule says so."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from imagegate.oci.image import Image, PlatformImage, Unread
from imagegate.oci.platform import Platform
from imagegate.policy.accept import Subject, waived
from imagegate.policy.extends import Read
from imagegate.policy.pointer import child, join, tokens, value_at
from imagegate.policy.rule import Policy, Rule
from imagegate.policy.trial import Matter, Trial, tried
from imagegate.policy.verdict import Finding, Outcome
from imagegate.source import Location
from imagegate.strict.json import Json
from imagegate.strict.yaml import YamlDocument, parse

_DEFINITIONS = "#/$defs/"


@dataclass(frozen=True, slots=True)
class OnPlatforms:
    """A rule on platforms that are alike: the steps, what was found, and what that comes to."""

    platforms: tuple[Platform, ...]
    trial: Trial
    findings: tuple[Finding, ...]

    @property
    def outcome(self) -> Outcome:
        """The gravest outcome here."""
        if not self.trial.applies:
            return Outcome.NOT_APPLICABLE
        found = {finding.outcome for finding in self.findings}
        return next((each for each in (Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED) if each in found), Outcome.PASS)


def explained(policy: Policy, rule: Rule, matter: Matter) -> tuple[OnPlatforms, ...]:
    """Follow a rule on every platform that the policy judges; those on which all is the same come as one."""
    from imagegate.policy.outcome import Judge

    image = judged(policy, matter)
    judge = Judge.at(matter.now, policy.settings.unknown)
    groups: list[OnPlatforms] = []
    for one in image.platforms:
        trial = tried(rule, matter, one)
        found = judge.findings([rule], matter.setting(one)) if trial.applies else iter(())
        settled = tuple(settle(policy, matter, one, finding) for finding in found)
        alone = OnPlatforms((one.platform,), trial, tuple(replace(each, platforms=()) for each in settled))
        _join(groups, alone)
    return tuple(groups)


def judged(policy: Policy, matter: Matter) -> Image:
    """Keep the platforms that are judged; an image that has none of them is an `ImagegateError`."""
    own = matter.candidate.use.platform
    narrowed = matter.image.narrowed((own,) if own else policy.settings.platforms)
    if isinstance(narrowed, Unread):
        raise narrowed.error
    return narrowed


def settle(policy: Policy, matter: Matter, one: PlatformImage, finding: Finding) -> Finding:
    """Give a finding on one platform as the policy's waivers leave it."""
    digests = frozenset({matter.image.descriptor.digest, one.descriptor.digest})
    placed = replace(finding, platforms=(one.platform,))
    return waived(policy, placed, Subject(matter.candidate.reference, digests), matter.now)


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as its file writes it. `pointer` leads to it there; it is empty for a bare JSON Schema."""

    document: YamlDocument
    pointer: str

    def place(self, key: str, way: str) -> tuple[str, Location]:
        """Find the place of a keyword in the rule's `schema` or `when`, through `$ref`s: the pointer, and where it is.

        `way` is a JSON Pointer into the schema as it is evaluated.
        """
        at = join(self.pointer, key) if self.pointer else ""
        value = value_at(self.document.value, at)
        for token in tokens(way):
            if child(value, token) is None and (name := _target(value)):
                at = join("", "$defs", name)
                value = value_at(self.document.value, at)
            at, value = join(at, token), child(value, token)
        return at.removeprefix(self.pointer) or "/", self.document.mark(at)


def rule_text(rule: Rule, read: Read) -> RuleText:
    """Read the file that a rule stands in once more."""
    document = parse(read(rule.location.path), rule.location.path)
    return RuleText(document, next(_pointers(document.value, rule.id), ""))


def _pointers(value: Json, identifier: str) -> Iterator[str]:
    rules = child(value, "rules")
    for index, item in enumerate(rules if isinstance(rules, list) else ()):
        if child(item, "id") == identifier:
            yield join("", "rules", index)


def _target(value: Json) -> str:
    reference = child(value, "$ref")
    return reference.removeprefix(_DEFINITIONS) if isinstance(reference, str) else ""


def _join(groups: list[OnPlatforms], alone: OnPlatforms) -> None:
    for index, group in enumerate(groups):
        if replace(alone.trial, platform=group.trial.platform) == group.trial and alone.findings == group.findings:
            groups[index] = replace(group, platforms=(*group.platforms, *alone.platforms))
            return
    groups.append(alone)
