"""YAML files with what is found in them: adding a case is adding two files.

`NAME.yaml` is read as the format that its folder says, and `NAME.expected` is all that is found. Files of the same
repository stand beside it: `NAME.Chart.yaml` is the chart of Helm values, and with `NAME.values.yaml` the example is
read as values that complete these.
"""

from pathlib import Path

import pytest

from imagegate.discovery import github_actions, helm, kustomize
from imagegate.discovery.detector import Detector, File, Surroundings
from imagegate.discovery.kubernetes import detect as kubernetes
from imagegate.source import DiscoverySettings
from tests.discovery.found import shown

FOLDER = Path(__file__).parents[1] / "examples"
DETECTORS: dict[str, Detector] = {
    "argo-cd": kubernetes,
    "argo-rollouts": kubernetes,
    "argo-workflows": kubernetes,
    "flux": kubernetes,
    "github": github_actions,
    "helm": helm,
    "kubernetes": kubernetes,
    "kustomize": kustomize,
    "tekton": kubernetes,
}
EXAMPLES = sorted(path.with_suffix("") for name in DETECTORS for path in (FOLDER / name).glob("*.expected"))
SETTINGS = DiscoverySettings(
    variables={
        "REGISTRY": "registry.example",
        "workflow.parameters.given-in-settings": "v9",
        "github.repository": "team/app",
        "github.repository_owner": "team",
    }
)


def files(example: Path) -> dict[str, str]:
    """Give the repository of an example; its own file comes first."""
    suffix = ".json" if example.with_suffix(".json").is_file() else ".yaml"
    beside = {name: example.with_suffix(f".{name}") for name in ("Chart.yaml", "values.yaml")}
    paths = {
        "github": "action.yml" if example.name.startswith("action-") else ".github/workflows/ci.yml",
        "helm": "values-prod.yaml" if beside["values.yaml"].is_file() else "values.yaml",
        "kustomize": "kustomization.yaml",
    }
    found = {paths.get(example.parent.name, f"deploy/app{suffix}"): example.with_suffix(suffix)}
    found.update({name: path for name, path in beside.items() if path.is_file()})
    return {name: path.read_bytes().decode() for name, path in found.items()}


@pytest.mark.parametrize("example", [pytest.param(one, id=f"{one.parent.name}-{one.name}") for one in EXAMPLES])
def test_example(example: Path) -> None:
    tree = files(example)
    path, text = next(iter(tree.items()))
    found = DETECTORS[example.parent.name].detect(File(path, text), Surroundings(tree.get, SETTINGS))
    assert shown(found) == example.with_suffix(".expected").read_text("utf-8")


def test_every_example_has_its_expectation() -> None:
    given = {path.with_suffix("") for name in DETECTORS for path in (FOLDER / name).glob("*.*")}
    assert {path for path in given if "." not in path.name} == set(EXAMPLES)
    assert EXAMPLES
