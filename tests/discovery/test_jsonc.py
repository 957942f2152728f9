"""JSON with comments: what is in it, where it stands, and what is none."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imagegate.discovery.jsonc import read_jsonc
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar, Sequence

LONG = 100_000


def value(node: Node | None) -> Any:
    """Give what Python's own reader would."""
    match node:
        case Mapping():
            return {entry.key: value(entry.value) for entry in node}
        case Sequence():
            return [value(item) for item in node.items]
        case Scalar():
            return json.loads(node.text) if node.plain else node.text
        case None:
            return None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("{}", {}, id="empty"),
        pytest.param(' // a\n/* "b": [ */ [1, -2.5e3, true, null,] // c', [1, -2500.0, True, None], id="comments"),
        pytest.param('{"a": {"b": [],}, /**/ }', {"a": {"b": []}}, id="commas at the end"),
        pytest.param(
            '{"a": "// no comment", "b": "/* nor this */"}',
            {"a": "// no comment", "b": "/* nor this */"},
            id="in strings",
        ),
        pytest.param(r'["\/\\\"\b\f\n\r\t\u00e9", "\ud83d\ude00"]', ['/\\"\b\f\n\r\té', "😀"], id="escapes"),
        pytest.param('{"a": 1, "a": 2}', {"a": 2}, id="a key twice"),
        pytest.param("\t[\t1\t]\r\n", [1], id="tabs"),
        pytest.param("[1 // ends with a carriage return\r, 2]", [1, 2], id="carriage return"),
        pytest.param("[/***/1/* ** / */]", [1], id="stars"),
        pytest.param('{"' + "k" * 2000 + '": 1}', {"k" * 2000: 1}, id="a key that YAML would refuse"),
    ],
)
def test_what_is_read(text: str, expected: Any) -> None:
    content = read_jsonc(text)
    assert content.fault is None
    assert value(content.root) == expected


@pytest.mark.parametrize(
    ("text", "before", "offset", "message"),
    [
        pytest.param("", None, 0, "the end of the text stands where a value was expected", id="nothing"),
        pytest.param("// a", None, 4, "the end of the text stands where a value was expected", id="only a comment"),
        pytest.param("[1", [1], 2, "the end of the text stands where a comma or ] was expected", id="open list"),
        pytest.param(
            '{"a": 1', {"a": 1}, 7, "the end of the text stands where a comma or } was expected", id="open object"
        ),
        pytest.param('{"a": ', {}, 6, "the end of the text stands where a value was expected", id="no value"),
        pytest.param('{"a" 1}', {}, 5, "a value stands where a colon was expected", id="no colon"),
        pytest.param('{"a": 1 "b": 2}', {"a": 1}, 8, "a value stands where a comma or } was expected", id="no comma"),
        pytest.param("[1 2]", [1], 3, "a value stands where a comma or ] was expected", id="no comma in a list"),
        pytest.param("[,]", [], 1, ", stands where a value was expected", id="only a comma"),
        pytest.param("{,}", {}, 1, ", stands where a key in double quotes was expected", id="comma in an object"),
        pytest.param("[1,,2]", [1], 3, ", stands where a value was expected", id="two commas"),
        pytest.param("{a: 1}", {}, 1, "'a' cannot stand here", id="key without quotes"),
        pytest.param("{'a': 1}", {}, 1, '"\'" cannot stand here', id="single quotes"),
        pytest.param("[1 # no comment\n]", [1], 3, "'#' cannot stand here", id="YAML's comment"),
        pytest.param("[&a 1]", [], 1, "'&' cannot stand here", id="YAML's anchor"),
        pytest.param("[True]", [], 1, "'True' cannot stand here", id="YAML's true"),
        pytest.param("[01]", [], 1, "'01' cannot stand here", id="leading zero"),
        pytest.param("[1.2.3]", [], 1, "'1' cannot stand here", id="no number"),
        pytest.param("[NaN]", [], 1, "'NaN' cannot stand here", id="no number either"),
        pytest.param(
            '["a\tb"]',
            [],
            1,
            "the string that begins here has no end, or holds what must be escaped",
            id="tab in a string",
        ),
        pytest.param(
            '["a\nb"]',
            [],
            1,
            "the string that begins here has no end, or holds what must be escaped",
            id="line end in a string",
        ),
        pytest.param(
            r'["\x"]', [], 1, "the string that begins here has no end, or holds what must be escaped", id="no escape"
        ),
        pytest.param("[1 /* [2]", [1], 3, "a comment begins here and does not end", id="open comment"),
        pytest.param("[1 /*/ 2]", [1], 3, "a comment begins here and does not end", id="comment of three"),
        pytest.param("[1 / 2]", [1], 3, "'/' cannot stand here", id="slash"),
        pytest.param("[1 //\u2028, 2]", [1], 5, "'\\u2028' cannot stand here", id="a line end to some"),
        pytest.param("[\u00a01]", [], 1, "'\\xa0' cannot stand here", id="a blank to some"),
        pytest.param("[1] [2]", [1], 4, "[ stands where the end was expected", id="two values"),
        pytest.param("[1}", [1], 2, "} stands where a comma or ] was expected", id="the wrong bracket"),
    ],
)
def test_what_is_no_json(text: str, before: Any, offset: int, message: str) -> None:
    content = read_jsonc(text)
    assert content.fault is not None
    assert (value(content.root), content.fault.offset, content.fault.error.message) == (
        before,
        offset,
        f"not JSON: {message}",
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * LONG, id="open lists"),
        pytest.param('{"a":' * LONG, id="open objects"),
        pytest.param('"' * LONG, id="quotes"),
        pytest.param('["' + "\\" * LONG, id="backslashes"),
        pytest.param("/*" * LONG, id="open comments"),
        pytest.param("/**/" * LONG, id="comments"),
        pytest.param("//\n" * LONG, id="short comments"),
        pytest.param("*" * LONG + "/*" + "*" * LONG, id="stars"),
        pytest.param("[" + "1," * 3 * LONG + "1]", id="many values"),
        pytest.param("1" * LONG + "e", id="digits"),
        pytest.param(" " * LONG + "x", id="blanks"),
    ],
)
def test_what_is_written_to_be_slow_ends_quickly(text: str) -> None:
    assert read_jsonc(text).fault is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
    max_leaves=15,
)


@settings(max_examples=300, deadline=None)
@given(JSON, st.booleans(), st.sampled_from((None, 0, 2, "\t")))
def test_every_json_text_is_read(given: Any, is_ascii: bool, indent: int | str | None) -> None:  # noqa: FBT001 - drawn
    content = read_jsonc(json.dumps(given, ensure_ascii=is_ascii, indent=indent))
    assert content.fault is None
    assert value(content.root) == given


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from((*'{}[],:"/*\\ \n', "//", '"a"', "1", "null", "é", "\u2028")), max_size=30).map("".join)
)
def test_no_text_breaks_the_reader(text: str) -> None:
    content = read_jsonc(text)
    try:
        expected = json.loads(text)
    except ValueError:
        expected = None
    if expected is not None:
        assert value(content.root) == expected
