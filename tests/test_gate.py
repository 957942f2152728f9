"""The one job, with ports that a test can look into."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from imagegate import gate
from imagegate.discovery.pairing import Change
from imagegate.errors import ImagegateError
from imagegate.oci.image import Image, Part, Resolution, Unread
from imagegate.oci.platform import Platform
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.policy.load import load
from imagegate.policy.verdict import Candidate, Failed, Passed, Unverified, Use
from imagegate.source import Location, Occurrence, UsedAs
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


def _occurrence(text: str, path: str = "Dockerfile", line: int = 1, platform: str | None = None) -> Occurrence:
    return Occurrence(text, Location(path, line, 6), 6 + len(text), "dockerfile-from", UsedAs.BASE, platform)


def test_gather_makes_one_candidate_for_each_reference_and_use() -> None:
    bump, again = _occurrence("ruby:3.4"), _occurrence("docker.io/library/ruby:3.4", line=2)
    elsewhere = _occurrence("ruby:3.4", "other/Dockerfile")
    arm = _occurrence("ruby:3.4", line=3, platform="linux/arm64")
    old = _occurrence("ruby:3.3")
    candidates, unverified = gate.gather(
        (Change(bump, old), Change(again, old), Change(elsewhere), Change(arm), Change(_occurrence("a b")))
    )
    ruby, previous = Reference.parse("ruby:3.4"), Reference.parse("ruby:3.3")
    assert candidates == (
        Candidate(ruby, Use(UsedAs.BASE, "Dockerfile", None, previous), (bump, again)),
        Candidate(ruby, Use(UsedAs.BASE, "other/Dockerfile"), (elsewhere,)),
        Candidate(ruby, Use(UsedAs.BASE, "Dockerfile", Platform("linux", "arm64")), (arm,)),
    )
    assert [(one.text, one.error.code) for one in unverified] == [("a b", "invalid-reference")]


@pytest.mark.parametrize(
    ("old", "previous"),
    [
        pytest.param("ruby:3.4", None, id="the same image, used for something else"),
        pytest.param("${RUBY}", None, id="what it was cannot be known"),
        pytest.param("node:22", Reference.parse("node:22"), id="another image"),
    ],
)
def test_gather_keeps_what_was_replaced(old: str, previous: Reference | None) -> None:
    [candidate], _ = gate.gather((Change(_occurrence("ruby:3.4"), _occurrence(old)),))
    assert candidate.use.previous == previous


def test_verdicts_keep_the_order_and_references_are_read_once() -> None:
    registry = _Registry()
    bad = Reference.parse("bad")
    candidates = (
        Candidate(bad, Use(UsedAs.NAMED)),
        Candidate(Reference.parse("good"), Use(UsedAs.NAMED)),
        Candidate(bad, Use(UsedAs.BASE)),
        Candidate(Reference.parse("absent"), Use(UsedAs.NAMED)),
    )
    verdicts = gate.run(POLICY, candidates, resolve=registry, now=NOW).verdicts
    assert [type(verdict) for verdict in verdicts] == [Failed, Passed, Passed, Unverified]
    latest = tuple(f"docker.io/library/{name}:latest" for name in ("bad", "good", "absent"))
    assert registry.asked == [(latest, Part.NONE)]


def _on(base: str, *platforms: str) -> Image:
    labels = {"org.opencontainers.image.base.name": base} if base else {}
    return image({"Labels": labels}, platforms=platforms or ("linux/amd64",))


def test_bases_are_read_after_the_images_that_name_them_once() -> None:
    images = {
        name: _on(base, *rest)
        for name, base, *rest in (
            ("a", "debian:13", "linux/amd64", "linux/arm64"),
            ("b", "debian:13"),
            ("c", ""),
            ("d", "absent:1"),
        )
    }
    asked: list[tuple[tuple[str, ...], Part]] = []

    def resolve(references: Sequence[Reference], parts: Part) -> tuple[Resolution, ...]:
        asked.append((tuple(reference.text for reference in references), parts))
        absent = ImagegateError("it is not there")
        return tuple(
            Unread(one, absent) if one.text in ("gone", "absent:1") else images.get(one.text, image())
            for one in references
        )

    names = (*images, "gone")
    found = gate.read(tuple(map(Reference.parse, names)), Part.BASE | Part.TAGS, resolve)
    assert asked == [(names, Part.BASE | Part.TAGS), (("debian:13", "absent:1"), Part.NONE)]
    bases = {"debian:13": "Image", "absent:1": "Unread"}
    assert list(map(_bases, found)) == [bases, bases, bases, bases, None]


def _bases(resolution: Resolution) -> dict[str, str] | None:
    if isinstance(resolution, Unread) or resolution.bases is None:
        return None
    return {reference.text: type(base).__name__ for reference, base in resolution.bases.items()}


def test_bases_that_cannot_be_read_are_told_once() -> None:
    needy = replace(POLICY, rules=tuple(replace(rule, needs=Part.BASE) for rule in POLICY.rules))

    def resolve(references: Sequence[Reference], parts: Part) -> tuple[Resolution, ...]:
        absent = ImagegateError("absent:1: it is not there")
        return tuple(_on("absent:1") if parts else Unread(one, absent) for one in references)

    candidates = tuple(Candidate(Reference.parse(name), Use(UsedAs.NAMED)) for name in ("a", "b"))
    judged = gate.run(needy, candidates, resolve=resolve, now=NOW)
    assert judged.notices == ("the base of an image could not be read: absent:1: it is not there",)


def test_where_no_base_is_named_none_is_read() -> None:
    calls: list[Sequence[Reference]] = []

    def resolve(references: Sequence[Reference], _: Part) -> tuple[Resolution, ...]:
        calls.append(references)
        return tuple(image() for _ in references)

    (found,) = gate.read((Reference.parse("a"),), Part.BASE, resolve)
    assert isinstance(found, Image)
    assert (found.bases, len(calls)) == ({}, 1)


def test_nothing_to_judge_asks_for_nothing() -> None:
    registry = _Registry()
    assert gate.run(POLICY, (), resolve=registry, now=NOW) == gate.Judged(())
    assert registry.asked == [((), Part.NONE)]


@pytest.mark.parametrize(
    ("previous", "old", "notices"),
    [
        pytest.param("good", "good", (), id="what was there before"),
        pytest.param(
            "absent",
            None,
            ("nothing to compare with: the image that is replaced could not be read (it is not there)",),
            id="one that is gone is no predecessor",
        ),
    ],
)
def test_replaced_images_are_read_for_one_platform(previous: str, old: str | None, notices: tuple[str, ...]) -> None:
    asked: list[tuple[str, str]] = []

    def former(wanted: Sequence[tuple[Reference, Platform]]) -> tuple[Resolution, ...]:
        asked.extend((str(reference), str(platform)) for reference, platform in wanted)
        return _Registry()([reference for reference, _ in wanted], Part.NONE)

    uses = [Use(UsedAs.BASE, path, None, Reference.parse(previous)) for path in ("a", "b")]
    candidates = tuple(Candidate(Reference.parse("bad"), use) for use in uses)
    judged = gate.run(POLICY, candidates, resolve=_Registry(), now=NOW, former=former)
    assert asked == [(f"docker.io/library/{previous}:latest", "linux/amd64")]
    assert judged.notices == notices
    for verdict in judged.verdicts:
        assert isinstance(verdict, Passed)
        assert (verdict.old and verdict.old.reference.text) == old


def test_image_that_cannot_be_read_has_nothing_to_be_compared_with() -> None:
    use = Use(UsedAs.BASE, "a", None, Reference.parse("good"))
    judged = gate.run(
        POLICY,
        (Candidate(Reference.parse("absent"), use),),
        resolve=_Registry(),
        now=NOW,
        former=lambda _: pytest.fail("nothing to compare with"),
    )
    assert [type(verdict) for verdict in judged.verdicts] == [Unverified]
