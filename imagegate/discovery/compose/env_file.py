"""Files of variables, such as `.env`: one `NAME=value` a line, as Compose reads them.

A value without quotes ends with its line or at ` #`. One in quotes may have several lines; in double quotes escapes
count. Both but single quotes are interpolated, with the variables that stand above. `NAME: value` and `export` are
taken too; a name alone takes its value from the environment, and so gives none.
"""

import re
from dataclasses import dataclass, field

from imagegate.discovery.compose.interpolation import InvalidInterpolationError, Lookup, Value, interpolate
from imagegate.discovery.detector import File
from imagegate.discovery.dockerfile.lines import SPACES
from imagegate.errors import ImagegateError
from imagegate.source import Location

LENGTH_MAX = 4 * 1024 * 1024

_BLANKS = "\t\v\f\r \x85\xa0"
_BEFORE_NAME = re.compile(rf"(?:[{SPACES}]++|#[^\n]*+)*+")
_EXPORT = re.compile(r"export[\t\n\f\r ]+")
_KEY = re.compile(rf"[\w.\-\[\]{_BLANKS}]*")
_SKIPPED = re.compile(f"[{_BLANKS}]*")
_QUOTED = {
    '"': re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL),
    "'": re.compile(r"'((?:[^'\\]++|\\.)*+)'", re.DOTALL),
}
_LINE = re.compile(r"[^\n]*")
_ESCAPE = re.compile(r"\\(?:[abfnrtv$\"\\]|0[0-3][0-7]{2})")
_MEANING = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "$": "$$"}


class InvalidEnvFileError(ImagegateError):
    """A file of variables that Compose refuses."""

    code = "invalid-env-file"

    def __init__(self, message: str) -> None:
        """Say what is wrong with it."""
        super().__init__(message, hint="write NAME=value, one a line; quote a value of several lines")


@dataclass(slots=True)
class EnvFile:
    """The variables of a file; with a fault, those that stand above it."""

    values: dict[str, Value] = field(default_factory=dict)
    fault: tuple[Location, ImagegateError] | None = None


def read_env_file(file: File, elsewhere: Lookup, otherwise: Lookup) -> EnvFile:
    """Read all variables of a file.

    In its values, what is set `elsewhere` counts more than what stands above; `otherwise` gives what neither sets.
    """
    reader = _Reader(file, elsewhere, otherwise)
    try:
        reader.read()
    except InvalidEnvFileError as error:
        reader.found.fault = (reader.location(reader.offset), error)
    except InvalidInterpolationError as error:
        reader.found.fault = (reader.place, error)
    return reader.found


class _Reader:
    """Goes from one statement to the next; `offset` is where it is, `place` where the last value begins."""

    def __init__(self, file: File, elsewhere: Lookup, otherwise: Lookup) -> None:
        self._file = file
        self._text = file.text
        self._elsewhere = elsewhere
        self._otherwise = otherwise
        self._length = 0
        self._counted = (1, 0)
        self.offset = 0
        self.place = file.location(1, 1)
        self.found = EnvFile()

    def read(self) -> None:
        while self._skip(_BEFORE_NAME) < len(self._text):
            self._statement()

    def location(self, offset: int) -> Location:
        """Give the place of an offset that lies no further up than the last one asked for."""
        line, start = self._counted
        line += self._text.count("\n", start, offset)
        start = max(start, self._text.rfind("\n", start, offset) + 1)
        self._counted = (line, start)
        return self._file.location(line, offset - start + 1)

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self._text, self.offset)
        self.offset = match.end() if match else self.offset
        return self.offset

    def _statement(self) -> None:
        self._skip(_EXPORT)
        start = self.offset
        key = self._text[start : self._skip(_KEY)].rstrip(SPACES)
        sign = self._text[self.offset : self.offset + 1]
        if sign not in ("=", ":", "\n", ""):
            message = f"{sign!r} cannot stand in a variable's name"
            raise InvalidEnvFileError(message)
        if " " in key:
            message = f"the name {key[:80]!r} holds a blank"
            raise InvalidEnvFileError(message)
        self.offset += 1
        if sign in ("=", ":"):
            self._skip(_SKIPPED)
            self.found.values[key] = self._value()

    def _value(self) -> Value:
        quote = self._text[self.offset : self.offset + 1]
        pattern = _QUOTED.get(quote)
        if pattern is None:
            return self._unquoted()
        match = pattern.match(self._text, self.offset)
        if match is None:
            message = "a quote is not closed"
            raise InvalidEnvFileError(message)
        self.place = self.location(match.start(1))
        self.offset = match.end()
        if quote == "'":
            return Value(match[1].replace("\\'", "'"), (self.place,))
        return self._expanded(_ESCAPE.sub(_character, match[1]))

    def _unquoted(self) -> Value:
        start = self.offset
        line = self._text[start : self._skip(_LINE)]
        self.place = self.location(start)
        return self._expanded(line.partition(" #")[0].rstrip(SPACES))

    def _expanded(self, text: str) -> Value:
        result = interpolate(text, self._known)
        self._length += len(result.text)
        if self._length > LENGTH_MAX:
            message = f"with their variables replaced, the values have more than {LENGTH_MAX} characters"
            raise InvalidEnvFileError(message)
        return Value(result.text, (self.place, *result.places), result.why_unknown)

    def _known(self, name: str) -> Value | None:
        value = self._elsewhere(name)
        if value is None:
            value = self.found.values.get(name)
        return self._otherwise(name) if value is None else value


def _character(match: re.Match[str]) -> str:
    code = match[0][1:]
    return chr(int(code[1:], 8)) if len(code) > 1 else _MEANING.get(code, code)
