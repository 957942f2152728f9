"""Random Compose files: nothing crashes, places are right, and no `image:` is lost."""

import re

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from imagegate.discovery.detector import Found, NotJudged, Problem
from imagegate.source import Occurrence, Unresolved
from tests.discovery.compose.rendered import found

SOUP = st.lists(
    st.sampled_from(
        [
            *("services:\n", "jobs:\n", "include:\n", "x-a: &a\n", "  a:\n", "  b:\n", "  c: &c\n", "  <<: *a\n", "- "),
            *(
                "    image: ",
                "    build: ",
                "    extends: ",
                "    volumes:\n",
                "    args: ",
                "    image:\n",
                "\n",
                "\n",
            ),
            *("      context: ", "      dockerfile: ", "      dockerfile_inline: |\n", "        FROM ", "    <<: *c\n"),
            *("      additional_contexts: ", "docker-image://", "{", "}", "[", "]", ", ", ": ", "'", '"', "|", ">-"),
            *("nginx:1", "alpine", "${V}", "${W:-x}", "${U", "$", "$$", "${V:+", "}", "*c", "&d ", "!reset ", "#", " "),
            *("type: image", "source: ", "file: b.yaml", "service: ", "a", "\r\n", "\t", "\xa0", "é", "\ufeff", "\\"),
            *("    platform: linux/arm64\n", "    pull_policy: always\n", "---\n", "b.yaml", "1.10", "~", "0", "\x00"),
        ]
    ),
    max_size=40,
).map("".join)
ENV = st.lists(
    st.sampled_from(["V=", "W=", "1", "'", '"', "\n", "$V", "${", "}", "#", " ", "export ", "\\", "\r\n", ":", "é"]),
    max_size=12,
).map("".join)


@settings(max_examples=500, deadline=None)
@given(SOUP | st.text(), ENV, SOUP)
@example("services: {a: {build: {dockerfile_inline: '${V}'}}}", "V=FROM a", "")
@example("services: {a: {build: {dockerfile_inline: ''}}}", "", "")
@example("services: {a: {image: !!binary YWxwaW5l}}", "", "")
@example("a: {extends: {file: compose.yaml, service: a}}", "", "")
def test_nothing_crashes_and_places_are_right(text: str, env: str, other: str) -> None:
    files = {"compose.yaml": text, ".env": env, "b.yaml": other}
    lines = {path: content.split("\n") for path, content in files.items()}
    for one in found(files):
        if isinstance(one, Occurrence | Unresolved):
            occurrence = one.occurrence if isinstance(one, Unresolved) else one
            own = lines[occurrence.location.path]
            assert 1 <= occurrence.location.line <= (occurrence.end_line or occurrence.location.line) <= len(own)
            if occurrence.end_line is None and "dockerfile" not in occurrence.kind:
                line = own[occurrence.location.line - 1]
                written = line[occurrence.location.column - 1 : occurrence.end_column - 1]
                assert written.strip() == (occurrence.written or written.strip())
        elif isinstance(one, Problem | NotJudged):
            assert 1 <= one.location.line <= len(lines[one.location.path])


def answered(answers: list[Found]) -> set[int]:
    """Give the lines that something is said about."""
    return {(one.occurrence if isinstance(one, Unresolved) else one).location.line for one in answers}


def image_lines(text: str) -> list[set[int]]:
    """Give the lines on which each service's image stands, by another reader."""
    lines = []
    for root in yaml.compose_all(text, Loader=yaml.SafeLoader):
        for section, services in pairs(root):
            for _, service in pairs(services) if section.value in ("services", "jobs") else ():
                lines += [
                    set(range(value.start_mark.line + 1, value.end_mark.line + 2))
                    for key, value in pairs(service)
                    if key.value == "image" and value.value not in ("", "~")
                ]
    return lines


def pairs(node: yaml.Node) -> list[tuple[yaml.Node, yaml.Node]]:
    return [pair for pair in node.value if pair] if isinstance(node, yaml.MappingNode) else []


SERVICE = st.lists(
    st.sampled_from(
        [
            "image: alpine:1",
            "image: '${V}'",
            "image: ${W:-busybox}",
            "image: # nothing\n      nginx",
            "image: >-\n      folded:1",
            "image: {a: b}",
            "image:",
            "image: 1.10",
            "build: .",
            "build: {context: ., args: {image: not}}",
            "labels:\n      image: not:1",
            "environment: [image=not:2]",
            "command: |\n      image: not:3",
            "# image: not:4",
            "pull_policy: never",
            "platform: linux/arm64",
            "extends: s0",
            "extends: {service: s1}",
            "<<: *x",
        ]
    ),
    max_size=6,
)


@settings(max_examples=400, deadline=None)
@given(st.lists(SERVICE, min_size=1, max_size=5), st.sampled_from(["services", "jobs"]))
def test_every_image_is_answered(services: list[list[str]], section: str) -> None:
    text = f"x-a: &x\n  image: merged:1\n{section}:\n"
    for number, lines in enumerate(services):
        text += f"  s{number}:\n" + "".join(f"    {line}\n" for line in lines)
    answers = found({"compose.yaml": text})
    told = answered(answers)
    assert all(told & image for image in image_lines(text))
    known = {number for number, line in enumerate(text.split("\n"), 1) if re.search(r"image: .*not|# image", line)}
    assert not known & answered([one for one in answers if isinstance(one, Occurrence | Unresolved)])
