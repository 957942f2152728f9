"""What a registry says of how much it still gives."""

import pytest

from imagegate.http.deadline import Deadline
from imagegate.http.message import Response
from imagegate.oci.reference import Reference
from imagegate.registry.errors import RegistryError
from imagegate.registry.rate_limit import RateLimit, rate_limit, reset_after, span
from tests.fake_registry.answer import refuse, state
from tests.fake_registry.server import serve
from tests.registry.reader import client


def response(**headers: str) -> Response:
    return Response("https://r.example/", 200, b"", {name.replace("_", "-"): (text,) for name, text in headers.items()})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(response(), None, id="nothing"),
        pytest.param(response(ratelimit_limit="100;w=21600"), None, id="the limit alone"),
        pytest.param(
            response(ratelimit_limit="100;w=21600", ratelimit_remaining="76;w=21600"), RateLimit(76, 100, 21600),
            id="as Docker Hub says it",
        ),
        pytest.param(response(ratelimit_remaining="0"), RateLimit(0), id="what remains"),
        pytest.param(
            response(ratelimit_limit="9;w=60", ratelimit_remaining="1"), RateLimit(1, 9, 60), id="a window of the limit"
        ),
        pytest.param(response(ratelimit_limit="9, 9;w=60", ratelimit_remaining=" 3 "), RateLimit(3, 9), id="a draft"),
        pytest.param(response(ratelimit_remaining="-1"), None, id="below zero"),
        pytest.param(response(ratelimit_remaining="1e3x"), RateLimit(1), id="what begins like a number"),
        pytest.param(response(ratelimit_remaining="9" * 5000), None, id="a number beyond all"),
        pytest.param(response(ratelimit_remaining="\u0663"), None, id="other digits"),
    ],
)  # fmt: skip
def test_rate_limit(given: Response, expected: RateLimit | None) -> None:
    assert rate_limit(given) == expected


@pytest.mark.parametrize(
    ("limit", "near"),
    [
        pytest.param(RateLimit(10, 100), True, id="a tenth"),
        pytest.param(RateLimit(11, 100), False, id="more"),
        pytest.param(RateLimit(0, 5), True, id="nothing"),
        pytest.param(RateLimit(1, 5), False, id="a small limit is always near"),
        pytest.param(RateLimit(5), True, id="few, of nobody knows how many"),
        pytest.param(RateLimit(6), False, id="not so few"),
    ],
)
def test_is_near(limit: RateLimit, near: bool) -> None:  # noqa: FBT001 - a column of the table
    assert limit.is_near is near


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        pytest.param(
            RateLimit(4, 100, 21600),
            "docker.io gives only 4 of 100 more manifests within 6 hours: log in to it for a higher limit, or name a "
            "mirror",
            id="all of it",
        ),
        pytest.param(
            RateLimit(0),
            "docker.io gives only 0 more manifests: log in to it for a higher limit, or name a mirror",
            id="what remains",
        ),
    ],
)
def test_sentence(limit: RateLimit, expected: str) -> None:
    assert limit.sentence("docker.io") == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(response(), None, id="nothing"),
        pytest.param(response(ratelimit_reset="30"), 30.0, id="seconds"),
        pytest.param(response(x_ratelimit_reset="1700000060"), 60.0, id="a moment"),
        pytest.param(response(x_retry_after="1699999999"), 0.0, id="a moment that is over"),
        pytest.param(response(x_retry_after="soon"), None, id="junk"),
        pytest.param(response(x_ratelimit_reset="9" * 400), None, id="a number beyond all"),
    ],
)
def test_reset_after(given: Response, expected: float | None) -> None:
    assert reset_after(given, 1_700_000_000.0) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        *((1, "1 seconds"), (59.6, "60 seconds"), (60, "1 minute"), (90, "90 seconds"), (600, "10 minutes")),
        *((3600, "1 hour"), (5400, "90 minutes"), (21600, "6 hours"), (21700, "6 hours")),
    ],
)
def test_span(seconds: float, expected: str) -> None:
    assert span(seconds) == expected


def test_a_limit_that_is_near_is_noted_once() -> None:
    with serve() as registry, client() as one:
        for tag in ("1", "2"):
            registry.store.image("team/app", tag)
        registry.on("/v2/.*", state(ratelimit_limit="100;w=21600", ratelimit_remaining="3;w=21600"))
        for tag in ("1", "2"):
            one.manifest(Reference.parse(f"{registry.address}/team/app:{tag}"), Deadline.after(5))
        assert one.api.notices.sentences() == (RateLimit(3, 100, 21600).sentence(registry.address),)


def test_a_limit_that_is_reached_says_when_it_is_lifted() -> None:
    with serve() as registry, client() as one:
        registry.on("/v2/.*", refuse(429, b"", Retry_After="7200"))
        with pytest.raises(RegistryError, match="limits requests for another 2 hours") as caught:
            one.manifest(Reference.parse(f"{registry.address}/team/app:1"), Deadline.after(5))
        assert registry.statuses() == [429]
    assert caught.value.hint == "wait, log in to the registry for a higher limit, or use a mirror"
