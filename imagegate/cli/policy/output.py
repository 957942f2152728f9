"""What these commands write, and how they end."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from imagegate import delivery
from imagegate.errors import ImagegateError
from imagegate.github.workflow_command import workflow_command
from imagegate.policy.problem import InvalidPolicyError
from imagegate.report.report import ExitCode
from imagegate.report.sanitise import PROSE_MAX, plain
from imagegate.source import Location
from imagegate.strict.json import JsonObject


def written(content: str | bytes, code: ExitCode) -> int:
    """Write whole lines to standard output, bytes as they are; an output that nobody can read is an internal error."""
    try:
        if isinstance(content, bytes):
            delivery.write_verbatim(content)
        else:
            delivery.write_out(content)
    except OSError:
        delivery.write_error("imagegate: standard output cannot be written\n")
        return int(code or ExitCode.INTERNAL)
    return int(code)


def failed(error: ImagegateError, code: ExitCode) -> int:
    """Say why a command could not do what it was asked to, and give the exit code."""
    delivery.write_error("".join(f"imagegate: {line}\n" for line in sentences(error)))
    return int(code)


def sentences(error: ImagegateError) -> list[str]:
    """Put an error into lines: one for each problem of a policy, else one."""
    if isinstance(error, InvalidPolicyError):
        return [shown(str(problem)) for problem in error.problems]
    return [shown(f"{error.message}; {error.hint}" if error.hint else error.message)]


def as_json(shape: str, value: Mapping[str, Any]) -> str:
    """Write a value for machines, under the name and version of its shape."""
    return json.dumps({"schema": f"imagegate/{shape}", **value}, indent=2, ensure_ascii=True) + "\n"


def location_json(location: Location | None) -> JsonObject:
    """Spell a place out, null by null where there is none."""
    if location is None:
        return {"file": None, "line": None, "column": None}
    return {"file": location.path, "line": location.line, "column": location.column}


def annotation(message: str, location: Location | None, title: str) -> str:
    """Write a line that GitHub shows as an error on a line of a file."""
    at = location or Location("", 0, 0)
    place = {"file": shown(at.path), "line": at.line or None, "col": at.column or None}
    return workflow_command("error", message, **place, title=f"imagegate: {title}")


def shown(text: str) -> str:
    """Make a text one line that is safe in any log."""
    return plain(" ".join(text.split()), PROSE_MAX)


def lines(items: Iterable[str]) -> str:
    """Join lines."""
    return "".join(f"{item}\n" for item in items)


def painter(environ: Mapping[str, str]) -> Callable[[str, str], str]:
    """Give what paints a word in a colour (an SGR parameter), if standard output shows colours."""
    if not delivery.wants_colour(environ):
        return lambda word, _: word
    return lambda word, colour: f"\x1b[{colour}m{word}\x1b[0m"
