"""Real files of GitLab CI: every image is found where it stands, and nothing else is."""

from typing import Any

import pytest

from imagegate.discovery.gitlab import detect as gitlab
from tests.discovery.corpus_cases import cases, found, spelled_out

# GitLab's dependency proxy has what Docker Hub has: its images are judged, and called unresolved in the corpus.
PROXIED = "gl-rv-185"


@pytest.mark.parametrize(("name", "row"), cases(("gitlabci",)))
def test_references(name: str, row: dict[str, Any]) -> None:
    discovery = found(name)
    places = {
        (spelled_out(one.text), one.location.line, one.location.column, one.kind) for one in discovery.occurrences
    }
    expected = {(spelled_out(one["ref"]), one["line"], one["col"], one["kind"]) for one in row["expected"]}
    if name.startswith(PROXIED):
        expected |= {
            (spelled_out(f"docker.io/{one['raw'].partition('/')[2]}"), one["line"], one["col"], one["kind"])
            for one in row["unresolved"]
        }
    assert places == expected
    assert discovery.claimed[row["path"]] == (gitlab.FORMAT,)


@pytest.mark.parametrize(("name", "row"), cases(("gitlabci",)))
def test_what_is_no_reference(name: str, row: dict[str, Any]) -> None:
    unresolved = {(one.occurrence.location.line, one.occurrence.text) for one in found(name).unresolved}
    expected = {(one["line"], one["raw"]) for one in row["unresolved"]}
    assert unresolved == (set() if name.startswith(PROXIED) else expected)
