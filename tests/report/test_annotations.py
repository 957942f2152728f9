# ruff: noqa: E501 - a row is a report and all that it shows

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.oci.reference import Reference
from imagegate.policy.rule import Severity
from imagegate.policy.verdict import Candidate, Finding, UnresolvedText, Use
from imagegate.report.annotations import render_annotations
from imagegate.report.report import Report
from imagegate.report.search import Search
from imagegate.source import Location, Occurrence, UsedAs
from tests.report.reports import (
    DENIED,
    HOSTILE,
    PORT,
    REPORTS,
    ROOT,
    UNKNOWN,
    WAIVED,
    changed,
    failed,
    named,
    occurrences,
    passed,
    read,
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


PLACE = Location("Dockerfile", 9, 6)
ARG, ENV = Location("Dockerfile", 1, 5), Location(".env", 2, 3)
WRITTEN = Occurrence("a:1", PLACE, 12, "dockerfile-from", UsedAs.BASE, contributing=(ENV, ARG))
LONG = replace(WRITTEN, end_line=11)


@pytest.mark.parametrize(
    ("occurrence", "changed", "place"),
    [
        pytest.param(WRITTEN, {}, ("Dockerfile", 9, 9, "6", "12"), id="nothing is known of changes"),
        pytest.param(WRITTEN, {"Dockerfile": {1, 9}}, ("Dockerfile", 9, 9, "6", "12"), id="the reference itself first"),
        pytest.param(WRITTEN, {"Dockerfile": {1}}, ("Dockerfile", 1, 1, "5", None), id="what it is made of"),
        pytest.param(
            WRITTEN, {"Dockerfile": {1}, ".env": {2}}, (".env", 2, 2, "3", None), id="the first part that changed"
        ),
        pytest.param(WRITTEN, {".env": {1}}, ("Dockerfile", 9, 9, "6", "12"), id="another line changed"),
        pytest.param(
            LONG, {"Dockerfile": {1, 11}}, ("Dockerfile", 9, 11, None, None), id="several lines have no columns"
        ),
    ],
)
def test_place(
    occurrence: Occurrence, changed: dict[str, set[int]], place: tuple[str, int, int, str | None, str | None]
) -> None:
    lines = {path: frozenset(numbers) for path, numbers in changed.items()}
    candidate = Candidate(Reference.parse("a:1"), Use(UsedAs.BASE, "Dockerfile"), (occurrence,))
    verdicts = (failed(candidate, ROOT), replace(unverified("b:1", DENIED), occurrences=(occurrence,)))
    report = Report(
        verdicts,
        unresolved=(UnresolvedText(occurrence, "x", Severity.ERROR),),
        search=Search(changed_lines=lines),
    )
    shown = _shown(report)
    assert len(shown) == 3
    for one in shown:
        given = one.properties
        assert (
            given["file"],
            int(given["line"]),
            int(given["endLine"]),
            given.get("col"),
            given.get("endColumn"),
        ) == place
        assert ("used at: Dockerfile:9:6" in one.data) is (place[1] != 9)


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        pytest.param(REPORTS["moved-out"], [("error", "unverified (moved-out)", "build/recipe.txt", "1"), ("error", "unverified (malformed-yaml)", "compose.yaml", "7")], id="files"),
        pytest.param(REPORTS["unresolved"], [("error", "unresolved", "Dockerfile", "3"), ("warning", "unresolved", "web/Dockerfile", "1")], id="texts, but not what is waived or off"),
        pytest.param(REPORTS["policy-changed"], [("warning", "ports-admin", "Dockerfile", "3"), ("notice", "policy", ".github/imagegate.yaml", "1")], id="another policy"),
        pytest.param(replace(REPORTS["policy-changed"], proposed=replace(REPORTS["policy-changed"], proposed=None)), [("warning", "ports-admin", "Dockerfile", "3")], id="another policy that says the same"),
        pytest.param(Report((passed(named("a:1")),), proposed=Report((failed(named("a:1"), ROOT),))), [("notice", "policy", "", "")], id="another policy without a file"),
        pytest.param(REPORTS["only-new"], [("notice", "user-non-root", "Dockerfile", "3")], id="what is excused is no error"),
        pytest.param(replace(REPORTS["unresolved"], warn_only=True), [("warning", "unresolved", "Dockerfile", "3"), ("warning", "unresolved", "web/Dockerfile", "1")], id="warn-only"),
    ],
)  # fmt: skip
def test_what_is_no_image(report: Report, expected: list[tuple[str, str, str, str]]) -> None:
    titles = _titles(report)
    places = [(one.properties.get("file", ""), one.properties.get("line", "")) for one in _shown(report)]
    assert [(*title, *place) for title, place in zip(titles, places, strict=True)] == expected


def test_message_says_what_is_replaced_and_what_it_resolved_to() -> None:
    shown = _shown(REPORTS["bump"])[0]
    lines = shown.data.splitlines()
    assert lines[0].startswith("nginxinc/nginx-unprivileged:1.26 → nginx:1.27: it starts as root")
    assert "change: new since nginxinc/nginx-unprivileged:1.26" in lines
    assert lines[-1] == f"digest: {read('nginx:1.27').descriptor.digest}"


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
    assert lines[0] == "a:1: port 0 is exposed [linux/amd64, linux/arm64]"
    assert lines[11] == "and 4 more"


def test_path_that_begins_with_an_equals_sign_is_not_lost() -> None:
    (shown,) = _shown(Report((failed(used("a:1", "=x/Dockerfile", 3), ROOT),)))
    assert shown.properties["file"] == "./=x/Dockerfile"


@given(TEXTS, TEXTS, st.sampled_from((Severity.ERROR, Severity.WARNING, Severity.NOTICE)))
def test_untrusted_text_is_never_a_command(text: str, path: str, severity: Severity) -> None:
    finding = Finding("rule", severity, ROOT.outcome, text, ROOT.platforms, text, text, text, text, text, text)
    unread = unverified("b:1", type(DENIED)(text, hint=text), *occurrences("b:1", f"x{path}", 2))
    report = Report((failed(used("a:1", f"x{path}", 1), finding), unread), notices=("x" + text,), fail_on=severity)
    found = _shown(replace(report, **changed(text)))
    assert sorted(one.name for one in found) == sorted([severity.value, "error", "notice", "error", "error"])
    assert {one.properties.get("line") for one in found} == {"1", "2", "5", "6", None}
    assert {key for one in found for key in one.properties} <= {"title", "file", "line", "endLine", "col", "endColumn"}
