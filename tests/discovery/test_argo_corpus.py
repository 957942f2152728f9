"""Real files of Tekton, Argo Workflows and Argo CD with the references in them."""

import re
from typing import Any

import pytest

from imagegate.discovery.discover import Discovery, discover
from imagegate.source import DiscoverySettings
from tests.discovery.corpus_cases import SHARED, cases, spelled_out

FORMATS = ("tekton", "argo-workflows", "argocd")

# A parameter whose default stands in the same task is known as well as an argument of a Dockerfile is.
WITH_DEFAULT = {
    "tk-rw-4a76ca/tekton/openshift-install.yaml": 121,
    "tk-rw-dbbef1/tekton/kaniko.yaml": 45,
    "tk-rw-e8118f/tekton/kubernetes-actions.yaml": 40,
    "tk-rw-f05e22/tekton/golang-build.yaml": 43,
}

# No cluster takes resources that do not say of which version they are.
WITHOUT_VERSION = ("tk-rv-204/tekton/pipeline.yaml",)


def found(name: str, row: dict[str, Any]) -> Discovery:
    content = (SHARED / "discovery" / name).read_bytes()
    if name in WITHOUT_VERSION:
        content = re.sub(rb"^( *(?:- )?)kind: (\w+)$", _with_version, content, flags=re.MULTILINE)
    return discover([row["path"]], {row["path"]: content}.get, DiscoverySettings())


def _with_version(kind: re.Match[bytes]) -> bytes:
    """Put what the resource lacks into the line, of which nothing is expected."""
    version = b"v1" if kind[2] == b"List" else b"tekton.dev/v1"
    indent = b" " * len(kind[1])
    return b"%skind: %s\r%sapiVersion: %s" % (kind[1], kind[2], indent, version)


@pytest.mark.parametrize(("name", "row"), cases(FORMATS))
def test_references(name: str, row: dict[str, Any]) -> None:
    places = {(spelled_out(one.text), one.location.line, one.kind) for one in found(name, row).occurrences}
    places = {place for place in places if place[1] != WITH_DEFAULT.get(name)}
    expected = {(spelled_out(one["ref"]), one["line"], one["kind"]) for one in row["expected"]}
    optional = {(spelled_out(one["ref"]), one["line"], one["kind"]) for one in row["optional"]}
    assert expected <= places
    assert places <= expected | optional


@pytest.mark.parametrize(("name", "row"), cases(FORMATS))
def test_columns(name: str, row: dict[str, Any]) -> None:
    columns = {one.location.line: one.location.column for one in found(name, row).occurrences}
    assert [columns[one["line"]] for one in row["expected"] if "col" in one] == [
        one["col"] for one in row["expected"] if "col" in one
    ]


@pytest.mark.parametrize(("name", "row"), cases(FORMATS))
def test_what_is_no_reference(name: str, row: dict[str, Any]) -> None:
    given = found(name, row)
    lines = {one.occurrence.location.line for one in given.unresolved}
    assert lines == {one["line"] for one in row["unresolved"]} - {WITH_DEFAULT.get(name)}
    assert given.problems == ()


@pytest.mark.parametrize(("name", "row"), [case for case in cases(FORMATS) if case.values[0] in WITH_DEFAULT])
def test_defaults_of_parameters(name: str, row: dict[str, Any]) -> None:
    (one,) = [one for one in found(name, row).occurrences if one.location.line == WITH_DEFAULT[name]]
    assert "$(params." in (one.written or "")
    assert one.contributing
