"""Answers of a server, and the ways in which they can be wrong."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it is put on the wire.

    `declared` is the Content-Length where it is not the body's own, None for it, -1 for no such header and a closed
    connection. `drip` is the pause in seconds after each byte of the head and the body. `drop` closes the connection
    without a word.
    """

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    declared: int | None = None
    drip: float = 0.0
    drop: bool = False


Change: TypeAlias = Callable[[Answer], Answer]


@dataclass(slots=True)
class Fault:
    """A change of the answers to a path; `times` counts down, None is for ever."""

    path: str
    change: Change
    times: int | None = field(default=None)


def refuse(status: int, body: bytes = b"", **headers: str) -> Change:
    """Answer with a status of its own; underscores in header names stand for hyphens."""
    return lambda _: Answer(status, body, _pairs(headers))


def page(status: int = 200) -> Change:
    """Answer with a page for a browser."""
    return lambda _: Answer(status, b"<!doctype html><title>Log in</title>", (("Content-Type", "text/html"),))


def tamper(body: bytes) -> Change:
    """Send other bytes under the same headers but the digest's."""
    return lambda answer: replace(answer, body=body, headers=_without(answer, "Docker-Content-Digest"))


def truncate(length: int) -> Change:
    """Send only the first bytes of what Content-Length promises, then close."""
    return lambda answer: replace(answer, body=answer.body[:length], declared=len(answer.body))


def state(**headers: str) -> Change:
    """Send further headers, or these instead; underscores in names stand for hyphens."""

    def change(answer: Answer) -> Answer:
        kept = answer.headers
        for name, _ in _pairs(headers):
            kept = _without(replace(answer, headers=kept), name)
        return replace(answer, headers=(*kept, *_pairs(headers)))

    return change


def drip(seconds: float) -> Change:
    """Send a byte at a time."""
    return lambda answer: replace(answer, drip=seconds)


def hang_up() -> Change:
    """Close the connection instead of answering."""
    return lambda answer: replace(answer, drop=True)


def _pairs(headers: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name.replace("_", "-"), value) for name, value in headers.items())


def _without(answer: Answer, name: str) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in answer.headers if pair[0].lower() != name.lower())
