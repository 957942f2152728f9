"""Read JSON with comments, as editors keep their settings: the nodes that YAML has, with their places.

Comments (`//`, `/* */`) and a comma before a closing bracket are allowed; all else is as RFC 8259 has it. YAML's parser
would take more than that, and so could see another file than the tools do.
"""

import re
from dataclasses import dataclass

from imagegate.discovery.yaml.limits import DEPTH_MAX, Budget, RefusalError
from imagegate.discovery.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence
from imagegate.errors import ImagegateError

# Some readers end a comment's line at other ends of lines too; what they would then read is not skipped.
_SKIPPED = re.compile(r"(?:[ \t\r\n]++|//[^\r\n\u2028\u2029]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_STRING = r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"'
_OTHER = r"(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.+-])"
_TOKEN = re.compile(rf"(?P<string>{_STRING})|(?P<other>{_OTHER})|[\[\]{{}},:]|\Z", re.ASCII)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"\w{1,40}|.", re.DOTALL)
_PUNCTUATION = "[]{},:"


class InvalidJsonError(ImagegateError):
    """A text that is no JSON even with comments, or not the JSON that is expected."""

    code = "invalid-json"


@dataclass(frozen=True, slots=True)
class JsoncFault:
    """What is wrong with a text, and the offset where that shows."""

    offset: int
    error: InvalidJsonError


@dataclass(frozen=True, slots=True)
class JsoncContent:
    """The value of a text; with a fault, as much of it as stands before. None if nothing does."""

    root: Node | None
    fault: JsoncFault | None = None


def read_jsonc(text: str) -> JsoncContent:
    """Read a text that holds one value."""
    reader = _Reader(text)
    try:
        reader.read()
    except RefusalError as refusal:
        return JsoncContent(reader.root, JsoncFault(reader.offset, InvalidJsonError(str(refusal))))
    return JsoncContent(reader.root)


class _Reader:
    """Goes from token to token; `offset` is where the last one begins.

    A value is put in its place before what is in it is read, so that a fault leaves there what stands before.
    """

    def __init__(self, text: str) -> None:
        self.offset = 0
        self._text = text
        self._end = 0
        self._budget = Budget()
        self._values = Sequence(0)

    @property
    def root(self) -> Node | None:
        return self._values.items[0] if self._values.items else None

    def read(self) -> None:
        self._value(self._next(), self._values, "", 0)
        self._expect(self._next(), "", "the end")

    def _next(self) -> re.Match[str]:
        skipped = _SKIPPED.match(self._text, self._end)
        self.offset = skipped.end() if skipped else self._end
        token = _TOKEN.match(self._text, self.offset)
        if token is None:
            raise RefusalError(_why_no_token(self._text, self.offset))
        self._end = token.end()
        return token

    def _expect(self, token: re.Match[str], text: str, name: str) -> None:
        if token[0] != text:
            message = f"not JSON: {_called(token)} stands where {name} was expected"
            raise RefusalError(message)

    def _value(self, token: re.Match[str], parent: Mapping | Sequence, key: str, depth: int) -> None:
        """Read a value that begins with a token."""
        self._budget.spend(1)
        if depth > DEPTH_MAX:
            message = f"nested more than {DEPTH_MAX} levels deep"
            raise RefusalError(message)
        start, end = token.span()
        if token["string"]:
            _put(Scalar(_decoded(token[0][1:-1]), start + 1, end - 1, plain=False), parent, key, start)
        elif token["other"]:
            _put(Scalar(token[0], start, end), parent, key, start)
        elif token[0] == "{":
            mapping = Mapping(start)
            _put(mapping, parent, key, start)
            self._members(mapping, depth + 1)
        else:
            self._expect(token, "[", "a value")
            sequence = Sequence(start)
            _put(sequence, parent, key, start)
            self._items(sequence, depth + 1)

    def _members(self, mapping: Mapping, depth: int) -> None:
        while (token := self._next())[0] != "}":
            if not token["string"]:
                self._expect(token, "}", "a key in double quotes")
            key = _decoded(token[0][1:-1])
            self._expect(self._next(), ":", "a colon")
            self._value(self._next(), mapping, key, depth)
            if (token := self._next())[0] == "}":
                return
            self._expect(token, ",", "a comma or }")

    def _items(self, sequence: Sequence, depth: int) -> None:
        while (token := self._next())[0] != "]":
            self._value(token, sequence, "", depth)
            if (token := self._next())[0] == "]":
                return
            self._expect(token, ",", "a comma or ]")


def _why_no_token(text: str, start: int) -> str:
    word = _WORD.match(text, start)
    begin = text[start : start + 2]
    if begin == "/*":
        return "not JSON: a comment begins here and does not end"
    if begin[0] == '"':
        return "not JSON: the string that begins here has no end, or holds what must be escaped"
    return f"not JSON: {word[0] if word else begin!r} cannot stand here"


def _put(node: Node, parent: Mapping | Sequence, key: str, start: int) -> None:
    if isinstance(parent, Mapping):
        parent.entries.append(Entry(key, node, start))
    else:
        parent.items.append(node)


def _called(token: re.Match[str]) -> str:
    if not token[0]:
        return "the end of the text"
    return token[0] if token[0] in _PUNCTUATION else "a value"


def _decoded(text: str) -> str:
    if "\\" not in text:
        return text
    value = _ESCAPE.sub(_character, text)
    if _SURROGATE.search(value):  # what is beyond the first plane is written in two halves
        value = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return value


def _character(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else _ESCAPED.get(escape[2], escape[2])
