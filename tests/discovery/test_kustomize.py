"""JSON patches in files of their own: what a kustomization names is read, and nothing else is made of it."""

import pytest

from imagegate.discovery import kustomize
from imagegate.discovery.discover import discover
from imagegate.source import DiscoverySettings

PATCH = b"- op: replace\n  path: /spec/template/spec/containers/0/image\n  value: nginx:1.28\n"
PATH = "overlays/prod/kustomization.yaml"


def found(kustomization: str, **files: bytes) -> list[str]:
    tree = {PATH: kustomization.encode(), **{f"overlays/{name}": content for name, content in files.items()}}
    result = discover(tree, tree.get, DiscoverySettings())
    return [
        *(f"{one.location} {one.text} {one.kind}" for one in result.occurrences),
        *(f"{one.occurrence.location} unresolved: {one.reason}" for one in result.unresolved),
        *(f"{one.location} problem: {one.error.message}" for one in result.problems),
        *(f"{one.location} not judged: {one.reason}" for one in result.not_judged),
    ]


@pytest.mark.parametrize(
    ("kustomization", "files", "expected"),
    [
        pytest.param(
            "patches: [{path: p.yaml}]",
            {"prod/p.yaml": PATCH},
            ["overlays/prod/p.yaml:3:10 nginx:1.28 kustomize-patch"],
            id="a patch",
        ),
        pytest.param(
            "patchesJson6902: [{path: ../p.json, target: {kind: Deployment}}]",
            {"p.json": b'[{"op": "add", "path": "/spec/image", "value": "nginx:1.28"}]'},
            ["overlays/p.json:1:49 nginx:1.28 kustomize-patch"],
            id="JSON, in another folder",
        ),
        pytest.param(
            "patches: [{path: p.txt}]",
            {"prod/p.txt": b"- op: add\n  path: /spec/containers/-\n  value: {name: a, image: nginx}\n"},
            ["overlays/prod/p.txt:3:27 nginx k8s-container"],
            id="a whole container, any name",
        ),
        pytest.param(
            "patches: [{path: p.yaml}, {path: p.yaml}]",
            {"prod/p.yaml": PATCH},
            ["overlays/prod/p.yaml:3:10 nginx:1.28 kustomize-patch"],
            id="named twice",
        ),
        pytest.param(
            "patches: [{path: p.yaml}]",
            {"prod/p.yaml": b"apiVersion: v1\nkind: Pod\nspec: {containers: [{image: nginx}]}\n"},
            ["overlays/prod/p.yaml:3:29 nginx k8s-container"],
            id="a part of a resource, once",
        ),
        pytest.param(
            "patches: [{path: p.yaml}]",
            {"prod/p.yaml": PATCH.replace(b"nginx:1.28", b"nginx:$TAG")},
            ["overlays/prod/p.yaml:3:10 unresolved: nothing gives TAG a value"],
            id="a variable",
        ),
        pytest.param(
            "patches: [{path: p.yaml}]",
            {"prod/p.yaml": PATCH + b"- ["},
            [
                "overlays/prod/p.yaml:3:10 nginx:1.28 kustomize-patch",
                "overlays/prod/p.yaml:4:4 problem: not YAML: expected the node content, but found 'stream end'",
            ],
            id="broken",
        ),
        pytest.param(
            "patches: [{path: ../../../p.yaml}]",
            {},
            [f"{PATH}:1:18 problem: '../../../p.yaml' lies outside the repository"],
            id="outside",
        ),
        pytest.param(
            "patches: [{path: 'https://example.com/p.yaml'}]",
            {},
            [f"{PATH}:1:19 not judged: it lies elsewhere, and is not read"],
            id="an address",
        ),
        pytest.param("patches: [{path: p.yaml}, {path: }, p, {path: {}}]", {}, [], id="no file"),
        pytest.param(
            "patches: [{path: p.yaml}]",
            {"prod/p.yaml": PATCH + b"\xff"},
            [
                f"{PATH}:1:18 problem: overlays/prod/p.yaml: the file is not UTF-8: byte 82 is 0xff",
                "overlays/prod/p.yaml:1:1 not judged: the file is not UTF-8: byte 82 is 0xff",
            ],
            id="unreadable",
        ),
    ],
)
def test_patches_in_files(kustomization: str, files: dict[str, bytes], expected: list[str]) -> None:
    assert found(kustomization, **files) == expected


def test_the_place_that_names_a_patch_has_a_part_in_it() -> None:
    tree = {"kustomization.yaml": b"patches: [{path: p.yaml}]", "p.yaml": PATCH}
    (one,) = discover(tree, tree.get, DiscoverySettings()).occurrences
    assert [str(place) for place in one.contributing] == ["kustomization.yaml:1:18"]


@pytest.mark.parametrize(
    ("path", "changed", "expected"),
    [
        ("kustomization.yaml", "anything.txt", True),
        ("a/kustomization.yaml", "a/b/p.yaml", True),
        ("a/kustomization.yaml", "b/p.yaml", False),
        ("a/kustomization.yaml", "ab/p.yaml", False),
    ],
)
def test_what_a_kustomization_may_depend_on(path: str, changed: str, *, expected: bool) -> None:
    assert kustomize.may_depend(path, frozenset({changed})) is expected


def test_a_patch_alone_that_changes_is_judged() -> None:
    tree = {"a/kustomization.yaml": b"patches: [{path: p.yaml}]", "a/p.yaml": PATCH}
    result = discover(tree, tree.get, DiscoverySettings(), changed=frozenset({"a/p.yaml"}))
    assert [one.text for one in result.occurrences] == ["nginx:1.28"]


def test_patches_are_bounded() -> None:
    names = ", ".join(f"{{path: p{number}.yaml}}" for number in range(201))
    tree = {"kustomization.yaml": f"patches: [{names}]".encode()}
    (problem,) = discover(tree, tree.get, DiscoverySettings()).problems
    assert problem.error.message == "the kustomization names more than 200 patches"
