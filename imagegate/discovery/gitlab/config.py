"""A file of a pipeline, and the values in it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from imagegate.discovery.gitlab.expansion import Text
from imagegate.discovery.yaml.nodes import Entry, Node, Scalar, Sequence
from imagegate.discovery.yaml.nodes import Mapping as Block
from imagegate.discovery.yaml.source import TEXT_MAX, Source, is_empty, is_text, short
from imagegate.errors import ImagegateError
from imagegate.source import Location

WORK_MAX = 1_000_000

_REFERENCE = re.compile(r"(?:&\S{1,200}\s{1,200})?!reference(?![^\s,\[\]{}])")
_TRUE = ("true", "yes", "on")
_FALSE = ("false", "no", "off")
_INPUT = re.compile(r"\$\[\[\s*(?:inputs\.([^\s\]|]+))?[^\]]*\]\]")
# Numbers that are written as GitLab, which reads them as numbers, writes them again.
_SAME_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}|(?:0|[1-9][0-9]{0,8})\.(?:0|[0-9]{0,3}[1-9])", re.ASCII)


class InvalidPipelineError(ImagegateError):
    """A pipeline that GitLab refuses, so that nobody can say what it runs."""

    code = "invalid-gitlab-ci"

    def __init__(self, message: str, *, hint: str = "mend the file; GitLab's pipeline editor says more") -> None:
        """Say what is wrong with it."""
        super().__init__(message, hint=hint)


class TooMuchError(InvalidPipelineError):
    """A pipeline that leads to more than can be looked at."""

    code = "too-much"

    def __init__(self, message: str) -> None:
        """Say what there is too much of."""
        super().__init__(message, hint="split it, or exclude it in the policy")


@dataclass(slots=True)
class Budget:
    """What may still be looked at: aliases, extends and includes can make it endless."""

    work: int = WORK_MAX

    def spend(self, work: int) -> None:
        """Count values."""
        self.work -= work
        if self.work < 0:
            message = f"the pipeline describes more than {WORK_MAX} values"
            raise TooMuchError(message)


@dataclass(slots=True, eq=False)
class Config:
    """A file as a pipeline takes it in: its mappings, and the inputs that it has there.

    With a `header`, the first of several mappings says what inputs there may be (GitLab, `spec`).
    """

    source: Source
    budget: Budget
    roots: tuple["Value", ...] = ()
    header: "Value | None" = None
    inputs: Mapping[str, Text] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Its path from the repository's root."""
        return self.source.file.path

    def filled(self, written: str) -> Text:
        """Put in the inputs (GitLab, "CI/CD inputs"); what functions make of them is not known."""
        pieces: list[str] = []
        places: dict[Location, None] = {}
        end = 0
        for match in _INPUT.finditer(written):
            given = self.inputs.get(match[1] or "")
            if given is None or given.why_unknown or "|" in match[0]:
                why = given.why_unknown if given else ""
                return Text(written, (), why or f"nothing in the repository tells what {match[0][:80]} is")
            pieces += [written[end : match.start()], given.text]
            places.update(dict.fromkeys(given.places))
            end = match.end()
        return Text("".join((*pieces, written[end:]))[:TEXT_MAX], tuple(places))

    def named(self, entry: Entry) -> str:
        """Give a key with its inputs put in, as it is written where one is not known; an empty text if it is none."""
        written = entry.key or ""
        filled = self.filled(written) if "$[[" in written and len(written) <= TEXT_MAX else Text(written)
        return written if filled.why_unknown else filled.text


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """A value in a file."""

    config: Config
    node: Node

    @property
    def scalar(self) -> Scalar | None:
        """The value, if it is a text."""
        return self.node if isinstance(self.node, Scalar) else None

    @property
    def is_null(self) -> bool:
        """Whether there is nothing."""
        return isinstance(self.node, Scalar) and is_empty(self.node)

    @property
    def is_false(self) -> bool:
        """Whether it says no."""
        return isinstance(self.node, Scalar) and self.node.plain and self.node.text.lower() in _FALSE

    @property
    def is_true(self) -> bool:
        """Whether it says yes."""
        return isinstance(self.node, Scalar) and self.node.plain and self.node.text.lower() in _TRUE

    @property
    def is_reference(self) -> bool:
        """Whether it stands for a value elsewhere: `!reference [job, key]`."""
        text = self.config.source.file.text
        return isinstance(self.node, Sequence) and _REFERENCE.match(text, self.node.start) is not None

    @property
    def location(self) -> Location:
        """Where it stands."""
        return self.config.source.location(self.node.start)

    def entries(self) -> Iterator[Entry]:
        """Give the entries of a mapping, for each key the one that counts."""
        yield from {entry.key: entry for entry in self.written()}.values()

    def written(self) -> list[Entry]:
        """Give every entry of a mapping; of those with one key, the last one counts."""
        found = sorted(self.node, key=_place) if isinstance(self.node, Block) else []
        self.config.budget.spend(1 + len(found))
        return found

    def all(self, key: str) -> list["Value"]:
        """Give every value of a key, those that another one hides among them."""
        found = self.node.all(key) if isinstance(self.node, Block) else []
        self.config.budget.spend(1 + len(found))
        return [self.at(entry.value) for entry in found]

    def get(self, key: str) -> "Value | None":
        """Give the value of a key that counts; None if there is none, or if it is null."""
        found = sorted(self.node.all(key), key=_place) if isinstance(self.node, Block) else []
        self.config.budget.spend(1 + len(found))
        value = self.at(found[-1].value) if found else None
        return None if value is None or value.is_null else value

    def items(self) -> Iterator["Value"]:
        """Give the items of a list, or the value itself if it is none."""
        nodes = self.node.items if isinstance(self.node, Sequence) else [self.node]
        self.config.budget.spend(1 + len(nodes))
        yield from map(self.at, nodes)

    def at(self, node: Node) -> "Value":
        """Give another value of the file."""
        return Value(self.config, node)

    def text(self) -> Text:
        """Give a text, its inputs filled in; an empty one if it is none."""
        if self.scalar is None:
            return Text("", (), "it is no text")
        written = short(self.scalar)
        if len(self.scalar.text) > TEXT_MAX:
            return Text(written, (), f"it has more than {TEXT_MAX} characters")
        if not is_text(self.scalar) and not _SAME_NUMBER.fullmatch(written):
            return Text(written, (), f"YAML does not take {written[:80]} for text; quote it")
        return self.config.filled(written) if "$[[" in written else Text(written)

    def words(self) -> str:
        """Give a text that is known; else an empty one."""
        text = self.text()
        return "" if text.why_unknown else text.text


def _place(entry: Entry) -> int:
    """Give the place of an entry among others: Ruby's reader takes the later one, be it the mapping's own or merged."""
    return entry.start if entry.merged_at is None else entry.merged_at
