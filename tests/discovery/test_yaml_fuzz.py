"""Random YAML and what is nearly YAML: nothing crashes, places are right, and no `image:` passes unseen."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, NamedTuple

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from imagegate.discovery import github_actions, helm, kustomize
from imagegate.discovery.detector import Detector, File, Found, NotJudged, Problem, Surroundings
from imagegate.discovery.kubernetes import detect as kubernetes
from imagegate.source import DiscoverySettings, Occurrence, Unresolved

DETECTORS: tuple[Detector, ...] = (kubernetes, helm, kustomize, github_actions)
LISTS = ("containers", "initContainers", "ephemeralContainers")
NO_IMAGES = ("", "~", "null", "!*", "*:latest", "1.10", "on", "https://a.example/b", "a b")
IMAGES = ("nginx", "nginx:1.27", "ghcr.io/a/b@sha256:" + "a" * 64, "<X>", "${V}", "$(p.x)", "{{ x }}", "A/b")
SCAN = re.compile(r"""^[ \t-]*["']?image["']?[ \t]*:[ \t]*[^\s{\[]""")

RESOURCE_KEYS = ("image", "image", "image", *LISTS, "volumes", "spec", "metadata", "status", "rbd", "reference", "name")
OTHER_KEYS = (
    "jobs",
    "steps",
    "uses",
    "container",
    "services",
    "runs",
    "images",
    "newTag",
    "repository",
    "tag",
    "patches",
)
KEYS = st.sampled_from((*RESOURCE_KEYS, *OTHER_KEYS))
SCALARS = st.sampled_from((*NO_IMAGES, *IMAGES, "docker://a:1", "${{ matrix.x }}", "sha256:a"))
TREES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=4),
    max_leaves=20,
)
NAMES = st.sampled_from(
    (
        ("v1", "Pod"),
        ("tekton.dev/v1", "Task"),
        ("argoproj.io/v1alpha1", "Workflow"),
        ("argoproj.io/v1alpha1", "Application"),
        ("helm.toolkit.fluxcd.io/v2", "HelmRelease"),
        ("template.openshift.io/v1", "Template"),
    )
)
RESOURCES = st.dictionaries(KEYS.filter(lambda key: key != "apiVersion"), TREES, min_size=1, max_size=4)


def found(detector: Detector, text: str) -> list[Found]:
    return list(detector.detect(File("values.yaml", text), Surroundings(lambda _: None, DiscoverySettings())))


def occurrences(found: list[Found]) -> Iterator[Occurrence]:
    for one in found:
        if isinstance(one, Occurrence):
            yield one
        elif isinstance(one, Unresolved):
            yield one.occurrence


def check_places(text: str, found: list[Found]) -> None:
    """What stands at a place is the text, or what is said to be written there."""
    lines = text.split("\n")
    for one in occurrences(found):
        if one.end_line is None and one.location.path == "values.yaml":
            standing = lines[one.location.line - 1][one.location.column - 1 : one.end_column - 1]
            assert standing == (one.written or one.text)


class Standing(NamedTuple):
    """A scalar under `image`, whether a container holds it, and whether it stands where it is no image."""

    line: int
    node: yaml.ScalarNode
    is_held: bool
    is_hidden: bool

    @property
    def is_excused(self) -> bool:
        text = self.node.value.strip()
        if self.is_hidden or not text or text[0] == "!" or "*" in text or self.node.tag == "tag:yaml.org,2002:null":
            return True
        is_text = self.node.tag == "tag:yaml.org,2002:str"
        return not self.is_held and (not is_text or "://" in text or len(text.split()) > 1)


def images(
    node: yaml.Node | None, parent: str = "", *, is_root: bool = True, is_hidden: bool = False
) -> Iterator[Standing]:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from images(item, parent, is_root=False, is_hidden=is_hidden)
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        name = key.value if isinstance(key.value, str) else ""
        hides = is_hidden or name == "metadata" or (is_root and name == "status")
        if name == "image" and isinstance(value, yaml.ScalarNode):
            yield Standing(value.start_mark.line + 1, value, parent in LISTS, hides or parent == "rbd")
        else:
            is_list = isinstance(value, yaml.SequenceNode) or name not in LISTS
            yield from images(value, name if is_list else "", is_root=False, is_hidden=hides)


def passed_unseen(text: str, found: list[Found]) -> list[int]:
    """Give the lines on which an image stands and of which nothing is said, as YAML has it and as a reader scans it."""
    told = {
        one.location.line for one in (*occurrences(found), *(x for x in found if isinstance(x, NotJudged | Problem)))
    }
    standing = list(images(yaml.compose(text, Loader=yaml.SafeLoader)))
    excused = {one.line for one in standing if one.is_excused}
    scanned = {number for number, line in enumerate(text.split("\n"), 1) if SCAN.match(line)}
    return sorted(({one.line for one in standing} | scanned) - told - excused)


@settings(max_examples=300, deadline=None)
@given(RESOURCES, st.sampled_from(("block", "flow", "json", "mixed")), NAMES)
@example({"containers": [{"image": "1.10"}]}, "block", ("v1", "Pod"))
@example({"volumes": [{"image": {"reference": "a"}}]}, "flow", ("v1", "Pod"))
@example({"volumes": [{"image": {"image": "a"}}]}, "block", ("v1", "Pod"))
def test_every_image_of_a_resource_is_accounted_for(tree: dict[str, Any], style: str, name: tuple[str, str]) -> None:
    resource = {"apiVersion": name[0], "kind": name[1], **tree}
    flow = {"block": False, "flow": True, "json": None, "mixed": None}[style]
    text = (
        json.dumps(resource, indent=1)
        if style == "json"
        else yaml.safe_dump(resource, default_flow_style=flow, sort_keys=False)
    )
    answers = found(kubernetes, text)
    assert not any(isinstance(one, Problem) for one in answers)
    assert passed_unseen(text, answers) == []
    check_places(text, answers)


WORDS = (
    "image|apiVersion: v1|kind: Pod|containers|jobs|steps|uses|services|runs|images|name|newTag|repository|tag|matrix"
)
MARKS = (
    ":",
    ": ",
    "- ",
    "? ",
    "&a ",
    "*a",
    "<<: *a",
    "!t ",
    "!!binary ",
    "{",
    "}",
    "[",
    "]",
    ",",
    '"',
    "'",
    "|",
    ">-",
    " #",
)
BREAKS = (
    "\n",
    "\n",
    "\n  ",
    "\n    ",
    "\n---\n",
    "\n...\n",
    "%TAG ! x\n",
    "\t",
    "\r\n",
    "\r",
    "\u2028",
    "\ufeff",
    "\\\n",
    "\x7f",
)
VALUES = (
    "nginx:1",
    "docker://a",
    "{{ x }}",
    "${{ matrix.a }}",
    "\\u0061",
    "😀",
    "1.10",
    "null",
    "sha256:a",
    "$V",
    "\x00",
)
PIECES = st.sampled_from((*WORDS.split("|"), *MARKS, *BREAKS, *VALUES))


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(DETECTORS))
def test_no_text_breaks_a_detector(text: str, detector: Detector) -> None:
    detector.claims(text)
    detector.sniffs(text)
    check_places(text, found(detector, text))


@settings(max_examples=300, deadline=None)
@given(TREES, st.sampled_from(DETECTORS), st.integers(0, 200), PIECES)
def test_no_damage_breaks_a_detector(tree: Any, detector: Detector, place: int, piece: str) -> None:
    text = yaml.safe_dump({"apiVersion": "v1", "kind": "Pod", "x": tree}, sort_keys=False)
    damaged = text[:place] + piece + text[place:]
    check_places(damaged, found(detector, damaged))


@settings(max_examples=300, deadline=None)
@given(
    RESOURCES,
    st.integers(0, 200),
    st.sampled_from(("\n", " ", "  ", "#", '"', "- ", "image: a\n", "a", "{{", "\t", "!t ", "|")),
)
def test_no_damage_hides_an_image(tree: dict[str, Any], place: int, piece: str) -> None:
    text = yaml.safe_dump({"apiVersion": "v1", "kind": "Pod", **tree}, default_flow_style=False, sort_keys=False)
    damaged = text[:place] + piece + text[place:]
    answers = found(kubernetes, damaged)
    if damaged.startswith("apiVersion: v1\nkind: Pod\n") and not any(
        isinstance(one, Problem | NotJudged) for one in answers
    ):
        with suppress(yaml.YAMLError):  # without an image nobody minds, and tabs are read that PyYAML refuses
            standing = {one.line for one in images(yaml.compose(damaged, Loader=yaml.SafeLoader))}
            assert not standing.intersection(passed_unseen(damaged, answers))
