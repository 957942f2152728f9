"""Where a reference stands, and what for."""

import pytest

from imagegate.oci.reference import Reference
from imagegate.policy.document.reference import reference_fields
from imagegate.policy.document.source import source_fields
from imagegate.policy.verdict import Candidate, Use
from imagegate.source import Location, Occurrence, UsedAs
from imagegate.strict.json import Json

NEW, OLD = Reference.parse("ruby:3.4"), Reference.parse("ruby:3.3")
NOWHERE: dict[str, Json] = {
    "file": None,
    "line": None,
    "column": None,
    "endColumn": None,
    "kind": None,
    "usedAs": "named",
    "stage": None,
    "finalStage": None,
    "changed": None,
    "previous": None,
}


def occurrence(kind: str, used_as: UsedAs, stage: str | None = None) -> Occurrence:
    return Occurrence("ruby:3.4", Location("a/Dockerfile", 3, 6), 14, kind, used_as, stage=stage)


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        pytest.param(Candidate(NEW, Use(UsedAs.NAMED)), NOWHERE, id="named by the user"),
        pytest.param(
            Candidate(NEW, Use(UsedAs.NAMED, previous=OLD)),
            {**NOWHERE, "changed": True, "previous": reference_fields(OLD)},
            id="named by the user, with what it replaces",
        ),
        pytest.param(
            Candidate(
                NEW,
                Use(UsedAs.BASE, "a/Dockerfile"),
                (
                    occurrence("dockerfile-from", UsedAs.BASE, "app"),
                    Occurrence("ruby:3.4", Location("b", 1, 1), 2, "x", UsedAs.CI),
                ),
            ),
            {
                "file": "a/Dockerfile",
                "line": 3,
                "column": 6,
                "endColumn": 14,
                "kind": "dockerfile-from",
                "usedAs": "base",
                "stage": "app",
                "finalStage": True,
                "changed": None,
                "previous": None,
            },
            id="the first of two places",
        ),
        pytest.param(
            Candidate(NEW, Use(UsedAs.BUILD, previous=OLD), (occurrence("dockerfile-from", UsedAs.BUILD),)),
            {
                "file": "a/Dockerfile",
                "line": 3,
                "column": 6,
                "endColumn": 14,
                "kind": "dockerfile-from",
                "usedAs": "build",
                "stage": None,
                "finalStage": False,
                "changed": True,
                "previous": reference_fields(OLD),
            },
            id="another stage",
        ),
        pytest.param(
            Candidate(NEW, Use(UsedAs.DEPLOY), (occurrence("compose-image", UsedAs.DEPLOY),)),
            {
                "file": "a/Dockerfile",
                "line": 3,
                "column": 6,
                "endColumn": 14,
                "kind": "compose-image",
                "usedAs": "deploy",
                "stage": None,
                "finalStage": None,
                "changed": None,
                "previous": None,
            },
            id="no stages outside of a Dockerfile",
        ),
        pytest.param(
            Candidate(NEW, Use(UsedAs.DEPLOY, "compose.yaml")),
            {**NOWHERE, "file": "compose.yaml", "usedAs": "deploy"},
            id="a file and no place in it",
        ),
    ],
)
def test_source(candidate: Candidate, expected: Json) -> None:
    assert source_fields(candidate) == expected
