"""`imagegate inspect`: what a policy sees, and what came from the registry."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from imagegate.cli.main import main
from tests.fake_registry.server import FakeRegistry, serve


@pytest.fixture(name="registry")
def _registry() -> Iterator[FakeRegistry]:
    with serve() as registry:
        registry.store.image("one", "1", {"User": "1000", "Env": ["A=b"]})
        entries = [
            registry.store.image("two", None, {"User": name}, platform=platform)
            for name, platform in (("first", "linux/arm64"), ("second", "linux/amd64"))
        ]
        registry.store.index("two", "1", entries)
        registry.store.index("arm", "1", [registry.store.image("arm", None, {"User": "1"}, platform="linux/arm64")])
        yield registry


def _inspect(registry: FakeRegistry, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any, str]:
    given = [f"{registry.address}/{text}" if text.endswith(":1") else text for text in arguments]
    code = main(["inspect", *given], {})
    captured = capsys.readouterr()
    return code, json.loads(captured.out) if captured.out else None, captured.err


@pytest.mark.parametrize(
    ("arguments", "user", "note"),
    [
        pytest.param(("one:1",), "1000", "", id="a single manifest"),
        pytest.param(("two:1",), "second", "linux/amd64 of 2 platforms; --platform shows another\n", id="amd64 first"),
        pytest.param(("two:1", "--platform", "linux/arm64"), "first", "", id="the platform asked for"),
        pytest.param(("arm:1",), "1", "", id="else the first"),
    ],
)
def test_platform(
    arguments: tuple[str, ...], user: str, note: str, registry: FakeRegistry, capsys: pytest.CaptureFixture[str]
) -> None:
    code, config, shown = _inspect(registry, capsys, "--config", *arguments)
    assert (code, config["config"]["User"], shown) == (0, user, note)


def test_views(registry: FakeRegistry, capsys: pytest.CaptureFixture[str]) -> None:
    document = _inspect(registry, capsys, "one:1")[1]
    assert (document["documentVersion"], document["user"]["uid"], document["env"]) == (1, 1000, {"A": "b"})
    assert _inspect(registry, capsys, "--document", "one:1")[1] == document
    assert _inspect(registry, capsys, "--manifest", "one:1")[1]["config"]["size"] > 0
    assert len(_inspect(registry, capsys, "--index", "two:1")[1]["manifests"]) == 2


@pytest.mark.parametrize(
    ("arguments", "facts"),
    [
        pytest.param((), ("skipped", "skipped", "skipped", "skipped"), id="nothing more"),
        pytest.param(("--needs", "tags"), ("skipped", "skipped", "available", "skipped"), id="a part"),
        pytest.param(
            ("--needs", "base", "--needs", "referrers"),
            ("available", "skipped", "skipped", "available"),
            id="two parts",
        ),
        pytest.param(("--needs", "index"), ("skipped", "skipped", "skipped", "skipped"), id="what is always read"),
    ],
)
def test_parts_that_rules_need(
    arguments: tuple[str, ...],
    facts: tuple[str, ...],
    registry: FakeRegistry,
    capsys: pytest.CaptureFixture[str],
) -> None:
    document = _inspect(registry, capsys, *arguments, "one:1")[1]
    assert tuple(document["facts"][name] for name in ("referrers", "provenance", "tags", "base")) == facts


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(("--index", "one:1"), 3, "is a single manifest, not an index; use --manifest", id="no index"),
        pytest.param(("two:1", "--platform", "linux/s390x"), 3, "it has linux/arm64, linux/amd64", id="no platform"),
        pytest.param(("absent:1",), 3, "has no localhost", id="not there"),
        pytest.param(("A",), 2, "repository names are lower case", id="no reference"),
        pytest.param(("one:1", "--platform", "x"), 2, "'x' is not a platform", id="no platform's name"),
    ],
)
def test_refused(
    arguments: tuple[str, ...],
    code: int,
    message: str,
    registry: FakeRegistry,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ended, shown, error = _inspect(registry, capsys, *arguments)
    assert (ended, shown) == (code, None)
    assert error.startswith("imagegate: ")
    assert message in error
    assert error.count("\n") == 1


def test_base_is_held_against_the_image(registry: FakeRegistry, capsys: pytest.CaptureFixture[str]) -> None:
    code, document, _ = _inspect(registry, capsys, "one:1", "--base", "arm:1")
    assert (code, document["base"]["layersMatch"]) == (0, None)  # which is for another platform
    code, document, _ = _inspect(registry, capsys, "one:1", "--base", "two:1")
    assert (code, document["base"]["layersMatch"]) == (0, False)
