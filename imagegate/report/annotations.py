"""Annotations as workflow commands, which GitHub shows on the lines of a pull request and on the run's page.

The runner keeps ten of each kind a step, without a word on the rest, and cuts a message at 4,096 UTF-16 units.
"""

from collections.abc import Iterator

from imagegate.github.workflow_command import workflow_command
from imagegate.policy.rule import Severity
from imagegate.report.annotation import Annotation, annotations
from imagegate.report.report import Report
from imagegate.report.sanitise import plain
from imagegate.report.wording import headline, many

EACH_MAX = 10
MESSAGE_UNITS_MAX = 4096

_PATH_MAX = 1024


def render_annotations(report: Report) -> str:
    """Write at most ten commands of each kind; where there are more, the first says how many and what came of it."""
    given = annotations(report)
    kinds = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)
    lines = (line for kind in kinds for line in _commands([one for one in given if one.kind is kind], report))
    return "".join(f"{line}\n" for line in lines)


def _commands(given: list[Annotation], report: Report) -> Iterator[str]:
    shown = given if len(given) <= EACH_MAX else given[: EACH_MAX - 1]
    if len(shown) < len(given):
        kind = given[0].kind
        rest = f"{len(shown)} of {many(len(given), kind)} are shown here; the job summary and the log have the others"
        yield workflow_command(kind, f"{plain(headline(report))}\n{rest}", title="imagegate")
    yield from map(_command, shown)


def _command(one: Annotation) -> str:
    message, title = _cut("\n".join((one.message, *one.details))), f"imagegate: {one.topic}"
    if one.span is None:
        return workflow_command(one.kind, message, title=title)
    place, last = one.span.location, one.span.end_line or one.span.location.line
    end = one.span.end_column if last == place.line else None  # the runner takes columns within one line only
    return workflow_command(
        one.kind,
        message,
        title=title,
        file=_path(place.path),
        line=place.line,
        endLine=last,
        col=place.column if last == place.line else None,
        endColumn=end if end and end > place.column else None,
    )


def _path(path: str) -> str:
    shown = plain(path, _PATH_MAX)
    return f"./{shown}" if shown.startswith("=") else shown  # the runner loses an equals sign that begins a value


def _cut(message: str) -> str:
    units = message.encode("utf-16-le")
    if len(units) <= 2 * MESSAGE_UNITS_MAX:
        return message
    return units[: 2 * (MESSAGE_UNITS_MAX - 1)].decode("utf-16-le", "ignore") + "…"
