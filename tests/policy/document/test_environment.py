"""The environment."""

import pytest

from imagegate.policy.document.environment import environment_fields
from imagegate.strict.json import Json


@pytest.mark.parametrize(
    ("entries", "env", "duplicates", "malformed"),
    [
        pytest.param((), {}, [], [], id="none"),
        pytest.param(("A=b", "C=d"), {"A": "b", "C": "d"}, [], [], id="two"),
        pytest.param(("A=b=c==",), {"A": "b=c=="}, [], [], id="the first = counts"),
        pytest.param(("A=",), {"A": ""}, [], [], id="an empty value"),
        pytest.param(("A= b\n",), {"A": " b\n"}, [], [], id="blanks belong to the value"),
        pytest.param(("A",), {"A": None}, [], ["A"], id="no ="),
        pytest.param(("=b",), {"": "b"}, [], ["=b"], id="no name: the value can be judged all the same"),
        pytest.param(("",), {"": None}, [], [""], id="nothing"),
        pytest.param(("A=1", "B=1", "A=2"), {"A": "2", "B": "1"}, ["A"], [], id="the last counts"),
        pytest.param(("A=1", "A=1", "A=1"), {"A": "1"}, ["A"], [], id="each duplicate is named once"),
        pytest.param(("B=1", "A=1", "A", "B=2"), {"B": "2", "A": None}, ["A", "B"], ["A"], id="in order"),
        pytest.param(("a=1", "A=2"), {"a": "1", "A": "2"}, [], [], id="names have case"),
    ],
)
def test_environment(entries: tuple[str, ...], env: Json, duplicates: list[str], malformed: list[str]) -> None:
    expected = {"env": env, "envDuplicates": duplicates, "envMalformed": malformed}
    assert environment_fields(entries) == expected
