"""Where policies are looked for, and what is refused to be read."""

from collections.abc import Callable
from pathlib import Path

import pytest

from imagegate import policy_file
from imagegate.errors import UsageError


def _write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"imagegate: v1\n")


@pytest.mark.parametrize(
    ("present", "found"),
    [
        pytest.param((), "pack:baseline-security", id="nothing there means the default pack"),
        pytest.param((".imagegate.yaml",), ".imagegate.yaml", id="at the root"),
        pytest.param((".imagegate.yml",), ".imagegate.yml", id="the short suffix"),
        pytest.param((".github/imagegate.yaml",), ".github/imagegate.yaml", id="beside the workflows"),
        pytest.param(("sub/.imagegate.yaml",), "pack:baseline-security", id="not in a folder below"),
    ],
)
def test_find(present: tuple[str, ...], found: str, tmp_path: Path) -> None:
    _write(tmp_path, *present)
    assert policy_file.find(tmp_path) == found


def test_two_candidates_are_an_error(tmp_path: Path) -> None:
    _write(tmp_path, ".github/imagegate.yml", ".imagegate.yaml")
    with pytest.raises(UsageError) as caught:
        policy_file.find(tmp_path)
    assert caught.value.message == "there are two policies, .github/imagegate.yml and .imagegate.yaml"


def test_dangling_link_is_found_so_that_reading_it_fails(tmp_path: Path) -> None:
    (tmp_path / ".imagegate.yaml").symlink_to(tmp_path / "nowhere")
    assert policy_file.find(tmp_path) == ".imagegate.yaml"


@pytest.mark.parametrize("marker", ["folder", "file of a linked worktree"])
def test_repository_root_is_found_from_below(marker: str, tmp_path: Path) -> None:
    git, below = tmp_path / ".git", tmp_path / "a" / "b"
    below.mkdir(parents=True)
    git.mkdir() if marker == "folder" else git.write_text("gitdir: elsewhere\n")
    assert policy_file.repository_root(below) == tmp_path


def test_read_file_and_pack(tmp_path: Path) -> None:
    _write(tmp_path, "policy.yaml")
    assert policy_file.read("policy.yaml", tmp_path) == b"imagegate: v1\n"
    assert b"imagegate: v1" in policy_file.read("pack:baseline-security", tmp_path)


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        pytest.param("pack:kubernetes", "pack:kubernetes", id="a pack has no folder"),
        pytest.param("policy.yaml", "sub/policy.yaml", id="relative to the folder one stands in"),
        pytest.param("/etc/policy.yaml", "/etc/policy.yaml", id="outside the repository"),
    ],
)
def test_from_root(name: str, spelt: str, tmp_path: Path) -> None:
    assert policy_file.from_root(name, tmp_path / "sub", tmp_path) == spelt


def _link(root: Path) -> str:
    _write(root, "real.yaml")
    (root / "link.yaml").symlink_to("real.yaml")
    return "link.yaml"


def _large(root: Path) -> str:
    (root / "large.yaml").write_bytes(b"#" * (policy_file.SIZE_BYTES_MAX + 1))
    return "large.yaml"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        pytest.param(lambda _: "absent.yaml", "there is no policy 'absent.yaml' that can be read", id="absent"),
        pytest.param(lambda _: "a\0b", "there is no policy 'a\\x00b' that can be read", id="no path at all"),
        pytest.param(lambda _: ".", "the policy '.' is no regular file", id="a folder"),
        pytest.param(_link, "the policy 'link.yaml' is no regular file", id="a symbolic link"),
        pytest.param(_large, "the policy 'large.yaml' has 1048577 bytes; at most 1048576 are read", id="too large"),
        pytest.param(
            lambda _: "pack:baseline-securty",
            "there is no pack 'baseline-securty' (did you mean 'baseline-security'?)",
            id="a pack misspelt",
        ),
        pytest.param(lambda _: "pack:../x", "there is no pack '../x'", id="a pack is a name, not a path"),
    ],
)
def test_unreadable(name: Callable[[Path], str], message: str, tmp_path: Path) -> None:
    with pytest.raises(policy_file.PolicyNotFoundError) as caught:
        policy_file.read(name(tmp_path), tmp_path)
    assert caught.value.message == message
