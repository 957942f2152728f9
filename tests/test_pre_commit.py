"""The hooks of `.pre-commit-hooks.yaml`, run by pre-commit itself in a fresh repository."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from tests.fake_registry.server import FakeRegistry, serve
from tests.machine.command import environment, run
from tests.policies import NO_ROOT

pytestmark = pytest.mark.pre_commit

REPOSITORY = Path(__file__).parents[1]
INSTALLED = ("imagegate", "policies", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
IDENTITY = ("-c", "user.name=Octo", "-c", "user.email=octo@example.org")
GOOD_TESTS = "tests:\n  - { name: as root, config: { config: { User: root } }, expect: { fail: [no-root] } }\n"


@dataclass(frozen=True, slots=True)
class Ended:
    """How pre-commit ended: its exit code and what it wrote."""

    code: int
    output: str


@dataclass(frozen=True, slots=True)
class Hooks:
    """imagegate as a repository of hooks, with the files as they stand; pre-commit keeps it in `home`."""

    folder: Path
    commit: str
    home: Path
    kept: Mapping[str, str] = field(default_factory=dict)

    def run(self, files: Mapping[str, str], repository: Path, *arguments: str) -> Ended:
        """Put files into a fresh repository that has both hooks, and run pre-commit on all of them."""
        hooks = [{"id": "imagegate-policy"}, {"id": "imagegate-scan"}]
        config = {"repos": [{"repo": str(self.folder), "rev": self.commit, "hooks": hooks}]}
        committed(repository, {**files, ".pre-commit-config.yaml": yaml.safe_dump(config)})
        done = subprocess.run(
            (sys.executable, "-m", "pre_commit", "run", "--all-files", "--color=never", *arguments),
            cwd=repository,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(PRE_COMMIT_HOME=str(self.home), **self.kept),
            timeout=300,
            check=False,
        )
        return Ended(done.returncode, done.stdout)


@pytest.fixture(name="hooks", scope="module")
def _hooks(tmp_path_factory: pytest.TempPathFactory) -> Hooks:
    folder = tmp_path_factory.mktemp("hooks")
    source = folder / "imagegate"
    source.mkdir()
    for name in INSTALLED:
        copy = shutil.copytree if (REPOSITORY / name).is_dir() else shutil.copy
        copy(REPOSITORY / name, source / name)
    commit = committed(source, {})
    return Hooks(source, commit, folder / "home", {name: os.environ[name] for name in os.environ if "PIP_" in name})


@pytest.fixture(name="registry", scope="module")
def _registry() -> Iterator[FakeRegistry]:
    with serve() as registry:
        registry.store.image("team/good", "1", {"User": "1000"})
        registry.store.image("team/bad", "1", {"User": "root"})
        yield registry


def committed(repository: Path, files: Mapping[str, str]) -> str:
    """Commit all that lies in a folder, and these files, as a repository of its own; give the commit."""
    for name, content in files.items():
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_text(content)
    for words in (("init", "--quiet"), ("add", "--all"), (*IDENTITY, "commit", "--quiet", "--message", "Begin")):
        run("git", "-C", repository, *words)
    return run("git", "-C", repository, "rev-parse", "HEAD").strip()


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        pytest.param({".github/imagegate.yaml": NO_ROOT}, 0, "Passed", id="a good policy"),
        pytest.param({".imagegate.yml": NO_ROOT}, 0, "Passed", id="in its other place"),
        pytest.param(
            {".github/imagegate.yaml": NO_ROOT, ".github/imagegate.tests.yaml": GOOD_TESTS},
            0,
            "Passed",
            id="with good tests",
        ),
        pytest.param(
            {".github/imagegate.yaml": NO_ROOT.replace("severity: error", "severity: eror")},
            1,
            ".github/imagegate.yaml:4:5: severity must be one of",
            id="a typing error",
        ),
        pytest.param(
            {".github/imagegate.yaml": NO_ROOT, ".github/imagegate.tests.yaml": GOOD_TESTS.replace("no-", "")},
            1,
            ".github/imagegate.tests.yaml:2:",
            id="a typing error in the tests",
        ),
        pytest.param({"other/imagegate.yaml": "a: b\n"}, 0, "(no files to check)Skipped", id="no policy"),
    ],
)  # fmt: skip
def test_policies_are_checked_with_every_commit(
    files: Mapping[str, str], code: int, said: str, hooks: Hooks, tmp_path: Path
) -> None:
    ended = hooks.run(files, tmp_path)
    assert (ended.code, said in ended.output) == (code, True), ended.output
    assert "judge images in files" not in ended.output


@pytest.mark.parametrize(
    ("image", "code", "said"),
    [
        pytest.param("good", 0, "Passed", id="compliant"),
        pytest.param("bad", 1, "it starts as root", id="a violation"),
        pytest.param("absent", 1, "1 image could not be verified", id="an image that cannot be read"),
    ],
)
def test_images_are_judged_where_that_is_asked_for(
    image: str, code: int, said: str, hooks: Hooks, registry: FakeRegistry, tmp_path: Path
) -> None:
    files = {
        ".github/imagegate.yaml": NO_ROOT,
        "app/Dockerfile": f"FROM {registry.address}/team/{image}:1\n",
        "--warn-only": "a file whose name is an option\n",
    }
    ended = hooks.run(files, tmp_path, "--hook-stage", "manual", "imagegate-scan")
    assert (ended.code, said in ended.output) == (code, True), ended.output
