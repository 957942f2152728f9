import re
from dataclasses import replace

import cmarkgfm
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.errors import ImagegateError
from imagegate.policy.rule import PolicySource
from imagegate.policy.verdict import Failed
from imagegate.report.report import Report
from imagegate.report.summary import BYTES_MAX, render_summary
from tests.images import image
from tests.report.reports import (
    DENIED,
    HOSTILE,
    PORT,
    REPORTS,
    ROOT,
    WAIVED,
    changed,
    failed,
    named,
    occurrences,
    unverified,
    used,
)
from tests.runner.model import SUMMARY_BYTES_MAX

# What a summary is made of; a link only where a rule has an address.
TAGS = {"h2", "h3", "table", "thead", "tbody", "tr", "th", "td", "p", "ul", "li", "strong", "code", "br", "span"}
FOLDS = {"details", "summary"}
TEXTS = st.text(st.sampled_from("a|`<>[]()*_#@!\\\r\n \u2028$:./&;-=+1") | st.characters(), max_size=40) | st.just(
    HOSTILE
)


def _html(report: Report) -> str:
    options = cmarkgfm.Options.CMARK_OPT_UNSAFE
    return str(cmarkgfm.github_flavored_markdown_to_html(render_summary(report), options=options))


def _tags(html: str) -> set[str]:
    return set(re.findall(r"<([a-z][a-z0-9]*)", html))


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_page_is_made_of_our_elements_only(report: Report) -> None:
    html = _html(report)
    assert _tags(html) <= TAGS | FOLDS | {"a"}
    assert html.count("<details>") == html.count("</details>")
    assert set(re.findall('href="([^"]*)"', html)) <= {ROOT.url}


@given(TEXTS)
def test_untrusted_text_adds_no_element(text: str) -> None:
    finding = replace(ROOT, message=text, value=text, expected=text, pointer="/" + text, help="x" + text, url=text)
    finding = replace(finding, raw_field=text, waiver=text)
    verdicts = (
        failed(used("a:1", f"x{text}", 3), finding, replace(WAIVED, message=text, url="")),
        unverified("b:1", ImagegateError(text, hint=text), *occurrences("b:1", text, 4)),
    )
    report = Report(verdicts, (PolicySource(text, text, text),), notices=(text,), **changed(text))
    html = _html(report)
    assert _tags(html) <= TAGS | FOLDS
    assert [row.count("<td>") for row in html.split("<tr>")[1:]] == [0, 5, 5, 0, 3]
    assert html.count("<h2>") + html.count("<h3>") == 4 + 2
    assert html.count("<li>") == 4 + 6
    assert html.count("<details>") == html.count("</details>") == 6


# What no config that is read may hold is left out.
@given(TEXTS.map(lambda text: text.encode("utf-8", "replace").decode().replace("\0", "")))
def test_untrusted_images_add_no_element_to_their_comparison(text: str) -> None:
    execution = {"User": f"1{text}", "Env": [f"x{text}=1"], "Labels": {text: text}, "ExposedPorts": {text: {}}}
    new = image({**execution, "Volumes": {text: {}}, "Entrypoint": [text], "WorkingDir": f"x{text}"})
    candidate = replace(used("a:2", f"x{text}", 3, previous="a:1"))
    html = _html(Report((Failed(candidate, new, (ROOT,), image()),)))
    assert _tags(html) <= TAGS | FOLDS | {"a"}
    assert [row.count("<td>") for row in html.split("<tr>")[1:]] == [0, 5, 0, 3, 3, 3, 3, 3, 3, 3]


@pytest.mark.parametrize(
    ("limit", "left_out"),
    [
        pytest.param(BYTES_MAX, "", id="all of it fits"),
        pytest.param(60_000, "finding", id="what is milder goes first"),
        pytest.param(20_000, "violation", id="then violations"),
        pytest.param(2_000, "image", id="the result stays"),
    ],
)
def test_what_does_not_fit_is_counted(limit: int, left_out: str) -> None:
    text = render_summary(REPORTS["many"], bytes_max=limit)
    assert len(text.encode()) <= limit
    assert text.startswith("## ❌ imagegate: 400 violations in 10 of 11 images; 1 of 11 images could not be verified")
    assert text.count("<details>") == text.count("</details>")
    assert (f" {left_out}" in text.split("**Left out**")[1]) if left_out else "Left out" not in text


def test_nothing_is_lost_from_the_count() -> None:
    text = render_summary(REPORTS["many"], bytes_max=30_000)
    (left_out,) = re.findall(r"longer text: ([^.]*)\.", text)
    missing = {noun.rstrip("s"): int(number) for number, noun in re.findall(r"(\d+) ([a-z]+)", left_out)}
    assert text.count("**error**") + missing["violation"] == 400
    assert text.count("**warning**") + missing["finding"] == 100


def test_thousands_of_images_stay_below_the_runner_s_limit() -> None:
    verdicts = [failed(named(f"registry.example/{'x' * 200}/{number}:1"), ROOT, PORT) for number in range(1500)]
    text = render_summary(Report((*verdicts, *(unverified(f"b{number}:1", DENIED) for number in range(100)))))
    assert BYTES_MAX / 2 < len(text.encode()) <= BYTES_MAX < SUMMARY_BYTES_MAX
    assert "1500 violations in 1500 of 1600 images; 100 of 1600 images could not be verified" in text
