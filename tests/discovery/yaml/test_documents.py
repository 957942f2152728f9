"""How a file is cut into documents, and what each of them says."""

from typing import Any

import pytest

from imagegate.discovery.detector import File
from imagegate.discovery.yaml.build import build
from imagegate.discovery.yaml.documents import documents
from imagegate.discovery.yaml.limits import DEPTH_MAX, Budget
from tests.discovery.yaml.shape import value


def read(text: str) -> list[Any]:
    """Give what each document says; of a broken one, the reason and the text from there on."""
    contents = [document.read() for document in documents(File("a.yaml", text))]
    return [
        *(value(root) for content in contents for root in content.roots if content.fault is None),
        *((str(one.fault.error), text[one.fault.offset :][:8]) for one in contents if one.fault),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("# a comment\n---\n...\n---\n", ["", ""], id="no document at all"),
        pytest.param("a: 1", [[("a", "1")]], id="no end of line"),
        pytest.param("a: 1\n---\nb: 2\n", [[("a", "1")], [("b", "2")]], id="two"),
        pytest.param(
            "---\na: 1\n--- # here\nb: 2\n---\n", [[("a", "1")], [("b", "2")], ""], id="comment after the mark"
        ),
        pytest.param("---\r\na: 1\r\n---\r\nb: 2\r\n", [[("a", "1")], [("b", "2")]], id="CRLF"),
        pytest.param("a: 1\n---\tb\n", [[("a", "1")], "b"], id="tab after the mark"),
        pytest.param("a: 1\n---b: 2\n", [[("a", "1"), ("---b", "2")]], id="no mark without a blank"),
        pytest.param("a: |\n ---\n b\n", [[("a", "---\nb\n")]], id="a mark that is indented is text"),
        pytest.param("a: 1\n...\n# c\nb: 2\n", [[("a", "1")], [("b", "2")]], id="three dots"),
        pytest.param("%YAML 1.1\n# c\n---\na: 1\n", [[("a", "1")]], id="directive"),
        pytest.param("a: 1\n...\n%TAG !e! x:\n---\nb: !e!y 2\n", [[("a", "1")], [("b", "2")]], id="a later directive"),
        pytest.param("a: 1\n---\n\ufeffb: 2\n", [[("a", "1")], [("b", "2")]], id="byte order mark after a mark"),
        pytest.param("a: &x 1\r---\rb: *x\r", [("cannot be read: the alias *x has no anchor", "*x\r")], id="nor there"),
        pytest.param("a: 1\r---\rb: 2\r", [[("a", "1")], [("b", "2")]], id="lone carriage returns"),
        pytest.param(
            "a: [\n---\nb: 2\n",
            [[("b", "2")], ("not YAML: expected the node content, but found 'stream end'", "\n---\nb: ")],
            id="a broken one hides no other",
        ),
        pytest.param(
            "a: &x 1\n---\nb: *x\n",
            [[("a", "1")], ("cannot be read: the alias *x has no anchor", "*x\n")],
            id="anchors end with the document",
        ),
    ],
)
def test_documents(text: str, expected: list[Any]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a: 1\na: 2\n", [("a", "1"), ("a", "2")], id="twice the same key"),
        pytest.param("on: yes\n", [("on", "yes")], id="truth values are as written"),
        pytest.param("v: 1.10\n", [("v", "1.10")], id="numbers too"),
        pytest.param("v: !!str &a 1.10\n", [("v", "1.10")], id="tag and anchor"),
        pytest.param("v: !reset null\n", [("v", "null")], id="unknown tag"),
        pytest.param("v: !<tag:example.com,2000:a,b> x\n", [("v", "x")], id="whole tag"),
        pytest.param("v: !!binary bmdpbng=\n", [("v", "nginx")], id="base64"),
        pytest.param("!!binary aW1hZ2U=: v\n", [("image", "v")], id="base64 as a key"),
        pytest.param("v: !!binary no base64\n", [("v", "no base64")], id="base64 that is none"),
        pytest.param('"im\\u0061ge": "\\ud83d\\ude00"\n', [("image", "😀")], id="escapes, halves of a pair"),
        pytest.param('v: "\\ud83d"\n', [("v", "\ufffd")], id="half a pair"),
        pytest.param("a:\tb\tc\t# d\n", [("a", "b\tc")], id="tabs between tokens and in a text"),
        pytest.param("a: b\t\n  c\n", [("a", "b c")], id="a tab before the end of a line"),
        pytest.param('{\n\t"a":\t1,\n\t"b": [\t2\t]\n}', [("a", "1"), ("b", ["2"])], id="tabs in JSON"),
        pytest.param("a: {b: x?y, c: h://z?q=1}\n", [("a", [("b", "x?y"), ("c", "h://z?q=1")])], id="question marks"),
        pytest.param("{? a : 1, ? b}", [("a", "1"), ("b", "")], id="explicit keys"),
        pytest.param("[1, 2]: 3\n", [(None, "3")], id="a list as a key"),
        pytest.param(
            "x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\n",
            [("x", [("a", "1"), ("b", "2")]), ("y", [("b", "3"), ("a", "1")])],
            id="merge",
        ),
        pytest.param(
            "x: &x {a: 1}\ny: {a: 2, <<: *x}\n",
            [("x", [("a", "1")]), ("y", [("a", "2"), ("a", "1")])],
            id="a merge after the key: both",
        ),
        pytest.param(
            "x: {<<: [{a: 1, b: 1}, {b: 2, c: 2}]}\n",
            [("x", [("a", "1"), ("b", "1"), ("c", "2")])],
            id="merge of several, first wins",
        ),
        pytest.param("x: {<<: {<<: {a: 1}}}\n", [("x", [("a", "1")])], id="merge in a merge"),
        pytest.param(
            "x: {<<: text, <<: [text], <<: []}\n",
            [("x", [("<<", "text"), ("<<", ["text"]), ("<<", [])])],
            id="a merge of nothing",
        ),
        pytest.param('x: {"<<": {a: 1}}\n', [("x", [("<<", [("a", "1")])])], id="a quoted merge key is none"),
        pytest.param("x: {!!merge <<: {a: 1}}\n", [("x", [("a", "1")])], id="a tagged merge key"),
    ],
)
def test_values(text: str, expected: list[Any]) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("a: &a [*a]", "cannot be read: the alias *a stands inside what it repeats", id="endless"),
        pytest.param("[" * (DEPTH_MAX + 1), f"cannot be read: nested more than {DEPTH_MAX} levels deep", id="flow"),
        pytest.param("- " * (DEPTH_MAX + 1), f"cannot be read: nested more than {DEPTH_MAX} levels deep", id="block"),
        pytest.param(
            f"a: &a {'[' * 40}{']' * 40}\nb: {'[' * 40}*a{']' * 40}",
            f"cannot be read: nested more than {DEPTH_MAX} levels deep",
            id="by an alias",
        ),
        pytest.param("a: \x7f", "not YAML: the character U+007F may not stand in it", id="a forbidden character"),
        pytest.param('a: "\\UFFFFFFFF"', "not YAML: a number or an escape is out of range", id="beyond Unicode"),
        pytest.param(
            f"%YAML 1.{'9' * 5000}\n---\na: b", "not YAML: a number or an escape is out of range", id="version"
        ),
        pytest.param("a: b: c", "not YAML: mapping values are not allowed here", id="no YAML"),
    ],
)
def test_what_cannot_be_read(text: str, reason: str) -> None:
    faults = [content.fault for content in (one.read() for one in documents(File("a.yaml", text))) if content.fault]
    assert [str(fault.error) for fault in faults] == [reason]


def test_values_are_counted() -> None:
    assert build("[a, {b: c}]", 0, Budget(5)).fault is None
    fault = build("[a, {b: c}]", 0, Budget(4)).fault
    assert fault is not None
    assert (str(fault.error), fault.offset) == ("cannot be read: more than 200000 values in the file", 8)


def test_what_merges_bring_is_counted() -> None:
    text = "x: &x {a: 1, b: 2}\ny: {<<: *x}"
    assert build(text, 0, Budget(100)).fault is None
    assert build(text, 0, Budget(14)).fault is not None


def test_what_stands_before_a_fault_is_kept() -> None:
    (document,) = documents(File("a.yaml", "a: {b: 1, c: [2, {d: 3\n"))
    content = document.read()
    assert content.fault is not None
    assert [value(root) for root in content.roots] == [[("a", [("b", "1"), ("c", ["2", [("d", "3")]])])]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a: {{ b }}", True), ("? [a]\n: b", True), ("a: b", False), ('a: "{{ b }}"', False)],
)
def test_complex_keys_are_noticed(text: str, expected: bool) -> None:  # noqa: FBT001 - the expected value
    (document,) = documents(File("a.yaml", text))
    assert document.read().holds_complex_keys is expected
