"""`WWW-Authenticate`: what a registry wants before it answers (RFC 9110 11.6.1). Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LENGTH_MAX = 8 * 1024

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_SEPARATORS = re.compile(r"[ \t,]*")
_PARAMETER = re.compile(
    rf"(?P<name>{_WORD})[ \t]*=[ \t]*"
    r'(?:"(?P<quoted>[^"\\]*(?:\\.[^"\\]*)*)"|(?P<plain>[^\s,"=][^\s,"]*))(?=[ \t]*(?:,|$))',
    re.DOTALL,
)
_SCHEME = re.compile(rf"(?P<name>{_WORD})(?=[ \t,]|$)")
_TOKEN68 = re.compile(r"[ \t]+(?P<value>[A-Za-z0-9._~+/-]+=*)(?=[ \t]*(?:,|$))")
_REST = re.compile(r'(?:"(?:[^"\\]|\\.)*"|[^,"])*(?:"[^,]*$)?')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Challenge:
    """An authentication scheme in lower case and its parameters; a token68 stands under the empty name."""

    scheme: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def realm(self) -> str:
        """For Bearer the URL of the token server, for Basic a label; empty if there is none."""
        return self.parameters.get("realm", "")

    @property
    def scope(self) -> str:
        """What a token has to reach, as the registry writes it; empty if it does not say."""
        return self.parameters.get("scope", "")

    @property
    def is_denial(self) -> bool:
        """Whether it says that the token that was sent is good and does not reach (RFC 6750, 3.1)."""
        return self.parameters.get("error") == "insufficient_scope"


def parse(lines: Iterable[str]) -> tuple[Challenge, ...]:
    """Read every challenge of all header lines; what is malformed drops out, and only that."""
    challenges: list[tuple[str, dict[str, str]]] = []
    for line in lines:
        _parse_line(line[:LENGTH_MAX], challenges)
    return tuple(Challenge(scheme, parameters) for scheme, parameters in challenges)


def choose(challenges: Iterable[Challenge]) -> Challenge | None:
    """Pick the challenge to answer: Bearer with a realm, else Basic, else none that is understood."""
    found = tuple(challenges)
    bearer = (challenge for challenge in found if challenge.scheme == "bearer" and challenge.realm)
    basic = (challenge for challenge in found if challenge.scheme == "basic")
    return next(bearer, None) or next(basic, None)


def _parse_line(line: str, challenges: list[tuple[str, dict[str, str]]]) -> None:
    start = len(challenges)
    position = _skip(_SEPARATORS, line, 0)
    while position < len(line):
        if len(challenges) > start and (parameter := _PARAMETER.match(line, position)):
            challenges[-1][1].setdefault(parameter["name"].lower(), _value(parameter))
            position = parameter.end()
        elif scheme := _SCHEME.match(line, position):
            challenges.append((scheme["name"].lower(), {}))
            position = scheme.end()
            if token := _TOKEN68.match(line, position):
                challenges[-1][1][""] = token["value"]
                position = token.end()
        else:
            position = max(position + 1, _skip(_REST, line, position))
        position = _skip(_SEPARATORS, line, position)


def _value(parameter: re.Match[str]) -> str:
    quoted: str | None = parameter["quoted"]
    return parameter["plain"] if quoted is None else _ESCAPED.sub(r"\1", quoted)


def _skip(pattern: re.Pattern[str], line: str, position: int) -> int:
    match = pattern.match(line, position)
    return match.end() if match else position
