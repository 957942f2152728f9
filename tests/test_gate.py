"""The one job, with ports that a test can look into."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from imagegate import gate
from imagegate.errors import ImagegateError
from imagegate.oci.image import Part, Resolution, Unread
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.policy.load import load
from imagegate.policy.verdict import Candidate, Failed, Passed, Unverified, Use
from imagegate.source import UsedAs
from tests.images import image

NOW = datetime(2026, 11, 25, tzinfo=UTC)
POLICY = load(
    ("policy.yaml",),
    lambda _: (
        b"""\
imagegate: v1
rules:
  - id: no-root
    severity: error
    description: no root
    help: set a user
    match: { usedAs: [named] }
    at: /user/root
    schema: { denyValues: [true] }
  - id: has-user
    severity: notice
    description: a user is set
    help: set a user
    at: /user/set
    schema: { const: true }
"""
    ),
)


class _Registry:
    """Knows images by their path, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[str, ...], Part]] = []

    def __call__(self, references: Sequence[Reference], parts: Part) -> tuple[Resolution, ...]:
        self.asked.append((tuple(map(str, references)), parts))
        return tuple(map(self._resolution, references))

    @staticmethod
    def _resolution(reference: Reference) -> Resolution:
        if reference.repository.path.endswith("absent"):
            return Unread(reference, ImagegateError("it is not there"))
        user = "1000" if reference.repository.path.endswith("good") else "root"
        return replace(image({"User": user}), reference=reference)


def test_named_references_are_one_candidate_each() -> None:
    found = gate.named(("ruby", "docker.io/library/ruby:latest", "ruby:3"), UsedAs.BASE)
    assert [(candidate.reference.text, candidate.use.used_as) for candidate in found] == [
        ("ruby", "base"),
        ("ruby:3", "base"),
    ]


def test_named_text_that_is_no_reference() -> None:
    with pytest.raises(InvalidReferenceError, match="'a b' is not an image reference"):
        gate.named(("ruby", "a b"), UsedAs.NAMED)


def test_verdicts_keep_the_order_and_references_are_read_once() -> None:
    registry = _Registry()
    bad = Reference.parse("bad")
    candidates = (
        Candidate(bad, Use(UsedAs.NAMED)),
        Candidate(Reference.parse("good"), Use(UsedAs.NAMED)),
        Candidate(bad, Use(UsedAs.BASE)),
        Candidate(Reference.parse("absent"), Use(UsedAs.NAMED)),
    )
    verdicts = gate.run(POLICY, candidates, resolve=registry, now=NOW)
    assert [type(verdict) for verdict in verdicts] == [Failed, Passed, Passed, Unverified]
    latest = tuple(f"docker.io/library/{name}:latest" for name in ("bad", "good", "absent"))
    assert registry.asked == [(latest, Part.NONE)]


def test_nothing_to_judge_asks_for_nothing() -> None:
    registry = _Registry()
    assert gate.run(POLICY, (), resolve=registry, now=NOW) == ()
    assert registry.asked == [((), Part.NONE)]
