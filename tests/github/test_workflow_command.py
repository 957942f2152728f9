import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.github.workflow_command import inert, workflow_command
from tests.github.vectors import vectors
from tests.runner.model import commands

TEXT = st.text(st.sampled_from("a0AD2:,%\r\n#[]= \u2028\xa0\x85\ud800é😀") | st.characters())


@pytest.mark.parametrize(
    ("command", "message", "properties", "line"),
    [
        pytest.param("error", "m", {}, "::error::m", id="no properties"),
        pytest.param("error", "m", {"file": "a", "line": 1}, "::error file=a,line=1::m", id="in the order given"),
        pytest.param("error", "m", {"title": "", "line": None}, "::error::m", id="empty properties are left out"),
        pytest.param("error", "50%\r\n", {}, "::error::50%25%0D%0A", id="data: per cent first, then line breaks"),
        pytest.param("error", "a: b, c", {}, "::error::a: b, c", id="data: colon and comma stand"),
        pytest.param("error", "m", {"file": "a:b,c%\n"}, "::error file=a%3Ab%2Cc%25%0A::m", id="property: those too"),
        pytest.param("error", "##[x]", {"title": "##[y]"}, "::error title=##\\[y]::##\\[x]", id="old form is broken"),
        pytest.param("add-mask", "##[x]", {}, "::add-mask::##[x]", id="a mask is the secret to the letter"),
        pytest.param("warning", " \n", {}, "::warning::(no message)", id="an empty annotation would be dropped"),
        pytest.param("endgroup", "", {}, "::endgroup::", id="other commands may be without data"),
    ],
)
def test_workflow_command(command: str, message: str, properties: dict[str, str | int | None], line: str) -> None:
    assert workflow_command(command, message, **properties) == line


@pytest.mark.parametrize(
    "row", [*vectors("encode_command"), *vectors("encode_command_lossy")], ids=lambda row: row["id"]
)
def test_same_bytes_as_the_toolkit(row: dict[str, Any]) -> None:
    properties = {name: _spelt(value) for name, value in row["properties"]}
    line = workflow_command(row["command"], _spelt(row["message"]), **properties)
    assert f"{line}\n" == row["expected_utf8"]


@pytest.mark.parametrize("row", vectors("untrusted_values"), ids=lambda row: row["id"])
def test_untrusted_data_and_property_are_no_command(row: dict[str, Any]) -> None:
    line = workflow_command("notice", row["value"], title=row["value"])
    assert [one.name for one in commands(f"{line}\n".encode())] == ["notice"]


@given(TEXT, st.dictionaries(st.sampled_from(("title", "file", "line")), TEXT))
def test_runner_reads_what_was_meant(message: str, properties: dict[str, str]) -> None:
    (found,) = commands(_encoded(f"{workflow_command('error', message, **properties)}\n"))
    assert (found.name, found.data) == ("error", _read(inert(message if message.strip() else "(no message)")))
    # The runner loses equals signs that begin a value, and white space that ends the last one.
    meant = {name: _read(inert(value)).lstrip("=").strip() for name, value in properties.items()}
    assert {name: value.strip() for name, value in found.properties.items() if value.strip()} == {
        name: value for name, value in meant.items() if value
    }


@given(TEXT)
def test_inert_text_holds_no_old_command(text: str) -> None:
    assert commands(_encoded(f"x {inert(text)}".replace("\r", "").replace("\n", ""))) == []


def _spelt(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _read(text: str) -> str:
    return _encoded(text).decode("utf-8", "replace")
