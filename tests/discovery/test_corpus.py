"""Real Dockerfiles with the references in them; what is marked as certain must be found, and nothing else."""

from typing import Any

import pytest

from imagegate.discovery.discover import discover
from imagegate.source import DiscoverySettings
from tests.discovery.corpus_cases import SHARED, cases, spelled_out

FORMATS = ("dockerfile",)


@pytest.mark.parametrize(("name", "row"), cases(FORMATS))
def test_references(name: str, row: dict[str, Any]) -> None:
    content = (SHARED / "discovery" / name).read_bytes()
    found = discover([row["path"]], {row["path"]: content}.get, DiscoverySettings())
    places = {(spelled_out(one.text), one.location.line) for one in found.occurrences}
    expected = {(spelled_out(one["ref"]), one["line"]) for one in row["expected"]}
    optional = {(spelled_out(one["ref"]), one["line"]) for one in row["optional"]}
    assert expected <= places
    assert places <= expected | optional
    unresolved = {(one["raw"], one["line"]) for one in row["unresolved"]}
    assert unresolved <= {(one.occurrence.text, one.occurrence.location.line) for one in found.unresolved}


@pytest.mark.parametrize(("name", "row"), cases(FORMATS))
def test_lines_that_contribute(name: str, row: dict[str, Any]) -> None:
    content = (SHARED / "discovery" / name).read_bytes()
    found = discover([row["path"]], {row["path"]: content}.get, DiscoverySettings())
    lines = {one.location.line: sorted({place.line for place in one.contributing}) for one in found.occurrences}
    for one in row["expected"]:
        assert lines[one["line"]] == sorted(one.get("def_lines", []))


@pytest.mark.parametrize(("name", "row"), cases(FORMATS))
def test_valid_files_have_no_problems(name: str, row: dict[str, Any]) -> None:
    if row["buildkit_error"] is None:
        content = (SHARED / "discovery" / name).read_bytes()
        found = discover([row["path"]], {row["path"]: content}.get, DiscoverySettings())
        assert (found.problems, found.unresolved) == ((), ())
