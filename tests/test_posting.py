"""The comment of a run, from the action's inputs to GitHub's API."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from imagegate import action
from imagegate.github.runner import Runner
from imagegate.http.deadline import Deadline
from imagegate.posting import Poster
from imagegate.report.comment import Posting, marker
from imagegate.settings import RegistryAccess
from tests.fake_github.server import OWNER_AND_NAME, FakeGithub
from tests.fake_github.server import serve as serve_github
from tests.fake_registry.answer import refuse
from tests.fake_registry.server import FakeRegistry, serve
from tests.report.reports import REPORTS
from tests.runner import model

TOKEN = "ghs_x"


@dataclass(frozen=True, slots=True)
class _World:
    registry: FakeRegistry
    github: FakeGithub
    environ: dict[str, str]

    def run(self, image: str, **inputs: str) -> int:
        """Judge an image by the default pack, in a pull request."""
        reference = f"{self.registry.address}/team/{image}:1"
        given = {"image": reference, "policy": "pack:baseline-security", "token": TOKEN, **inputs}
        given["private-registries"] = self.registry.address
        return action.main({**self.environ, **{f"INPUT_{name.upper()}": value for name, value in given.items()}})


@pytest.fixture
def world(tmp_path: Path) -> Iterator[_World]:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7}}))
    with serve() as registry, serve_github(tmp_path, token=TOKEN) as github:
        registry.store.image("team/good", "1", {"User": "1000"})
        registry.store.image("team/bad", "1", {"User": "root"})
        environ = {
            "GITHUB_API_URL": github.url,
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REPOSITORY": OWNER_AND_NAME,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_WORKFLOW": "images",
            "GITHUB_JOB": "gate",
            "GITHUB_ACTION": "__self",
            "GITHUB_RUN_ID": "42",
        }
        yield _World(registry, github, environ)


def test_failure_is_told_and_taken_back(world: _World) -> None:
    assert world.run("bad", comment="on-failure") == 1
    (comment,) = world.github.comments
    assert comment["body"].startswith(f"{marker('images/gate/__self')}\n## ❌ imagegate: 1 violation in 1 image")
    assert comment["body"].endswith("[The run](<https://github.com/team/app/actions/runs/42>)\n")
    assert world.run("good", comment="on-failure") == 0
    (comment,) = world.github.comments
    assert "## ✅ imagegate: 1 image complies" in comment["body"]


@pytest.mark.parametrize(
    ("image", "comment", "count"),
    [("good", "on-failure", 0), ("good", "always", 1), ("bad", "never", 0), ("bad", "", 0)],
)
def test_when(world: _World, image: str, comment: str, count: int) -> None:
    world.run(image, comment=comment)
    assert len(world.github.comments) == count


def test_another_gate_has_a_comment_of_its_own(world: _World) -> None:
    world.run("good", comment="always")
    world.environ["GITHUB_JOB"] = "other"
    world.run("good", comment="always")
    assert len(world.github.comments) == 2


def test_missing_permission_is_a_warning_and_nothing_more(world: _World, capsys: pytest.CaptureFixture[str]) -> None:
    world.github.on("issues/7/comments", refuse(403))
    assert world.run("good", comment="always") == 0
    warning = model.commands(capsys.readouterr().out.encode())[-1]
    assert (warning.name, warning.properties["title"]) == ("warning", "imagegate: comment")
    assert "give the job `permissions: pull-requests: write`" in warning.data


@pytest.mark.parametrize(
    "runner",
    [
        pytest.param(Runner(event_name="push", api_url="http://localhost:1"), id="another event"),
        pytest.param(Runner(event_name="pull_request", event_path=Path("/nowhere")), id="no API"),
        pytest.param(
            Runner(event_name="pull_request", event_path=Path("/nowhere"), api_url="http://localhost:1"),
            id="no payload",
        ),
        pytest.param(Runner(event_name="pull_request", api_url="http://localhost:1"), id="no path to one"),
    ],
)
def test_nothing_is_asked_where_there_is_no_pull_request(runner: Runner) -> None:
    poster = Poster(runner, TOKEN, RegistryAccess(), Deadline.after(5))
    assert poster.post(REPORTS["fail"], Posting.ALWAYS) == ""


def test_trouble_is_a_sentence(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7}}))
    runner = Runner(event_name="pull_request", event_path=event, api_url="http://localhost:1", repository="a/b")
    poster = Poster(runner, TOKEN, RegistryAccess(ca_bundle=tmp_path / "absent.pem"), Deadline.after(5))
    assert "absent.pem cannot be read" in poster.post(REPORTS["fail"], Posting.ALWAYS)
