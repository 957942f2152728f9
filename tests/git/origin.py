"""Real repositories, made with git: one that stands for GitHub's, and checkouts as actions/checkout makes them."""

import hashlib
import os
import subprocess
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_ENVIRON = {
    **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Alice",
    "GIT_AUTHOR_EMAIL": "alice@example.com",
    "GIT_COMMITTER_NAME": "Alice",
    "GIT_COMMITTER_EMAIL": "alice@example.com",
}
_START = 1_700_000_000


def git(folder: Path, *arguments: str, stdin: bytes | None = None, time: int = _START) -> str:
    """Run git in a folder and give what it prints, without the last newline; it fails the test where it fails."""
    dates = {"GIT_AUTHOR_DATE": f"{time} +0000", "GIT_COMMITTER_DATE": f"{time} +0000"}
    command = ("git", "-C", str(folder), *arguments)
    done = subprocess.run(command, input=stdin, capture_output=True, check=False, env={**_ENVIRON, **dates})
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return os.fsdecode(done.stdout).rstrip("\n")


@dataclass(slots=True)
class Origin:
    """A repository in a folder; each commit is a minute younger than the one before."""

    folder: Path
    commits: int = 0

    @classmethod
    def create(cls, folder: Path, *options: str) -> "Origin":
        """Make an empty repository, with options of `git init`."""
        folder.mkdir(parents=True)
        git(folder, "init", "--quiet", "--initial-branch=main", *options)
        git(folder, "config", "uploadpack.allowAnySHA1InWant", "true")  # as on GitHub
        return cls(folder)

    def commit(self, files: Mapping[str, str | bytes | None] | None = None, *options: str) -> str:
        """Write files (None removes one) and commit; a text that begins with `-> ` is a link. Gives the commit."""
        for name, content in (files or {}).items():
            _write(self.folder / name, content)
        git(self.folder, "add", "--all", "--force")
        self.commits += 1
        git(self.folder, "commit", "--quiet", "--allow-empty", "-m", "x", *options, time=self.now)
        return self.head

    def branch(self, name: str, commit: str) -> None:
        """Begin a branch at a commit, and check it out."""
        git(self.folder, "checkout", "--quiet", "-B", name, commit)

    def merge(self, *commits: str) -> str:
        """Merge commits into the branch that is checked out; gives the merge commit."""
        self.commits += 1
        git(self.folder, "merge", "--quiet", "--no-ff", "-m", "merge", *commits, time=self.now)
        return self.head

    def pull_request(self, base: str, head: str) -> str:
        """Make the merge commit that GitHub makes for a pull request (`refs/pull/7/merge`)."""
        self.branch("merge", base)
        merged = self.merge(head)
        git(self.folder, "update-ref", "refs/pull/7/merge", merged)
        return merged

    @property
    def head(self) -> str:
        """The commit that is checked out."""
        return git(self.folder, "rev-parse", "HEAD")

    @property
    def now(self) -> int:
        """When the last commit was made."""
        return _START + 60 * self.commits

    def oid(self, revision: str) -> str:
        """Give the id of anything that git has a name for, such as `HEAD:Dockerfile`."""
        return git(self.folder, "rev-parse", revision)

    def store(self, kind: str, content: bytes) -> str:
        """Write an object, whatever is in it; gives its id."""
        whole = b"%b %d\0" % (kind.encode(), len(content)) + content
        oid = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        path = self.folder / ".git/objects" / oid[:2] / oid[2:]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(zlib.compress(whole))
        return oid

    def files(self, commit: str) -> dict[str, tuple[int, str]]:
        """Give every file of a commit as git lists it: path → mode and id."""
        listed = git(self.folder, "ls-tree", "-r", "-z", "--full-tree", commit).split("\0")
        lines = [line.partition("\t") for line in listed if line]
        return {path: (int(head.split()[0], 8), head.split()[2]) for head, _, path in lines}


def check_out(origin: Origin, folder: Path, commit: str, depth: int | None = 1) -> Path:
    """Check out a commit as actions/checkout does, with a depth of 1, or with the whole history (None)."""
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet")
    git(folder, "remote", "add", "origin", f"file://{origin.folder}")
    wanted = (
        [f"--depth={depth}", f"+{commit}:refs/remotes/pull/7/merge"] if depth else ["+refs/*:refs/remotes/origin/*"]
    )
    git(
        folder,
        "-c",
        "protocol.version=2",
        "-c",
        "fetch.unpackLimit=1",
        "fetch",
        "--quiet",
        "--no-tags",
        "--prune",
        "origin",
        *wanted,
    )
    git(folder, "checkout", "--quiet", "--force", commit)
    return folder


def _write(path: Path, content: str | bytes | None) -> None:
    if content is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str) and content.startswith("-> "):
        path.unlink(missing_ok=True)
        path.symlink_to(content.removeprefix("-> "))
        return
    path.write_bytes(content.encode() if isinstance(content, str) else content)
