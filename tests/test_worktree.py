"""What is found on disk is what git would add: its own word for it is the measure."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imagegate.git.ignored import Ignored, read_rules
from imagegate.repository import open_repository
from imagegate.source import Special
from imagegate.tree import FILE_BYTES_MAX, Entry, RepositoryError, changed_paths
from imagegate.worktree import read_worktree
from tests.git.origin import Origin, git


def of_git(folder: Path) -> set[str]:
    """What git tracks or would add, without what is deleted and without the folders of other repositories."""
    listed = git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    return {path for path in listed if path and not path.endswith("/") and os.path.lexists(folder / path)}


def write(folder: Path, *paths: str, text: str = "x") -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    return Origin.create(tmp_path / "origin")


def test_what_stands_there(origin: Origin) -> None:
    write(origin.folder, "committed", "deleted", "tracked/but.log", "tracked/but/Dockerfile")
    origin.commit({".gitignore": "*.log\nnode_modules/\n/tracked/but\n!keep.log\n", "link": "-> committed"})
    (origin.folder / "deleted").unlink()
    write(origin.folder, "new/Dockerfile", "a.log", "keep.log", "node_modules/x/Dockerfile", "tracked/but/new", "é\n")
    (origin.folder / "dangling").symlink_to("/nowhere")
    (origin.folder / "around").symlink_to(".")
    os.mkfifo(origin.folder / "pipe")
    found = read_worktree(origin.folder)
    assert set(found.paths) == of_git(origin.folder)
    assert set(found.paths) == {
        *(".gitignore", "around", "committed", "dangling", "keep.log", "link", "new/Dockerfile"),
        *("tracked/but.log", "tracked/but/Dockerfile", "é\n"),
    }
    assert found.read("link") is found.read("around") is Special.LINK
    assert found.read("new/Dockerfile") == b"x"
    assert found.read("nowhere") is found.read("a.log") is found.read("../origin/committed") is None


def test_submodules_are_named_and_not_entered(origin: Origin, tmp_path: Path) -> None:
    other = Origin.create(tmp_path / "other")
    commit = other.commit({"Dockerfile": "FROM x\n"})
    origin.commit()
    git(origin.folder, "-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(other.folder), "sub")
    found = read_worktree(origin.folder)
    assert set(found.paths) == {".gitmodules", "sub"}
    assert found.entries["sub"] == Entry(0o160000, commit)
    assert found.read("sub") is Special.SUBMODULE


def test_another_repository_in_a_folder_is_files(origin: Origin) -> None:
    Origin.create(origin.folder / "nested").commit({"Dockerfile": "FROM x\n"})
    assert set(read_worktree(origin.folder).paths) == {"nested/Dockerfile"}


def test_rules_of_the_repository_count_and_not_those_of_a_user(
    origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "excludes", text="Dockerfile\n")
    write(tmp_path, ".config/git/ignore", text="Dockerfile\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    git(origin.folder, "config", "core.excludesFile", str(tmp_path / "excludes"))
    write(origin.folder, ".git/info/exclude", text="a\n")
    write(origin.folder, "a", "b", "Dockerfile")
    assert set(read_worktree(origin.folder).paths) == {"b", "Dockerfile"}


def test_without_a_repository_nothing_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a.log", ".git/config", "sub/.git/config", "sub/Dockerfile")
    write(tmp_path, ".gitignore", text="*.log\n")
    (tmp_path / ".git/config").unlink()
    assert set(read_worktree(tmp_path).paths) == {".gitignore", "a.log", "sub/Dockerfile"}


@pytest.mark.parametrize("content", [b"junk", b"", b"DIRC\0\0\0\x63\0\0\0\1", b"DIRC\0\0\0\2\xff\xff\xff\xff"])
def test_an_index_that_cannot_be_read_hides_nothing(content: bytes, origin: Origin) -> None:
    origin.commit({"Dockerfile": "FROM x\n", ".gitignore": "Dockerfile\n"})
    (origin.folder / ".git/index").write_bytes(content)
    assert set(read_worktree(origin.folder).paths) == {"Dockerfile", ".gitignore"}


@pytest.mark.parametrize("options", [("--index-version=4",), ("--split-index",), ("--no-split-index",)])
def test_forms_of_the_index(options: tuple[str, ...], origin: Origin) -> None:
    origin.commit({"a/Dockerfile": "FROM x\n", "b/Dockerfile": "FROM y\n", ".gitignore": "Dockerfile\nlogs\n"})
    git(origin.folder, "update-index", *options)
    assert set(read_worktree(origin.folder).paths) == {"a/Dockerfile", "b/Dockerfile", ".gitignore"}


def test_a_file_in_conflict_is_tracked(origin: Origin) -> None:
    root = origin.commit({"Dockerfile": "FROM a\n", ".gitignore": "Dockerfile\n"})
    origin.commit({"Dockerfile": "FROM b\n"})
    origin.branch("topic", root)
    origin.commit({"Dockerfile": "FROM c\n"})
    with pytest.raises(AssertionError):
        origin.merge("main")
    assert "Dockerfile" in read_worktree(origin.folder).paths


def test_uncommitted_edits_are_changes(origin: Origin) -> None:
    files: dict[str, str | bytes | None] = {name: name for name in ("same", "edited", "gone", "program", "dir/a")}
    commit = origin.commit({**files, "link": "-> same", "kept": "-> same"})
    write(origin.folder, "edited", "new", text="other")
    (origin.folder / "gone").unlink()
    (origin.folder / "program").chmod(0o755)
    (origin.folder / "link").unlink()
    (origin.folder / "link").symlink_to("edited")
    with open_repository(origin.folder) as repository:
        changed = changed_paths(repository.tree(commit), read_worktree(origin.folder))
    assert changed == {"edited", "new", "gone", "program", "link"}


def test_a_large_file_is_read_as_far_as_needed(tmp_path: Path) -> None:
    write(tmp_path, "large", text="x" * (FILE_BYTES_MAX + 10))
    assert len(read_worktree(tmp_path).read("large") or b"") == FILE_BYTES_MAX + 1


def test_what_took_a_files_place_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "a", "b")
    found = read_worktree(tmp_path)
    (tmp_path / "a").unlink()
    (tmp_path / "a").symlink_to("b")
    with pytest.raises(RepositoryError, match="the file 'a' cannot be read: too many levels of symbolic links"):
        found.read("a")


def test_what_is_gone_meanwhile_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, "a")
    found = read_worktree(tmp_path)
    (tmp_path / "a").unlink()
    with pytest.raises(RepositoryError, match="the file 'a' cannot be read: no such file"):
        found.read("a")


def test_a_pipe_that_took_a_files_place_is_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, "a")
    found = read_worktree(tmp_path)
    (tmp_path / "a").unlink()
    os.mkfifo(tmp_path / "a")
    with pytest.raises(RepositoryError, match="no regular file"):
        found.read("a")


def test_a_folder_that_cannot_be_listed(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match=r"the folder '\.' cannot be read: no such file"):
        read_worktree(tmp_path / "nowhere")


NAMES = st.sampled_from(["a", "b", "ab", "a.b", "b.a", "A"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PIECES = st.sampled_from(["a", "b", "*", "?", "**", "a*", "*.b", "[ab]", "[!a]", "[", "\\a", ".", "a ", "A"])
RULES = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "", "!", "\\!", "#"]),
    st.sampled_from(["", "/"]),
    st.lists(PIECES, min_size=1, max_size=3).map("/".join),
    st.sampled_from(["", "/", " ", "/**"]),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(paths=st.lists(PATHS, max_size=8), rules=st.lists(RULES, max_size=4), inner=st.lists(RULES, max_size=3))
def test_rules_mean_what_they_mean_to_git(
    paths: list[str], rules: list[str], inner: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = Origin.create(tmp_path_factory.mktemp("rules") / "origin").folder
    for path in paths:
        try:
            write(folder, path)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            continue
    (folder / ".gitignore").write_text("\n".join(rules))
    if (folder / "a").is_dir():
        (folder / "a/.gitignore").write_text("\n".join(inner))
    assert set(read_worktree(folder).paths) == of_git(folder)


def test_a_rule_that_would_take_for_ever_hides_nothing(tmp_path: Path) -> None:
    write(tmp_path, "rules", text=f"{'*a' * 30}b\n")
    assert not Ignored(rules=read_rules(tmp_path / "rules")).ignores("a" * 200, is_folder=False)


def test_a_rule_that_is_none_does_not_end_the_others(origin: Origin) -> None:
    write(origin.folder, ".gitignore", text="[[:x:]]\n[a\n*.log\n")
    write(origin.folder, "a.log", "x", "[a")
    assert set(read_worktree(origin.folder).paths) == of_git(origin.folder) == {".gitignore", "x", "[a"}


def test_rules_are_read_from_regular_files_alone(origin: Origin) -> None:
    write(origin.folder, "elsewhere", text="*\n")
    (origin.folder / ".gitignore").symlink_to("elsewhere")
    (origin.folder / "sub").mkdir()
    os.mkfifo(origin.folder / "sub/.gitignore")
    write(origin.folder, "sub/a")
    assert set(read_worktree(origin.folder).paths) == {"elsewhere", ".gitignore", "sub/a"}
