"""The line-by-line reader against the parser: whatever it reads, it reads alike."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from imagegate.discovery.detector import File
from imagegate.discovery.yaml.block import read_block
from imagegate.discovery.yaml.build import build
from imagegate.discovery.yaml.documents import documents
from imagegate.discovery.yaml.limits import Budget
from tests.discovery.yaml.shape import shape

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*/*.yaml"))


def check(text: str) -> bool:
    """Compare the two; tell whether the quick one had an answer."""
    root = read_block(text, 7)
    if root is None:
        return False
    content = build(text, 7, Budget())
    assert content.fault is None
    assert list(map(shape, content.roots)) == [shape(root)]
    return True


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\na: 1\n", id="mark"),
        pytest.param("--- # c\n# d\n\na: 1 # e\nb: 2#3\n", id="comments"),
        pytest.param("a:\n  b:\n    c: d\n  e: f\ng: h\n", id="mappings"),
        pytest.param("a:\n- b\n- c: d\n  e: f\n-\tg\n".replace("\t", "   "), id="list right below its key"),
        pytest.param("a:\n  - - b\n    - c\n  - - d\nx: y\n", id="lists in lists"),
        pytest.param("- a: b\n- c\n", id="a list"),
        pytest.param("a:\nb:\n  -  \n  - c: \n    d:\n", id="empty values"),
        pytest.param("a: []\nb: {  }\nc: [x, 'y', \"z z\", 1.0]\n", id="short flow collections"),
        pytest.param("a: |\n  x\n   y\n\n  z  \n\nb: |-\n  x\n\n", id="literal texts"),
        pytest.param("a:\n  - |\n    x\n  - y\n", id="a literal text in a list"),
        pytest.param("a: |\n  x", id="a literal text without an end of line"),
        pytest.param("a: |\n  x\n\n  \n   ", id="blanks after a literal text"),
        pytest.param("\"a\": 'b'\n'c': \"d\"\n", id="quotes"),
        pytest.param("a: b\r\nc: |\r\n  d\r\n  e\r\n", id="CRLF"),
        pytest.param("a: --x=y:z\nb: http://c?d=e#f\n", id="odd texts"),
        pytest.param("a: ~\nb: null\nc: - d\n".replace("- d", "-d"), id="plain texts"),
        pytest.param("é: ü\n漢: 字\n".replace("é", "e").replace("漢", "k"), id="not ASCII"),
    ],
)
def test_plain_files_are_read(text: str) -> None:
    assert check(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("a: &x b", id="anchor"),
        pytest.param("a: *x", id="alias"),
        pytest.param("a: !x b", id="tag"),
        pytest.param("<<: {}", id="merge"),
        pytest.param("a: {b: c}", id="flow mapping"),
        pytest.param("a: b\n  c", id="a text over two lines"),
        pytest.param("- b\n  c", id="the same in a list"),
        pytest.param("a: >\n  b", id="folded"),
        pytest.param("a: |2\n  b", id="indentation as a number"),
        pytest.param("a: |\n\n  b", id="a literal text that begins with an empty line"),
        pytest.param("a: |\n  b\n c", id="a literal text that ends in between"),
        pytest.param("a: |", id="an empty literal text"),
        pytest.param("a: |\nb: c", id="the same before a key"),
        pytest.param('a: "b\\n"', id="escape"),
        pytest.param("a: 'b''c'", id="doubled quote"),
        pytest.param("a: b: c", id="no YAML"),
        pytest.param("a:\n   b: c\n  d: e", id="wrong indentation"),
        pytest.param("a: b\n  c: d", id="a value and a mapping"),
        pytest.param("a: b\n- c", id="a list after a value"),
        pytest.param("- a\nb: c", id="a key after a list"),
        pytest.param("a", id="a text alone"),
        pytest.param("|\n a", id="a literal text alone"),
        pytest.param("a:\tb", id="tab"),
        pytest.param("a: b\rc: d", id="lone carriage return"),
        pytest.param("a: \x7f", id="forbidden character"),
        pytest.param("? a", id="explicit key"),
        pytest.param("%YAML 1.1\n---\na: b", id="directive"),
        pytest.param("---\n---\na: b", id="two marks"),
        pytest.param("".join("  " * depth + "a:\n" for depth in range(70)), id="deep"),
    ],
)
def test_other_files_are_left_to_the_parser(text: str) -> None:
    assert read_block(text, 0) is None


@pytest.mark.parametrize("path", [pytest.param(path, id=f"{path.parent.name}-{path.stem}") for path in EXAMPLES])
def test_examples_are_read_alike(path: Path) -> None:
    for document in documents(File("a.yaml", path.read_bytes().decode())):
        check(document.text)


PLAIN_TEXTS = ("", "a", "b c", "a # c", "a#c", "-x", "a:b", "~", "1.0", "[a, b]", "[]", "'q'", '"q"', "|", "|-")
OTHER_TEXTS = (
    "- a",
    "a: b",
    ":",
    "-",
    "?",
    "? a",
    "&a b",
    "*a",
    "!t a",
    "{a: b}",
    "[",
    "]",
    '"\\n"',
    "'a''b'",
    ">",
    "---",
)
TEXTS = st.sampled_from((*PLAIN_TEXTS, *PLAIN_TEXTS, *OTHER_TEXTS))
KEYS = st.sampled_from(
    ["", "a: ", "b:", "image: ", '"k": ', "'k':  ", "<<: ", "- ", "-  ", "- - ", "- a: ", "-", "a :"]
)
LINES = st.builds(
    lambda indent, key, text, end: f"{' ' * indent}{key}{text}{end}",
    st.integers(0, 6),
    KEYS,
    TEXTS,
    st.sampled_from(["\n", "\n", "\n", " \n", "\r\n", "\n\n", ""]),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(LINES, max_size=8).map("".join))
@example("a: |\n  b\n   \n")
@example("- \n  a: b\n")
def test_random_files_are_read_alike(text: str) -> None:
    for document in documents(File("a.yaml", text)):
        check(document.text)


LEAVES = st.sampled_from(
    ("a", "b c", "1.0", "~", "'q'", '"q"', "[]", "[a, 'b']", "-x", "a:b", "a#c", "a # c", "# c", "")
)
LITERALS = st.lists(st.sampled_from(("x", " y", "", "- z: 1", "# c", "  ")), min_size=1, max_size=4)
TREES = st.recursive(
    LEAVES | LITERALS.map(lambda lines: ("|", lines)),
    lambda below: st.lists(below, min_size=1, max_size=3) | st.dictionaries(st.sampled_from("abc"), below, min_size=1),
    max_leaves=12,
)


def lines(tree: Any, indent: int, step: int) -> list[str]:
    """Write a tree down as somebody would, each value below its key or dash; `step` is how far lists go in."""
    match tree:
        case str():
            return [f" {tree}"]
        case ("|", list() as body):
            return [" |", *(f"{' ' * (indent + 2)}{line}" for line in body)]
        case dict():
            entries = ((f"{' ' * indent}{key}:", value) for key, value in tree.items())
        case _:
            entries = ((f"{' ' * indent}-", value) for value in tree)
    written: list[str] = [""]
    for start, value in entries:
        deeper = step if isinstance(value, list) and isinstance(tree, dict) else 2
        first, *rest = lines(value, indent + deeper, step)
        written += [start + first, *rest]
    return written


@settings(max_examples=300, deadline=None)
@given(TREES, st.sampled_from((0, 2, 4)), st.integers(0, 30), st.sampled_from(("", " ", "x", "- ", "\n", "a:")))
def test_files_as_people_write_them_are_read_alike(tree: Any, step: int, place: int, odd: str) -> None:
    text = "\n".join(lines(tree, 0, step)) + "\n"
    check(text)
    check(text[:place] + odd + text[place:])
