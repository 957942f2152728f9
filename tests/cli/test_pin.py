"""`imagegate pin`, as a user runs it: what is written, what is said, and how it ends."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from imagegate.cli.main import main
from tests.fake_registry.server import FakeRegistry, serve


@dataclass(frozen=True)
class World:
    """A registry, and a repository that is the current folder."""

    registry: FakeRegistry
    root: Path
    digest: str

    def text(self, template: str) -> str:
        """Fill in the registry (`R`) and the digest (`§`)."""
        return template.replace("R/", f"{self.registry.address}/").replace("§", f"@{self.digest}")

    def write(self, path: str, template: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(self.text(template).encode())
        return file

    def holds(self, path: str, template: str) -> bool:
        return (self.root / path).read_bytes() == self.text(template).encode()


@pytest.fixture(name="world")
def _world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    with serve() as registry:
        entries = [registry.store.image("app", platform=name) for name in ("linux/amd64", "linux/arm64")]
        pushed = registry.store.index("app", "1", entries)
        registry.store.tags["app", "latest"] = pushed["digest"]
        yield World(registry, root, pushed["digest"])


def test_files_are_written_once(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    file = world.write("Dockerfile", "FROM R/app:1 AS a\r\nFROM R/app\r\nFROM a")
    file.chmod(0o640)
    world.write("deploy/compose.yaml", "services: {a: {image: R/app:1}}\n")
    assert main(["pin", "."], {}) == 0
    assert world.holds("Dockerfile", "FROM R/app:1§ AS a\r\nFROM R/app:latest§\r\nFROM a")
    assert world.holds("deploy/compose.yaml", "services: {a: {image: R/app:1§}}\n")
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in world.root.iterdir()) == [".git", "Dockerfile", "deploy"]
    told = capsys.readouterr()
    lines = "Dockerfile:1:6 R/app:1 → §\nDockerfile:2:6 R/app → §\ndeploy/compose.yaml:1:23 R/app:1 → §\n"
    assert told == (world.text(lines), "3 pinned, 0 had a digest, 0 left\n")
    status = file.stat()
    assert main(["pin", "."], {}) == 0
    assert capsys.readouterr() == ("", "0 pinned, 3 had a digest, 0 left\n")
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (status.st_ino, status.st_mtime_ns)


def test_an_image_costs_one_request(world: World) -> None:
    world.write("Dockerfile", "FROM R/app:1\nFROM R/app:1 AS b\nCOPY --from=R/app:1 x y\n")
    assert main(["pin", "Dockerfile"], {}) == 0
    assert [asked.path for asked in world.registry.asked] == ["/v2/app/manifests/1"]


def test_only_what_is_named(world: World) -> None:
    world.write("Dockerfile", "FROM R/app:1\n")
    world.write("a/Dockerfile", "FROM R/app:1\n")
    assert main(["pin", "a"], {}) == 0
    assert world.holds("Dockerfile", "FROM R/app:1\n")
    assert world.holds("a/Dockerfile", "FROM R/app:1§\n")


@pytest.mark.parametrize("name", ["a*", "!a", "a?"])
def test_a_name_is_no_pattern(name: str, world: World) -> None:
    world.write(f"{name}/Dockerfile", "FROM R/app:1\n")
    world.write("ab/Dockerfile", "FROM R/app:1\n")
    assert main(["pin", name], {}) == 0
    assert world.holds(f"{name}/Dockerfile", "FROM R/app:1§\n")
    assert world.holds("ab/Dockerfile", "FROM R/app:1\n")


@pytest.mark.parametrize(
    ("template", "code", "out", "err"),
    [
        pytest.param(
            "FROM R/app:1\n",
            1,
            "Dockerfile:1:6 R/app:1 → §\n  - FROM R/app:1\n  + FROM R/app:1§\n",
            "1 would be pinned, 0 had a digest, 0 left\n",
            id="a tag",
        ),
        pytest.param(
            "ARG V=1\r\nFROM R/app:$V\r\n",
            1,
            "Dockerfile:2:6 R/app:1 → §, written at Dockerfile:1:8\n  - ARG V=1\n  + ARG V=1§\n",
            "1 would be pinned, 0 had a digest, 0 left\n",
            id="a value",
        ),
        pytest.param("FROM R/app:1§\n", 0, "", "0 would be pinned, 1 had a digest, 0 left\n", id="a digest"),
        pytest.param("FROM scratch\n", 0, "", "0 would be pinned, 0 had a digest, 0 left\n", id="no reference"),
    ],
)
def test_check(template: str, code: int, out: str, err: str, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.write("Dockerfile", template)
    assert main(["pin", "--check", "Dockerfile"], {}) == code
    assert capsys.readouterr() == (world.text(out), err)
    assert world.holds("Dockerfile", template)


@pytest.mark.parametrize(
    ("template", "code", "written", "said"),
    [
        pytest.param(
            "FROM R/app:1\nFROM R/app:2\n",
            3,
            "FROM R/app:1§\nFROM R/app:2\n",
            "Dockerfile:2:6 R/app:2 is not pinned: localhost",
            id="a tag that is not there",
        ),
        pytest.param(
            "FROM R/app:1\nFROM R/app:$V\n",
            1,
            "FROM R/app:1§\nFROM R/app:$V\n",
            "Dockerfile:2:6 R/app:$V is not pinned: V has no value",
            id="no value",
        ),
        pytest.param(
            "ARG V=1\nFROM R/app:1\nFROM R/app:$V AS x\nARG V\n",
            1,
            "ARG V=1\nFROM R/app:1§\nFROM R/app:$V AS x\nARG V\n",
            "Dockerfile:3:6 R/app:1 is not pinned: its value stands in Dockerfile:1:7, and V is also used at",
            id="a value with another use",
        ),
        pytest.param(
            "FROM R/app:1\nFRMO x\n",
            3,
            "FROM R/app:1§\nFRMO x\n",
            "Dockerfile:2:1 not read: 'frmo' is no instruction",
            id="no Dockerfile in part",
        ),
    ],
)
def test_what_is_left(
    template: str, code: int, written: str, said: str, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.write("Dockerfile", template)
    assert main(["pin", "Dockerfile"], {}) == code
    assert world.holds("Dockerfile", written)
    assert capsys.readouterr().out.splitlines()[-1].startswith(world.text(said).partition("localhost")[0])


def test_digests_are_renewed(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    old = f"@sha256:{'0' * 64}"
    world.write("Dockerfile", f"FROM R/app:1{old}\nFROM R/app{old} AS x\n")
    assert main(["pin", "Dockerfile"], {}) == 0
    assert world.holds("Dockerfile", f"FROM R/app:1{old}\nFROM R/app{old} AS x\n")
    assert main(["pin", "--update", "Dockerfile"], {}) == 0
    assert world.holds("Dockerfile", f"FROM R/app:1§\nFROM R/app{old} AS x\n")
    assert world.text(f"Dockerfile:1:6 R/app:1{old} → §\n") in capsys.readouterr().out
    assert main(["pin", "--update", "Dockerfile"], {}) == 0
    assert capsys.readouterr() == ("", "0 pinned, 2 had a digest, 0 left\n")


def test_links_are_not_followed(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside = tmp_path / "outside"
    outside.write_text("FROM alpine\n")
    (world.root / "Dockerfile").symlink_to(outside)
    assert main(["pin", "Dockerfile"], {}) == 3
    assert "is a symbolic link" in capsys.readouterr().out
    assert outside.read_text() == "FROM alpine\n"


def test_a_folder_that_takes_no_file(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.write("a/Dockerfile", "FROM R/app:1\n")
    world.write("b/Dockerfile", "FROM R/app:1\n")
    (world.root / "b" / "Dockerfile").chmod(0o400)
    (world.root / "a").rename(world.root / "c")
    assert main(["pin", "."], {}) == 0
    assert world.holds("c/Dockerfile", "FROM R/app:1§\n")
    assert world.holds("b/Dockerfile", "FROM R/app:1§\n")
    assert capsys.readouterr().err == "2 pinned, 0 had a digest, 0 left\n"


def test_json(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.write("Dockerfile", "ARG V=1\nFROM R/app:$V\nFROM R/app:$W\n")
    assert main(["pin", "--format", "json", "."], {}) == 1
    assert json.loads(capsys.readouterr().out) == {
        "pinned": [
            {
                "file": "Dockerfile",
                "line": 2,
                "column": 6,
                "kind": "dockerfile-from",
                "reference": world.text("R/app:1"),
                "pinned": world.text("R/app:1§"),
                "written": {"file": "Dockerfile", "line": 1, "column": 8},
            }
        ],
        "left": [],
        "unread": [],
        "unresolved": [{"file": "Dockerfile", "line": 3, "column": 6, "reason": "W has no value"}],
        "files": [],
        "leftAlone": [],
        "unwritten": [],
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["x"], "there is no file or folder", id="not there"),
        pytest.param(["/"], "lies outside the repository", id="outside"),
        pytest.param(["-p", "x.yaml", "."], "there is no policy 'x.yaml' that can be read", id="no policy"),
    ],
)
@pytest.mark.usefixtures("world")
def test_refused(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pin", *arguments], {}) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert message in told.err


def test_the_policy_says_what_is_searched(world: World) -> None:
    settings = "settings: {discovery: {exclude: [a/**], formats: {'b/*': dockerfile}}}"
    world.write(".imagegate.yaml", f"imagegate: v1\nextends: [pack:baseline-security]\n{settings}\n")
    world.write("a/Dockerfile", "FROM R/app:1\n")
    world.write("b/image", "FROM R/app:1\n")
    assert main(["pin", "."], {}) == 0
    assert world.holds("a/Dockerfile", "FROM R/app:1\n")
    assert world.holds("b/image", "FROM R/app:1§\n")


def test_named_files_that_are_not_searched_are_told(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    settings = "settings: {discovery: {exclude: [a/**]}}"
    world.write(".imagegate.yaml", f"imagegate: v1\nextends: [pack:baseline-security]\n{settings}\n")
    world.write("a/Dockerfile", "FROM R/app:1\n")
    world.write("notes.md", "FROM R/app:1\n")
    world.write("big.yaml", "#" * (2 * 1024 * 1024 + 1))
    (world.root / "empty").mkdir()
    assert main(["pin", "a/Dockerfile", "a", "notes.md", "empty", "big.yaml"], {}) == 0
    assert capsys.readouterr().out.splitlines() == [
        "a/Dockerfile:1:1 left alone: the policy leaves it out",
        "big.yaml:1:1 left alone: the file has more than 2097152 bytes",
        "empty:1:1 left alone: git ignores it, or it holds no file",
        "notes.md:1:1 left alone: no format that is searched has such a name",
    ]
