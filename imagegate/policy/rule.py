"""What a policy demands: rules, how much each weighs, and the settings that go with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce
from operator import or_

from imagegate.oci.image import Part
from imagegate.oci.platform import Platform
from imagegate.policy.match import Match
from imagegate.policy.waiver import Waiver, WaiverLimits
from imagegate.source import DiscoverySettings, Location
from imagegate.strict.json import Json

NEEDS = {
    "index": Part.NONE,
    "referrers": Part.REFERRERS,
    "provenance": Part.PROVENANCE,
    "tags": Part.TAGS,
    "base": Part.BASE,
}
"""What a rule may say that it needs, by the names that policies have for it."""


class Severity(StrEnum):
    """The only scale. Its words are also GitHub's annotation levels, so nothing needs to be translated."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"
    OFF = "off"

    @property
    def rank(self) -> int:
        """Order: error is the highest, off the lowest."""
        return {"off": 0, "notice": 1, "warning": 2, "error": 3}[self]

    def reaches(self, threshold: "Severity") -> bool:
        """Tell whether something so severe stops a run that fails on `threshold`; `off` stops nothing."""
        return self is not Severity.OFF and self.rank >= threshold.rank


class Missing(StrEnum):
    """What the outcome is where a rule's pointer finds null or nothing."""

    FAIL = "fail"
    PASS = "pass"  # noqa: S105 - an outcome, not a password
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Rule:
    """One demand on an image.

    `at` is a JSON Pointer into the image document, `*` standing for every member; `when` and `schema` are JSON
    Schemas, parameters replaced by their values. `missing` is None where the rule does not say. `location` is
    where the rule stands in its policy, `parameters` what `{param:NAME}` in its message means.
    """

    id: str
    severity: Severity
    location: Location
    schema: Json
    description: str = ""
    help: str = ""
    url: str = ""
    maps: Mapping[str, str] = field(default_factory=dict)
    match: Match = field(default_factory=Match)
    when: Json = None
    at: str = ""
    missing: Missing | None = None
    message: str = ""
    needs: Part = Part.NONE
    parameters: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """What a policy says about the run, with what counts where it says nothing."""

    fail_on: Severity = Severity.ERROR
    unknown: Severity = Severity.WARNING
    uncovered: Severity = Severity.ERROR
    unresolved: Severity = Severity.ERROR
    only_new: bool = False
    platforms: tuple[Platform, ...] = ()
    discovery: DiscoverySettings = field(default_factory=DiscoverySettings)
    waivers: WaiverLimits = field(default_factory=WaiverLimits)


@dataclass(frozen=True, slots=True)
class PolicySource:
    """Where a policy came from: its own name, `pack:NAME` or a path, and the digest of its bytes."""

    name: str
    source: str
    digest: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that is demanded in a run."""

    rules: tuple[Rule, ...]
    settings: PolicySettings = field(default_factory=PolicySettings)
    sources: tuple[PolicySource, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    @property
    def needs(self) -> Part:
        """The parts of an image that any rule asks for, of those that are judged at all."""
        return reduce(or_, (rule.needs for rule in self.rules if rule.severity is not Severity.OFF), Part.NONE)
