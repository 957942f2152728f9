"""`WWW-Authenticate`, as registries and proxies write it."""

from typing import Any

import pytest

from imagegate.registry.challenge import Challenge, choose, parse
from tests.corpus import cases

URL = "https://auth.example/token"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param([], (), id="no header"),
        pytest.param([""], (), id="an empty one"),
        pytest.param([f'Bearer realm="{URL}"'], (("bearer", {"realm": URL}),), id="bearer"),
        pytest.param(
            [f'bEARER Realm="{URL}", SERVICE="s"'], (("bearer", {"realm": URL, "service": "s"}),), id="case folded"
        ),
        pytest.param(
            ['Basic realm="a"', f'Bearer realm="{URL}"'],
            (("basic", {"realm": "a"}), ("bearer", {"realm": URL})),
            id="two lines",
        ),
        pytest.param(
            [f'Basic realm="a, b", Bearer realm="{URL}",scope="x:y:pull,push"'],
            (("basic", {"realm": "a, b"}), ("bearer", {"realm": URL, "scope": "x:y:pull,push"})),
            id="two in one line, commas in quotes",
        ),
        pytest.param(["Negotiate abc==, Basic"], (("negotiate", {"": "abc=="}), ("basic", {})), id="a token of base64"),
        pytest.param(["Basic realm=a, realm=b"], (("basic", {"realm": "a"}),), id="the first of two counts"),
        pytest.param(['Bearer realm="",service=s'], (("bearer", {"realm": "", "service": "s"}),), id="an empty value"),
        pytest.param(['Bearer realm="x'], (("bearer", {}),), id="no end of the quotes"),
        pytest.param(['realm="x"'], (), id="parameters of nothing"),
        pytest.param(["Bearer ;;;,Basic"], (("bearer", {}), ("basic", {})), id="junk between"),
    ],
)
def test_parse(lines: list[str], expected: tuple[tuple[str, dict[str, str]], ...]) -> None:
    assert parse(lines) == tuple(Challenge(scheme, parameters) for scheme, parameters in expected)


@pytest.mark.parametrize(
    ("lines", "scheme"),
    [
        pytest.param(['Basic realm="a"', f'Bearer realm="{URL}"'], "bearer", id="bearer before basic"),
        pytest.param(["Bearer service=x, Basic"], "basic", id="bearer without a realm is none"),
        pytest.param(["Negotiate, NTLM, Basic realm=x"], "basic", id="the one that is understood"),
        pytest.param(["Negotiate"], None, id="none that is understood"),
        pytest.param([], None, id="none at all"),
    ],
)
def test_choose(lines: list[str], scheme: str | None) -> None:
    chosen = choose(parse(lines))
    assert (chosen.scheme if chosen else None) == scheme


@pytest.mark.parametrize("case", cases("challenge"), ids=lambda case: case["name"])
def test_samples(case: dict[str, Any]) -> None:
    parsed = parse(case["headers"])
    expected = [(one["scheme"], one["params"]) for one in case["expected"]]
    if case["name"] == "very long":  # what lies beyond the limit drops out
        expected = [(scheme, {"realm": params["realm"]}) for scheme, params in expected]
    assert [(one.scheme, dict(one.parameters)) for one in parsed] == expected
    assert choose(parsed) == (None if case["use"] is None else parsed[case["use"]])


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param('"', id="quotes"),
        pytest.param('a="', id="openings"),
        pytest.param('a="\\', id="escapes"),
        pytest.param(",", id="commas"),
        pytest.param("a ", id="words"),
        pytest.param("=", id="signs"),
        pytest.param(' x="y\\"', id="parameters that do not end"),
    ],
)
def test_hostile_headers_are_cut_before_they_cost_time(unit: str) -> None:
    assert parse([f"Bearer {unit * 2_000_000}"])[0].scheme == "bearer"
