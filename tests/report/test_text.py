import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.errors import ImagegateError
from imagegate.policy.rule import PolicySource, Severity
from imagegate.report.report import Report
from imagegate.report.text import render_text
from tests.report.reports import (
    HOSTILE,
    PORT,
    REPORTS,
    ROOT,
    changed,
    failed,
    named,
    occurrences,
    passed,
    unverified,
    used,
)
from tests.runner.model import commands

TEXTS = st.text(st.sampled_from("a:#[]\r\n \u2028\xa0\x1b\ud800") | st.characters(), max_size=40) | st.just(HOSTILE)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_colour_adds_nothing_but_colour(report: Report) -> None:
    assert re.sub("\x1b\\[[0-9;]+m", "", render_text(report, colour=True)) == render_text(report)


@given(text=TEXTS, colour=st.booleans())
def test_untrusted_text_is_no_command_and_no_line(*, text: str, colour: bool) -> None:
    finding = replace(
        ROOT, message=text, value=text, expected="x" + text, pointer="/" + text, help="x" + text, url="u" + text
    )
    verdicts = (
        failed(used("a:1", text, 3), finding),
        unverified("b:1", ImagegateError(text, hint="x" + text), *occurrences("b:1", text, 4)),
    )
    report = Report(verdicts, (PolicySource(text, text, text),), notices=(text,), **changed(text))
    rendered = render_text(report, colour=colour)
    assert commands(rendered.encode()) == []
    assert rendered.count("\n") == 17 + 10 - (not text.strip())
    assert re.sub("\x1b\\[[0-9;]+m|\n", "", rendered).isprintable()


def test_worst_stands_last_and_each_kind_in_the_order_given() -> None:
    verdicts = (
        failed(named("d:1"), ROOT),
        passed(named("a:1")),
        unverified("c:1", ImagegateError("x")),
        passed(named("b:1")),
    )
    lines = render_text(Report(verdicts)).splitlines()
    told = [line.split() for line in lines if not line.startswith(" ")]
    assert [word for word, *_ in told] == ["passed", "passed", "unverified", "failed", "fail"]
    assert [rest[0].rpartition("/")[2] for _, *rest in told[:-1]] == ["a:1", "b:1", "c:1", "d:1"]


def test_findings_stand_by_weight_then_rule_then_place() -> None:
    notice = replace(PORT, severity=Severity.NOTICE, rule="a")
    places = (replace(PORT, pointer=f"/exposedPorts/{index}", message=str(index)) for index in (10, 9, "x"))
    lines = render_text(Report((failed(named("a:1"), notice, *places, ROOT),))).splitlines()
    told = [line.split()[:3] for line in lines if re.match("  (error|warning|notice)", line)]
    assert [(word, rule) for word, rule, *_ in told] == [
        ("error", "user-non-root:"),
        *[("warning", "ports-admin:")] * 3,
        ("notice", "a:"),
    ]
    assert [message for _, _, message in told[1:4]] == ["9", "10", "x"]
