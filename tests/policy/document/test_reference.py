"""References, taken apart."""

import pytest

from imagegate.oci.reference import UNNAMED, Reference
from imagegate.policy.document.reference import reference_fields, tag_parts
from imagegate.strict.json import Json

HEX = "a" * 64


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "nginx",
            {
                "original": "nginx",
                "name": "docker.io/library/nginx",
                "registry": "docker.io",
                "repository": "library/nginx",
                "tag": "latest",
                "tagImplicit": True,
                "digest": None,
                "pinned": False,
                "tagParts": {"numbers": [], "version": None, "suffix": "latest", "precision": 0},
            },
            id="no tag means latest",
        ),
        pytest.param(
            "Registry.Example.com:5000/team/app:1.2",
            {
                "original": "Registry.Example.com:5000/team/app:1.2",
                "name": "registry.example.com:5000/team/app",
                "registry": "registry.example.com:5000",
                "repository": "team/app",
                "tag": "1.2",
                "tagImplicit": False,
                "digest": None,
                "pinned": False,
                "tagParts": {"numbers": [1, 2], "version": "1.2", "suffix": None, "precision": 2},
            },
            id="a tag",
        ),
        pytest.param(
            f"ghcr.io/a/b@sha256:{HEX}",
            {
                "original": f"ghcr.io/a/b@sha256:{HEX}",
                "name": "ghcr.io/a/b",
                "registry": "ghcr.io",
                "repository": "a/b",
                "tag": None,
                "tagImplicit": False,
                "digest": f"sha256:{HEX}",
                "pinned": True,
                "tagParts": None,
            },
            id="a digest alone means no tag",
        ),
        pytest.param(
            f"ghcr.io/a/b:latest@sha256:{HEX}",
            {
                "original": f"ghcr.io/a/b:latest@sha256:{HEX}",
                "name": "ghcr.io/a/b",
                "registry": "ghcr.io",
                "repository": "a/b",
                "tag": "latest",
                "tagImplicit": False,
                "digest": f"sha256:{HEX}",
                "pinned": True,
                "tagParts": {"numbers": [], "version": None, "suffix": "latest", "precision": 0},
            },
            id="a tag and a digest",
        ),
    ],
)
def test_a_reference(text: str, expected: Json) -> None:
    assert reference_fields(Reference.parse(text)) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        pytest.param(None, {"tag": None, "tagParts": None}, id="no tag either, and none is implied"),
        pytest.param("2", {"tag": "2", "tagParts": tag_parts("2")}, id="a tag"),
    ],
)
def test_an_image_without_a_name(tag: str | None, expected: dict[str, Json]) -> None:
    assert reference_fields(Reference(UNNAMED, tag, None, "oci:layout", is_local=True)) == {
        "original": "oci:layout",
        "name": None,
        "registry": None,
        "repository": None,
        "tagImplicit": False,
        "digest": None,
        "pinned": False,
        **expected,
    }


@pytest.mark.parametrize(
    ("tag", "numbers", "version", "suffix", "precision"),
    [
        pytest.param("1.27.3-alpine3.20", [1, 27, 3], "1.27.3", "alpine3.20", 3, id="a variant"),
        pytest.param("1.27-alpine", [1, 27], "1.27", "alpine", 2, id="a minor version of a variant"),
        pytest.param("22.04", [22, 4], "22.04", None, 2, id="a calendar version"),
        pytest.param("18", [18], "18", None, 1, id="a major version"),
        pytest.param("v3.9.1", [3, 9, 1], "3.9.1", None, 3, id="a v before it"),
        pytest.param("v1.2.3-rc.1", [1, 2, 3], "1.2.3", "rc.1", 3, id="a prerelease"),
        pytest.param("3.14rc1", [3, 14], "3.14", "rc1", 2, id="a prerelease without a dash"),
        pytest.param("8.0.36_p1", [8, 0, 36], "8.0.36", "p1", 3, id="an underscore"),
        pytest.param("10.0.20348.2031", [10, 0, 20348, 2031], "10.0.20348.2031", None, 4, id="four numbers"),
        pytest.param("1.2.3.4.5", [1, 2, 3, 4, 5], "1.2.3.4.5", None, 4, id="five: no more precise than four"),
        pytest.param("1.x", [1], "1", "x", 1, id="a placeholder"),
        pytest.param("20260101", [20260101], "20260101", None, 1, id="a date"),
        pytest.param("1" * 19, [], None, "1" * 19, 0, id="too many digits for a number"),
        pytest.param("latest", [], None, "latest", 0, id="a word"),
        pytest.param("alpine3.20", [], None, "alpine3.20", 0, id="a word before the number"),
        pytest.param("version1", [], None, "version1", 0, id="a word with a v"),
        pytest.param("v", [], None, "v", 0, id="a v alone"),
        pytest.param("1.27.3-", [1, 27, 3], "1.27.3", None, 3, id="a dash at the end"),
        pytest.param("1..2", [1], "1", ".2", 1, id="two dots"),
    ],
)
def test_a_tag_is_taken_apart(
    tag: str, numbers: list[int], version: str | None, suffix: str | None, precision: int
) -> None:
    expected = {"numbers": numbers, "version": version, "suffix": suffix, "precision": precision}
    assert tag_parts(tag) == expected
