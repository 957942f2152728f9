"""The model of the runner has its own tests: what it takes for a command is what the runner takes for one."""

from typing import Any

import pytest

from tests.github.vectors import vectors
from tests.runner.model import Command, MalformedFileError, annotations, commands, outputs


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("::error::a", [Command("error", "a")], id="at the start of a line"),
        pytest.param("x ::error::a", [], id="not within a line"),
        pytest.param("\xa0 ::ERROR::a", [Command("error", "a")], id="after white space, in any case"),
        pytest.param("x\r::error::a\rb", [Command("error", "a")], id="a carriage return ends a line"),
        pytest.param("x\u2028::error::a", [], id="a line separator does not"),
        pytest.param("::unknown::a", [], id="not registered"),
        pytest.param("x ##[error]a", [Command("error", "a")], id="the old form, anywhere"),
        pytest.param("::error::##[warning]a", [Command("error", "##[warning]a")], id="the new form wins"),
        pytest.param("::error::%250A%0A", [Command("error", "%0A\n")], id="per cent is decoded last"),
    ],
)
def test_commands(text: str, found: list[Command]) -> None:
    assert commands(text.encode()) == found


def test_eleventh_and_empty_annotations_are_dropped() -> None:
    found = [Command("error", str(number)) for number in range(11)]
    assert annotations([Command("error", ""), *found, Command("notice", "n")]) == [*found[:10], Command("notice", "n")]


@pytest.mark.parametrize(
    "content",
    [pytest.param("=x", id="no name"), pytest.param("a<<E\nx\n", id="no end"), pytest.param("a", id="neither")],
)
def test_malformed_outputs(content: str) -> None:
    with pytest.raises(MalformedFileError):
        outputs(content.encode())


@pytest.mark.parametrize("row", vectors("decode_stdout_or_stderr"), ids=lambda row: row["id"])
def test_commands_as_observed(row: dict[str, Any]) -> None:
    expected = [Command(one["command"], one["data"], one["properties"]) for one in row["result"] if one["syntax"]]
    assert commands(bytes.fromhex(row["input_hex"])) == expected


@pytest.mark.parametrize("row", vectors("untrusted_values"), ids=lambda row: row["id"])
def test_raw_values_as_observed(row: dict[str, Any]) -> None:
    for prefix, key in ((b"", "commands_if_printed_raw"), (b"label: ", "commands_if_printed_after_a_prefix")):
        expected = [Command(one["command"], one["data"], one["properties"]) for one in row[key]]
        assert commands(prefix + bytes.fromhex(row["value_hex"])) == expected


@pytest.mark.parametrize("row", vectors("annotation_position_rules"), ids=lambda row: row["id"])
def test_positions_as_observed(row: dict[str, Any]) -> None:
    (shown,) = annotations(commands(row["input_utf8"].encode()))
    assert shown.properties == row["properties_after_validation"]


@pytest.mark.parametrize("row", vectors("decode_env_file"), ids=lambda row: row["id"])
def test_outputs_as_observed(row: dict[str, Any]) -> None:
    assert outputs(bytes.fromhex(row["content_hex"])) == [tuple(pair) for pair in row["pairs"]]
