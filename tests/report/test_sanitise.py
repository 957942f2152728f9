from html.parser import HTMLParser

import cmarkgfm
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.report.sanitise import (
    PROSE_MAX,
    markdown,
    markdown_code,
    markdown_link,
    markdown_prose,
    plain,
    prose,
)
from tests.report.reports import HOSTILE
from tests.runner.model import commands

PIECES = st.sampled_from(
    (
        *(
            "##[",
            "]",
            "::",
            "\r",
            "\n",
            "\u2028",
            "\xa0",
            "\u202e",
            "\u200b",
            "\ufe0f",
            "\u3164",
            "\ud800",
            "\ue000",
            "\0",
        ),
        *("</table>", "<h1>", "<!-- x -->", "&lt;", "&#64;", "|", "\\|", "`", "``", "*", "**", "_", "~~", "$", "$$"),
        *(
            "[a](b)",
            "![a](b)",
            "[a]: b",
            "[^1]",
            "https://e.example",
            "www.e.example",
            "a@e.example",
            "mailto:a@e.example",
        ),
        *(
            "@org/team",
            "#1",
            "GH-1",
            ":tada:",
            "# h",
            "- i",
            "+ i",
            "1. i",
            "1) i",
            "> q",
            "---",
            "===",
            "    c",
            "\t",
            " ",
        ),
        *("a", "é", "😀", "error", "{", "}", "'", '"', "%0A", "%25"),
    )
)
TEXTS = st.lists(PIECES | st.characters(), max_size=12).map("".join)


class _Reader(HTMLParser):
    """Collect a page's elements, and the text of each of its cells or of the whole."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the base class's signature
        self.tags.append(tag)
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        self.cells[-1] += data


def _page(text: str) -> _Reader:
    reader = _Reader()
    reader.feed(cmarkgfm.github_flavored_markdown_to_html(text, options=cmarkgfm.Options.CMARK_OPT_UNSAFE))
    reader.close()
    return reader


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("as it is: é 😀 [x]", "as it is: é 😀 [x]", id="text stays"),
        pytest.param("a\nb\r\tc\0", "a\\u{a}b\\u{d}\\u{9}c\\u{0}", id="C0"),
        pytest.param("\x85\x9b", "\\u{85}\\u{9b}", id="C1"),
        pytest.param("\u2028\u2029", "\\u{2028}\\u{2029}", id="separators"),
        pytest.param("\xa0\u3000", "\\u{a0}\\u{3000}", id="white space that the runner trims"),
        pytest.param("\u202ea\u2066", "\\u{202e}a\\u{2066}", id="bidirectional"),
        pytest.param("a\u200bb\ufeff\xad", "a\\u{200b}b\\u{feff}\\u{ad}", id="no width"),
        pytest.param("\u3164\ufe0f\u2800", "\\u{3164}\\u{fe0f}\\u{2800}", id="printable, and nothing is seen"),
        pytest.param("\ud800", "\\u{d800}", id="half a surrogate pair"),
        pytest.param("\ue000\U00100000", "\\u{e000}\\u{100000}", id="private use"),
        pytest.param("\x1b[31m", "\\u{1b}[31m", id="a terminal's colour"),
        pytest.param("x ##[error]", "x ##\\[error]", id="a command of the old form"),
        pytest.param("a" * 301, "a" * 299 + "…", id="cut"),
        pytest.param("a" * 300, "a" * 300, id="just fits"),
        pytest.param("\0" * 300, "\\u{0}" * 59 + "\\u{0…", id="cut as it is shown"),
    ],
)
def test_plain(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_prose_is_one_line() -> None:
    assert prose("Add `USER 1`\n\n  to the\u2028last stage.\n") == "Add `USER 1` to the last stage."
    assert len(prose("word " * 1000)) <= PROSE_MAX


@given(TEXTS)
def test_plain_is_no_command_within_a_line(text: str) -> None:
    assert commands(f"label: {plain(text)}".encode()) == []
    assert plain(text).isprintable()


@given(TEXTS)
def test_markdown_shows_exactly_the_text(text: str) -> None:
    page = _page(f"{markdown(text)}\n")
    assert page.tags[:1] == (["p"] if plain(text).strip(" ") else [])
    assert set(page.tags[1:]) <= {"span"}
    assert page.cells[0].strip() == plain(text).strip(" ")


@given(TEXTS)
def test_markdown_shows_exactly_the_text_in_a_list(text: str) -> None:
    page = _page(f"- {markdown(text)} x\n")
    assert page.tags[:2] == ["ul", "li"]
    assert set(page.tags[2:]) <= {"span"}
    assert page.cells[0].strip() == f"{plain(text).strip(' ')} x".strip()


@given(TEXTS, TEXTS)
def test_markdown_stays_in_its_cell(first: str, second: str) -> None:
    page = _page(f"| a | b | c |\n|---|---|---|\n| {markdown(first)} | {markdown_code(second)} | x |\n")
    assert set(page.tags) <= {"table", "thead", "tbody", "tr", "th", "td", "code", "span"}
    assert [cell.strip() for cell in page.cells[1:]] == [plain(first).strip(" "), plain(second).strip(), "x"]


@given(TEXTS)
def test_prose_marks_up_code_only(text: str) -> None:
    page = _page(f"- {markdown_prose(text)} x\n")
    assert page.tags[:2] == ["ul", "li"]
    assert set(page.tags[2:]) <= {"code", "span"}


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        pytest.param("Add `USER 1`.", "Add <code>USER 1</code>.", id="code"),
        pytest.param("a ` b", "a &#96; b", id="a backtick alone"),
        pytest.param("a\n\nb", "a b", id="several lines"),
        pytest.param("@a:b:`@a`", "@<!-- -->a:<!-- -->b:<code>@<!-- -->a</code>", id="mentions and emoji"),
    ],
)
def test_markdown_prose(text: str, rendered: str) -> None:
    assert markdown_prose(text) == rendered


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        pytest.param("https://docs.example/a?b=c#d", True, id="an address"),
        pytest.param("https://docs.example:8443", True, id="a port"),
        pytest.param("http://docs.example", False, id="not encrypted"),
        pytest.param("javascript:alert(1)", False, id="another scheme"),
        pytest.param("https://docs.example@evil.example/", False, id="a user"),
        pytest.param("https://docs.example/> <b>", False, id="more than an address"),
        pytest.param("https://docs.example/\n", False, id="a line break"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_markdown_link(url: str, *, linked: bool) -> None:
    page = _page(markdown_link(url, "read more"))
    assert ("a" in page.tags) is linked


def test_everything_at_once() -> None:
    page = _page(f"{markdown(HOSTILE)}\n")
    assert set(page.tags) == {"p", "span"}
