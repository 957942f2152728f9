"""Fields laid over an image document: the rest stays, and what is new is made whole."""
# ruff: noqa: E501 - a row is a document before and after

import pytest

from imagegate.policy.overlay import merged, overlaid
from imagegate.strict.json import Json, JsonObject

PORT: JsonObject = {"text": "", "port": None, "portEnd": None, "protocol": None, "valid": False}


@pytest.mark.parametrize(
    ("facts", "fields", "expected"),
    [
        pytest.param({"size": 1, "author": "a"}, {"size": None}, {"size": None, "author": "a"}, id="null stays null"),
        pytest.param({"user": {"root": True, "set": True}}, {"user": {"root": None}}, {"user": {"root": None, "set": True}}, id="object by object"),
        pytest.param({"labels": {"a": "1"}}, {"labels": {"b": "2"}}, {"labels": {"a": "1", "b": "2"}}, id="a mapping grows"),
        pytest.param({"volumes": ["/a"]}, {"volumes": []}, {"volumes": []}, id="a list is replaced"),
        pytest.param({"exposedPorts": [1]}, {"exposedPorts": [{"port": 22}]}, {"exposedPorts": [{**PORT, "port": 22}]}, id="an element is made whole"),
        pytest.param(
            {"healthcheck": None},
            {"healthcheck": {"type": "none"}},
            {
                "healthcheck": {
                    "type": "none",
                    "test": [],
                    "intervalSeconds": None,
                    "timeoutSeconds": None,
                    "startPeriodSeconds": None,
                    "startIntervalSeconds": None,
                    "retries": None,
                }
            },
            id="so is an object where there was none",
        ),
        pytest.param({"raw": {"config": {"a": 1}}}, {"raw": {"config": {"b": {"c": 2}}}}, {"raw": {"config": {"a": 1, "b": {"c": 2}}}}, id="what nothing describes"),
    ],
)  # fmt: skip
def test_overlaid(facts: JsonObject, fields: JsonObject, expected: JsonObject) -> None:
    before = repr(facts)
    assert overlaid(facts, fields) == expected
    assert repr(facts) == before


@pytest.mark.parametrize(
    ("under", "over", "expected"),
    [
        pytest.param({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}, {"a": {"b": 3, "c": 2}}, id="objects"),
        pytest.param({"a": [1, 2]}, {"a": [3]}, {"a": [3]}, id="lists"),
        pytest.param({"a": 1}, {"a": {"b": 2}}, {"a": {"b": 2}}, id="another kind"),
        pytest.param({"a": 1}, {"a": None}, {"a": None}, id="null"),
    ],
)
def test_merged(under: Json, over: Json, expected: Json) -> None:
    assert merged(under, over) == expected
