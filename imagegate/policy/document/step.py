"""One step of a build, read from the text that its builder wrote into the history.

Nobody specifies that text. BuildKit writes `RUN /bin/sh -c make # buildkit`, Docker's former builder and Buildah
`/bin/sh -c make` for a RUN and `/bin/sh -c #(nop) CMD ["app"]` for the rest, kaniko the Dockerfile's own line.
Build arguments of a RUN stand before its shell: `|2 A=1 B=2 /bin/sh -c make`.
"""

import re
from dataclasses import dataclass

from imagegate.oci.config import HistoryEntry

_INSTRUCTIONS = frozenset(
    {
        *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"),
        *("ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
    }
)
_BUILDKIT_COMMENT = "buildkit.dockerfile"
_BUILDKIT_SUFFIX = " # buildkit"
_BUILDAH_SUFFIX = re.compile(r"(?:inheritLabels|unsetLabel|unsetAnnotation|force-mtime)=\S*")
_BUILDAH_SUFFIXES_MAX = 16
_BUILDAH_COMMENT = "FROM "
_KANIKO = "kaniko"

# At most eight options, so that a hostile text cannot make the search slow.
_SHELL = (
    r"(?:(?:/\S+|(?:ba|da|a|k|z)?sh)(?: -[A-Za-z-]+(?: [a-z]+)?){0,8}? -[A-Za-z]*c"
    r"|(?i:(?:\S*\\)?cmd(?:\.exe)?(?: /[A-Z]){0,8}? /C)"
    r"|(?i:(?:\S*\\)?(?:powershell|pwsh)(?:\.exe)?(?: -[A-Z]+(?: [A-Z]+)?){0,8}? -Command))(?:\s+|\Z)"
)
_STARTS_WITH_SHELL = re.compile(_SHELL)
_SHELL_AFTER_ARGUMENTS = re.compile(rf"\s{_SHELL}")
_NO_OPERATION = re.compile(r"#\(nop\)\s*")
_ARGUMENTS = re.compile(r"\|(?P<count>[0-9]{1,3}) ")
_ARGUMENT_START = re.compile(r"\s(?=[A-Za-z_][A-Za-z0-9_]*=)")
_CONTENT_SOURCE = re.compile(r"(?P<source>(?:file|dir|multi):[0-9a-f]+) in (?P<destination>.*)", re.DOTALL)
_COMMAND_END = re.compile(r"&&|\|\||;|\n")


@dataclass(frozen=True, slots=True)
class Step:
    """What a step says. `instruction` is None, and the rest empty, where it shows no Dockerfile instruction."""

    builder: str
    instruction: str | None = None
    args: str | None = None
    build_args: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()


def read_step(entry: HistoryEntry) -> Step:
    """Read a step; whatever its text is, it has a reading."""
    text = _without_suffixes(entry.created_by.strip())
    builder = _builder(entry, text)
    text = text.removesuffix(_BUILDKIT_SUFFIX)
    shell = _STARTS_WITH_SHELL.match(text)
    if shell is None and not _ARGUMENTS.match(text):
        return _instruction(builder, text)
    builder = "legacy" if builder == "unknown" else builder
    nop = _NO_OPERATION.match(text, shell.end()) if shell else None
    return _instruction(builder, text[nop.end() :]) if nop else _run(builder, text)


def _without_suffixes(text: str) -> str:
    for _ in range(_BUILDAH_SUFFIXES_MAX):
        head, _, tail = text.rpartition("|")
        if not _BUILDAH_SUFFIX.fullmatch(tail):
            break
        text = head.rstrip()
    return text


def _builder(entry: HistoryEntry, text: str) -> str:
    if entry.comment.startswith(_BUILDKIT_COMMENT) or text.endswith(_BUILDKIT_SUFFIX):
        return "buildkit"
    if entry.comment.startswith(_BUILDAH_COMMENT) or text != entry.created_by.strip():
        return "buildah"
    return "kaniko" if entry.author == _KANIKO else "unknown"


def _instruction(builder: str, text: str) -> Step:
    word, _, rest = text.partition(" ")
    if word not in _INSTRUCTIONS:
        return Step(builder)
    if word == "RUN":
        return _run(builder, rest.strip())
    content = _CONTENT_SOURCE.fullmatch(rest.strip())
    return Step(builder, word, f"{content['source']} {content['destination']}" if content else rest.strip())


def _run(builder: str, text: str) -> Step:
    build_args, command = _split_arguments(text)
    shell = _STARTS_WITH_SHELL.match(command)
    command = command[shell.end() :] if shell else command
    parts = (part.strip() for part in _COMMAND_END.split(command))
    return Step(builder, "RUN", command, build_args, tuple(part for part in parts if part))


def _split_arguments(text: str) -> tuple[tuple[str, ...], str]:
    header = _ARGUMENTS.match(text)
    if header is None:
        return (), text
    count, rest = int(header["count"]), text[header.end() :]
    shell = _SHELL_AFTER_ARGUMENTS.search(rest)
    if shell is None:
        words = rest.split(" ", count)
        return tuple(words[:count]), " ".join(words[count:])
    # Values are not quoted: a value that holds ` NAME=` cannot be told from the next argument.
    return tuple(_ARGUMENT_START.split(rest[: shell.start()])), rest[shell.start() + 1 :]
