"""What is said of the policy that a pull request brings."""

from dataclasses import replace

import pytest

from imagegate.policy.rule import Severity
from imagegate.report.proposal import more, proposal
from imagegate.report.report import Report
from tests.report.reports import DENIED, PORT, ROOT, WAIVED, failed, named, passed, unverified, used

A = named("a:1")
NOW = Report((passed(A, PORT),))


@pytest.mark.parametrize(
    ("proposed", "said"),
    [
        pytest.param(NOW, "", id="the same"),
        pytest.param(Report((passed(A, PORT),), notices=("x",)), "", id="the same of all images"),
        pytest.param(
            Report((failed(A, PORT, ROOT),)), "1 finding more; 1 violation in 1 image; 1 warning", id="stricter"
        ),
        pytest.param(Report((passed(A),)), "1 finding fewer; 1 image complies", id="milder"),
        pytest.param(
            Report((passed(A, replace(PORT, severity=Severity.NOTICE)),)),
            "1 finding more, 1 finding fewer; 1 image complies; 1 notice",
            id="another severity is another finding",
        ),
        pytest.param(
            Report((passed(A, PORT), passed(used("a:1", "Dockerfile", 1), PORT))),
            "1 finding more; 2 images comply; 2 warnings",
            id="another use",
        ),
        pytest.param(
            Report((unverified("a:1", DENIED),)), "1 finding fewer; 1 image could not be verified", id="not verified"
        ),
        pytest.param(
            replace(NOW, fail_on=Severity.WARNING),
            "the findings are the same; 1 violation in 1 image",
            id="the same findings, another result",
        ),
    ],
)
def test_proposal(proposed: Report, said: str) -> None:
    assert proposal(NOW, proposed) == said


def test_more_counts_equal_findings() -> None:
    twice = Report((failed(A, ROOT, ROOT, WAIVED),))
    assert more(twice, Report((failed(A, ROOT),))) == [("a:1", ROOT), ("a:1", WAIVED)]
    assert more(twice, twice) == []
