"""`imagegate diff`: what differs between two images."""

import json
from collections.abc import Iterator

import pytest

from imagegate.cli.main import main
from tests.fake_registry.server import FakeRegistry, serve


@pytest.fixture(name="registry")
def _registry() -> Iterator[FakeRegistry]:
    with serve() as registry:
        for tag, user in (("1", "1000"), ("2", "root")):
            entries = [
                registry.store.image("app", None, {"User": user}, platform=f"linux/{name}")
                for name in ("amd64", "arm64")
            ]
            registry.store.index("app", tag, entries)
        yield registry


def test_text(registry: FakeRegistry, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = f"{registry.address}/app:1", f"{registry.address}/app:2"
    assert main(["diff", old, new], {}) == 0
    assert capsys.readouterr().out == f"{old} → {new} (linux/amd64)\n  User               1000 → root (root)\n"
    assert main(["diff", old, old], {}) == 0
    assert capsys.readouterr().out == f"{old} → {old} (linux/amd64)\n  nothing differs in what they run\n"


def test_json(registry: FakeRegistry, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = f"{registry.address}/app:1", f"{registry.address}/app:2"
    assert main(["diff", "--format", "json", "--platform", "linux/arm64", old, new], {}) == 0
    assert json.loads(capsys.readouterr().out) == {
        "old": old,
        "new": new,
        "platform": "linux/arm64",
        "differences": [{"what": "User", "before": ["1000"], "after": ["root (root)"]}],
    }


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(["app:3"], 3, "has no localhost", id="not there"),
        pytest.param(["A"], 2, "repository names are lower case", id="no reference"),
        pytest.param(["app:2", "--platform", "linux/s390x"], 3, "it is not built for linux/s390x", id="no platform"),
    ],
)
def test_refused(
    arguments: list[str], code: int, message: str, registry: FakeRegistry, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [f"{registry.address}/{text}" if text.startswith("app") else text for text in arguments]
    assert main(["diff", f"{registry.address}/app:1", *given], {}) == code
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert message in captured.err
