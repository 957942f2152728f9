"""Real Compose files with the references in them; what is expected must be found, and nothing else."""

from typing import Any

import pytest

from imagegate.discovery.discover import Discovery, discover
from imagegate.source import DiscoverySettings
from tests.discovery.corpus_cases import SHARED, cases, spelled_out


def discovered(name: str, row: dict[str, Any]) -> Discovery:
    folder = SHARED / "discovery" / name.partition("/")[0]
    files = {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    return discover([row["path"]], files.get, DiscoverySettings())


@pytest.mark.parametrize(("name", "row"), cases(("compose",)))
def test_references(name: str, row: dict[str, Any]) -> None:
    found = discovered(name, row)
    places = {(spelled_out(one.text), one.location.line) for one in found.occurrences}
    expected = {(spelled_out(one["ref"]), one["line"]) for one in row["expected"]}
    optional = {(spelled_out(one["ref"]), one["line"]) for one in row["optional"]}
    assert expected <= places
    assert places <= expected | optional
    unresolved = {(one["raw"], one["line"]) for one in row["unresolved"]}
    assert {(one.occurrence.text, one.occurrence.location.line) for one in found.unresolved} == unresolved


@pytest.mark.parametrize(("name", "row"), cases(("compose",)))
def test_columns_and_lines_that_contribute(name: str, row: dict[str, Any]) -> None:
    found = {one.location.line: one for one in discovered(name, row).occurrences}
    for one in row["expected"]:
        occurrence = found[one["line"]]
        assert occurrence.location.column == one.get("col", occurrence.location.column)
        places = {(place.path, place.line) for place in occurrence.contributing}
        assert {(place["file"], place["line"]) for place in one.get("def_lines", [])} == {
            place for place in places if place[0] != row["path"]
        }


@pytest.mark.parametrize(("name", "row"), cases(("compose",)))
def test_what_is_built_is_not_judged_by_its_name(name: str, row: dict[str, Any]) -> None:
    lines = {one.location.line for one in discovered(name, row).not_judged}
    assert {one["line"] for one in row["optional"] if "build" in one.get("why", "")} <= lines


@pytest.mark.parametrize(("name", "row"), cases(("compose",)))
def test_valid_files_have_no_problems_but_what_lies_elsewhere(name: str, row: dict[str, Any]) -> None:
    messages = [one.error.message for one in discovered(name, row).problems]
    is_broken = row["parse_error"] or "non-object" in row["origin"]
    assert all(message.endswith("is not in the repository") for message in messages) is not bool(is_broken)
