import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import imagegate.report
from imagegate.errors import ImagegateError
from imagegate.policy.rule import PolicySource
from imagegate.policy.verdict import Finding
from imagegate.report.json_v1 import render_json
from imagegate.report.report import Report
from imagegate.strict.json import loads
from tests.report.reports import BASE, HEAD, REPORTS, ROOT, changed, failed, named, occurrences, unverified
from tests.runner.model import commands

SCHEMA: dict[str, Any] = json.loads((Path(imagegate.report.__file__).parent / "report-v1.schema.json").read_bytes())
VALIDATOR = Draft202012Validator(SCHEMA)
TEXTS = st.text(st.sampled_from('a"\\#[]:\n\r\x7f\ud800\udc00\u2028😀') | st.characters(), max_size=40)


def _report(text: str) -> Report:
    finding = Finding("rule", ROOT.severity, ROOT.outcome, text, ROOT.platforms, text, text, text, text, text, text)
    unread = unverified("b:1", ImagegateError(text, hint=text), *occurrences("b:1", text, 2))
    return Report(
        (failed(named("a:1"), finding), unread),
        (PolicySource(text, text, text),),
        notices=(text,),
        **changed(text),
    )


def _objects(schema: object) -> list[dict[str, Any]]:
    """Give every object schema in a schema."""
    if isinstance(schema, list):
        return [found for one in schema for found in _objects(one)]
    if not isinstance(schema, dict):
        return []
    return ([schema] if "properties" in schema else []) + [found for one in schema.values() for found in _objects(one)]


def test_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_object_is_closed_and_lists_all_it_has() -> None:
    for schema in _objects(SCHEMA):
        if isinstance(schema.get("type"), str):
            assert schema["additionalProperties"] is False
            assert schema["required"] == list(schema["properties"])


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_report_is_valid(report: Report) -> None:
    document: Any = loads(render_json(report).encode())
    VALIDATOR.validate(document)
    assert document["exitCode"] == report.exit_code
    found = [one for image in document["images"] for one in image["findings"]]
    found += [one for one in document["unresolved"] if one["severity"] != "off"]
    assert len(found) == report.counts.findings
    assert sum(one["violation"] for one in found) == report.counts.violations


def test_the_two_sides_of_a_change() -> None:
    document: Any = json.loads(render_json(REPORTS["bump"]))
    assert (document["base"], document["head"], document["filesSearched"]) == (BASE, HEAD, 42)
    image = document["images"][0]
    assert image["occurrences"] == [
        {
            "file": "Dockerfile",
            "line": 3,
            "column": 6,
            "endLine": 3,
            "endColumn": 16,
            "kind": "dockerfile-from",
            "previous": "docker.io/nginxinc/nginx-unprivileged:1.26",
        }
    ]
    assert image["change"]["becameRoot"] is True
    assert [(one["rule"], one["novelty"]) for one in image["findings"]] == [
        ("user-stays-non-root", "new"),
        ("ports-admin", "unchanged"),
        ("image-age", "new"),
    ]
    assert [(one["rule"], one["violation"]) for one in image["fixed"]] == [("ports-admin", False)]
    assert document["images"][2]["change"] is None


def test_another_policy_s_report_is_a_report() -> None:
    document: Any = json.loads(render_json(REPORTS["policy-changed"]))
    assert (document["result"], document["proposed"]["result"]) == ("pass", "fail")
    assert document["proposed"]["proposed"] is None


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"exitCode": 5}, id="no such exit code"),
        pytest.param({"extra": 1}, id="a field that is not described"),
        pytest.param({"schema": "imagegate/report/v2"}, id="another version"),
        pytest.param({"images": [{}]}, id="an image without fields"),
    ],
)
def test_other_documents_are_not(change: dict[str, Any]) -> None:
    document = {**json.loads(render_json(REPORTS["mixed"])), **change}
    assert not VALIDATOR.is_valid(document)


@given(TEXTS)
def test_any_text_is_kept_in_printable_ascii(text: str) -> None:
    rendered = render_json(_report(text))
    assert rendered.isascii()
    assert rendered.replace("\n", "").isprintable()
    document: Any = loads(rendered.encode())
    VALIDATOR.validate(document)
    kept = "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
    assert document["notices"] == [kept]
    assert document["images"][0]["findings"][0]["message"] == kept


@given(TEXTS)
def test_json_in_a_log_is_no_command(text: str) -> None:
    assert commands(render_json(_report(text)).encode()) == []
