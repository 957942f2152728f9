"""Texts: variables, numbers, inputs and patterns of paths."""

import pytest

from imagegate.discovery.detector import File
from imagegate.discovery.gitlab.config import Budget, Config, Value
from imagegate.discovery.gitlab.environment import Environment, Layer
from imagegate.discovery.gitlab.expansion import Text
from imagegate.discovery.gitlab.wildcard import matching, tokens
from imagegate.discovery.yaml.nodes import Scalar
from imagegate.discovery.yaml.source import TEXT_MAX, Source

VARIABLES: Layer = {
    "V": Text("1"),
    "N": Text("$V-${V}-%V%"),
    "E": Text("$$V%%V"),
    "L": Text("x" * TEXT_MAX),
    "Q": Text("", (), "nobody knows"),
    "EMPTY": Text(""),
}


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        pytest.param("a:1", "a:1", "", id="no variable"),
        pytest.param("a:$V", "a:1", "", id="bare"),
        pytest.param("a:${V}", "a:1", "", id="in braces"),
        pytest.param("a:$V-b", "a:1-b", "", id="a name ends before a dash"),
        pytest.param("a:$V.b$V", "a:1.b1", "", id="twice"),
        pytest.param("a:%V%", "a:%V%", "", id="per cent signs mean nothing to the runner"),
        pytest.param("a:$$V", "a:$V", "", id="an escaped dollar"),
        pytest.param("a:$$$V", "a:$1", "", id="an escaped dollar before a variable"),
        pytest.param("a:$N", "a:1-1-1", "", id="variables in values"),
        pytest.param("a:$E", "a:$$V%%V", "", id="what is escaped in a value stays"),
        pytest.param("a$EMPTY", "a", "", id="an empty value"),
        pytest.param("a:$", "a:$", "", id="a dollar alone"),
        pytest.param("a:$1", "a:$1", "", id="no name"),
        pytest.param("a:${V", "a:${V", "", id="no closing brace"),
        pytest.param("a:$X", "", "nothing gives X a value", id="no value"),
        pytest.param("a:${V:-2}", "", "GitLab knows no ${V:-2}, only the names of variables", id="a default"),
        pytest.param("a:${}", "", "GitLab knows no ${}, only the names of variables", id="empty braces"),
        pytest.param("a:$Q", "", "nobody knows", id="a value that nobody knows"),
        pytest.param("a:$L$L", "", "with its variables filled in, it has more than 2048 characters", id="too long"),
        pytest.param("a:$P", "a:policy", "", id="the policy's"),
        pytest.param("$CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX/a", "docker.io/a", "", id="the dependency proxy"),
    ],
)
def test_variables(text: str, expected: str, why: str) -> None:
    (given,) = Environment([(VARIABLES,)], {"P": "policy", "V": "policy"}, Budget()).texts(text)
    assert (given.text, given.why_unknown) == (expected, why)


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        pytest.param([({"A": Text("1")},), ({"A": Text("2")},)], ["1-"], id="the first place counts"),
        pytest.param([({"A": Text("1")}, {}), ({"A": Text("2")},)], ["1-", "2-"], id="or it has no value there"),
        pytest.param(
            [({"A": Text("1"), "B": Text("x")}, {"A": Text("2"), "B": Text("y")})],
            ["1-x", "2-y"],
            id="what belongs together stays together",
        ),
        pytest.param(
            [({"A": Text("1")}, {"A": Text("2")}), ({"B": Text("x")}, {"B": Text("y")})],
            ["1-x", "1-y", "2-x", "2-y"],
            id="sides of two places are combined",
        ),
        pytest.param(
            [({"A": Text("$B"), "C": Text("1")}, {"A": Text("$B"), "C": Text("2")}), ({"B": Text("x")},)],
            ["x-x"],
            id="what does not matter makes no difference",
        ),
        pytest.param([tuple({"A": Text(str(n))} for n in range(201))], None, id="too many"),
    ],
)
def test_choices(choices: list[tuple[Layer, ...]], expected: list[str] | None) -> None:
    given = Environment([*choices, ({"B": Text("")},)], {}, Budget()).texts("$A-$B")
    if expected is None:
        assert [one.why_unknown for one in given] == ["its variables have too many values"]
    else:
        assert [one.text for one in given] == expected


@pytest.mark.parametrize(
    ("written", "why"),
    [
        *((same, "") for same in ("0", "3", "22", "20240131235959", "3.2", "3.12", "1.0", "0.5", "v1.10", "1.2.3")),
        *(
            (other, "quote it")
            for other in ("3.20", "010", "1_000", "1e3", "0x10", "-1", "+1", ".5", "1.", "true", "on")
        ),
    ],
)
def test_numbers(written: str, why: str) -> None:
    text = value(written).text()
    assert text.text == written
    assert text.why_unknown.endswith(why)
    assert bool(text.why_unknown) == bool(why)
    assert value(written, plain=False).text() == Text(written)


@pytest.mark.parametrize(
    ("written", "expected", "why"),
    [
        pytest.param("a:$[[ inputs.tag ]]", "a:1", "", id="an input"),
        pytest.param("a:$[[inputs.tag]]$[[ inputs.tag ]]", "a:11", "", id="two, one without blanks"),
        pytest.param(
            "a:$[[ inputs.none ]]", "", "nothing in the repository tells what $[[ inputs.none ]] is", id="none"
        ),
        pytest.param("a:$[[ inputs.tag | upcase ]]", "", "nothing in the repository tells what ", id="a function"),
        pytest.param("a:$[[ matrix.X ]]", "", "nothing in the repository tells what $[[ matrix.X ]] is", id="no input"),
        pytest.param("a:$[[ inputs.bad ]]", "", "it is no text", id="an input that is no text"),
        pytest.param("a:$[[ inputs.tag", "a:$[[ inputs.tag", "", id="not closed"),
    ],
)
def test_inputs(written: str, expected: str, why: str) -> None:
    text = value(written).text()
    assert text.why_unknown.startswith(why)
    assert bool(text.why_unknown) == bool(why)
    assert why or text.text == expected


def value(text: str, *, plain: bool = True) -> Value:
    config = Config(Source(File("a", text), {}), Budget())
    config.inputs = {"tag": Text("1"), "bad": Text("", (), "it is no text")}
    return Value(config, Scalar(text, 0, len(text), plain))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param("ci/*.yml", ["ci/a.yml", "ci/b.yml"], id="one folder"),
        pytest.param("ci/**.yml", ["ci/a.yml", "ci/b.yml", "ci/c/d.yml", "ci/c/e/f.yml"], id="and those below"),
        pytest.param("ci/**/*.yml", ["ci/a.yml", "ci/b.yml", "ci/c/d.yml", "ci/c/e/f.yml"], id="any folders, or none"),
        pytest.param("ci/*/*.yml", ["ci/c/d.yml"], id="one folder between"),
        pytest.param("*/*/d.yml", ["ci/c/d.yml"], id="from the root"),
        pytest.param(
            "**", sorted([*"xy", "ci/a.yml", "ci/b.yml", "ci/c/d.yml", "ci/c/e/f.yml", "ci/?.yaml"]), id="all"
        ),
        pytest.param("ci/?.*", ["ci/?.yaml"], id="a question mark is one"),
        pytest.param("ci/[ab].yml*", [], id="so are brackets"),
        pytest.param("**c**f*", ["ci/c/e/f.yml"], id="many"),
        pytest.param("ci/a.yml*", ["ci/a.yml"], id="nothing is something"),
        pytest.param("a*", [], id="from the beginning"),
    ],
)
def test_patterns(pattern: str, expected: list[str]) -> None:
    paths = ["y", "x", "ci/b.yml", "ci/a.yml", "ci/c/d.yml", "ci/c/e/f.yml", "ci/?.yaml"]
    assert list(matching(paths, tokens(pattern), Budget().spend)) == expected
