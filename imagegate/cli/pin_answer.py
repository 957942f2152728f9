"""What `imagegate pin` says: a line for each reference, or all of it as JSON."""

import json
from collections.abc import Iterable, Iterator, Sequence

from imagegate.discovery.text import decode
from imagegate.errors import ImagegateError
from imagegate.pin.edit import Lines
from imagegate.pin.plan import Left, Pinned
from imagegate.pinning import Pinning, Unpinned
from imagegate.report.report import ExitCode
from imagegate.report.sanitise import plain, prose
from imagegate.source import Location, Occurrence
from imagegate.strict.json import Json


def exit_code(pinning: Pinning, *, is_check: bool) -> ExitCode:
    """Tell whether everything has its digest, and could be read."""
    by_hand = pinning.plan.left or pinning.unresolved
    if by_hand or (is_check and (pinning.plan.pinned or pinning.unread)):
        return ExitCode.VIOLATION
    return ExitCode.UNVERIFIED if pinning.unread or pinning.problems else ExitCode.COMPLIANT


def told(pinning: Pinning, failures: Sequence[ImagegateError], form: str, *, is_check: bool) -> str:
    """Say what became of every reference, by its place; where nothing is written, also what each line would be."""
    if form == "json":
        return json.dumps(_json(pinning, failures), indent=2) + "\n"
    lines = sorted((*_lines(pinning), *(_differences(pinning) if is_check else ())), key=lambda line: line[0])
    return "".join(f"{text}\n" for _, text in lines) + "".join(f"{prose(_full(error))}\n" for error in failures)


def summary(pinning: Pinning, failures: Sequence[ImagegateError], *, is_check: bool) -> str:
    """Count."""
    done = "would be pinned" if is_check else "pinned"
    open_ends = len(pinning.plan.left) + len(pinning.unread) + len(pinning.unresolved)
    parts = [f"{len(pinning.plan.pinned)} {done}", f"{pinning.pinned} had a digest", f"{open_ends} left"]
    parts += [f"{len(pinning.problems)} not read"] if pinning.problems else []
    parts += [f"{len(failures)} files not written"] if failures else []
    return "".join(f"{prose(text)}\n" for text in (*pinning.notices, ", ".join(parts)))


_Key = tuple[str, int, int]


def _lines(pinning: Pinning) -> Iterator[tuple[_Key, str]]:
    for pinned in pinning.plan.pinned:
        yield _line(pinned.goal.occurrence, f"{_name(pinned.goal.occurrence)} → {_what(pinned)}")
    for left in pinning.plan.left:
        yield _line(left.goal.occurrence, f"{_name(left.goal.occurrence)} is not pinned: {prose(left.reason)}")
    for unread in pinning.unread:
        yield _line(unread.occurrence, f"{_name(unread.occurrence)} is not pinned: {prose(_full(unread.error))}")
    for text in pinning.unresolved:
        one = text.occurrence
        yield _line(one, f"{plain(one.written or one.text)} is not pinned: {prose(text.reason)}")
    for problem in pinning.problems:
        yield _key(problem.location), f"{_shown(problem.location)} not read: {prose(_full(problem.error))}"
    for part in pinning.left_alone:
        yield _key(part.location), f"{_shown(part.location)} left alone: {prose(part.reason)}"


def _differences(pinning: Pinning) -> Iterator[tuple[_Key, str]]:
    """Give each line that would be written, as it is and as it would be, after the last reference that changes it."""
    last = {(one.place.path, one.place.line): one.goal.occurrence.location for one in pinning.plan.pinned}
    for (path, number), location in last.items():
        content = pinning.plan.contents[path]
        old, new = (Lines(decode(text)).line(number) for text in (content.old, content.new))
        yield _key(location), f"  - {plain(old)}\n  + {plain(new)}"


def _what(pinned: Pinned) -> str:
    place = pinned.place
    one = pinned.goal.occurrence
    is_elsewhere = place.path != one.location.path or not one.location.line <= place.line <= (
        one.end_line or one.location.line
    )
    return f"@{pinned.goal.digest}" + (f", written at {_shown(place)}" if is_elsewhere else "")


def _line(one: Occurrence, text: str) -> tuple[_Key, str]:
    return _key(one.location), f"{_shown(one.location)} {text}"


def _key(place: Location) -> _Key:
    return place.path, place.line, place.column


def _shown(place: Location) -> str:
    return plain(str(place))


def _name(one: Occurrence) -> str:
    return plain(one.text)


def _full(error: ImagegateError) -> str:
    return f"{error.message}; {error.hint}" if error.hint else error.message


def _json(pinning: Pinning, failures: Iterable[ImagegateError]) -> dict[str, Json]:
    return {
        "pinned": [_pinned(one) for one in pinning.plan.pinned],
        "left": [_left(one) for one in pinning.plan.left],
        "unread": [_unread(one) for one in pinning.unread],
        "unresolved": [{**_place(one.occurrence.location), "reason": one.reason} for one in pinning.unresolved],
        "files": [{**_place(one.location), **_error(one.error)} for one in pinning.problems],
        "leftAlone": [{**_place(one.location), "reason": one.reason} for one in pinning.left_alone],
        "unwritten": [_error(error) for error in failures],
    }


def _pinned(pinned: Pinned) -> dict[str, Json]:
    written: dict[str, Json] = _place(pinned.place)
    return {**_named(pinned.goal.occurrence), "pinned": pinned.goal.text, "written": written}


def _left(left: Left) -> dict[str, Json]:
    return {**_named(left.goal.occurrence), "reason": left.reason}


def _unread(unread: Unpinned) -> dict[str, Json]:
    return {**_named(unread.occurrence), **_error(unread.error)}


def _named(one: Occurrence) -> dict[str, Json]:
    return {**_place(one.location), "kind": one.kind, "reference": one.text}


def _place(place: Location) -> dict[str, Json]:
    return {"file": place.path, "line": place.line, "column": place.column}


def _error(error: ImagegateError) -> dict[str, Json]:
    return {"code": error.code, "message": error.message, "hint": error.hint}
