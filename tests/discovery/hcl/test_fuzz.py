"""Random HCL and what is nearly HCL: a tree or a fault, places that are right, and no step that is not paid for."""

import json
import sys
from collections.abc import Iterator
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from imagegate.discovery.bake import detect as bake
from imagegate.discovery.detector import Detector, File, Found, Surroundings
from imagegate.discovery.hcl.nodes import Interpolation, Template, Text
from imagegate.discovery.hcl.parse import parse
from imagegate.discovery.hcl.structure import Block, Body
from imagegate.discovery.terraform import detect as terraform
from imagegate.source import DiscoverySettings, Occurrence, Unresolved

MARKS = (
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    '"',
    "${",
    "%{",
    "$${",
    "=",
    ":",
    "?",
    ",",
    ".",
    "...",
    "=>",
    "!",
    "==",
    "+",
    "~",
    "*",
)
BREAKS = (
    " ",
    " ",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "# c\n",
    "// c\n",
    "/* c */",
    "/*",
    "*/",
    "\\",
    "\\n",
    "\\u00e4",
    "\ufeff",
    "\u2028",
)
WORDS = (
    "a",
    "b-c",
    "tä",
    "for",
    "in",
    "if",
    "else",
    "endif",
    "true",
    "null",
    "1",
    "1.5e3",
    "<<E\n",
    "<<-E\n",
    "\nE\n",
    "f(",
    "😀",
)
BAKE = (
    'target "t" {\n',
    "contexts = {\n",
    "args = {\n",
    "dockerfile-inline = ",
    "matrix = {",
    "inherits = [",
    '"docker-image://a:1"',
    "FROM ",
    "V",
    'V = "1"\n',
    "}\n",
)
TERRAFORM = (
    'resource "docker_container" "c" {\n',
    "image = ",
    '"nginx:1"',
    "local.a",
    "locals {\n",
    "var.a",
    "jsonencode(",
    'resource "aws_ecs_task_definition" "t" {\n',
    "container_definitions = ",
    "docker_image.a.name",
)
PIECES = st.sampled_from((*MARKS, *BREAKS, *WORDS, *BAKE, *TERRAFORM))
TEXTS = st.lists(PIECES, max_size=60).map("".join)
STEPS_A_CHARACTER = 400


def bodies(body: Body) -> Iterator[Body]:
    yield body
    for block in body.blocks:
        assert isinstance(block, Block)
        yield from bodies(block.body)


def steps(text: str) -> int:
    """Count the lines of code that reading a text takes."""
    count = 0

    def trace(*_: object) -> object:
        nonlocal count
        count += 1
        return trace

    outer = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]  # it gives itself, whatever happens
    try:
        parse(text)
    finally:
        sys.settrace(outer)
    return count


@settings(max_examples=500, deadline=None)
@given(TEXTS)
@example("a = <<E\n" * 100)
@example('a = "${' * 70)
def test_a_text_gives_a_tree_or_a_fault(text: str) -> None:
    content = parse(text)
    if content.fault is not None:
        assert 0 <= content.fault.offset <= len(text)
        assert content.fault.error.message.isprintable()
    for body in bodies(content.body):
        for one in body.attributes:
            assert text.startswith(one.name, one.start)
            assert one.start < one.value.start <= one.value.end <= len(text)
            if isinstance(one.value, Template):
                check_parts(one.value, text)


def check_parts(template: Template, text: str) -> None:
    """Parts follow each other; what is no escape stands where it says."""
    offset = template.start
    for part in template.parts:
        assert offset <= part.start <= part.end <= template.end
        offset = part.end
        if isinstance(part, Interpolation):
            assert text[part.start : part.start + 2] in ("${", "%{")
            assert text[part.end - 1] == "}"
        else:
            assert isinstance(part, Text)
            assert part.text == text[part.start : part.end] or text[part.start] == "\\"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(PIECES, min_size=1, max_size=6).map("".join), st.sampled_from(("", "a = ", 'a = "', "a = <<E\n", "a = ["))
)
def test_reading_takes_steps_as_a_text_has_characters(piece: str, begin: str) -> None:
    text = begin + piece * 200
    assert steps(text) < STEPS_A_CHARACTER * len(text) + 20_000


def found(detector: Detector, text: str, path: str = "") -> list[Found]:
    path = path or ("docker-bake.hcl" if detector is bake else "main.tf")
    return list(detector.detect(File(path, text), Surroundings({path: text}.get, DiscoverySettings())))


def check_places(text: str, answers: list[Found]) -> None:
    """What stands at a place is the text, or what is said to be written there."""
    lines = text.split("\n")
    for one in answers:
        occurrence = one.occurrence if isinstance(one, Unresolved) else one
        if isinstance(occurrence, Occurrence) and occurrence.end_line is None:
            start, line = occurrence.location.column - 1, lines[occurrence.location.line - 1]
            assert line[start : occurrence.end_column - 1] == (occurrence.written or occurrence.text)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from((bake, terraform)))
def test_no_text_breaks_a_detector(text: str, detector: Detector) -> None:
    detector.claims(text)
    detector.sniffs(text)
    check_places(text, found(detector, text))


KEYS = st.sampled_from(
    (
        "target",
        "variable",
        "group",
        "a",
        "b",
        "contexts",
        "args",
        "default",
        "matrix",
        "name",
        "inherits",
        "dockerfile-inline",
        "dockerfile",
        "context",
    )
)
VALUES = st.sampled_from(
    (
        "docker-image://a:1",
        "docker-image://a:${b}",
        "${a}",
        "$${a}",
        "FROM a:1\nFROM ${b}\n",
        'FROM "a"',
        "ä\u2028😀",
        "${",
        "target:a",
        1.5,
        -1,
        True,
        None,
    )
)
TREES = st.recursive(
    VALUES, lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=5), max_leaves=25
)
TARGETS = st.fixed_dictionaries(
    {"target": st.dictionaries(KEYS, st.dictionaries(KEYS, TREES, max_size=5), max_size=3)},
    optional={"variable": st.dictionaries(KEYS, st.fixed_dictionaries({"default": TREES}), max_size=3), "a": TREES},
)


@settings(max_examples=300, deadline=None)
@given(TARGETS, st.booleans(), st.integers(0, 200), st.sampled_from(("", "", '"', "}", ",", "\n", "a", "[", "\\")))
@example(tree={"target": {"a": {"dockerfile-inline": 'FROM "a"'}}}, ascii_only=False, place=0, piece="")
@example(tree={"target": {"a": {"dockerfile-inline": 'FROM a\n#😀"\nFROM b'}}}, ascii_only=True, place=0, piece="")
def test_no_json_breaks_bake(tree: dict[str, Any], ascii_only: bool, place: int, piece: str) -> None:  # noqa: FBT001 - drawn
    text = json.dumps(tree, indent=1, ensure_ascii=ascii_only)
    damaged = text[:place] + piece + text[place:]
    check_places(damaged, found(bake, damaged, "docker-bake.json"))


IMAGES = st.sampled_from(("nginx:1", "ghcr.io/a/b:2", "a/b@sha256:" + "a" * 64))


DAMAGE = st.sampled_from((*MARKS, *BREAKS)).filter(lambda piece: not piece.startswith(("#", "//", "/*")))


@settings(max_examples=200, deadline=None)
@given(st.lists(IMAGES, min_size=1, max_size=5), st.integers(0, 15), DAMAGE)
def test_no_damage_hides_an_image(images: list[str], place: int, piece: str) -> None:
    """What is put before a line is told, or does nothing."""
    text = "".join(f'resource "docker_container" "c{at}" {{\n  image = "{one}"\n}}\n' for at, one in enumerate(images))
    lines = text.splitlines(keepends=True)
    damaged = "".join((*lines[:place], piece, *lines[place:]))
    answers = found(terraform, damaged)
    if parse(damaged).fault is None:
        assert [one.text for one in answers if isinstance(one, Occurrence)] == images
