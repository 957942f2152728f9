"""One rule on an image, step by step: what an evaluation decides silently is kept here for a reader."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from imagegate.oci.image import Image, PlatformImage
from imagegate.oci.platform import Platform
from imagegate.policy.document.document import document
from imagegate.policy.evaluate import selects
from imagegate.policy.failure import Failure, Setting
from imagegate.policy.match import Match
from imagegate.policy.overlay import overlaid
from imagegate.policy.pointer import Place, join, select
from imagegate.policy.rule import Rule
from imagegate.policy.verdict import Candidate
from imagegate.strict.json import Json, JsonObject

_PARTS = {"images": "images", "exclude": "exclude", "files": "files", "usedAs": "used_as"}


@dataclass(frozen=True, slots=True)
class Matter:
    """What is judged: an image in one use at a time, and the one it replaces.

    `amendment` is laid over the document of every platform, so that a test can say what no builder would write.
    """

    candidate: Candidate
    image: Image
    now: datetime
    old: Image | None = None
    amendment: Mapping[str, Json] = field(default_factory=dict)

    def setting(self, one: PlatformImage) -> Setting:
        """Give the document of one platform."""
        facts = document(self.image, one, self.candidate, old=self.old)
        return Setting(self.candidate.reference.canonical, overlaid(facts, self.amendment) if self.amendment else facts)


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a schema rejects a value: the failure, and the JSON Pointer into the schema of the keyword that fails."""

    failure: Failure
    schema: str


@dataclass(frozen=True, slots=True)
class Selected:
    """A place that a rule judges, and what its schema rejects there; nothing where the value is null or missing."""

    place: Place
    rejections: tuple[Rejection, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """A rule on one platform, as far as it came.

    `left_out_by` is the part of `match` that leaves the image out, empty if none does. `when` is what the condition
    rejects: nothing where it holds, None where it was not asked. `lacking` are facts that are needed and could not be
    read. `selected` are the places judged.
    """

    platform: Platform
    left_out_by: str
    when: tuple[Rejection, ...] | None = None
    lacking: tuple[str, ...] = ()
    selected: tuple[Selected, ...] = ()

    @property
    def applies(self) -> bool:
        """Whether the rule judges the image here."""
        return not self.left_out_by and not self.when


def tried(rule: Rule, matter: Matter, one: PlatformImage) -> Trial:
    """Follow a rule on one platform of an image; a rule that asks for too much is an `ImagegateError`."""
    from imagegate.policy.outcome import within_means

    left_out = _left_out_by(rule, matter.candidate, one)
    if left_out:
        return Trial(one.platform, left_out)
    with within_means(rule):
        return _tried(rule, matter.setting(one).document, Trial(one.platform, ""), matter.now)


def _tried(rule: Rule, facts: JsonObject, trial: Trial, now: datetime) -> Trial:
    from imagegate.policy.outcome import lacking

    when = None if rule.when is None else tuple(_rejections(rule.when, Place("", facts), now))
    missing = tuple(lacking(rule, facts))
    if when or missing:
        return replace(trial, when=when, lacking=missing)
    selected = (
        Selected(place, tuple(_rejections(rule.schema, place, now)) if place.value is not None else ())
        for place in select(facts, rule.at)
    )
    return replace(trial, when=when, selected=tuple(selected))


def _rejections(schema: Json, place: Place, now: datetime) -> Iterator[Rejection]:
    from imagegate.policy.detail import failure
    from imagegate.policy.dialect import Evaluation, validator

    for error in validator(schema, Evaluation(now)).iter_errors(place.value):
        yield Rejection(failure(error, place.pointer), join("", *error.absolute_schema_path))


def _left_out_by(rule: Rule, candidate: Candidate, one: PlatformImage) -> str:
    for key, attribute in _PARTS.items():
        alone = replace(Match(), **{attribute: getattr(rule.match, attribute)})
        if not selects(replace(rule, match=alone), candidate):
            return key
    return "" if rule.match.selects_platform(one.platform) else "platforms"
