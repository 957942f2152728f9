"""What decides the end of a run."""

from dataclasses import replace
from itertools import product

import pytest

from imagegate.errors import ImagegateError
from imagegate.policy.rule import Severity
from imagegate.policy.verdict import Failed, Passed, Unverified, Verdict
from imagegate.report.evidence import UNEXPLAINED
from imagegate.report.report import Counts, ExitCode, Fault, Report, Result, findings, name
from tests.report.reports import (
    DENIED,
    PORT,
    REPORTS,
    ROOT,
    WAIVED,
    failed,
    named,
    passed,
    unread,
    unresolved,
    unverified,
)

PASSED = passed(named("a:1"))
FAILED = failed(named("b:1"), ROOT)
UNVERIFIED = unverified("c:1", DENIED)
UNREAD = unread("Dockerfile", DENIED)
TEXT = unresolved("$V", "V has no value", "Dockerfile", 1)
MILD = replace(TEXT, severity=Severity.WARNING)
ACCEPTED = replace(TEXT, waiver="x")
SPARED = replace(UNVERIFIED, waiver="x")
FORGED = replace(SPARED, error=ImagegateError("it is another one", code="digest-mismatch"))
EXCUSED = replace(ROOT, is_excused=True)
USAGE = Fault(ExitCode.USAGE, ImagegateError("x"))
LATE = Fault(ExitCode.UNVERIFIED, ImagegateError("x"))
BROKEN = Fault(ExitCode.INTERNAL, ImagegateError("x"))
NONSENSE = Fault(ExitCode.COMPLIANT, ImagegateError("x"))


@pytest.mark.parametrize(
    ("report", "exit_code", "tolerated", "result"),
    [
        pytest.param(Report((PASSED,)), 0, 0, "pass", id="pass"),
        pytest.param(Report((passed(named("a:1"), PORT, WAIVED),)), 0, 0, "pass", id="milder and waived findings"),
        pytest.param(Report((PASSED, FAILED)), 1, 0, "fail", id="one fails"),
        pytest.param(Report((PASSED, UNVERIFIED)), 3, 0, "error", id="one is not verified"),
        pytest.param(Report((UNVERIFIED, FAILED)), 1, 0, "fail", id="a violation wins"),
        pytest.param(Report(skipped="nothing changed"), 0, 0, "skipped", id="nothing in scope, and why"),
        pytest.param(Report(), 4, 4, "error", id="nothing judged, and nobody says why"),
        pytest.param(Report(fault=USAGE), 2, 2, "error", id="wrong input"),
        pytest.param(Report(fault=LATE), 3, 0, "error", id="out of time"),
        pytest.param(Report(fault=BROKEN), 4, 4, "error", id="crash"),
        pytest.param(Report(fault=NONSENSE), 2, 2, "error", id="a fault is never a pass"),
        pytest.param(Report((PASSED,), fault=BROKEN), 4, 4, "error", id="a pass that could not be delivered"),
        pytest.param(Report((PASSED,), fault=NONSENSE), 2, 2, "error", id="a pass with a fault that says 0"),
        pytest.param(Report((FAILED,), fault=BROKEN), 1, 4, "fail", id="a violation that could not be delivered"),
        pytest.param(Report((UNVERIFIED,), fault=BROKEN), 3, 4, "error", id="not verified, nor delivered"),
        pytest.param(Report((FAILED,), fault=USAGE), 2, 2, "error", id="wrong input, whatever was judged"),
        pytest.param(Report((PASSED,), skipped="x"), 0, 0, "pass", id="something was judged"),
        pytest.param(Report((PASSED,), files=(UNREAD,)), 3, 0, "error", id="a file that could not be read"),
        pytest.param(Report((FAILED,), files=(UNREAD,)), 1, 0, "fail", id="a violation wins over a file"),
        pytest.param(Report(skipped="x", files=(UNREAD,)), 3, 0, "error", id="a reason does not hide a file"),
        pytest.param(Report((PASSED,), unresolved=(TEXT,)), 1, 0, "fail", id="a text that names no image"),
        pytest.param(Report((UNVERIFIED,), unresolved=(TEXT,)), 1, 0, "fail", id="it wins over what is unverified"),
        pytest.param(Report((PASSED,), unresolved=(MILD,)), 0, 0, "pass", id="a text that only warns"),
        pytest.param(Report((PASSED,), unresolved=(MILD,), fail_on=Severity.WARNING), 1, 0, "fail", id="unless asked"),
        pytest.param(Report((PASSED,), unresolved=(ACCEPTED,)), 0, 0, "pass", id="a text that is waived"),
        pytest.param(Report(unresolved=(ACCEPTED,)), 0, 0, "skipped", id="nothing but a text that is waived"),
        pytest.param(Report((PASSED, SPARED)), 0, 0, "pass", id="an image that is not verified, and waived"),
        pytest.param(Report((SPARED,)), 0, 0, "skipped", id="nothing but such images: nothing was judged"),
        pytest.param(Report((SPARED, FORGED)), 3, 0, "error", id="a digest that disagrees is never waived"),
        pytest.param(Report((SPARED, UNVERIFIED)), 3, 0, "error", id="a waiver is for one image only"),
        pytest.param(Report((SPARED, FAILED)), 1, 0, "fail", id="and helps no other that failed"),
        pytest.param(Report((SPARED,), files=(UNREAD,)), 3, 0, "error", id="nor a file"),
        pytest.param(Report((SPARED,), unresolved=(TEXT,)), 1, 0, "fail", id="nor a text"),
        pytest.param(Report((SPARED,), fault=BROKEN), 4, 4, "error", id="nor a report that could not be delivered"),
        pytest.param(Report((passed(named("a:1"), EXCUSED),)), 0, 0, "pass", id="nothing worse than before"),
        pytest.param(Report((PASSED,), proposed=Report((FAILED,))), 0, 0, "pass", id="another policy decides nothing"),
        pytest.param(Report((FAILED,), proposed=Report((PASSED,))), 1, 0, "fail", id="nor does it help"),
        pytest.param(Report((UNVERIFIED,), skipped="x"), 3, 0, "error", id="a reason does not hide what was judged"),
    ],
)
def test_end(report: Report, exit_code: int, tolerated: int, result: str) -> None:
    lenient = replace(report, warn_only=True)
    assert (report.exit_code, report.result) == (ExitCode(exit_code), Result(result))
    assert (lenient.exit_code, lenient.result) == (ExitCode(tolerated), Result(result))
    assert lenient.is_tolerated is (exit_code != tolerated and tolerated == 0)


@pytest.mark.parametrize(
    ("verdict", "fail_on", "taken_for"),
    [
        pytest.param(PASSED, Severity.ERROR, Passed, id="a platform, and a rule that applied"),
        pytest.param(
            passed(named("a:1"), PORT, applied=0), Severity.ERROR, Passed, id="a finding shows that one applied"
        ),
        pytest.param(passed(named("a:1"), applied=0), Severity.ERROR, Unverified, id="no rule applied"),
        pytest.param(
            replace(passed(named("a:1"), applied=0), is_exempt=True), Severity.ERROR, Passed, id="the policy exempts it"
        ),
        pytest.param(
            replace(PASSED, image=replace(PASSED.image, platforms=())), Severity.ERROR, Unverified, id="none read"
        ),
        pytest.param(passed(named("a:1"), ROOT), Severity.ERROR, Failed, id="passed with a violation"),
        pytest.param(passed(named("a:1"), PORT), Severity.WARNING, Failed, id="passed, but the run fails on less"),
        pytest.param(passed(named("a:1"), WAIVED), Severity.NOTICE, Passed, id="waived"),
        pytest.param(FAILED, Severity.ERROR, Failed, id="failed"),
        pytest.param(UNVERIFIED, Severity.ERROR, Unverified, id="not verified"),
    ],
)
def test_verdict_is_taken_for_what_its_evidence_supports(
    verdict: Verdict, fail_on: Severity, taken_for: type[Verdict]
) -> None:
    (taken,) = Report((verdict,), fail_on=fail_on).verdicts
    assert type(taken) is taken_for
    assert name(taken) == name(verdict)


@pytest.mark.parametrize("given", [(), (PORT,), (WAIVED,)], ids=["nothing", "a warning", "a waived finding"])
def test_failed_image_always_has_a_violation(given: tuple[()]) -> None:
    report = Report((failed(named("a:1"), *given),))
    assert findings(report.verdicts[0]) == (UNEXPLAINED, *given)
    assert (report.exit_code, report.counts.violations) == (ExitCode.VIOLATION, 1)
    assert replace(report, notices=("x",)).verdicts == report.verdicts


@pytest.mark.parametrize("warn_only", [False, True])
def test_0_needs_evidence_in_every_combination(*, warn_only: bool) -> None:
    unread = replace(PASSED, image=replace(PASSED.image, platforms=()))
    kinds: tuple[Verdict, ...] = (PASSED, FAILED, UNVERIFIED, SPARED, passed(named("a:1"), applied=0), unread)
    for verdicts in product(kinds, repeat=2):
        report = Report(verdicts, warn_only=warn_only)
        is_settled = all(verdict in (PASSED, SPARED) for verdict in verdicts)
        assert (report.exit_code == ExitCode.COMPLIANT) is (warn_only or is_settled)
        assert (report.result is Result.PASS) is (is_settled and PASSED in verdicts)


def test_counts() -> None:
    assert REPORTS["mixed"].counts == Counts(
        images=4, references=4, failed=1, unverified=1, findings=3, violations=1, waived=1
    )
    assert Report((PASSED, PASSED)).counts.references == 1
    assert REPORTS["unresolved"].counts == Counts(
        images=1, references=1, failed=0, unverified=0, findings=3, violations=1, waived=1
    )
    assert REPORTS["moved-out"].counts.unverified == 2
    assert REPORTS["waived"].counts == Counts(
        images=3, references=3, failed=0, unverified=1, findings=2, violations=0, waived=3
    )


def test_waivers_that_accept_something_are_told() -> None:
    assert [waiver.id for waiver in REPORTS["waived"].accepting] == ["partner-registry", "nginx-needs-port-80"]


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_same_report_in_another_order_has_the_same_end(report: Report) -> None:
    other = replace(report, verdicts=tuple(reversed(report.verdicts)))
    assert (other.exit_code, other.result, other.counts) == (report.exit_code, report.result, report.counts)
