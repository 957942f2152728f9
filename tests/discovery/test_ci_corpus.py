"""Real files of CI systems and dev containers: every image is found where it stands, and nothing else is."""

from typing import Any

import pytest

from imagegate.discovery.azure_pipelines import detect as azure_pipelines
from imagegate.discovery.circleci import detect as circleci
from imagegate.discovery.cloud_build import detect as cloud_build
from imagegate.discovery.devcontainer import detect as devcontainer
from tests.discovery.corpus_cases import cases, found, spelled_out

# What the corpus calls a format → what it is called here.
FORMATS = {
    "azure-pipelines": azure_pipelines.FORMAT,
    "devcontainer": devcontainer.FORMAT,
    "circleci": circleci.FORMAT,
    "cloudbuild": cloud_build.FORMAT,
}


@pytest.mark.parametrize(("name", "row"), cases(FORMATS))
def test_references(name: str, row: dict[str, Any]) -> None:
    """What the corpus calls optional is no image, and is not reported."""
    discovery = found(name)
    places = {
        (spelled_out(one.text), one.location.line, one.location.column, one.kind) for one in discovery.occurrences
    }
    assert places == {(spelled_out(one["ref"]), one["line"], one["col"], one["kind"]) for one in row["expected"]}
    assert discovery.claimed[row["path"]] == (FORMATS[row["format"]],)


@pytest.mark.parametrize(("name", "row"), cases(FORMATS))
def test_what_is_no_reference(name: str, row: dict[str, Any]) -> None:
    unresolved = {(one.occurrence.location.line, one.occurrence.text) for one in found(name).unresolved}
    assert unresolved == {(one["line"], one["raw"]) for one in row["unresolved"]}


# Files that the corpus lacks, and one that is no JSON.
PROBLEMS = {
    "dc-rv-190": "not JSON: 'malformed' cannot stand here",
    "dc-rw-359897": "the file '.devcontainer/docker-compose.yml' is not in the repository",
    "dc-rw-459cc0": "the Dockerfile '.devcontainer/Dockerfile' is not in the repository",
}


@pytest.mark.parametrize(("name", "row"), cases(FORMATS))
def test_problems(name: str, row: dict[str, Any]) -> None:
    problems = [str(one.error) for one in found(name).problems if one.location.path == row["path"]]
    assert problems == [PROBLEMS[case] for case in PROBLEMS if name.startswith(case)]
