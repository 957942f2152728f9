"""Handwritten YAML: YAML 1.2's values, places, and a sentence for everything that is refused."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from imagegate.source import Location
from imagegate.strict.yaml import SIZE_MAX, MalformedYamlError, parse

BILLION_LAUGHS = b"".join(
    b"%c: &%c [%s]\n" % (name, name, b", ".join([b"*%c" % (name - 1)] * 9) if name > ord("a") else b"x")
    for name in b"abcdefghij"
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param("no", "no", id="no is a text, not false"),
        pytest.param("on", "on", id="on is a text, not true"),
        pytest.param("off", "off", id="off is a text, not false"),
        pytest.param("Yes", "Yes", id="Yes is a text, not true"),
        pytest.param("true", True, id="true"),
        pytest.param("FALSE", False, id="FALSE"),
        pytest.param("", None, id="nothing is null"),
        pytest.param("~", None, id="a tilde is null"),
        pytest.param("null", None, id="null"),
        pytest.param("0", 0, id="zero"),
        pytest.param("-12", -12, id="a negative number"),
        pytest.param("+12", 12, id="a plus sign"),
        pytest.param("0644", "0644", id="a file mode is a text"),
        pytest.param("0123456", "0123456", id="a short commit of digits is a text"),
        pytest.param("0o17", 15, id="octal as YAML 1.2 writes it"),
        pytest.param("0x1F", 31, id="hexadecimal"),
        pytest.param("0b11", "0b11", id="binary is a text"),
        pytest.param("1_000", "1_000", id="underscores are a text"),
        pytest.param("22:22", "22:22", id="no sexagesimal: 22 past 22"),
        pytest.param("190:20:30", "190:20:30", id="no sexagesimal: three parts"),
        pytest.param("2024-01-01", "2024-01-01", id="a day is a text"),
        pytest.param("1.10", 1.1, id="a version that is a number"),
        pytest.param("1.27.3", "1.27.3", id="a version that is none"),
        pytest.param("1e3", 1000.0, id="an exponent without a point"),
        pytest.param(".5", 0.5, id="a point first"),
        pytest.param("01.5", "01.5", id="a leading zero before a point is a text"),
        pytest.param('"1"', "1", id="a quoted number is a text"),
        pytest.param("'null'", "null", id="a quoted null is a text"),
        pytest.param('"<<"', "<<", id="a quoted merge key is a text"),
        pytest.param("[1, a]", [1, "a"], id="a list"),
        pytest.param('{"a":1}', {"a": 1}, id="JSON"),
        pytest.param('"\\U0001F600"', "\U0001f600", id="an escape beyond 16 bits"),
        pytest.param("a=b:c", "a=b:c", id="a colon without a space"),
    ],
)
def test_values(written: str, value: object) -> None:
    read = parse(f"x: {written}\n".encode(), "policy.yaml").value
    assert read == {"x": value}
    assert isinstance(read, dict)
    assert type(read["x"]) is type(value)


@pytest.mark.parametrize("key", ["on", "80", "null", "1.2", "true", "~", "0x1F"])
def test_keys_are_what_is_written(key: str) -> None:
    assert parse(f"{key}: 1".encode(), "policy.yaml").value == {key: 1}


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        pytest.param("", "1:1: the file is empty", "", id="empty"),
        pytest.param("# only a comment\n", "1:1: the file is empty", "", id="a comment alone"),
        pytest.param(
            "a: 1\nb: 2\na: 3\n",
            '3:1: the key "a" stands twice: first in line 1',
            "keep one of them",
            id="a key twice",
        ),
        pytest.param(
            '80: 1\n"80": 2\n',
            '2:1: the key "80" stands twice: first in line 1',
            "keep one of them",
            id="a key twice, once quoted",
        ),
        pytest.param("<<: {a: 1}", "1:1: merge keys are not read", "write the keys out", id="a merge key"),
        pytest.param(
            "a: 1\n---\nb: 2",
            "2:1: a second YAML document begins here",
            "keep one document in a file",
            id="two documents",
        ),
        pytest.param(
            "a: !!python/object:os.system x",
            "1:4: tags are not read: !!python/object:os.system",
            "quote a text that starts with !",
            id="a Python object",
        ),
        pytest.param('a: !!binary "eA=="', "1:4: tags are not read: !!binary", "leave the tag out", id="binary"),
        pytest.param("a: !!set {x}", "1:4: tags are not read: !!set", "leave the tag out", id="a set"),
        pytest.param(
            "a: !latest",
            "1:4: tags are not read: !latest",
            "quote a text that starts with !",
            id="a glob that is a tag",
        ),
        pytest.param(
            "a: *.example.com",
            "1:4: not YAML: expected alphabetic or numeric character, but found '.'",
            "quote a text that starts with *",
            id="a glob that is an alias",
        ),
        pytest.param(
            "a: *foo",
            "1:4: the alias *foo has no anchor",
            "quote a text that starts with *",
            id="a glob that is an alias of nothing",
        ),
        pytest.param(
            "a: @sha256",
            "1:4: not YAML: found character '@' that cannot start any token",
            "quote a text that starts with @",
            id="an at sign",
        ),
        pytest.param(
            "a: %x",
            "1:4: not YAML: found character '%' that cannot start any token",
            "quote a text that starts with %",
            id="a percent sign",
        ),
        pytest.param(
            "a: >=1.2",
            "1:4: not YAML: expected chomping or indentation indicators, but found '='",
            "quote a text that starts with >",
            id="a range that is a folded text",
        ),
        pytest.param(
            "a: {value} moves",
            "1:12: not YAML: expected block end, but found 'scalar'",
            "quote a text that starts with {",
            id="a placeholder that is a mapping",
        ),
        pytest.param(
            "a: 1\nb\nc: 2",
            "2:1: not YAML: could not find expected ':'",
            'write "key: value", with a space after the colon',
            id="a word between keys",
        ),
        pytest.param("a: - b", "1:4: not YAML: sequence entries are not allowed here", "", id="a dash in a line"),
        pytest.param(
            "a: b: c",
            "1:5: not YAML: mapping values are not allowed here",
            'quote a text that holds ": "',
            id="a colon in a text",
        ),
        pytest.param(
            "a:\n\tb: 1",
            "2:1: not YAML: found character '\\t' that cannot start any token",
            "indent with spaces, not with tabs",
            id="a tab",
        ),
        pytest.param(
            "? [a]\n: b", "1:3: a key must be a text", "quote a text that starts with { or [", id="a list as key"
        ),
        pytest.param("b: &x 1\n*x : 2", "2:1: an alias cannot be a key", "write the key out", id="an alias as key"),
        pytest.param("&a [*a]", "1:5: the alias *a stands inside what it repeats", "", id="a circle"),
        pytest.param(
            'a: "\\ud800"',
            "1:4: an escape is half a surrogate pair, which is not a character",
            "write it as \\U and 8 digits",
            id="half a surrogate pair",
        ),
        pytest.param(
            'a: 1\nb: "\\UFFFFFFFF"',
            "2:1: a number or an escape here or below is out of range",
            "",
            id="an escape beyond Unicode",
        ),
        pytest.param(
            "a: .inf", "1:4: .inf is not a number that JSON has", "quote it if it is meant as text", id="infinity"
        ),
        pytest.param(
            "a: 1e999", "1:4: a number too large to represent", "quote it if it is meant as text", id="overflow"
        ),
        pytest.param(
            "a: " + "9" * 5000, "1:4: a number of 5000 digits", "quote it if it is meant as text", id="digits"
        ),
        pytest.param(
            "'a\x07'",
            "1:3: the character U+0007 may not stand in YAML",
            "remove it, or write it as an escape",
            id="a bell",
        ),
        pytest.param("[" * 100_000, "1:65: nested more than 64 levels deep", "", id="deep brackets"),
        pytest.param("- " * 65, "1:129: nested more than 64 levels deep", "", id="deep dashes"),
        pytest.param("a: &x 1\nb: [" + "*x, " * 101 + "]", "2:405: more than 100 aliases", "", id="too many aliases"),
        pytest.param(BILLION_LAUGHS.decode(), "6:16: more than 50000 values, aliases expanded", "", id="an alias bomb"),
    ],
)
def test_refused(text: str, message: str, hint: str) -> None:
    with pytest.raises(MalformedYamlError) as caught:
        parse(text.encode(), "policy.yaml")
    assert (str(caught.value), caught.value.hint) == (f"policy.yaml:{message}", hint)


def test_the_size_is_bounded_before_anything_is_read() -> None:
    with pytest.raises(MalformedYamlError) as caught:
        parse(b"#" * (SIZE_MAX + 1), "policy.yaml")
    assert str(caught.value) == "policy.yaml:1:1: 1048577 bytes; at most 1048576 are read"


def test_bytes_that_are_no_text_have_a_place() -> None:
    with pytest.raises(MalformedYamlError) as caught:
        parse("a: ä\nö: ".encode() + b"\xff", "policy.yaml")
    assert (str(caught.value), caught.value.hint) == ("policy.yaml:2:4: not UTF-8", "save the file as UTF-8")


DOCUMENT = b"""\
rules:
  - id: a
    schema: &shared
      type: string
  - id: b
    schema: *shared
paths/with~signs:
  - [x, y]
"""


@pytest.mark.parametrize(
    ("pointer", "line", "column"),
    [
        pytest.param("", 1, 1, id="the document"),
        pytest.param("/rules", 1, 1, id="a member stands at its key"),
        pytest.param("/rules/0", 2, 5, id="an element stands at its value"),
        pytest.param("/rules/0/schema/type", 4, 7, id="deeper"),
        pytest.param("/rules/1/schema", 6, 5, id="an alias stands where it is written"),
        pytest.param("/rules/1/schema/type", 4, 7, id="what an alias repeats stands at its anchor"),
        pytest.param("/paths~1with~0signs/0/1", 8, 9, id="escapes"),
        pytest.param("/rules/0/nothing/below", 2, 5, id="what does not exist stands at what does"),
        pytest.param("/rules/7", 1, 1, id="an element that does not exist"),
    ],
)
def test_places(pointer: str, line: int, column: int) -> None:
    assert parse(DOCUMENT, "policy.yaml").mark(pointer) == Location("policy.yaml", line, column)


def test_values_that_an_alias_repeats_are_equal() -> None:
    assert parse(DOCUMENT, "policy.yaml").value == {
        "rules": [{"id": "a", "schema": {"type": "string"}}, {"id": "b", "schema": {"type": "string"}}],
        "paths/with~signs": [["x", "y"]],
    }


PIECES = st.sampled_from(
    [
        *(
            "a",
            "b",
            ": ",
            ":",
            "\n",
            "\n  ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "&a ",
            "*a",
            "!t ",
            "!!str ",
            "|",
            ">",
            "|2",
        ),
        *("'", '"', "\\", "\\x", "\\U", "#", "%YAML 9", "%TAG ! x", "---", "...", "? ", "<<", "0x", "1e9", ".nan"),
        *("\t", "\r", "\u2028", "\ufeff", "\x00", "\x85", "é", "\U0001f600", "@", "`", "=", "~", "9" * 30),
    ]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, max_size=40).map(lambda pieces: "".join(pieces).encode()) | st.binary(max_size=60))
@example(b"%YAML 1.99999999999999999999")
@example(b"%YAML " + b"9" * 5000 + b".1\n---\na")
@example(b"a: !<%FF> b")
@example(b"\xff\xfea\x00")
def test_anything_is_read_or_refused_in_words(text: bytes) -> None:
    try:
        document = parse(text, "policy.yaml")
    except MalformedYamlError as error:
        assert str(error).startswith(f"policy.yaml:{error.location.line}:{error.location.column}: ")  # noqa: PT017 - any
    else:
        assert document.mark().path == "policy.yaml"
