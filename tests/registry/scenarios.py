"""What registries do, right and wrong, and what comes of it: a table to test by, and to print.

`python -m tests.registry.scenarios` prints what it measures, as Markdown, with the waits that it really took.
"""

import sys
import time
import zlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from imagegate.http.deadline import Deadline
from imagegate.http.network import Network
from imagegate.http.retry import Retrying
from imagegate.http.transport import Transport
from imagegate.oci import media_type
from imagegate.oci.digest import Digest
from imagegate.oci.image import Part, Unread
from imagegate.oci.platform import Platform
from imagegate.oci.reference import Reference
from imagegate.registry.api import Api
from imagegate.registry.authorize import Authorizer
from imagegate.registry.client import Client
from imagegate.registry.credential import Keychain
from imagegate.registry.notices import Notices
from tests.fake_registry.answer import Answer, Change, page, refuse, state, tamper, truncate
from tests.fake_registry.auth import Bearer
from tests.fake_registry.server import FakeRegistry, serve
from tests.images import config_of, encoded
from tests.registry.resolved import resolve_all

APP = "team/app"
MANIFESTS, BLOBS, ALL = f"/v2/{APP}/manifests/.*", f"/v2/{APP}/blobs/.*", "/v2/.*"
CONFIG = encoded(config_of({"User": "1000"}, Platform("linux", "amd64")))
SECONDS = 60.0
READ = "read"

Prepare = Callable[[FakeRegistry], str]
"""Set a registry up, and give what follows the repository's name in the reference."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A registry that does something, and what has to come of it.

    `outcome` is `READ` or an error's code, `requests` how many a registry may get, `waits` the least that is waited in
    all, in seconds.
    """

    name: str
    prepare: Prepare
    outcome: str = READ
    requests: int = 2
    waits: float = 0.0


@dataclass(frozen=True, slots=True)
class Measured:
    """What came of a scenario: an outcome, the requests, the seconds that were waited, and the error's sentence."""

    outcome: str
    requests: int
    waited: float
    said: str = ""
    seconds: float = 0.0


def measure(scenario: Scenario, pause: Callable[[float], None] = lambda _: None) -> Measured:
    """Let a client of its own read the image."""
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        pause(seconds)

    with serve() as registry:
        registry.store.image(APP, "1")
        reference = Reference.parse(f"{registry.address}/{APP}{scenario.prepare(registry)}")
        network = Network()
        transport = Transport(network)
        sender = Retrying(transport, wait)
        client = Client(Api(sender, Authorizer(sender, Keychain()), network.rule, Notices()))
        started = time.monotonic()
        (found,) = resolve_all((reference,), Part.NONE, client=client, jobs=4, deadline=Deadline.after(SECONDS))
        seconds = time.monotonic() - started
        transport.close()
        outcome, said = (found.error.code, found.error.message) if isinstance(found, Unread) else (READ, "")
        said = said.replace(registry.address, "HOST")
        return Measured(outcome, len(registry.asked), sum(waited), said, seconds)


def _on(path: str, change: Change, times: int | None = None, rest: str = ":1") -> Prepare:
    def prepare(registry: FakeRegistry) -> str:
        registry.on(path, change, times)
        return rest

    return prepare


def _pinned(change: Change) -> Prepare:
    def prepare(registry: FakeRegistry) -> str:
        registry.on(MANIFESTS, change)
        return f"@{registry.store.tags[APP, '1']}"

    return prepare


def _config(change: Callable[[dict[str, Any]], dict[str, Any]] = dict, **top: Any) -> Prepare:
    """Push an image whose manifest says something else of its config."""

    def prepare(registry: FakeRegistry) -> str:
        registry.store.with_config(APP, "1", change(registry.store.blob(APP, CONFIG)), **top)
        return ":1"

    return prepare


def _sha512(registry: FakeRegistry) -> str:
    digest = str(Digest.of(CONFIG, "sha512"))
    registry.store.blobs[APP, digest] = CONFIG
    registry.store.with_config(APP, "1", {"mediaType": media_type.OCI_CONFIG, "digest": digest, "size": len(CONFIG)})
    return ":1"


def _artifact(registry: FakeRegistry) -> str:
    empty = registry.store.blob(APP, b"{}", media_type.OCI_EMPTY)
    registry.store.with_config(APP, "1", empty, artifactType="application/vnd.example")
    return ":1"


def _embedded(data: bytes) -> Prepare:
    return _config(lambda config: {**config, "data": b64encode(data).decode()})


def _bearer(*, challenges: bool, base: int | None = None) -> Prepare:
    def prepare(registry: FakeRegistry) -> str:
        registry.auth = Bearer(challenges=challenges)
        if base:
            registry.on("/v2/", refuse(base))
        return ":1"

    return prepare


def _denied(registry: FakeRegistry) -> str:
    registry.auth = Bearer()
    registry.on(ALL, refuse(401, WWW_Authenticate=f'Bearer realm="{registry.url}/token"'))
    return ":1"


def _without_type(answer: Answer) -> Answer:
    return replace(answer, headers=tuple(pair for pair in answer.headers if pair[0] != "Content-Type"))


def _padded(answer: Answer) -> Answer:
    return replace(answer, body=answer.body + b" ")


def _squeezed(answer: Answer) -> Answer:
    packer = zlib.compressobj(wbits=31)
    body = b"".join([*(packer.compress(b" " * 1_000_000) for _ in range(300)), packer.flush()])
    return replace(answer, body=body, headers=(("Content-Encoding", "gzip"),))


def _sized(size: object) -> Prepare:
    return _config(lambda config: {**config, "size": size})


def _soon() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


def _huge(answer: Answer) -> Answer:
    return replace(answer, declared=120_000_000)


def _other(digest: str) -> Prepare:
    return _config(lambda config: {**config, "digest": digest})


_OTHER_DIGEST = state(Docker_Content_Digest="sha256:" + "0" * 64)
_INDEX = state(Content_Type=media_type.OCI_INDEX)
_UTF_16 = tamper('{"schemaVersion":2}'.encode("utf-16"))
_NO_PATH = "sha256:../../x"


def _later(_: Answer) -> Answer:
    return refuse(429, Retry_After=_soon())(Answer())


SCENARIOS = (
    Scenario("manifest by tag, Docker-Content-Digest is another", _on(MANIFESTS, _OTHER_DIGEST), "digest-mismatch", 1),
    Scenario("manifest by digest, tampered with", _pinned(tamper(b'{"schemaVersion":2}')), "digest-mismatch", 1),
    Scenario("config tampered with", _on(BLOBS, tamper(b'{"os":"linux"}')), "digest-mismatch"),
    Scenario("config padded", _on(BLOBS, _padded), "digest-mismatch"),
    Scenario("config cut short", _on(BLOBS, truncate(10)), "unreachable", 4),
    Scenario("config is a web page", _on(BLOBS, page()), "web-page"),
    Scenario("Content-Type text/plain", _on(MANIFESTS, state(Content_Type="text/plain"))),
    Scenario("Content-Type missing", _on(MANIFESTS, _without_type)),
    Scenario("Content-Type of an index, body of a manifest", _on(MANIFESTS, _INDEX), "invalid-manifest", 1),
    Scenario("manifest with `manifests: []`", _config(manifests=[]), "invalid-manifest", 1),
    Scenario("sha512 digest of the config", _sha512),
    Scenario(f"config digest `{_NO_PATH}`", _other(_NO_PATH), "invalid-manifest", 1),
    Scenario("config size 10^15", _sized(10**15), "too-large", 1),
    Scenario("config size -1", _sized(-1), "invalid-manifest", 1),
    Scenario("config size too small", _sized(3), "digest-mismatch"),
    Scenario("artifact with an empty config", _artifact, "not-an-image"),
    Scenario("/v2/ 200, manifest 401 with a challenge", _bearer(challenges=True, base=200), READ, 4),
    Scenario("manifest 401 without a challenge", _bearer(challenges=False), READ, 5),
    *(
        Scenario(f"/v2/ {status}, manifest 401 with a challenge", _bearer(challenges=True, base=status), READ, 4)
        for status in (403, 404, 500)
    ),
    Scenario("401 for ever", _denied, "denied", 3),
    Scenario("429 once, Retry-After 2", _on(ALL, refuse(429, Retry_After="2"), 1), READ, 3, 2.0),
    Scenario("429 once, Retry-After a date", _on(ALL, _later, 1), READ, 3, 0.9),
    Scenario("429 once, Retry-After junk", _on(ALL, refuse(429, Retry_After="soon"), 1), READ, 3, 0.2),
    Scenario("429 for ever", _on(ALL, refuse(429)), "rate-limited", 3, 0.7),
    Scenario("429, Retry-After 3600", _on(ALL, refuse(429, Retry_After="3600")), "rate-limited", 1),
    Scenario("502 once", _on(ALL, refuse(502), 1), READ, 3, 0.2),
    Scenario("503 once", _on(ALL, refuse(503), 1), READ, 3, 0.2),
    Scenario("`data` of the config, right", _embedded(CONFIG), READ, 1),
    Scenario("`data` of the config, wrong", _embedded(b"{}")),
    Scenario("Content-Encoding gzip, unasked", _on(MANIFESTS, state(Content_Encoding="gzip")), "protocol", 1),
    Scenario("manifest of 120 MB", _on(MANIFESTS, _huge), "too-large", 1),
    Scenario("300 MB in gzip", _on(MANIFESTS, _squeezed), "protocol", 1),
    Scenario("manifest of 200,000 brackets", _on(MANIFESTS, tamper(b"[" * 200_000)), "invalid-manifest", 1),
    Scenario("manifest in UTF-16", _on(MANIFESTS, _UTF_16), "invalid-manifest", 1),
)


def table() -> str:
    """Measure every scenario, and give the table."""
    rows = ["| scenario | outcome | requests | seconds | what is said |", "|---|---|---|---|---|"]
    for scenario in SCENARIOS:
        found = measure(scenario, time.sleep)
        said = found.said.replace("|", "\\|")
        outcome = found.outcome if found.outcome == READ else f"refused: {found.outcome}"
        rows.append(f"| {scenario.name} | {outcome} | {found.requests} | {found.seconds:.2f} | {said} |")
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
