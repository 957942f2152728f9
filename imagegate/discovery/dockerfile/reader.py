"""Read a word as BuildKit's shell lexer does: quotes, escapes, `$V` and `${…}`."""

import re
from collections.abc import Mapping

from imagegate.discovery.dockerfile.pattern import replaced
from imagegate.discovery.dockerfile.substitution import InvalidExpansionError, modified, takes_word

LENGTH_MAX = 4096
DEPTH_MAX = 64

_NAME = re.compile(r"[0-9]+|[A-Za-z_][A-Za-z0-9_]*|[@*#?\-$!]")
_BAD_START = "{}:"
_OPEN_QUOTE = "a quote is not closed"


class Reader:
    """A walk through one word. Without an environment, variables stay as they are written."""

    def __init__(self, text: str, environment: Mapping[str, str] | None, escape: str, *, raw: bool = False) -> None:
        """Begin at the first character; `raw` keeps quotes and escapes."""
        self._text = text
        self._offset = 0
        self._environment = environment
        self._escape = escape
        self._raw_quotes = raw
        self._raw = raw
        self._depth = 0
        self._plain = re.compile(f"[^$'\"}}/{re.escape(escape)}]+")
        self.used: dict[str, None] = {}
        self.unset: dict[str, None] = {}

    def text(self, stop: str, *, raw: bool) -> str:
        """Read up to a character, or to the end, and give what it means."""
        return "".join(part for part, _ in self.parts(stop, raw=raw))

    def parts(self, stop: str, *, raw: bool) -> list[tuple[str, bool]]:
        """Read up to a character, or to the end; give the parts, and of each whether a space in it ends a word.

        `raw` keeps escapes.
        """
        outer, self._raw = self._raw, raw
        self._depth += 1
        if self._depth > DEPTH_MAX:
            message = f"variables are nested more than {DEPTH_MAX} deep"
            raise InvalidExpansionError(message)
        found: list[tuple[str, bool]] = []
        length = 0
        while self._offset < len(self._text) and (not stop or self._peek() != stop):
            found.append(self._part())
            length += len(found[-1][0])
            self._check_length(length)
        if stop:
            self._expect(stop)
        self._depth -= 1
        self._raw = outer
        return found

    def _peek(self) -> str:
        return self._text[self._offset : self._offset + 1]

    def _next(self) -> str:
        self._offset += 1
        return self._text[self._offset - 1 : self._offset]

    def _expect(self, character: str) -> None:
        if self._next() != character:
            message = f"{character!r} is missing"
            raise InvalidExpansionError(message)

    def _check_length(self, length: int) -> None:
        if self._environment is not None and length > LENGTH_MAX:
            message = f"the text has more than {LENGTH_MAX} characters"
            raise InvalidExpansionError(message)

    def _part(self) -> tuple[str, bool]:
        match self._peek():
            case "$":
                return self._dollar(), True
            case "'":
                return self._single_quoted(), False
            case '"':
                return self._double_quoted(), False
            case self._escape:
                kept = self._next() if self._raw else self._next()[:0]
                return kept + self._next(), False
            case _:
                return self._plain_text(), True

    def _plain_text(self) -> str:
        plain = self._plain.match(self._text, self._offset)
        if plain is None:
            return self._next()
        self._offset = plain.end()
        return plain[0]

    def _single_quoted(self) -> str:
        quote = self._next() if self._raw_quotes else self._next()[:0]
        end = self._text.find("'", self._offset)
        if end < 0:
            raise InvalidExpansionError(_OPEN_QUOTE)
        inside = self._text[self._offset : end]
        self._offset = end + 1
        return quote + inside + quote

    def _double_quoted(self) -> str:
        quote = self._next() if self._raw_quotes else self._next()[:0]
        found = [quote]
        while (character := self._peek()) != '"':
            if not character:
                raise InvalidExpansionError(_OPEN_QUOTE)
            if character == "$":
                found.append(self._dollar())
            elif character == self._escape:
                found.append(self._escaped_in_quotes())
            else:
                found.append(self._next())
        self._next()
        return "".join([*found, quote])

    def _escaped_in_quotes(self) -> str:
        escape = self._next()
        if self._peek() not in ('"', "$", self._escape):
            return escape * 2 if self._raw else escape
        return (escape if self._raw else "") + self._next()

    def _dollar(self) -> str:
        self._next()
        if self._peek() == "{":
            self._next()
            return self._substitution()
        name = self._name()
        if not name:
            return "$"
        value = self._value(name)
        if value is None and self._environment is None:
            return f"${name}"
        return value or ""

    def _name(self) -> str:
        found = _NAME.match(self._text, self._offset)
        if found is None:
            return ""
        self._offset = found.end()
        return found[0]

    def _value(self, name: str) -> str | None:
        value = None if self._environment is None else self._environment.get(name)
        (self.unset if value is None else self.used)[name] = None
        return value

    def _substitution(self) -> str:
        if not self._peek() or self._peek() in _BAD_START:
            message = "'${' is followed by no variable's name"
            raise InvalidExpansionError(message)
        start = self._offset
        name = self._name()
        modifier = self._next()
        if modifier == ":":
            modifier += self._next()
        if modifier == "}":
            result = self._value(name) or ""
        elif modifier == "/":
            result = self._replaced(name)
        else:
            result = self._modified(name, modifier)
        return result if self._environment is not None else "${" + self._text[start : self._offset]

    def _modified(self, name: str, modifier: str) -> str:
        value = self._value(name)
        used, unset = dict(self.used), dict(self.unset)
        word = self.text("}", raw=modifier.endswith(("#", "%")))
        if self._environment is None:
            return ""
        if not takes_word(value, modifier):
            self.used, self.unset = used, unset
        return modified(name, value, modifier, word)

    def _replaced(self, name: str) -> str:
        everywhere = self._peek() == "/"
        if everywhere:
            self._next()
        searched = self.text("/", raw=True)
        replacement = self.text("}", raw=True)
        value = self._value(name) or ""
        if everywhere and "$" in replacement:
            message = "a replacement holds '$'"
            raise InvalidExpansionError(message)
        return value if self._environment is None else replaced(value, searched, replacement, everywhere=everywhere)
