"""Random pipelines and what is nearly one: nothing crashes, places are right, and no image passes unseen."""

from collections.abc import Iterator
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from imagegate.discovery.detector import File, Found, Included, Surroundings
from imagegate.discovery.gitlab import detect as gitlab
from imagegate.source import DiscoverySettings, Occurrence, Unresolved

ROOT = ".gitlab-ci.yml"
PATHS = ("a.yml", "ci/b.yml", ROOT)
JOBS = st.sampled_from(("a", "b", ".c", "$[[ inputs.x ]]", "default"))
IMAGES = st.sampled_from(
    ("nginx", "nginx:1", "a:$V", "${W}/b", "%V%", "A/b", "3.20", "22", "$[[ inputs.x ]]", "$$V", "a b", "${V:-c}", "$X")
)
NAMES = IMAGES | st.fixed_dictionaries({"name": IMAGES}, optional={"alias": st.just("x"), "entrypoint": st.just([""])})
VALUES = st.sampled_from(("1", "$V", "$W-%V%", "", "$X", "3.20")) | st.fixed_dictionaries({"value": IMAGES})
VARIABLES = st.dictionaries(st.sampled_from(("V", "W", "X")), VALUES, max_size=3)
BASES = st.sampled_from(("a", "b", ".c", "none"))
RULES = st.lists(st.fixed_dictionaries({}, optional={"variables": VARIABLES, "when": st.just("never")}), max_size=3)
JOB = st.fixed_dictionaries(
    {},
    optional={
        "image": NAMES,
        "services": st.lists(NAMES, max_size=3),
        "variables": VARIABLES,
        "extends": BASES | st.lists(BASES, max_size=2),
        "rules": RULES,
        "parallel": st.fixed_dictionaries({"matrix": st.lists(VARIABLES, max_size=2)}),
        "trigger": st.fixed_dictionaries({"include": st.sampled_from(PATHS)}),
        "inherit": st.fixed_dictionaries({"default": st.booleans(), "variables": st.lists(st.just("V"), max_size=1)}),
    },
)
INCLUDES = st.lists(
    st.sampled_from((*PATHS, "**.yml", "none.yml"))
    | st.fixed_dictionaries({"local": st.sampled_from(PATHS), "inputs": st.fixed_dictionaries({"x": IMAGES})}),
    max_size=2,
)
PIPELINES = st.tuples(
    st.dictionaries(JOBS, JOB, max_size=4),
    st.fixed_dictionaries({}, optional={"include": INCLUDES, "variables": VARIABLES, "image": NAMES}),
).map(lambda parts: {**parts[1], **parts[0]})


def found(files: dict[str, str], path: str = ROOT) -> list[Found]:
    surroundings = Surroundings(files.get, DiscoverySettings(), paths=frozenset(files))
    return list(gitlab.detect(File(path, files[path]), surroundings))


def occurrences(found: list[Found]) -> Iterator[Occurrence]:
    for one in found:
        if isinstance(one, Occurrence | Unresolved):
            yield one if isinstance(one, Occurrence) else one.occurrence


def check_places(files: dict[str, str], found: list[Found]) -> None:
    """What stands at a place is the text, or what is said to be written there."""
    for one in occurrences(found):
        if one.end_line is None:
            line = files[one.location.path].split("\n")[one.location.line - 1]
            assert line[one.location.column - 1 : one.end_column - 1] == (one.written or one.text)


def standing(text: str) -> set[tuple[int, int]]:
    """Give the places of all images, as PyYAML has them."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    blocks = [
        root,
        *(value for key, value in root.value if isinstance(value, yaml.MappingNode) and key.value != "image"),
    ]
    scalars = [scalar for block in blocks for scalar in images(block)]
    return {(one.start_mark.line + 1, one.start_mark.column + 1 + bool(one.style)) for one in scalars}


def images(block: yaml.MappingNode) -> Iterator[yaml.ScalarNode]:
    for key, value in block.value:
        if key.value in ("image", "services"):
            for one in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                named = (
                    [one]
                    if isinstance(one, yaml.ScalarNode)
                    else [name for key, name in one.value if key.value == "name"]
                )
                yield from (name for name in named if name.value)


@settings(max_examples=300, deadline=None)
@given(st.tuples(PIPELINES, PIPELINES, PIPELINES), st.sampled_from(("block", "flow", "mixed")))
def test_every_image_of_a_pipeline_is_accounted_for(trees: tuple[Any, ...], style: str) -> None:
    flow = {"block": False, "flow": True, "mixed": None}[style]
    texts = [yaml.safe_dump(tree, default_flow_style=flow, sort_keys=False, width=10_000) for tree in trees]
    files = dict(zip((ROOT, *PATHS), texts, strict=False))
    answers = found(files)
    check_places(files, answers)
    read = {ROOT, *(one.path for one in answers if isinstance(one, Included))}
    told = {(one.location.path, one.location.line, one.location.column) for one in occurrences(answers)}
    assert {(path, *place) for path in read for place in standing(files[path])} <= told


PIECES = st.sampled_from(
    (
        *(
            "image",
            "services",
            "name",
            "default",
            "variables",
            "include",
            "local",
            "extends",
            "a.yml",
            "trigger",
            "spec",
        ),
        *(
            "inputs",
            "!reference ",
            "[a, image]",
            "$[[ inputs.a ]]",
            "parallel",
            "matrix",
            "rules",
            "inherit",
            "workflow",
        ),
        *(": ", ":", "- ", "? ", "&a ", "*a", "<<: *a", "{", "}", "[", "]", ",", '"', "'", "|", " #", "!t "),
        *(
            "\n",
            "\n",
            "\n  ",
            "\n    ",
            "\n---\n",
            "\t",
            "\r\n",
            "\u2028",
            "\ufeff",
            "\x7f",
            "nginx:1",
            "$V",
            "1.10",
            "null",
        ),
    )
)


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES, max_size=20).map("".join))
def test_no_text_breaks_the_detector(text: str, other: str) -> None:
    files = {ROOT: text, "a.yml": other}
    check_places(files, found(files))


@settings(max_examples=300, deadline=None)
@given(PIPELINES, st.integers(0, 300), PIECES)
def test_no_damage_breaks_the_detector(tree: Any, place: int, piece: str) -> None:
    text = yaml.safe_dump(tree, sort_keys=False)
    files = {ROOT: text[:place] + piece + text[place:], "a.yml": text}
    check_places(files, found(files))
