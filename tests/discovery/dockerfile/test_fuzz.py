"""Random Dockerfiles: nothing crashes, places are right, and no FROM is lost."""

import re
from contextlib import suppress
from dataclasses import dataclass

from hypothesis import example, given, settings
from hypothesis import strategies as st

from imagegate.discovery.detector import File, Problem, Surroundings
from imagegate.discovery.dockerfile.detect import detect
from imagegate.discovery.dockerfile.expansion import expand
from imagegate.discovery.dockerfile.parse import PROBLEMS_MAX, parse
from imagegate.errors import ImagegateError
from imagegate.source import Occurrence, Unresolved

SOUP = st.lists(
    st.sampled_from(
        [
            *("FROM ", "from ", "ARG ", "COPY ", "RUN ", "ONBUILD ", "ADD ", "CMD ", "# ", "#syntax=", "#escape=`\n"),
            *("--from=", "--mount=", "--platform=", "type=bind,", "from=", "--", " AS ", "scratch", "alpine:3", "V=1"),
            *(
                "\n",
                "\n",
                "\n",
                "\r\n",
                "\r",
                "\\\n",
                "`\n",
                "\\",
                "`",
                " ",
                "\t",
                "\xa0",
                "\x00",
                "\ufeff",
                "é",
                "\U0001d538",
            ),
            *(
                "$V",
                "${V",
                "${V:-",
                "}",
                "${V%",
                "/",
                "*",
                "$",
                '"',
                "'",
                "<<EOF",
                "<<-",
                "EOF\n",
                "[",
                "]",
                ",",
                "=",
                "0",
            ),
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=400, deadline=None)
@given(SOUP | st.text())
@example("FROM \\\n\\\n\n a")
@example("FROM a\nRUN --mount=,from=,from=b\n")
def test_nothing_crashes_and_places_are_right(text: str) -> None:
    lines = text.split("\n")
    for one in detect(File("Dockerfile", text), Surroundings(lambda _: None)):
        if isinstance(one, Occurrence | Unresolved):
            occurrence = one.occurrence if isinstance(one, Unresolved) else one
            line = lines[occurrence.location.line - 1]
            if occurrence.end_line is None:
                written = line[occurrence.location.column - 1 : occurrence.end_column - 1]
                assert re.sub(r"[\\\"']", "", written) == re.sub(r"[\\\"']", "", occurrence.written or occurrence.text)
            else:
                assert occurrence.location.line < occurrence.end_line <= len(lines)
        if isinstance(one, Problem):
            assert 1 <= one.location.line <= len(lines)


@settings(max_examples=400, deadline=None)
@given(SOUP)
def test_every_from_is_a_reference_or_known_not_to_be_one(text: str) -> None:
    """A line scan for FROM against the instructions: each is one of them, or lies inside one."""
    dockerfile = parse(File("Dockerfile", text))
    answered = {stage.image.location.line for stage in dockerfile.stages if stage.image}
    answered |= {problem.location.line for problem in dockerfile.problems}
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if re.match(r"[ \t]*from[ \t]", line, re.IGNORECASE):
            last = next(
                (n for n in range(number, len(lines)) if n in answered or not _goes_on(lines[n - 1])), len(lines)
            )
            is_text = any("<<" in before for before in lines[: number - 1]) or (
                number > 1 and _goes_on(lines[number - 2])
            )
            assert last in answered or is_text or len(dockerfile.problems) == PROBLEMS_MAX


def _goes_on(line: str) -> bool:
    """Tell whether the next line can belong to the same instruction."""
    stripped = line.strip()
    return not stripped or stripped.startswith("#") or stripped.endswith(("\\", "`"))


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a Dockerfile, and the images in it, each with the offset of its line."""

    text: str
    images: tuple[tuple[int, str], ...] = ()


PARTS = st.sampled_from(
    [
        Part("FROM alpine:1\n", ((0, "alpine:1"),)),
        Part("from --platform=linux/arm64 alpine:2 as two\n", ((0, "alpine:2"),)),
        Part("FROM \\\n# FROM not:1\n\n  alpine:3 \\\n AS three\n", ((3, "alpine:3"),)),
        Part("FROM base\n"),
        Part("FROM BASE AS more\n"),
        Part("FROM scratch\n"),
        Part('FROM "alpine:$V"\n', ((0, "alpine:9"),)),
        Part("ARG V=8\n"),
        Part("# FROM not:2 \\\n"),
        Part("\n \t\n"),
        Part("RUN echo \\\nFROM not:3\n"),
        Part("RUN echo \\\n\n# x\nFROM not:4 \\\\\n"),
        Part("RUN <<A cat <<-'B'\nFROM not:5\nA\nFROM not:6\n\tB\n"),
        Part("COPY <<-FROM /x\nFROM not:7\n\t\tFROM\n"),
        Part('RUN ["echo", "<<A"]\n'),
        Part('CMD echo "\\\nFROM not:8"\n'),
        Part("COPY --chown=$U --from=busybox:1 a b\n", ((0, "busybox:1"),)),
        Part("COPY --from=base --from=Base a b\n"),
        Part("COPY a --from=not:9 b\n"),
        Part("RUN --mount=ro,from=busybox:2 \\\n  --mount=from=base true\n", ((0, "busybox:2"),)),
        Part("ONBUILD RUN <<A\nFROM not:10\nA\n"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PARTS, max_size=12), st.booleans())
def test_images_are_found_among_texts_that_look_like_them(parts: list[Part], crlf: bool) -> None:  # noqa: FBT001 - drawn by name
    parts = [Part("ARG V=9\n"), Part("FROM debian:13 AS base\n", ((0, "debian:13"),)), *parts]
    text, expected, line = "", set(), 1
    for part in parts:
        expected |= {(line + offset, image) for offset, image in part.images}
        line += part.text.count("\n")
        text += part.text
    found = list(detect(File("Dockerfile", text.replace("\n", "\r\n") if crlf else text), Surroundings(lambda _: None)))
    assert {(one.location.line, one.text) for one in found if isinstance(one, Occurrence)} == expected
    assert len(found) == len([one for one in found if isinstance(one, Occurrence)])


@settings(max_examples=400, deadline=None)
@given(st.text("V${}:-+?#%/*\\\"'`ab1 ", max_size=30), st.text("ab*/.", max_size=8))
def test_expansion_gives_a_text_or_says_why_not(word: str, value: str) -> None:
    with suppress(ImagegateError):
        expansion = expand(word, {"V": value}, "\\")
        assert set(expansion.used) <= {"V"}
        assert "V" not in expansion.unset
