from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.policy.rule import Severity
from imagegate.policy.verdict import Finding
from imagegate.report.annotations import render_annotations
from imagegate.report.report import Report
from tests.report.reports import (
    DENIED,
    HOSTILE,
    PORT,
    REPORTS,
    ROOT,
    UNKNOWN,
    WAIVED,
    failed,
    named,
    occurrences,
    passed,
    unverified,
    used,
)
from tests.runner.model import EACH_MAX, MESSAGE_UNITS_MAX, Command, annotations, commands

TEXTS = st.text(st.sampled_from("a:,%\r\n#[]= \u2028\xa0\x85\ud800\x1b") | st.characters(), max_size=40) | st.just(
    HOSTILE
)


def _shown(report: Report) -> list[Command]:
    found = commands(render_annotations(report).encode())
    assert annotations(found) == found, "the runner drops or changes one"
    return found


def _titles(report: Report) -> list[tuple[str, str]]:
    return [(one.name, one.properties["title"].removeprefix("imagegate: ")) for one in _shown(report)]


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_runner_shows_all_that_is_written(report: Report) -> None:
    found = _shown(report)
    assert len(found) == len(render_annotations(report).splitlines())
    assert all(len(one.data.encode("utf-16-le")) <= 2 * MESSAGE_UNITS_MAX for one in found)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_red_step_has_an_error_and_no_other_has(report: Report) -> None:
    assert any(one.name == "error" for one in _shown(report)) is bool(report.exit_code)


@pytest.mark.parametrize(
    ("report", "titles"),
    [
        pytest.param(REPORTS["skipped"], [], id="nothing in scope says nothing"),
        pytest.param(Report(), [("error", "result")], id="nothing judged is an error"),
        pytest.param(
            Report((passed(named("a:1"), PORT, UNKNOWN, WAIVED),), notices=("x",)),
            [("warning", "ports-admin"), ("notice", "image-age"), ("notice", "notice")],
            id="by severity; waived is not shown",
        ),
        pytest.param(
            Report((failed(named("a:1"), PORT),), fail_on=Severity.WARNING),
            [("error", "result"), ("warning", "ports-admin")],
            id="a run that fails on a warning says so",
        ),
        pytest.param(
            Report((failed(named("a:1"), ROOT, PORT), unverified("b:1", DENIED)), warn_only=True),
            [("warning", "user-non-root"), ("warning", "unverified (denied)"), ("warning", "ports-admin")],
            id="warn-only: errors are warnings, and still the first",
        ),
        pytest.param(
            replace(REPORTS["fault-policy"], warn_only=True),
            [("error", "invalid-policy")] * 2,
            id="warn-only: a broken policy is an error",
        ),
        pytest.param(
            Report((failed(named("a:1"), ROOT), failed(named("b:1"), ROOT))),
            [("error", "user-non-root")] * 2,
            id="one for each image that a user named",
        ),
        pytest.param(
            Report((failed(used("a:1", "Dockerfile", 1, 2), ROOT),)),
            [("error", "user-non-root")] * 2,
            id="one for each line",
        ),
        pytest.param(
            Report((failed(used("a:1", "Dockerfile", 1), ROOT, replace(ROOT, message="another")),)),
            [("error", "user-non-root")],
            id="one for each rule on a line",
        ),
    ],
)
def test_which_are_shown(report: Report, titles: list[tuple[str, str]]) -> None:
    assert _titles(report) == titles


def test_total_comes_first_where_not_all_fit() -> None:
    rules = tuple(replace(ROOT, rule=f"rule-{number}") for number in range(12))
    shown = _shown(Report((failed(named("a:1"), *rules, PORT),)))
    assert [one.name for one in shown] == ["error"] * EACH_MAX + ["warning"]
    assert shown[0].data.splitlines() == [
        "12 violations in 1 image; 1 warning",
        "9 of 12 errors are shown here; the job summary and the log have the others",
    ]


def test_ten_fit_without_a_total() -> None:
    rules = tuple(replace(ROOT, rule=f"rule-{number}") for number in range(10))
    assert [title for _, title in _titles(Report((failed(named("a:1"), *rules),)))] == [rule.rule for rule in rules]


def test_noise_does_not_hide_a_violation() -> None:
    noise = tuple(unverified(f"a{number}:1", DENIED) for number in range(20))
    shown = _shown(Report((*noise, failed(named("z:1"), ROOT))))
    assert "1 violation in 1 of 21 images; 20 of 21 images could not be verified" in shown[0].data
    assert shown[1].properties["title"] == "imagegate: user-non-root"


def test_message_is_cut_as_the_runner_counts() -> None:
    long = replace(ROOT, message="😀" * 300, help="😀" * 1000, expected="😀" * 300, pointer="/😀" * 100)
    many = (replace(long, message=f"{number} {long.message}") for number in range(20))
    (shown,) = _shown(Report((failed(named("a:1"), *many),)))
    assert len(shown.data.encode("utf-16-le")) == 2 * MESSAGE_UNITS_MAX or shown.data.endswith("…")


def test_several_of_one_rule_are_counted() -> None:
    ports = (replace(PORT, message=f"port {number} is exposed") for number in range(15))
    (shown,) = _shown(Report((passed(named("a:1"), *ports),)))
    lines = shown.data.splitlines()
    assert lines[0] == "docker.io/library/a:1: port 0 is exposed [linux/amd64, linux/arm64]"
    assert lines[11] == "and 4 more"


def test_path_that_begins_with_an_equals_sign_is_not_lost() -> None:
    (shown,) = _shown(Report((failed(used("a:1", "=x/Dockerfile", 3), ROOT),)))
    assert shown.properties["file"] == "./=x/Dockerfile"


@given(TEXTS, TEXTS, st.sampled_from((Severity.ERROR, Severity.WARNING, Severity.NOTICE)))
def test_untrusted_text_is_never_a_command(text: str, path: str, severity: Severity) -> None:
    finding = Finding("rule", severity, ROOT.outcome, text, ROOT.platforms, text, text, text, text, text, text)
    unread = unverified("b:1", type(DENIED)(text, hint=text), *occurrences("b:1", f"x{path}", 2))
    report = Report((failed(used("a:1", f"x{path}", 1), finding), unread), notices=("x" + text,), fail_on=severity)
    found = _shown(report)
    assert sorted(one.name for one in found) == sorted([severity.value, "error", "notice"])
    assert {key for one in found for key in one.properties} <= {"title", "file", "line", "endLine", "col", "endColumn"}
