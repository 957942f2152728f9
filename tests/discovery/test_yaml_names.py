"""Which files are claimed by their names alone."""

import pytest

from imagegate.discovery import github_actions, kustomize
from imagegate.discovery.detector import Claim
from imagegate.discovery.discover import discover
from imagegate.source import DiscoverySettings


@pytest.mark.parametrize(
    ("path", "claim"),
    [
        (".github/workflows/ci.yml", Claim.YES),
        (".github/workflows/ci.yaml", Claim.YES),
        (".github/workflows/sub/ci.yaml", Claim.NO),
        ("examples/.github/workflows/ci.yaml", Claim.NO),
        (".github/workflows/ci.json", Claim.NO),
        ("action.yml", Claim.YES),
        (".github/actions/build/action.yaml", Claim.YES),
        ("reaction.yml", Claim.NO),
    ],
)
def test_workflows_and_actions(path: str, claim: Claim) -> None:
    assert github_actions.claims(path) is claim


@pytest.mark.parametrize(
    ("path", "claim"),
    [
        ("kustomization.yaml", Claim.YES),
        ("overlays/prod/kustomization.yml", Claim.YES),
        ("base/Kustomization", Claim.YES),
        ("Kustomization.yaml", Claim.NO),
        ("my-kustomization.yaml", Claim.NO),
    ],
)
def test_kustomizations(path: str, claim: Claim) -> None:
    assert kustomize.claims(path) is claim


def test_the_dockerfile_of_an_action_is_read_whatever_its_name() -> None:
    files = {"a/action.yml": b"runs: {using: docker, image: build/an.image}\n", "a/build/an.image": b"FROM alpine\n"}
    found = discover(files, files.get, DiscoverySettings())
    assert [(one.text, str(one.location)) for one in found.occurrences] == [("alpine", "a/build/an.image:1:6")]
    assert found.claimed["a/build/an.image"] == ("dockerfile",)


def test_a_kustomization_holds_no_resource_twice() -> None:
    text = b"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nimages: [{name: a, newTag: v1}]\n"
    found = discover(["kustomization.yaml"], {"kustomization.yaml": text}.get, DiscoverySettings())
    assert [one.text for one in found.occurrences] == ["a:v1"]
