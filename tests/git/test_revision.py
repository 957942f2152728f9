from pathlib import Path

import pytest

from imagegate.errors import UsageError
from imagegate.git.checkout import Checkout
from imagegate.git.revision import resolve
from imagegate.tree import RepositoryError, oid_of
from tests.git.origin import Origin, git


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Origin:
    origin = Origin.create(tmp_path_factory.mktemp("names") / "origin")
    first = origin.commit()
    origin.commit({"a": "1"})
    origin.branch("team/topic", first)
    origin.commit({"b": "2"})
    git(origin.folder, "tag", "light")
    git(origin.folder, "tag", "-a", "-m", "x", "v1.0")
    git(origin.folder, "update-ref", "refs/remotes/origin/main", "main")
    git(origin.folder, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    git(origin.folder, "pack-refs", "--all")
    origin.branch("fresh", "main")
    origin.merge("team/topic")
    git(origin.folder, "tag", "both", "main")
    git(origin.folder, "branch", "both", "fresh")
    git(origin.folder, "repack", "-dq")
    return origin


@pytest.mark.parametrize(
    "name",
    [
        *("HEAD", "main", "fresh", "team/topic", "heads/main", "refs/heads/main", "light", "v1.0", "tags/v1.0"),
        *("origin/main", "origin", "HEAD~1", "HEAD~", "HEAD^2", "HEAD^^", "HEAD~1^1", "v1.0~1", "HEAD^0", "HEAD~0"),
        pytest.param("both", id="a tag before a branch"),
    ],
)
@pytest.mark.filterwarnings("default")
def test_agrees_with_git(name: str, origin: Origin) -> None:
    assert _resolved(name, origin) == origin.oid(f"{name}^{{commit}}")


@pytest.mark.parametrize("digits", [7, 12, 39, 40])
def test_ids(digits: int, origin: Origin) -> None:
    assert _resolved(origin.head[:digits], origin) == origin.head


@pytest.mark.parametrize(
    "name",
    [
        *("", "nope", "HEAD~9", "HEAD^3", "^HEAD", "HEAD..main", "HEAD:a", "main@{1}", "0" * 40, "0000000", "a\0b"),
        *("../../etc/passwd", "refs/heads", "HEAD~99999999", "HEAD~999999", "--all", "config", "\udcff"),
    ],
)
def test_what_is_no_commit(name: str, origin: Origin) -> None:
    with pytest.raises(UsageError, match="is no commit of this repository"):
        _resolved(name, origin)


def test_a_short_id_of_two_commits_is_none(tmp_path: Path) -> None:
    other = Origin.create(tmp_path / "alike")
    tree, seen, alike = other.store("tree", b""), dict[str, bytes](), list[bytes]()
    for number in range(100_000):
        content = f"tree {tree}\n\n{number}".encode()
        alike = [content, seen.get(oid_of("commit", content)[:4], b"")]
        if alike[1]:
            break
        seen[oid_of("commit", content)[:4]] = content
    one, two = (other.store("commit", content) for content in alike)
    assert _resolved(one[:12], other) == one
    assert _resolved(two[:12], other) == two
    with pytest.raises(UsageError):
        _resolved(one[:4], other)


def test_a_folder_has_no_commit(origin: Origin) -> None:
    with pytest.raises(UsageError):
        _resolved(origin.oid("HEAD^{tree}"), origin)


def test_head_of_a_linked_working_tree_is_its_own(origin: Origin, tmp_path: Path) -> None:
    git(origin.folder, "worktree", "add", "--quiet", "--detach", str(tmp_path / "linked"), "main~1")
    linked = Origin(tmp_path / "linked")
    assert _resolved("HEAD", linked) == origin.oid("main~1")
    assert _resolved("fresh", linked) == origin.oid("fresh")


def test_sha256_is_not_supported(tmp_path: Path) -> None:
    other = Origin.create(tmp_path / "sha256", "--object-format=sha256")
    other.commit()
    with pytest.raises(RepositoryError, match="SHA-256"):
        _resolved("HEAD", other)


def _resolved(name: str, origin: Origin) -> str:
    checkout = Checkout.open(origin.folder)
    assert checkout
    with checkout:
        return resolve(name, checkout)
