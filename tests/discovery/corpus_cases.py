"""Real files that are no part of the project, with the references in them; without these files the tables are empty."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from imagegate.discovery.discover import Discovery, discover
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.source import DiscoverySettings

SHARED = Path(__file__).parents[3] / "shared" / "corpus"


def cases(formats: Collection[str]) -> list[Any]:
    """Give the rows of some formats, by the names of the files that they are about."""
    path = SHARED / "discovery-expected.json"
    rows = json.loads(path.read_bytes())["cases"] if path.is_file() else {}
    return [pytest.param(name, row, id=name) for name, row in rows.items() if row["format"] in formats]


def found(name: str) -> Discovery:
    """Look at all files of a case, since some decide what others mean."""
    folder = SHARED / "discovery" / name.partition("/")[0]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return discover(files, files.get, DiscoverySettings())


def spelled_out(text: str) -> str:
    """Give a reference's canonical form; a text that is none stays as it is."""
    try:
        return str(Reference.parse(text))
    except InvalidReferenceError:
        return text
