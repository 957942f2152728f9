"""Real files of Docker Bake and Terraform: every image is found where it stands, and nothing else is."""

from typing import Any

import pytest

from imagegate.discovery.bake import detect as bake
from imagegate.discovery.terraform import detect as terraform
from tests.discovery.corpus_cases import cases, found, spelled_out

FORMATS = (bake.FORMAT, terraform.FORMAT)


@pytest.mark.parametrize(("name", "row"), cases(FORMATS))
def test_references(name: str, row: dict[str, Any]) -> None:
    discovery = found(name)
    places = {(spelled_out(one.text), one.location.line, one.kind) for one in discovery.occurrences}
    expected = {(spelled_out(one["ref"]), one["line"], one["kind"]) for one in row["expected"]}
    optional = {(spelled_out(one["ref"]), one["line"], one["kind"]) for one in row["optional"]}
    assert expected <= places
    assert places <= expected | optional
    assert discovery.unresolved == ()
    assert discovery.claimed[row["path"]] == (row["format"],)
