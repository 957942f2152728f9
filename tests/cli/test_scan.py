"""`imagegate scan`, as a user runs it: files on disk or in commits, all of them or what is new."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from imagegate.cli.main import main
from tests.fake_registry.server import FakeRegistry, serve
from tests.git.origin import Origin
from tests.policies import NO_ROOT


@dataclass(frozen=True)
class World:
    """A registry, and a repository whose checkout is the current folder."""

    registry: FakeRegistry
    origin: Origin
    start: str

    def image(self, name: str) -> str:
        return f"{self.registry.address}/team/{name}"

    def write(self, path: str, content: str) -> None:
        file = self.origin.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)

    def dockerfile(self, name: str) -> str:
        return f"FROM {self.image(name)}\n"


@pytest.fixture(name="world")
def _world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    origin = Origin.create(tmp_path / "repository")
    monkeypatch.chdir(origin.folder)
    with serve() as registry:
        for name, user in (("good", "1000"), ("better", "1001"), ("bad", "0"), ("worse", "")):
            registry.store.image(f"team/{name}", "1", {"User": user})
        files = {
            ".github/imagegate.yaml": NO_ROOT,
            "Dockerfile": f"FROM {registry.address}/team/good:1\n",
            "old/Dockerfile": f"FROM {registry.address}/team/bad:1\n",
        }
        yield World(registry, origin, origin.commit(files))


def scan(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[tuple[str, str]]]:
    """Give the exit code, and the verdict for each file and line."""
    code = main(["scan", "--format", "json", *arguments], {})
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    places = [
        (f"{place['file']}:{place['line']}", image["verdict"])
        for image in report["images"]
        for place in image["occurrences"]
    ]
    return code, sorted(places)


@pytest.mark.parametrize(
    ("arguments", "code", "places"),
    [
        pytest.param([], 1, [("Dockerfile:1", "passed"), ("old/Dockerfile:1", "failed")], id="everything"),
        pytest.param(["Dockerfile"], 0, [("Dockerfile:1", "passed")], id="one file"),
        pytest.param(["old"], 1, [("old/Dockerfile:1", "failed")], id="a folder"),
        pytest.param(["old/"], 1, [("old/Dockerfile:1", "failed")], id="a folder with its slash"),
        pytest.param(["./Dockerfile", "old/../Dockerfile"], 0, [("Dockerfile:1", "passed")], id="spelled otherwise"),
        pytest.param(["--base", "HEAD"], 0, [], id="nothing is new"),
        pytest.param(["--warn-only"], 0, [("Dockerfile:1", "passed"), ("old/Dockerfile:1", "failed")], id="warn-only"),
    ],
)
def test_what_is_judged(
    arguments: list[str],
    code: int,
    places: list[tuple[str, str]],
    world: World,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert world.start
    assert scan(capsys, *arguments) == (code, places)


def test_an_edit_that_is_not_committed_is_new(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.write("Dockerfile", world.dockerfile("worse:1"))
    world.write("fresh/Dockerfile", world.dockerfile("better:1"))
    expected = [("Dockerfile:1", "failed"), ("fresh/Dockerfile:1", "passed")]
    assert scan(capsys, "--base", "HEAD") == (1, expected)


def test_the_change_between_two_commits(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    second = world.origin.commit({"Dockerfile": world.dockerfile("better:1")})
    world.write("Dockerfile", world.dockerfile("bad:1"))
    assert scan(capsys, "--base", world.start, "--commit", second) == (0, [("Dockerfile:1", "passed")])


def test_waivers_for_what_cannot_be_read_and_for_texts_without_a_value(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    soon = datetime.now(UTC).date() + timedelta(days=3)
    end = soon + timedelta(days=30)
    rest = {"reason": "it is built later today", "owner": "me", "expires": str(end)}
    waivers = [
        {"id": "absent", "rules": ["unverified"], "images": [world.image("absent")], **rest},
        {
            "id": "text",
            "rules": ["unresolved"],
            "images": [f"{world.registry.address}/**"],
            **rest,
            "expires": str(soon),
        },
        {"id": "idle", "rules": ["unverified"], "images": ["elsewhere.example/**"], **rest, "expires": str(soon)},
    ]
    world.write(".github/imagegate.yaml", f"{NO_ROOT}waivers: {json.dumps(waivers)}\n")
    texts = (world.image("good:1"), world.image("absent:1"), world.image("good:${TAG}"), world.image("Good:1"))
    world.write(
        "compose.yaml", "services:\n" + "".join(f"  s{at}: {{ image: '{text}' }}\n" for at, text in enumerate(texts))
    )
    world.origin.commit({"old/Dockerfile": world.dockerfile("good:1")})
    world.write("web/Dockerfile", world.dockerfile("Good:1"))
    assert main(["scan", "--format", "json"], {}) == 0
    report = json.loads(capsys.readouterr().out)
    assert [waiver["id"] for waiver in report["waivers"]] == ["absent", "text"]
    assert [notice.partition(" (")[0] for notice in report["notices"]] == ["the waiver text", "the waiver idle"]
    assert (report["counts"]["unverified"], report["counts"]["waived"]) == (0, 4)


def test_ignored_files_are_left_out(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.write(".gitignore", "build/\n")
    world.write("build/Dockerfile", world.dockerfile("worse:1"))
    assert scan(capsys, "build") == (0, [])


def test_paths_count_from_where_the_user_stands(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(world.origin.folder / "old")
    assert scan(capsys, "Dockerfile") == (1, [("old/Dockerfile:1", "failed")])
    assert scan(capsys, "../Dockerfile") == (0, [("Dockerfile:1", "passed")])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["absent"], "there is no file or folder", id="a path that is not there"),
        pytest.param(["/"], "lies outside the repository", id="a path outside"),
        pytest.param(["--base", "nowhere"], "'nowhere'", id="a commit that is not there"),
        pytest.param(["--commit", "HEAD~9"], "'HEAD~9'", id="further back than the history"),
    ],
)
def test_wrong_input(arguments: list[str], said: str, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert world.start
    assert main(["scan", *arguments], {}) == 2
    captured = capsys.readouterr()
    assert said in captured.out + captured.err
    assert "Traceback" not in captured.out + captured.err


def test_outside_a_repository_there_is_no_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plain").mkdir()
    monkeypatch.chdir(tmp_path / "plain")
    assert main(["scan", "--base", "main"], {}) == 2
    assert "no git repository here" in capsys.readouterr().err
