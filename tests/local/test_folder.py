"""A folder as a set of files: nothing outside of it is ever read."""

import os
from pathlib import Path

import pytest

from imagegate.local.errors import LocalError
from imagegate.local.files import BYTES_MAX
from imagegate.local.folder import Folder
from tests.local.images import open_files

SECRET = "this lies outside"


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    outside = tmp_path / "outside"
    (outside / "sha256").mkdir(parents=True)
    (outside / "sha256" / "a").write_text(SECRET)
    folder = tmp_path / "folder"
    (folder / "blobs" / "sha256").mkdir(parents=True)
    (folder / "blobs" / "sha256" / "a").write_text("content")
    (folder / "link").symlink_to(outside / "sha256" / "a")
    (folder / "linked").symlink_to(outside)
    (folder / "blobs" / "linked").symlink_to(outside / "sha256")
    (folder / "inside").symlink_to("blobs/sha256/a")
    (folder / "dangling").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")
    (folder / "empty").touch()
    (folder / "large").write_bytes(b"x" * BYTES_MAX)
    (folder / "larger").write_bytes(b"x" * (BYTES_MAX + 1))
    return folder


def test_a_file(folder: Path) -> None:
    assert Folder(str(folder)).read("blobs/sha256/a") == b"content"
    assert Folder(str(folder)).read("empty") == b""
    assert len(Folder(str(folder)).read("large")) == BYTES_MAX


def test_the_folder_itself_may_be_a_link(folder: Path) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder)
    assert Folder(str(link)).read("blobs/sha256/a") == b"content"


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        pytest.param("absent", "not-found", "there is no 'absent' in", id="not there"),
        pytest.param("blobs/sha512/a", "not-found", "there is no 'blobs/sha512/a' in", id="no such folder"),
        pytest.param("link", "unreadable", "is a link, or lies behind one, which is not followed", id="a link"),
        pytest.param("inside", "unreadable", "is a link, or lies behind one", id="a link that stays inside"),
        pytest.param("dangling", "unreadable", "is a link, or lies behind one", id="a link to nothing"),
        pytest.param("linked/sha256/a", "unreadable", "is a link, or lies behind one", id="behind a link"),
        pytest.param("blobs/linked/a", "unreadable", "is a link, or lies behind one", id="behind a link further down"),
        pytest.param("empty/a", "unreadable", "is a link, or lies behind one", id="behind a file"),
        pytest.param("pipe", "unreadable", "'pipe' is no regular file", id="a pipe, which is not waited for"),
        pytest.param("blobs", "unreadable", "'blobs' is no regular file", id="a folder"),
        pytest.param("larger", "too-large", "is 4194305 bytes large; at most 4194304 are read", id="too large"),
        pytest.param("a" * 300, "unreadable", "cannot be read: file name too long", id="a name that cannot be"),
    ],
)
def test_no_file(folder: Path, name: str, code: str, message: str) -> None:
    before = open_files()
    with pytest.raises(LocalError) as caught:
        Folder(str(folder)).read(name)
    assert (caught.value.code, message in caught.value.message) == (code, True), caught.value.message
    assert SECRET not in caught.value.message
    assert open_files() == before
