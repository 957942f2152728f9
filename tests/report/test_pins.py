"""What to write where only a tag stands: each reference once, with the places that name it."""

import pytest

from imagegate.errors import ImagegateError
from imagegate.oci.reference import Reference
from imagegate.policy.verdict import Candidate, Passed, Use, Verdict
from imagegate.report.pins import pins
from imagegate.source import Location, Occurrence, UsedAs
from tests.images import image
from tests.report.reports import unverified

DIGEST = f"@{image().descriptor.digest}"


def _passed(reference: Reference, *written: str) -> Passed:
    places = tuple(
        Occurrence(text, Location("Dockerfile", line, 6), 20, "dockerfile-from", UsedAs.BASE)
        for line, text in enumerate(written, 1)
    )
    return Passed(Candidate(reference, Use(UsedAs.NAMED), places), image(), (), 1)


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        pytest.param(_passed(Reference.parse("app:1")), {f"app:1{DIGEST}": []}, id="named by a user"),
        pytest.param(_passed(Reference.parse("app")), {f"app:latest{DIGEST}": []}, id="no tag"),
        pytest.param(
            _passed(Reference.parse("app"), "app", "docker.io/library/app:latest", "app"),
            {f"app:latest{DIGEST}": [1, 3], f"docker.io/library/app:latest{DIGEST}": [2]},
            id="as it is written at each place",
        ),
        pytest.param(_passed(Reference.parse(f"app:1{DIGEST}"), f"app:1{DIGEST}"), {}, id="a digest"),
        pytest.param(
            _passed(Reference(Reference.parse("app").repository, "1", None, "oci:app:1", is_local=True)),
            {},
            id="in no registry",
        ),
        pytest.param(unverified("app:1", ImagegateError("no")), {}, id="not judged"),
    ],
)
def test_pins(verdict: Verdict, expected: dict[str, list[int]]) -> None:
    assert {text: [place.line for place in places] for text, places in pins([verdict]).items()} == expected
