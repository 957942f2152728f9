import json
from dataclasses import replace

import pytest

from imagegate.report.outputs import outputs
from imagegate.report.report import Report
from tests.report.reports import DENIED, REPORTS, ROOT, failed, named, passed, read, unverified, used

A = str(read("a:1").descriptor.digest)


@pytest.mark.parametrize(
    ("report", "digest", "images"),
    [
        pytest.param(Report((passed(named("a:1")),)), A, {"docker.io/library/a:1": A}, id="one image"),
        pytest.param(Report((failed(named("a:1"), ROOT),)), A, {"docker.io/library/a:1": A}, id="that failed, too"),
        pytest.param(
            Report((passed(named("a:1")), passed(used("a:1", "Dockerfile", 1)))),
            A,
            {"docker.io/library/a:1": A},
            id="one image in two uses",
        ),
        pytest.param(
            Report((passed(named("a:1")), unverified("b:1", DENIED))),
            "",
            {"docker.io/library/a:1": A},
            id="one of two: it is not said which",
        ),
        pytest.param(Report((unverified("b:1", DENIED),)), "", {}, id="not verified"),
        pytest.param(Report(skipped="x"), "", {}, id="none"),
    ],
)
def test_digests(report: Report, digest: str, images: dict[str, str]) -> None:
    given = outputs(report)
    assert given["digest"] == digest
    assert json.loads(given["images"]) == images


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_output_is_set_and_says_the_truth(report: Report) -> None:
    given = outputs(report)
    assert list(given) == [
        *("result", "image-count", "reference-count", "violation-count", "unverified-count", "digest", "images")
    ]
    assert outputs(replace(report, warn_only=True)) == given
    assert given["result"] == report.result
    assert all(value.isprintable() and value.isascii() for value in given.values())
