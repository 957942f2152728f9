"""Real YAML files with the references in them: all are found where they stand, and nothing else is."""

from typing import Any

import pytest

from imagegate.discovery import github_actions, helm, kustomize
from imagegate.discovery.kubernetes import detect as kubernetes
from tests.discovery.corpus_cases import cases, found, spelled_out

FORMATS = (kubernetes.FORMAT, kustomize.FORMAT, helm.FORMAT, github_actions.FORMAT)

# A number that kustomize refuses is no reference; a tag that only the resources know is told, not passed over.
MORE_UNRESOLVED = ("kus-rv-125", "kus-rv-131", "kus-rw-249d86", "kus-rw-8ac78e")


@pytest.mark.parametrize(("name", "row"), cases(FORMATS))
def test_references(name: str, row: dict[str, Any]) -> None:
    occurrences = [one for one in found(name).occurrences if one.location.path == row["path"]]
    places = {(spelled_out(one.text), one.location.line) for one in occurrences}
    expected = {(spelled_out(one["ref"]), one["line"]) for one in row["expected"]}
    optional = {(spelled_out(one["ref"]), one["line"]) for one in row["optional"]}
    assert expected <= places
    assert places <= expected | optional


@pytest.mark.parametrize(("name", "row"), cases(FORMATS))
def test_places_kinds_and_parts(name: str, row: dict[str, Any]) -> None:
    occurrences = [one for one in found(name).occurrences if one.location.path == row["path"]]
    given = {one.location.line: one for one in occurrences}
    for one in row["expected"]:
        occurrence = given[one["line"]]
        assert (occurrence.kind, occurrence.location.column) == (one["kind"], one["col"])
        if "part_lines" in one:
            lines = {occurrence.location.line, *(place.line for place in occurrence.contributing)}
            assert sorted(lines) == one["part_lines"]


@pytest.mark.parametrize(("name", "row"), cases(FORMATS))
def test_what_is_no_reference(name: str, row: dict[str, Any]) -> None:
    lines = {one.occurrence.location.line for one in found(name).unresolved}
    expected = {one["line"] for one in row["unresolved"]}
    assert expected <= lines
    assert lines == expected or name.startswith(MORE_UNRESOLVED)


@pytest.mark.parametrize(("name", "row"), cases(FORMATS))
def test_problems(name: str, row: dict[str, Any]) -> None:
    """Only actions whose Dockerfile is not in the corpus have any: what is no YAML there holds no image."""
    problems = [str(one.error) for one in found(name).problems if one.location.path == row["path"]]
    assert problems in ([], ["the Dockerfile 'Dockerfile' is not in the repository"])
