"""Real files of Docker Bake and Terraform: every image is found where it stands, and nothing else is."""

import json
from typing import Any

import pytest

from imagegate.discovery.bake import detect as bake
from imagegate.discovery.discover import Discovery, discover
from imagegate.discovery.terraform import detect as terraform
from imagegate.source import DiscoverySettings
from tests.discovery.test_corpus import SHARED, spelled_out

FORMATS = (bake.FORMAT, terraform.FORMAT)


def cases() -> list[Any]:
    path = SHARED / "discovery-expected.json"
    rows = json.loads(path.read_bytes())["cases"] if path.is_file() else {}
    return [pytest.param(name, row, id=name) for name, row in rows.items() if row["format"] in FORMATS]


def found(name: str) -> Discovery:
    folder = SHARED / "discovery" / name.partition("/")[0]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return discover(files, files.get, DiscoverySettings())


@pytest.mark.parametrize(("name", "row"), cases())
def test_references(name: str, row: dict[str, Any]) -> None:
    discovery = found(name)
    places = {(spelled_out(one.text), one.location.line, one.kind) for one in discovery.occurrences}
    expected = {(spelled_out(one["ref"]), one["line"], one["kind"]) for one in row["expected"]}
    optional = {(spelled_out(one["ref"]), one["line"], one["kind"]) for one in row["optional"]}
    assert expected <= places
    assert places <= expected | optional
    assert discovery.unresolved == ()
    assert discovery.claimed[row["path"]] == (row["format"],)
