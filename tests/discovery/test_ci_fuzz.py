"""Random configurations of CI systems, whole and damaged: nothing crashes, and places are right."""

import json
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from imagegate.discovery.azure_pipelines import detect as azure_pipelines
from imagegate.discovery.circleci import detect as circleci
from imagegate.discovery.cloud_build import detect as cloud_build
from imagegate.discovery.detector import Detector
from imagegate.discovery.devcontainer import detect as devcontainer
from tests.discovery.test_yaml_fuzz import PIECES, check_places, found

WORDS: dict[Detector, tuple[str, ...]] = {
    devcontainer: (
        *("image", "build", "dockerfile", "dockerFile", "args", "options", "target", "dockerComposeFile", "features"),
        *(
            "${localEnv:A}",
            "${localEnv:A:b}",
            "--build-context=a=docker-image://b",
            "--build-arg",
            "a=b",
            "../x",
            "c.yml",
        ),
    ),
    circleci: (
        *("jobs", "executors", "executor", "docker", "image", "parameters", "default", "workflows", "orbs", "name"),
        *("matrix", "exclude", "a", "b", "a/b", "<< parameters.a >>", "x:<<parameters.a>>", "<< matrix.a >>"),
        *("<< pipeline.parameters.a >>", "<<", "<< parameters.e >>"),
    ),
    azure_pipelines: (
        *("jobs", "stages", "job", "steps", "container", "services", "resources", "containers", "image", "variables"),
        *("parameters", "name", "value", "default", "strategy", "matrix", "template", "extends", "x.yml", "localImage"),
        *("a", "$(a)", "$[ variables['a'] ]", "${{ parameters.a }}", "${{ variables.a }}", "${{ b.a }}"),
        *("${{ if a }}", "${{ else }}", "${{ each b in parameters.a }}", "${{ b }}:$(a)"),
    ),
    cloud_build: (
        *(
            "steps",
            "name",
            "args",
            "script",
            "images",
            "artifacts",
            "substitutions",
            "build",
            "-t",
            "docker build -t a",
        ),
        *("_A", "_B", "$_A", "${_A}", "$_B:$_A", "$$_A", "$PROJECT_ID"),
    ),
}
IMAGES = ("nginx", "ghcr.io/a/b:1", "A/b", "$V", "${V}", "$(v)", "", "null", "1.10", "a b")


def trees(detector: Detector) -> st.SearchStrategy[Any]:
    words = st.sampled_from((*WORDS[detector], *IMAGES))
    return st.recursive(
        words,
        lambda below: st.lists(below, max_size=3) | st.dictionaries(words, below, max_size=5),
        max_leaves=25,
    )


CASES = st.sampled_from(tuple(WORDS)).flatmap(lambda detector: st.tuples(st.just(detector), trees(detector)))


@settings(max_examples=400, deadline=None)
@given(CASES, st.booleans())
def test_no_tree_breaks_a_detector(case: tuple[Detector, Any], is_json: bool) -> None:  # noqa: FBT001 - drawn
    detector, tree = case
    text = json.dumps(tree) if is_json or detector is devcontainer else yaml.safe_dump(tree, sort_keys=False)
    check_places(text, found(detector, text))


@settings(max_examples=300, deadline=None)
@given(CASES, st.integers(0, 300), PIECES)
def test_no_damage_breaks_a_detector(case: tuple[Detector, Any], place: int, piece: str) -> None:
    detector, tree = case
    text = json.dumps(tree) if detector is devcontainer else yaml.safe_dump(tree, sort_keys=False)
    damaged = text[:place] + piece + text[place:]
    check_places(damaged, found(detector, damaged))


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(tuple(WORDS)))
def test_no_text_breaks_a_detector(text: str, detector: Detector) -> None:
    detector.claims(text)
    detector.sniffs(text)
    check_places(text, found(detector, text))
