"""JSON from strangers: what two readers could take in two ways is refused."""

import json
import sys
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imagegate.oci.config import InvalidConfigError, parse_config
from imagegate.strict.json import (
    DEPTH_MAX,
    Json,
    MalformedJsonError,
    load_object,
    loads,
    refuse_shadows,
    type_name,
)
from tests.corpus import cases


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"{}", {}, id="an object"),
        pytest.param(
            b' [1, -2, 3.5, 1e2, true, false, null, "x"]\r\n', [1, -2, 3.5, 100.0, True, False, None, "x"], id="all"
        ),
        pytest.param('"é\\u00e9\\ud83d\\ude00"'.encode(), "éé😀", id="a pair of surrogates is a character"),
        pytest.param(b'"\\\\ud800"', "\\ud800", id="an escaped backslash is no escape"),
        pytest.param(b'{"a":{"b":1},"c":{"b":1}}', {"a": {"b": 1}, "c": {"b": 1}}, id="a key in two objects"),
        pytest.param(b'{"a":1,"A":2}', {"a": 1, "A": 2}, id="labels may differ by case"),
        pytest.param(b"9223372036854775807", 2**63 - 1, id="the largest 64-bit number"),
        pytest.param(b"-9223372036854775808", -(2**63), id="the smallest"),
        pytest.param(b"[" * DEPTH_MAX + b"]" * DEPTH_MAX, json.loads("[" * DEPTH_MAX + "]" * DEPTH_MAX), id="deep"),
        pytest.param(b'["' + b"[" * 1000 + b'"]', ["[" * 1000], id="brackets in a text are no depth"),
        pytest.param(b'["\\"' + b"[" * 1000 + b'"]', ['"' + "[" * 1000], id="nor behind an escaped quote"),
        pytest.param(b"[" + b"[]," * 1000 + b"[]]", [[] for _ in range(1001)], id="wide is not deep"),
    ],
)
def test_loads(content: bytes, expected: Json) -> None:
    assert loads(content) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "not JSON: Expecting value at line 1, column 1", id="nothing"),
        pytest.param(b"\xff", "not UTF-8", id="not UTF-8"),
        pytest.param(b'"\xed\xa0\x80"', "not UTF-8", id="a surrogate in UTF-8"),
        pytest.param(b"\xef\xbb\xbf{}", "not JSON: Expecting value at line 1, column 1", id="a byte order mark"),
        pytest.param("{}".encode("utf-16-le"), "not JSON: Expecting property name", id="UTF-16"),
        pytest.param(b"{}{}", "not JSON: Extra data at line 1, column 3", id="two documents"),
        pytest.param(b"[1,]", "not JSON: Illegal trailing comma", id="a trailing comma"),
        pytest.param(b"{'a':1}", "not JSON: Expecting property name", id="other quotes"),
        pytest.param(b'{"a":1 // x\n}', "not JSON: Expecting ',' delimiter", id="a comment"),
        pytest.param(b'"a\nb"', "not JSON: Invalid control character", id="a newline in a text"),
        pytest.param(b"01", "not JSON: Extra data", id="a zero in front"),
        pytest.param(b'{"a":1,"a":1}', "the key 'a' stands twice in one object", id="a key twice"),
        pytest.param(b'{"a":1,"\\u0061":2}', "the key 'a' stands twice in one object", id="a key twice in disguise"),
        pytest.param(b"[NaN]", "NaN is not JSON", id="NaN"),
        pytest.param(b"-Infinity", "-Infinity is not JSON", id="Infinity"),
        pytest.param(b"1e400", "a number too large to represent", id="infinite as a float"),
        pytest.param(b"-1e400", "a number too large to represent", id="infinite below"),
        pytest.param(b"1" * 21, "a number of 21 digits", id="a long number"),
        pytest.param(b"1" * 5000, "a number of 5000 digits", id="longer than Python reads"),
        pytest.param(b'"\\ud800"', "a string holds half a surrogate pair, which is not a character", id="half a pair"),
        pytest.param(b'{"\\udfff":1}', "a string holds half a surrogate pair, which is not a character", id="in a key"),
        pytest.param(
            b'[[{"a":["\\uDC00\\uD800"]}]]',
            "a string holds half a surrogate pair, which is not a character",
            id="a pair the wrong way round, deep inside",
        ),
        pytest.param(b"[" * (DEPTH_MAX + 1), f"nested more than {DEPTH_MAX} levels deep", id="too deep"),
        pytest.param(b'{"a":' * 100_000, f"nested more than {DEPTH_MAX} levels deep", id="as deep as a stack"),
        pytest.param(b'["\\\\"' + b",[" * 100, f"nested more than {DEPTH_MAX} levels deep", id="behind a backslash"),
    ],
)
def test_what_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(MalformedJsonError) as raised:
        loads(content)
    # Python 3.13 words a trailing comma anew.
    assert raised.value.message.startswith(message if "comma" not in message else "not JSON: ")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(b"null", "null", id="null"),
        pytest.param(b"true", "a boolean", id="a boolean, which Python calls a number"),
        pytest.param(b"1", "a number", id="an integer"),
        pytest.param(b"1.5", "a number", id="a fraction"),
        pytest.param(b'"x"', "a string", id="a text"),
        pytest.param(b"[]", "an array", id="a list"),
    ],
)
def test_an_object_was_expected(content: bytes, name: str) -> None:
    with pytest.raises(MalformedJsonError, match=f"^a JSON object was expected, not {name}$"):
        load_object(content)


def test_load_object() -> None:
    assert load_object(b'{"a":[]}') == {"a": []}
    assert type_name({}) == "an object"


@pytest.mark.parametrize(
    ("key", "field"),
    [
        pytest.param("user", "User", id="lower case"),
        pytest.param("USER", "User", id="upper case"),
        pytest.param("U\u017fer", "User", id="a long s"),
        pytest.param("\u212aernel", "kernel", id="the sign for kelvin"),
        pytest.param("OS.VERSION", "os.version", id="a dot"),
    ],
)
def test_a_shadow_is_refused(key: str, field: str) -> None:
    with pytest.raises(MalformedJsonError) as raised:
        refuse_shadows({key: 1}, ("other", field), "config")
    assert raised.value.message == f"config has the key {key!r}, which container runtimes read as {field!r}"


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("User", id="the field itself"),
        pytest.param("Users", id="another word"),
        pytest.param("U\u0455er", id="a Cyrillic letter is another"),
        pytest.param("stra\u00dfe", id="ss is no simple folding of it"),
        pytest.param("k\u0131nd", id="nor i of a dotless i"),
        pytest.param("k\u0130nd", id="nor of a dotted I"),
    ],
)
def test_what_is_no_shadow(key: str) -> None:
    refuse_shadows({key: 1}, ("User", "strasse", "kind"), "config")


def test_exactly_two_characters_beyond_ascii_fold_into_it() -> None:
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    shadows = {character for character in map(chr, range(128, sys.maxunicode)) if _is_shadow(character, letters)}
    assert shadows == {"\u017f", "\u212a"}


def _is_shadow(character: str, letters: list[str]) -> bool:
    try:
        refuse_shadows({character: None}, letters, "")
    except MalformedJsonError:
        return True
    return False


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(_JSON)
def test_what_json_can_say_comes_back(value: Json) -> None:
    assert loads(json.dumps(value).encode()) == value
    assert loads(json.dumps(value, ensure_ascii=False).encode()) == value


_FRAGMENT = st.sampled_from(
    [b"{", b"}", b"[", b"]", b'"', b",", b":", b"\\", b"\\ud800", b"1", b"-", b"e9", b"NaN", b"a"]
)


@given(st.binary() | st.lists(_FRAGMENT | st.binary(max_size=2), max_size=80).map(b"".join))
@example(b'"' * 100_001)
@example(b"\\" * 100_001)
@example(b'"\\')
def test_any_bytes_are_json_or_one_kind_of_error(content: bytes) -> None:
    try:
        value = loads(content)
    except MalformedJsonError:
        return
    assert value == json.loads(content.decode())


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in cases("config_json")])
def test_corpus(row: dict[str, Any]) -> None:
    content = row["config_json"].encode()
    if row["verdict"] == "refuse":
        with pytest.raises(InvalidConfigError):
            parse_config(content)
    else:
        assert parse_config(content).execution.user == row["runtime_user"]
