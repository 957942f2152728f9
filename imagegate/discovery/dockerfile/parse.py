"""Read a Dockerfile: what is wrong with it becomes problems, and the rest is read all the same.

Only what decides which images are used is looked at. A mistake elsewhere (an ENV without a value) also stops a build,
but nothing is pulled that would not be found here.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from imagegate.discovery.detector import File, Problem
from imagegate.discovery.dockerfile import directives, heredoc, mounts
from imagegate.discovery.dockerfile.instruction import Instruction, instruction
from imagegate.discovery.dockerfile.lines import LINE_BYTES_MAX, Piece, logical_line
from imagegate.discovery.dockerfile.stages import (
    COPY_FROM,
    MOUNT_FROM,
    Default,
    Dockerfile,
    InvalidDockerfileError,
    Source,
    Stage,
)
from imagegate.discovery.dockerfile.words import Word, arguments, quoted_words
from imagegate.source import Location

PROBLEMS_MAX = 20

_INSTRUCTION = re.compile(
    "add|arg|cmd|copy|entrypoint|env|expose|from|healthcheck|label|maintainer|onbuild|run|shell|stopsignal|user|volume"
    "|workdir"
)
_WITH_HEREDOCS = ("add", "copy", "run")
_NO_TRIGGERS = ("from", "maintainer", "onbuild")
_STAGE_NAME = re.compile("[a-z][a-z0-9_.-]*")


def parse(file: File) -> Dockerfile:
    """Give what a Dockerfile says about images."""
    return _Parser(file).dockerfile()


class _Parser:
    """One walk through a file."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._lines = file.text.split("\n")
        self._escape = directives.DEFAULT_ESCAPE
        self._defaults: list[Default] = []
        self._stages: list[Stage] = []
        self._sources: list[Source] = []
        self._triggers: list[Source] = []
        self._problems: list[Problem] = []

    def dockerfile(self) -> Dockerfile:
        self._read_escape()
        self._check_lengths()
        for one in self._instructions():
            self._take(one)
        self._close_stage()
        if not self._stages and not self._problems:
            self._refuse(self._file.location(1, 1), "the file has no FROM")
        syntax = directives.syntax(self._file, self._lines)
        problems = tuple(self._problems[:PROBLEMS_MAX])
        return Dockerfile(self._escape, syntax, tuple(self._defaults), tuple(self._stages), problems)

    def _read_escape(self) -> None:
        try:
            self._escape = directives.escape(self._lines)
        except directives.InvalidDirectiveError as error:
            self._problems.append(Problem(self._file.location(1, 1), error))

    def _check_lengths(self) -> None:
        for number, line in enumerate(self._lines, 1):
            if len(line) > LINE_BYTES_MAX // 4 and len(line.encode()) > LINE_BYTES_MAX:
                self._refuse(self._file.location(number, 1), f"the line has more than {LINE_BYTES_MAX} bytes")

    def _instructions(self) -> Iterator[Instruction]:
        number = 0
        while number < len(self._lines):
            line, number = logical_line(self._file, self._lines, number, self._escape)
            if line is None:
                continue
            one = instruction(line)
            yield one
            if not _may_have_heredocs(one):
                continue
            end = heredoc.end(self._lines, number, line.text)
            if end is None:
                self._refuse_at(one, "a heredoc is not ended")
            number = len(self._lines) if end is None else end

    def _take(self, one: Instruction) -> None:
        match one.name:
            case "from":
                self._close_stage()
                self._from(one)
            case "arg" if not self._stages:
                self._arg(one)
            case name if not _INSTRUCTION.fullmatch(name):
                self._refuse_at(one, f"{name[:40]!r} is no instruction")
            case _ if not self._stages:
                self._refuse_at(one, f"{one.name.upper()} stands before the first FROM")
            case "onbuild":
                self._onbuild(one)
            case _:
                self._sources += self._sources_of(one)

    def _from(self, one: Instruction) -> None:
        words = arguments(one.line.text, one.start, one.stop)
        for flag in one.flags:
            if not flag.text.startswith("--platform="):
                self._refuse_at(one, f"FROM does not take {flag.text[:40]!r}; a platform is written --platform=VALUE")
        platforms = one.flag("platform")
        platform = platforms[-1].text if platforms else None
        image, name = self._image_and_name(one, words)
        self._stages.append(Stage(len(self._stages), image, name, platform))

    def _image_and_name(self, one: Instruction, words: tuple[Word, ...]) -> tuple[Piece | None, str | None]:
        match words:
            case (image,):
                return _piece(one, image), None
            case (image, between, last) if between.text.lower() == "as":
                name = last.text.lower()
                if not _STAGE_NAME.fullmatch(name):
                    self._refuse_at(one, f"{name[:40]!r} cannot be the name of a stage")
                return _piece(one, image), name
        self._refuse_at(one, "FROM takes an image, or an image, AS and a name; no comment can follow")
        return None, None

    def _close_stage(self) -> None:
        if self._stages:
            triggers = tuple(self._triggers)
            self._stages[-1] = replace(self._stages[-1], sources=tuple(self._sources), triggers=triggers)
        self._sources, self._triggers = [], []

    def _arg(self, one: Instruction) -> None:
        text = one.line.text
        for start, stop in quoted_words(text, one.start, one.stop, self._escape):
            name, equals, value = text[start:stop].partition("=")
            location = one.line.location(start + len(name) + 1 if value else start)
            self._defaults.append(Default(name, value if equals else None, location))

    def _onbuild(self, one: Instruction) -> None:
        inner = one.inner()
        if inner.name in _NO_TRIGGERS:
            self._refuse_at(one, f"{inner.name.upper()} cannot follow ONBUILD")
        elif not _INSTRUCTION.fullmatch(inner.name):
            self._refuse_at(one, f"{inner.name[:40]!r} is no instruction")
        else:
            self._triggers += self._sources_of(inner)

    def _sources_of(self, one: Instruction) -> Iterator[Source]:
        flag = {"copy": "from", "run": "mount"}.get(one.name)
        for given in one.flags:
            if one.name == "add" and given.text.partition("=")[0] == "--from":
                self._refuse_at(one, "ADD does not take --from; COPY does")
            if flag and given.text == f"--{flag}":
                self._refuse_at(one, f"{given.text} needs a value, written {given.text}=VALUE")
        if one.name == "copy":
            yield from (Source(COPY_FROM, _piece(one, word)) for word in one.flag("from") if word.text)
        elif one.name == "run":
            for mount in one.flag("mount"):
                if not mounts.is_csv(mount.text):
                    self._refuse_at(one, f"the mount {mount.text[:80]!r} cannot be read")
                yield from (Source(MOUNT_FROM, _piece(one, word)) for word in mounts.sources(mount) if word.text)

    def _refuse_at(self, one: Instruction, message: str) -> None:
        self._refuse(one.line.location(one.offset), message)

    def _refuse(self, location: Location, message: str) -> None:
        if len(self._problems) < PROBLEMS_MAX:
            hint = "mend the Dockerfile; `docker build --check` says more"
            self._problems.append(Problem(location, InvalidDockerfileError(message, hint=hint)))


def _piece(one: Instruction, word: Word) -> Piece:
    return one.line.piece(word.text, word.offsets[0], word.offsets[-1] + 1)


def _may_have_heredocs(one: Instruction) -> bool:
    if "<<" not in one.line.text:
        return False
    inner = one.inner() if one.name == "onbuild" else one
    return inner.name in _WITH_HEREDOCS
