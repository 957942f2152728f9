"""Whole runs of the action on real histories: every event, with a shallow, a whole and no checkout."""
# ruff: noqa: E501 - a row is a change and all that is said of it

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from imagegate import action
from tests.fake_github.server import OWNER_AND_NAME, FakeGithub
from tests.fake_github.server import serve as serve_github
from tests.fake_registry.answer import refuse
from tests.fake_registry.server import FakeRegistry
from tests.fake_registry.server import serve as serve_registry
from tests.git.origin import Origin, check_out
from tests.runner import model

ZEROS = "0" * 40
PLACE = ".github/imagegate.yaml"


@dataclass(frozen=True)
class World:
    """A registry, a repository with GitHub's API for it, and a folder for what a run needs."""

    registry: FakeRegistry
    origin: Origin
    github: FakeGithub
    folder: Path

    def image(self, name: str) -> str:
        return f"{self.registry.address}/{name}"

    def dockerfile(self, *names: str) -> str:
        return "".join(f"FROM {self.image(name)}\n" for name in names)


@pytest.fixture(name="world")
def _world(tmp_path: Path) -> Iterator[World]:
    origin = Origin.create(tmp_path / "origin")
    with serve_registry() as registry, serve_github(origin.folder) as github:
        for name in ("app", "other"):
            registry.store.image(name, "1", {"User": "1000"})
            registry.store.image(name, "2", {"User": "1000", "ExposedPorts": {"80/tcp": {}}})
            registry.store.image(name, "bad", {"User": "root"})
        yield World(registry, origin, github, tmp_path)


class Run:
    """Runs the action and takes what it says apart."""

    def __init__(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        self.world = world
        self._capsys = capsys
        self.outputs: dict[str, str] = {}
        self.text = ""
        self._count = 0

    def __call__(
        self, event: str, payload: dict[str, Any], commit: str, checkout: str = "shallow", **inputs: str
    ) -> tuple[int, list[str]]:
        """Give the exit code, and the annotations as `level file:line:column rule`."""
        folder = self._prepared(payload, commit, checkout)
        environ = {
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(folder / "event.json"),
            "GITHUB_SHA": commit,
            "GITHUB_WORKSPACE": str(folder / "workspace"),
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
            "GITHUB_REPOSITORY": OWNER_AND_NAME,
            "GITHUB_API_URL": self.world.github.url,
            "INPUT_PRIVATE-REGISTRIES": self.world.registry.address,
            **{f"INPUT_{name.upper().replace('_', '-')}": value for name, value in inputs.items()},
        }
        code = action.main(environ)
        self.text = self._capsys.readouterr().out
        self.outputs = dict(model.outputs((folder / "output").read_bytes()))
        return code, _annotations(self.text)

    def _prepared(self, payload: dict[str, Any], commit: str, checkout: str) -> Path:
        self._count += 1
        folder = self.world.folder / f"run-{self._count}"
        folder.mkdir()
        for name in ("output", "summary"):
            (folder / name).touch()
        (folder / "event.json").write_text(json.dumps(payload))
        if checkout == "none":
            (folder / "workspace").mkdir()
        else:
            check_out(self.world.origin, folder / "workspace", commit, 1 if checkout == "shallow" else None)
        return folder


@pytest.fixture(name="run")
def _runner(world: World, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(world, capsys)


def _annotations(text: str) -> list[str]:
    found = model.annotations(model.commands(text.encode()))
    return [" ".join((one.name, *_place(one.properties), _title(one.properties))) for one in found]


def _place(properties: dict[str, str]) -> list[str]:
    place = ":".join(properties.get(key, "") for key in ("file", "line", "col")).strip(":")
    return [place] if place else []


def _title(properties: dict[str, str]) -> str:
    return properties.get("title", "").removeprefix("imagegate: ")


def _pull_request(base: str, head: str) -> dict[str, Any]:
    return {"pull_request": {"base": {"sha": base}, "head": {"sha": head}, "changed_files": 1}}


CHECKOUTS = pytest.mark.parametrize("checkout", ["shallow", "whole", "none"])
ROOT = ["error Dockerfile:2:6 user-stays-non-root"]


@CHECKOUTS
@pytest.mark.parametrize(
    ("bump", "expected"),
    [
        pytest.param("app:2", (0, []), id="a bump that keeps what was"),
        pytest.param("app:bad", (1, ROOT), id="a bump to root, on the line of the change"),
        pytest.param("absent:1", (3, ["error Dockerfile:2:6 unverified (not-found)"]), id="a bump to nothing"),
    ],
)
def test_pull_request(checkout: str, bump: str, expected: tuple[int, list[str]], world: World, run: Run) -> None:
    fork = world.origin.commit({"Dockerfile": world.dockerfile("app:1")})
    base = world.origin.commit({"other/Dockerfile": world.dockerfile("app:bad")})  # not this pull request's
    world.origin.branch("topic", fork)
    head = world.origin.commit({"Dockerfile": "# bump\n" + world.dockerfile(bump)})
    merged = world.origin.pull_request(base, head)
    assert run("pull_request", _pull_request(base, head), merged, checkout) == expected
    assert f"{world.image('app:1')} → {world.image(bump)}" in run.text or expected[0] == 0
    assert run("pull_request_target", _pull_request(base, head), base, checkout) == expected


@CHECKOUTS
def test_merge_group_and_push(checkout: str, world: World, run: Run) -> None:
    base = world.origin.commit({"Dockerfile": world.dockerfile("app:1"), "old/Dockerfile": world.dockerfile("app:bad")})
    head = world.origin.commit({"Dockerfile": "\n" + world.dockerfile("app:bad")})
    group = {"merge_group": {"base_sha": base, "head_sha": head}}
    assert run("merge_group", group, head, checkout) == (1, ROOT)
    assert run("push", {"before": base, "after": head, "ref": "refs/heads/main"}, head, checkout) == (1, ROOT)


@CHECKOUTS
def test_everything_where_there_is_nothing_to_compare_with(checkout: str, world: World, run: Run) -> None:
    policy = "imagegate: v1\nrules:\n  - { id: no-root, severity: error, description: d, help: h, at: /user/root, schema: { denyValues: [true] } }\n"
    commit = world.origin.commit(
        {"a/Dockerfile": world.dockerfile("app:bad"), "b/Dockerfile": world.dockerfile("app:1"), PLACE: policy}
    )
    expected = (1, ["error a/Dockerfile:1:6 no-root"])
    assert run("schedule", {}, commit, checkout) == expected
    assert run.outputs["image-count"] == "2"
    assert run("workflow_dispatch", {}, commit, checkout) == expected
    assert run("push", {"before": ZEROS, "after": commit, "ref": "refs/heads/new"}, commit, checkout) == expected
    assert run("push", {"before": "1" * 40, "after": commit, "ref": "refs/heads/forced"}, commit, checkout)[0] == 1


def test_deleted_branch_is_skipped(world: World, run: Run) -> None:
    commit = world.origin.commit({"Dockerfile": world.dockerfile("app:1")})
    assert run("push", {"deleted": True, "before": commit, "after": ZEROS}, commit) == (0, [])
    assert run.outputs["result"] == "skipped"


def test_deleted_branch_does_not_let_named_images_pass(world: World, run: Run) -> None:
    commit = world.origin.commit({"Dockerfile": world.dockerfile("app:1")})
    event = ("push", {"deleted": True, "before": commit, "after": ZEROS}, commit)
    assert run(*event, image=world.image("app:bad")) == (3, ["error event"])
    assert run(*event, image=world.image("app:bad"), policy="pack:baseline-security")[0] == 1


def test_change_without_references_is_skipped_and_asks_no_registry(world: World, run: Run) -> None:
    base = world.origin.commit({"Dockerfile": world.dockerfile("app:1")})
    head = world.origin.commit({"README.md": "x"})
    assert run("pull_request", _pull_request(base, head), head) == (0, [])
    assert (run.outputs["result"], world.registry.asked) == ("skipped", [])


def test_scope_and_files_narrow_and_widen(world: World, run: Run) -> None:
    base = world.origin.commit({"a/Dockerfile": world.dockerfile("app:1"), "b/Dockerfile": world.dockerfile("other:1")})
    head = world.origin.commit({"a/Dockerfile": world.dockerfile("app:2")})
    event = ("pull_request", _pull_request(base, head), head)
    assert run(*event) == (0, [])
    assert run.outputs["image-count"] == "1"
    assert run(*event, scope="all") == (0, [])
    assert run.outputs["image-count"] == "2"
    assert run(*event, files="b/**") == (0, [])
    assert run.outputs["result"] == "skipped"
    assert run("schedule", {}, head, scope="changed")[0] == 2


def _policy(name: str, rule: str) -> str:
    return (
        f"imagegate: v1\nname: {name}\nrules:\n  - id: {name}\n    severity: error\n"
        f"    description: d\n    help: h\n    {rule}\n"
    )


NO_ROOT = _policy("no-root", "at: /user/root\n    schema: { denyValues: [true] }")
LAX = _policy("lax", "at: /user/set\n    schema: { const: true }")
NO_PORTS = _policy("no-ports", "at: /exposedPorts\n    schema: { maxItems: 0 }")
BROKEN = "imagegate: v1\nruls: []\n"


@pytest.mark.parametrize(
    ("before", "after", "bump", "expected"),
    [
        pytest.param(NO_ROOT, LAX, "app:bad", (1, ["error Dockerfile:1:6 no-root"]), id="relaxed by the pull request itself"),
        pytest.param(NO_ROOT, None, "app:bad", (1, ["error Dockerfile:1:6 no-root"]), id="removed by the pull request itself"),
        pytest.param(None, NO_PORTS, "app:2", (0, []), id="adopted, and counts from the merge on"),
        pytest.param(LAX, BROKEN, "app:2", (2, [f"error {PLACE}:2:1 invalid-policy"]), id="broken by the pull request"),
        pytest.param(BROKEN, NO_ROOT, "app:bad", (1, ["error Dockerfile:1:6 no-root"]), id="mended by the pull request"),
    ],
)  # fmt: skip
def test_policy_of_the_base_counts(
    before: str | None, after: str | None, bump: str, expected: tuple[int, list[str]], world: World, run: Run
) -> None:
    base = world.origin.commit({"Dockerfile": world.dockerfile("app:1"), **({PLACE: before} if before else {})})
    head = world.origin.commit({"Dockerfile": world.dockerfile(bump), PLACE: after})
    code, annotations = run("pull_request", _pull_request(base, head), head)
    assert (code, [text for text in annotations if text.startswith("error")]) == expected


def test_policy_ref_and_named_images(world: World, run: Run) -> None:
    base = world.origin.commit({PLACE: NO_ROOT})
    world.origin.branch("strict", base)
    strict = world.origin.commit({PLACE: NO_PORTS})
    world.origin.branch("topic", base)
    head = world.origin.commit({"Dockerfile": world.dockerfile("app:2"), PLACE: LAX})
    event = ("pull_request", _pull_request(base, head), head, "none")
    assert run(*event)[0] == 0
    assert run(*event, policy_ref="strict") == (
        1,
        ["error Dockerfile:1:6 no-ports", f"notice {PLACE}:1:1 policy"],
    )
    assert run(*event, policy_ref=strict)[0] == 1
    assert run(*event, policy_ref="nowhere")[0] == 2
    assert run(*event, image=world.image("app:bad"))[1][0] == "error no-root"


def test_what_cannot_be_found_out_is_no_pass(world: World, run: Run) -> None:
    base = world.origin.commit({"Dockerfile": world.dockerfile("app:1")})
    head = world.origin.commit({"Dockerfile": world.dockerfile("app:2")})
    world.github.on(".*", refuse(403))
    code, annotations = run("pull_request", _pull_request(base, head), head, "none")
    assert (code, len(annotations), run.outputs["result"]) == (3, 1, "error")
    assert run("pull_request", {}, head)[0] == 3
    tolerated, warnings = run("pull_request", _pull_request(base, head), head, "none", warn_only="true")
    assert (tolerated, warnings, run.outputs["result"]) == (
        0,
        [one.replace("error", "warning", 1) for one in annotations],
        "error",
    )


def test_waivers_that_accept_nothing_are_said_where_everything_is_judged(world: World, run: Run) -> None:
    waivers = "".join(
        f"  - {{ id: {name}, rules: [no-root], images: ['{world.image(image)}'], reason: for this test alone, "
        f"owner: alice, expires: {datetime.now(UTC).date() + timedelta(days=30)} }}\n"
        for name, image in (("W-used", "app:bad"), ("W-idle", "other:1"))
    )
    base = world.origin.commit({"Dockerfile": world.dockerfile("app:bad"), PLACE: f"{NO_ROOT}waivers:\n{waivers}"})
    assert run("schedule", {}, base)[0] == 0
    assert "the waiver W-idle (.github/imagegate.yaml:12:5) accepts nothing any more; remove it" in run.text
    assert "the waiver W-used (" not in run.text
    head = world.origin.commit({"README.md": "x"})
    assert run("pull_request", _pull_request(base, head), head)[0] == 0
    assert "accepts nothing" not in run.text


@pytest.mark.parametrize("policy", [NO_ROOT, None])
def test_named_image_in_a_file_is_judged_beside_those_of_the_change(policy: str | None, world: World, run: Run) -> None:
    layouts = Path(__file__).parents[1] / "demo/layouts/shop"
    base = world.origin.commit({"Dockerfile": world.dockerfile("app:1"), **({PLACE: policy} if policy else {})})
    head = world.origin.commit({"Dockerfile": world.dockerfile("app:2")})
    event = ("pull_request", _pull_request(base, head), head)
    assert run(*event, image=f"oci:{layouts / 'api'}") == (0, [])
    assert run.outputs["image-count"] == "1"
    assert run(*event, image=f"oci:{layouts / 'report'}")[0] == 1
    assert world.registry.asked == []
    assert run(*event, image=f"oci:{layouts / 'report'}", files="**")[0] == 1
    assert run.outputs["image-count"] == "2"
