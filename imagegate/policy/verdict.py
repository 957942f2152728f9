"""What came of judging an image."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from imagegate.errors import ImagegateError
from imagegate.oci.image import Image
from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.policy.rule import Severity
from imagegate.source import Location, Occurrence, UsedAs


@dataclass(frozen=True, slots=True)
class Use:
    """Why a reference is judged. `path` is the file that uses it; `previous` what it replaces there."""

    used_as: UsedAs
    path: str | None = None
    platform: Platform | None = None
    previous: Reference | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reference in one use, with every place that writes it. It is judged once."""

    reference: Reference
    use: Use
    occurrences: tuple[Occurrence, ...] = ()


class Outcome(StrEnum):
    """What came of one rule on one image."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    WAIVED = "waived"
    NOT_APPLICABLE = "not-applicable"
    UNKNOWN = "unknown"


class Novelty(StrEnum):
    """Whether the image that is replaced has a finding too."""

    NEW = "new"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Finding:
    """An outcome that is shown: a rule that failed, was waived, or could not be answered.

    `pointer` leads into the image document, `raw_field` names the same place in the raw image (`config.User`).
    `value` is what stands there, in JSON's words, None where it must not be shown. `location` is where the rule
    stands, None for the gate's own findings; `description` is what the rule is for. `waiver` is the id of the waiver
    that accepts it. `novelty` is None where nothing is compared; `is_excused` is true where the policy stops for new
    findings only, and this is none. Everything here but `rule` may hold text from a registry.
    """

    rule: str
    severity: Severity
    outcome: Outcome
    message: str
    platforms: tuple[Platform, ...] = ()
    pointer: str = ""
    raw_field: str = ""
    value: str | None = None
    expected: str = ""
    help: str = ""
    url: str = ""
    location: Location | None = None
    waiver: str = ""
    description: str = ""
    novelty: Novelty | None = None
    is_excused: bool = False

    def stops(self, threshold: Severity) -> bool:
        """Tell whether this is a violation: not waived or excused, and as severe as the run fails on."""
        return self.outcome is not Outcome.WAIVED and not self.is_excused and self.severity.reaches(threshold)


@dataclass(frozen=True, slots=True)
class Passed:
    """An image without a violation; `findings` are those that do not stop the run. `applied` counts rules.

    `is_exempt` is true where no rule is about the image, and the policy says that such images may pass. `old` is the
    image that it replaces, and `fixed` what was found in that one and is no more.
    """

    candidate: Candidate
    image: Image
    findings: tuple[Finding, ...]
    applied: int
    is_exempt: bool = False
    old: Image | None = None
    fixed: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """An image with at least one violation among its findings; `old` and `fixed` as of one that passed."""

    candidate: Candidate
    image: Image
    findings: tuple[Finding, ...]
    old: Image | None = None
    fixed: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Unverified:
    """A reference that could not be read or proved. `text` is as given; `reference` is None if it is not even one.

    `waiver` is the id of the waiver that accepts that.
    """

    text: str
    use: Use
    occurrences: tuple[Occurrence, ...]
    error: ImagegateError
    reference: Reference | None = None
    waiver: str = ""


Verdict: TypeAlias = Passed | Failed | Unverified


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file, or a part of one, that could not be read or parsed: whatever it holds is unverified."""

    location: Location
    error: ImagegateError


@dataclass(frozen=True, slots=True)
class UnresolvedText:
    """A text that stands where a reference stands, and that nothing makes one; it was not fetched.

    `reason` says what is missing. `waiver` is the id of the waiver that accepts it.
    """

    occurrence: Occurrence
    reason: str
    severity: Severity
    waiver: str = ""

    def stops(self, threshold: Severity) -> bool:
        """Tell whether this is a violation: not waived, and as severe as the run fails on."""
        return not self.waiver and self.severity.reaches(threshold)
