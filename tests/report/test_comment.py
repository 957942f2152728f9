import cmarkgfm
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.report.comment import BYTES_MAX, Posting, Upsert, marker, render_comment, upsert
from imagegate.report.report import Report
from imagegate.report.summary import render_summary
from tests.report.reports import DENIED, REPORTS, ROOT, failed, named, unverified

RUN = "https://github.example/team/app/actions/runs/7"


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_comment_is_the_summary_below_its_marker(report: Report) -> None:
    text = render_comment(report, "images/gate", run_url=RUN)
    first, rest = text.split("\n", 1)
    assert first == marker("images/gate")
    assert len(text.encode()) <= BYTES_MAX
    assert text.endswith(f"\n[The run](<{RUN}>)\n")
    if len(render_summary(report)) < BYTES_MAX / 2:
        assert rest.removesuffix(f"\n[The run](<{RUN}>)\n") == render_summary(report)


def test_what_does_not_fit_is_counted() -> None:
    images = [failed(named(f"registry.example/{'x' * 200}/{number}:1"), ROOT) for number in range(1000)]
    text = render_comment(Report((*images, unverified("b:1", DENIED))), "x")
    assert BYTES_MAX / 2 < len(text.encode()) <= BYTES_MAX
    assert "1000 violations in 1000 of 1001 images" in text
    assert "**Left out**" in text
    assert text.count("<details>") == text.count("</details>")


@pytest.mark.parametrize(
    ("name", "never", "on_failure", "always"),
    [
        pytest.param("pass", "nothing", "update", "update or create", id="pass: a failure of before is taken back"),
        pytest.param("fail", "nothing", "update or create", "update or create", id="a violation"),
        pytest.param("unverified", "nothing", "update or create", "update or create", id="not verified"),
        pytest.param("fault-policy", "nothing", "update or create", "update or create", id="a broken policy"),
        pytest.param("warn-only", "nothing", "update or create", "update or create", id="warn-only hides nothing"),
        pytest.param("skipped", "nothing", "update", "update", id="nothing in scope is no news"),
    ],
)
def test_when(name: str, never: str, on_failure: str, always: str) -> None:
    given = {posting: upsert(posting, REPORTS[name]) for posting in Posting}
    assert given == {
        Posting.NEVER: Upsert(never),
        Posting.ON_FAILURE: Upsert(on_failure),
        Posting.ALWAYS: Upsert(always),
    }


@given(st.text(st.sampled_from("->!< \n\ud800") | st.characters(), max_size=40))
def test_marker_is_a_comment_whatever_the_gate_is_called(key: str) -> None:
    text = f"{marker(key)}\n## x\n"
    html = cmarkgfm.github_flavored_markdown_to_html(text, options=cmarkgfm.Options.CMARK_OPT_UNSAFE)
    assert html == f"{marker(key)}\n<h2>x</h2>\n"
    assert marker(key) != marker(f"{key}x")


def test_address_that_is_none_is_no_link() -> None:
    assert "](<" not in render_comment(REPORTS["pass"], "x", run_url="javascript:alert(1)")
