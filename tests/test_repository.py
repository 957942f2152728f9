"""A checkout and GitHub's API as one: what is asked for, and that both tell the same as git."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from imagegate import folders
from imagegate.repository import Repository, open_repository
from imagegate.source import Special
from imagegate.tree import FILE_BYTES_MAX, CommitTree, RepositoryError
from tests.fake_github.client import client
from tests.fake_github.server import FakeGithub, serve
from tests.git.origin import Origin, check_out, git

MANY = {f"many/{number}/file": str(number) for number in range(30)}


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Origin:
    """`fork`, then `base` on main, and `head` beside it, tags by these names; `merge` as GitHub merges the two."""
    origin = Origin.create(tmp_path_factory.mktemp("repository") / "origin")
    fork = origin.commit(
        {
            "Dockerfile": "FROM ruby:3.4\n",
            "app/Dockerfile": "FROM ruby:3.4\n",
            "app/deploy/web/app.yaml": "image: app\n",
            "docs/a/b/c/d.md": "x",
            "link": "-> /etc/passwd",
            "lfs": "version https://git-lfs.github.com/spec/v1\n",
            "large": b"x" * (FILE_BYTES_MAX + 100),
            "a b\n\udcff": "odd",
        }
    )
    git(origin.folder, "update-index", "--add", "--cacheinfo", f"160000,{fork},sub")
    git(origin.folder, "commit", "--quiet", "--amend", "-m", "x", time=origin.now)
    fork = origin.head
    git(origin.folder, "checkout", "--quiet", "--force", "main")
    base = _commit(origin, fork, "main", {"README.md": "base\n"})
    head = _commit(origin, fork, "topic", {"app/Dockerfile": "FROM ruby:3.5\n"})
    moved = _commit(origin, fork, "wide", dict(MANY))
    merge = origin.pull_request(base, head)
    for name, commit in (("fork", fork), ("base", base), ("head", head), ("wide-head", moved), ("merge-commit", merge)):
        git(origin.folder, "tag", name, commit)
    return origin


def _commit(origin: Origin, parent: str, branch: str, files: dict[str, str | bytes | None]) -> str:
    origin.branch(branch, parent)
    return origin.commit(files)


@pytest.fixture(scope="module")
def checkouts(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of checkouts of the merge commit, by their depth; `none` is one without any."""
    folder = tmp_path_factory.mktemp("checkouts")
    (folder / "none").mkdir()
    for name, depth in (("shallow", 1), ("whole", None)):
        check_out(origin, folder / name, origin.oid("merge-commit"), depth)
    return folder


@contextmanager
def opened(root: Path, github: FakeGithub | None = None) -> Iterator[Repository]:
    with ExitStack() as stack:
        api = stack.enter_context(client(github)) if github else None
        yield stack.enter_context(open_repository(root, api))


@pytest.fixture
def github(origin: Origin) -> Iterator[FakeGithub]:
    with serve(origin.folder) as github:
        yield github


COMMITS = ["fork", "base", "head", "merge-commit"]


def as_github_tells_it(entries: dict[str, tuple[int, str]]) -> dict[str, tuple[int, str]]:
    return {path.replace("\udcff", "\ufffd"): entry for path, entry in entries.items()}


@pytest.mark.parametrize("name", COMMITS)
@pytest.mark.parametrize("depth", ["shallow", "whole"])
def test_trees_of_a_checkout(name: str, depth: str, origin: Origin, github: FakeGithub, checkouts: Path) -> None:
    commit = origin.oid(name)
    with opened(checkouts / depth, github) as repository:
        found = dict(repository.tree(commit).entries)
    # The root of a commit that is not in the checkout comes from GitHub, which has no name for what is no text.
    asked_root = any(path.startswith("git/trees") for path in github.paths())
    assert found == (as_github_tells_it(origin.files(commit)) if asked_root else origin.files(commit))


@pytest.mark.parametrize("name", COMMITS)
def test_trees_without_a_checkout(name: str, origin: Origin, github: FakeGithub, checkouts: Path) -> None:
    commit = origin.oid(name)
    with opened(checkouts / "none", github) as repository:
        tree = repository.tree(commit)
        assert tree.entries == as_github_tells_it(origin.files(commit))
        assert tree.commit == commit
    assert github.paths() == [f"git/commits/{commit}", f"git/trees/{origin.oid(f'{name}^{{tree}}')}?recursive=1"]


def test_the_whole_history_needs_nobody(origin: Origin, github: FakeGithub, checkouts: Path) -> None:
    with opened(checkouts / "whole", github) as repository:
        base, head = origin.oid("base"), origin.oid("head")
        assert repository.merge_base(base, head) == origin.oid("fork")
        new, old = repository.tree(head), repository.tree(origin.oid("fork"))
        assert new.read("app/Dockerfile") == b"FROM ruby:3.5\n"
        assert old.read("app/Dockerfile") == b"FROM ruby:3.4\n"
    assert github.paths() == []


def test_of_a_shallow_checkout_only_what_differs_is_asked_for(
    origin: Origin, github: FakeGithub, checkouts: Path
) -> None:
    base, head, fork = (origin.oid(name) for name in ("base", "head", "fork"))
    with opened(checkouts / "shallow", github) as repository:
        assert repository.merge_base(base, head) == fork
        new, old = repository.tree(head), repository.tree(fork)
        assert new.read("app/Dockerfile") == b"FROM ruby:3.5\n"
        assert old.read("app/Dockerfile") == b"FROM ruby:3.4\n"  # the same file lies elsewhere in the checkout
        assert old.read("docs/a/b/c/d.md") == b"x"
    assert github.paths() == [
        f"compare/{base}...{head}?per_page=1&page=2",
        f"git/commits/{head}",
        f"git/trees/{origin.oid('head^{tree}')}",
        f"git/trees/{origin.oid('fork^{tree}')}",
        f"git/trees/{origin.oid('fork:app')}",
    ]


def test_a_file_that_the_checkout_lacks_is_asked_for_once(origin: Origin, github: FakeGithub, checkouts: Path) -> None:
    with opened(checkouts / "shallow", github) as repository:
        tree = repository.tree(origin.oid("wide-head"))
        github.asked.clear()
        assert [tree.read("many/7/file") for _ in range(3)] == [b"7"] * 3
    assert github.paths() == [f"git/blobs/{origin.oid('wide-head:many/7/file')}"]


def test_files_are_fetched_side_by_side(origin: Origin, github: FakeGithub, checkouts: Path) -> None:
    with opened(checkouts / "shallow", github) as repository:
        tree = repository.tree(origin.oid("wide-head"))
        github.asked.clear()
        repository.fetch(tree, [*MANY, "Dockerfile", "link", "sub", "not/there"])
        repository.fetch(tree, MANY)
        assert len(github.asked) == len(MANY)
        assert {path: tree.read(path) for path in MANY} == {path: text.encode() for path, text in MANY.items()}
    assert len(github.asked) == len(MANY)


def test_where_many_folders_are_lacking_all_are_asked_for_at_once(
    origin: Origin, github: FakeGithub, checkouts: Path
) -> None:
    commit = origin.oid("wide-head")
    with opened(checkouts / "shallow", github) as repository:
        assert repository.tree(commit).entries == as_github_tells_it(origin.files(commit))
    root = origin.oid("wide-head^{tree}")
    paths = github.paths()
    assert [*paths[:2], *sorted(paths[2:4]), *paths[4:]] == [
        f"git/commits/{commit}",
        f"git/trees/{root}",
        *sorted(f"git/trees/{origin.oid(f'wide-head:{name}')}" for name in ("app", "many")),
        f"git/trees/{root}?recursive=1",
    ]


@pytest.mark.parametrize("entries_max", [1, 5, 12, 40])
@pytest.mark.parametrize("checkout", ["shallow", "none"])
def test_a_tree_that_is_truncated_is_walked(entries_max: int, origin: Origin, checkouts: Path, checkout: str) -> None:
    commit = origin.oid("wide-head")
    with (
        serve(origin.folder, entries_max=entries_max) as github,
        opened(checkouts / checkout, github) as repository,
    ):
        assert repository.tree(commit).entries == as_github_tells_it(origin.files(commit))
        assert len(set(github.paths())) == len(github.paths()), "nothing is asked for twice"
        github.asked.clear()
        assert repository.tree(origin.oid("fork")).entries
    asked = [path for path in github.paths() if path.startswith("git/trees")]
    assert len(asked) <= 2, "what both commits have is not opened again"


def test_of_a_large_repository_as_much_as_possible_is_asked_for_at_once(tmp_path: Path) -> None:
    origin = Origin.create(tmp_path / "origin")
    commit = origin.commit({f"{one}/a/b/{two}": f"{one} {two}" for one in range(20) for two in "cd"})
    with serve(origin.folder, entries_max=30) as github, opened(tmp_path, github) as repository:
        assert repository.tree(commit).entries == origin.files(commit)
    assert len(github.asked) == 1 + 2 + 20, "the commit, the root with all below and without, and the folders in it"


def test_what_is_special_is_named_and_not_asked_for(origin: Origin, github: FakeGithub, checkouts: Path) -> None:
    with opened(checkouts / "none", github) as repository:
        tree = repository.tree(origin.oid("head"))
        github.asked.clear()
        assert (tree.read("link"), tree.read("sub"), tree.read("nowhere")) == (Special.LINK, Special.SUBMODULE, None)
        assert github.paths() == []
        assert tree.read("lfs") == b"version https://git-lfs.github.com/spec/v1\n"


@pytest.mark.parametrize("checkout", ["shallow", "none"])
def test_of_a_large_file_enough_is_given(origin: Origin, github: FakeGithub, checkouts: Path, checkout: str) -> None:
    with opened(checkouts / checkout, github) as repository:
        content = repository.tree(origin.oid("head")).read("large")
    assert content == b"x" * (FILE_BYTES_MAX + 1)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("app/deploy/web/app.yaml", b"image: app\n", id="a file"),
        pytest.param("link", Special.LINK, id="a link"),
        pytest.param("sub", Special.SUBMODULE, id="a submodule"),
        pytest.param("sub/x", None, id="in a submodule"),
        pytest.param("app", None, id="a folder"),
        pytest.param("Dockerfile/x", None, id="in a file"),
        pytest.param("app/nowhere", None, id="not there"),
        pytest.param("../origin/Dockerfile", None, id="outside"),
        pytest.param("/Dockerfile", None, id="from the root of the disk"),
        pytest.param("app/../Dockerfile", None, id="around"),
    ],
)
@pytest.mark.parametrize("checkout", ["shallow", "none"])
def test_one_file(
    path: str, expected: object, origin: Origin, github: FakeGithub, checkouts: Path, checkout: str
) -> None:
    with opened(checkouts / checkout, github) as repository:
        assert repository.file(origin.oid("base"), path) == expected
    assert not any("recursive" in asked for asked in github.paths())


def test_an_object_that_is_damaged_comes_from_github(origin: Origin, github: FakeGithub, tmp_path: Path) -> None:
    check_out(origin, tmp_path / "damaged", origin.oid("merge-commit"))
    for pack in (tmp_path / "damaged/.git/objects/pack").glob("*.pack"):
        pack.chmod(0o644)
        pack.write_bytes(b"PACK\0\0\0\2" + b"\0" * 100)
    with opened(tmp_path / "damaged", github) as repository:
        assert repository.tree(origin.oid("merge-commit")).read("Dockerfile") == b"FROM ruby:3.4\n"
    assert len(github.asked) > 2


def test_a_checkout_of_another_repository_does_not_matter(origin: Origin, github: FakeGithub, tmp_path: Path) -> None:
    Origin.create(tmp_path / "other").commit({"Dockerfile": "FROM evil\n"})
    with opened(tmp_path / "other", github) as repository:
        assert repository.tree(origin.oid("head")).read("app/Dockerfile") == b"FROM ruby:3.5\n"


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda repository, oid: repository.tree(oid), id="a commit"),
        pytest.param(lambda repository, oid: repository.read(oid), id="a file"),
        pytest.param(lambda repository, oid: repository.file(oid, "Dockerfile"), id="a file of a commit"),
        pytest.param(lambda repository, oid: repository.merge_base(oid, oid), id="a merge base"),
    ],
)
@pytest.mark.parametrize("online", [pytest.param(True, id="with the API"), pytest.param(False, id="without")])
def test_what_nobody_has(
    ask: Callable[[Repository, str], object], github: FakeGithub, checkouts: Path, *, online: bool
) -> None:
    with opened(checkouts / "shallow", github if online else None) as repository:
        assert not repository.has("0" * 40)
        with pytest.raises(RepositoryError) as caught:
            ask(repository, "0" * 40)
    assert caught.value.code == "not-found"
    assert caught.value.hint


@pytest.mark.parametrize("name", ["main", "base", "topic~0", "HEAD"])
def test_names_are_githubs_where_it_can_be_asked(
    name: str, origin: Origin, github: FakeGithub, checkouts: Path
) -> None:
    git(checkouts / "whole", "update-ref", "refs/heads/main", "HEAD")
    with opened(checkouts / "none", github) as repository:
        assert repository.named(name) == origin.oid(f"{name}^{{commit}}")
    with opened(checkouts / "whole", github) as repository:
        assert repository.named("main") == origin.oid("main")
    with opened(checkouts / "whole") as repository:
        assert repository.named("main") == origin.oid("merge-commit")


@pytest.mark.parametrize("name", ["", "nope", "0" * 40, "--all"])
@pytest.mark.parametrize("checkout", ["shallow", "none"])
@pytest.mark.parametrize("online", [pytest.param(True, id="with the API"), pytest.param(False, id="without")])
def test_names_of_nothing(name: str, checkout: str, github: FakeGithub, checkouts: Path, *, online: bool) -> None:
    with opened(checkouts / checkout, github if online else None) as repository:
        assert repository.named(name) is None


def test_of_one_commit_there_is_one_tree(origin: Origin, checkouts: Path) -> None:
    with opened(checkouts / "whole") as repository:
        assert repository.tree(origin.oid("head")) is repository.tree(origin.oid("head"))


def test_branches_that_cross_are_for_github_to_judge(tmp_path: Path) -> None:
    origin = Origin.create(tmp_path / "origin")
    root = origin.commit()
    first, second = _commit(origin, root, "first", {"1": ""}), _commit(origin, root, "second", {"2": ""})
    origin.branch("one", first)
    one = origin.merge(second)
    origin.branch("other", second)
    other = origin.merge(first)
    with open_repository(origin.folder) as repository:
        assert repository.merge_base(one, other) == second, "the youngest, where there is nobody to ask"
    with serve(origin.folder) as github, client(github) as api, open_repository(origin.folder, api) as repository:
        assert repository.merge_base(one, other) in (first, second)
        assert len(github.asked) == 1


def test_nothing_in_common(tmp_path: Path) -> None:
    origin = Origin.create(tmp_path / "origin")
    one = origin.commit()
    git(origin.folder, "checkout", "--quiet", "--orphan", "other")
    other = origin.commit()
    with open_repository(origin.folder) as repository, pytest.raises(RepositoryError, match="no history in common"):
        repository.merge_base(one, other)
    with serve(origin.folder) as github, client(github) as api, open_repository(origin.folder, api) as repository:
        with pytest.raises(RepositoryError) as caught:
            repository.merge_base(one, other)
        assert caught.value.code == "not-found"


def test_a_tree_that_unfolds_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    origin = Origin.create(tmp_path / "origin")
    oid = origin.store("tree", b"100644 f\0" + bytes.fromhex(origin.store("blob", b"x")))
    for _ in range(10):
        oid = origin.store("tree", b"".join(b"40000 %c\0%b" % (name, bytes.fromhex(oid)) for name in b"abcdefgh"))
    monkeypatch.setattr(folders, "PATHS_MAX", 10_000)
    with open_repository(origin.folder) as repository, pytest.raises(RepositoryError, match="more than 10000 files"):
        repository.tree(origin.store("commit", f"tree {oid}\n\nx".encode()))


@pytest.mark.parametrize("depth", [folders.DEPTH_MAX - 1, folders.DEPTH_MAX])
def test_a_tree_that_is_too_deep(depth: int, tmp_path: Path) -> None:
    origin = Origin.create(tmp_path / "origin")
    oid = origin.store("tree", b"")
    for _ in range(depth):
        oid = origin.store("tree", b"40000 a\0" + bytes.fromhex(oid))
    commit = origin.store("commit", f"tree {oid}\n\nx".encode())
    with open_repository(origin.folder) as repository:
        if depth < folders.DEPTH_MAX:
            assert repository.tree(commit).entries == {}
            return
        with pytest.raises(RepositoryError, match="more than 256 deep"):
            repository.tree(commit)


@pytest.mark.parametrize("checkout", ["shallow", "none"])
def test_several_commits_are_opened_together(
    checkout: str, origin: Origin, github: FakeGithub, checkouts: Path
) -> None:
    commits = tuple(origin.oid(name) for name in ("head", "fork", "base", "head"))
    with opened(checkouts / checkout, github) as repository:
        trees = repository.trees(*commits)
    assert [tree.entries for tree in trees] == [as_github_tells_it(origin.files(commit)) for commit in commits]
    roots = sorted(origin.oid(f"{name}^{{tree}}") for name in ("head", "fork", "base"))
    whole = [f"git/trees/{origin.oid('head^{tree}')}?recursive=1"] if checkout == "none" else []
    alone = [f"git/trees/{oid}" for oid in roots if not whole or oid != origin.oid("head^{tree}")]
    further = [f"git/trees/{origin.oid('fork:app')}"]
    asked = [path for path in github.paths() if path.startswith("git/trees")]
    assert sorted(asked) == sorted([*whole, *alone, *further])


def test_a_tree_feeds_what_looks_for_references(origin: Origin, checkouts: Path) -> None:
    from imagegate.discovery.discover import discover
    from imagegate.source import DiscoverySettings

    with opened(checkouts / "whole") as repository:
        tree: CommitTree = repository.tree(origin.oid("head"))
        found = discover(tree.paths, tree.read, DiscoverySettings(), changed=frozenset({"app/Dockerfile"}))
    assert [str(one.location) for one in found.occurrences] == ["app/Dockerfile:1:6"]
