"""Sending again: when, how often, and after how long."""

import pytest

from imagegate.http.deadline import Deadline
from imagegate.http.errors import ConnectError, DeadlineError, TlsError, TransportError, UnresponsiveError
from imagegate.http.message import Request, Response
from imagegate.http.retry import Retrying, backoff, retry_after
from tests.fake_registry.scripted import answer, answers

NOW = 1_800_000_000.0
BUSY = answer(503)


def asked(value: str) -> Response:
    return answer(429, headers=[("Retry-After", value)])


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("2", 2.0, id="seconds"),
        pytest.param(" 0 ", 0.0, id="at once"),
        pytest.param("Fri, 15 Jan 2027 08:00:05 GMT", 5.0, id="a date"),
        pytest.param("Fri, 15 Jan 2027 07:00:00 GMT", 0.0, id="a date that is past"),
        pytest.param("Fri, 15 Jan 2027 08:00:05 -0000", None, id="a date without a zone"),
        pytest.param("-5", None, id="negative"),
        pytest.param("1.5", None, id="a fraction"),
        pytest.param("NaN", None, id="no number"),
        pytest.param("1" + "0" * 20, None, id="longer than any wait"),
        pytest.param("٣", None, id="digits beyond ASCII"),
        pytest.param("", None, id="empty"),
        pytest.param("Fri, 99 Jan 2027", None, id="no date"),
    ],
)
def test_retry_after(value: str, expected: float | None) -> None:
    assert retry_after(asked(value), NOW) == expected


@pytest.mark.parametrize(
    ("script", "left", "waits", "outcome"),
    [
        pytest.param([answer(200)], 60, 0, 200, id="an answer"),
        pytest.param([answer(404)], 60, 0, 404, id="a refusal is an answer"),
        pytest.param([answer(401)], 60, 0, 401, id="so is a challenge"),
        pytest.param([BUSY, answer(200)], 60, 1, 200, id="busy once"),
        pytest.param([BUSY, BUSY, BUSY], 60, 2, 503, id="busy for ever: three attempts"),
        pytest.param([answer(500), answer(502), answer(200)], 60, 2, 200, id="broken twice"),
        pytest.param([answer(522), answer(200)], 60, 1, 200, id="a CDN's own"),
        pytest.param([answer(501)], 60, 0, 501, id="not implemented stays so"),
        pytest.param([asked("3"), answer(200)], 60, 1, 200, id="after the time asked for"),
        pytest.param([asked("3600")], 60, 0, 429, id="an hour is longer than there is"),
        pytest.param([BUSY], 0.1, 0, 503, id="no time for another attempt"),
        pytest.param([ConnectError("x"), answer(200)], 60, 1, 200, id="refused once"),
        pytest.param([ConnectError("x")] * 3, 60, 2, ConnectError, id="refused for ever"),
        pytest.param([ConnectError("x")], 0.1, 0, ConnectError, id="refused, and no time"),
        pytest.param([TlsError("x")], 60, 0, TlsError, id="a certificate stays wrong"),
        pytest.param([DeadlineError("x")], 60, 0, UnresponsiveError, id="a host that does not answer"),
        pytest.param([DeadlineError("x")], 0, 0, DeadlineError, id="no time to wait for it"),
    ],
)
def test_retrying(
    script: list[Response | TransportError], left: float, waits: int, outcome: int | type[TransportError]
) -> None:
    sender, paused = answers(*script), list[float]()
    retrying = Retrying(sender, paused.append)
    request = Request("https://r.example/", "r.example", 10, Deadline.after(left))
    if isinstance(outcome, int):
        assert retrying.send(request).status == outcome
    else:
        with pytest.raises(outcome):
            retrying.send(request)
    assert (len(paused), sender.script) == (waits, [])


def test_waits_as_long_as_asked() -> None:
    paused: list[float] = []
    sender = answers(asked("7"), BUSY, answer(200))
    Retrying(sender, paused.append).send(Request("https://r.example/", "r.example", 10, Deadline.after(60)))
    assert paused[0] == 7.0
    assert 0.5 <= paused[1] <= 0.75


def test_backoff_doubles() -> None:
    assert all(0.25 <= backoff(1) <= 0.375 and 0.5 <= backoff(2) <= 0.75 for _ in range(100))


def test_each_attempt_has_its_own_time() -> None:
    sender = answers(answer(200))
    Retrying(sender).send(Request("https://r.example/", "r.example", 10, Deadline.after(60)))
    assert 0 < sender.sent[0].deadline.left() <= 20
