"""What expressions stand for, and why nobody can tell what others do."""

import pytest

from imagegate.discovery.hcl.evaluate import Budget, Evaluation
from imagegate.discovery.hcl.parse import parse
from imagegate.discovery.hcl.values import Value, inside, unknown

KNOWN = {
    "text": Value("x"),
    "empty": Value(""),
    "null": Value(None),
    "yes": Value(data=True),
    "list": Value((Value("a"), Value("b"))),
    "object": Value({"a": Value("x")}),
}


def evaluated(text: str) -> Value:
    def find(names: tuple[str, ...], _depth: int) -> Value:
        return inside(KNOWN.get(names[0], unknown(f"no {names[0]}")), names[1:])

    content = parse(f"a = {text}\n")
    assert content.fault is None
    return Evaluation(find, Budget()).value(content.body.attributes[0].value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('"a"', "a", id="text"),
        pytest.param("1.10", "1.1", id="a number loses its last zero"),
        pytest.param("100", "100", id="but not others"),
        pytest.param("007", "7", id="leading zeros"),
        pytest.param("0", "0", id="zero"),
        pytest.param("0.0", "0", id="zero with a point"),
        pytest.param("true", "true", id="truth value"),
        pytest.param('"a${text}b${1.0}"', "axb1", id="interpolation"),
        pytest.param('"${yes}"', "true", id="a single interpolation"),
        pytest.param("<<E\n${text}\nE", "x\n", id="heredoc"),
        pytest.param("object.a", "x", id="key"),
        pytest.param('object["a"]', "x", id="quoted key"),
        pytest.param("list[1]", "b", id="index"),
        pytest.param('text == "x" ? "yes" : "no"', "yes", id="condition"),
        pytest.param('text != "x" ? "yes" : "no"', "no", id="unequal"),
        pytest.param('null == empty ? "yes" : "no"', "no", id="null is not empty"),
        pytest.param('1 == "1" ? "yes" : "no"', "no", id="a number is no text"),
        pytest.param('true == 1 ? "yes" : "no"', "no", id="a truth value is no number"),
        pytest.param('1.0 == 1 ? "yes" : "no"', "yes", id="numbers are equal"),
        pytest.param('!yes || text == "x" && yes ? "yes" : "no"', "yes", id="truth"),
        pytest.param('unset || yes ? "yes" : "no"', "yes", id="one side is enough"),
        pytest.param('unset && false ? "yes" : "no"', "no", id="one side is enough to deny"),
        pytest.param('yes ? "yes" : unset', "yes", id="the other side does not matter"),
    ],
)
def test_known(text: str, expected: str) -> None:
    assert evaluated(text).text == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("unset", "no unset", id="variable"),
        pytest.param('"a${unset}"', "no unset", id="in a text"),
        pytest.param('"a${null}"', "it is no text", id="null in a text"),
        pytest.param('"a${list}"', "it is no text", id="list in a text"),
        pytest.param("unset == 1", "no unset", id="compared"),
        pytest.param("unset && yes", "no unset", id="both sides count"),
        pytest.param("unset ? 1 : 2", "no unset", id="condition"),
        pytest.param("text ? 1 : 2", "its condition is neither true nor false", id="no truth value"),
        pytest.param("1 + 1", "what '+' gives is not evaluated", id="sum"),
        pytest.param("-1", "what '-' gives is not evaluated", id="sign"),
        pytest.param("1 < 2", "what '<' gives is not evaluated", id="less"),
        pytest.param("list == list", "what '==' gives is not evaluated", id="lists compared"),
        pytest.param("1 == 1 == true", "what '==' gives is not evaluated", id="compared twice"),
        pytest.param("!text", "what '!' gives is not evaluated", id="no truth value denied"),
        pytest.param("yes && text", "what '&&' gives is not evaluated", id="no truth value beside one"),
        pytest.param("f(1)", "what f(…) gives is not evaluated", id="function"),
        pytest.param("list[text]", "its expression is not evaluated", id="computed index"),
        pytest.param("list[2]", "there is no '2' in it", id="no such index"),
        pytest.param("object.b", "there is no 'b' in it", id="no such key"),
        pytest.param("text.a", "there is no 'a' in it", id="no object"),
        pytest.param("unset.a", "no unset", id="unknown object"),
        pytest.param("{(unset) = 1}", "a key in it is not known", id="unknown key"),
        pytest.param("1e3", "it is no plain number", id="exponent"),
        pytest.param("1" * 40, "it is no plain number", id="endless number"),
    ],
)
def test_unknown(text: str, reason: str) -> None:
    value = evaluated(text)
    assert (value.why_unknown, value.text) == (reason, None)


@pytest.mark.parametrize("text", ["null", "[1]", "{a = 1}"])
def test_no_text(text: str) -> None:
    value = evaluated(text)
    assert (value.why_unknown, value.text) == ("", None)
