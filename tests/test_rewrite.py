"""A file gets another content, or stays exactly as it is."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from imagegate.rewrite import RewriteError, rewrite


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o664])
def test_a_file_keeps_its_mode(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    path.chmod(mode)
    rewrite(path, b"old", b"new\r\n")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new\r\n", mode)
    assert list(tmp_path.iterdir()) == [path]


def _changed(path: Path) -> None:
    path.write_bytes(b"older")


def _shortened(path: Path) -> None:
    path.write_bytes(b"ol")


def _linked(path: Path) -> None:
    target = path.with_name("target")
    path.rename(target)
    path.symlink_to(target)


def _piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        pytest.param(_changed, "was changed meanwhile", id="it is longer now"),
        pytest.param(_shortened, "was changed meanwhile", id="it is shorter now"),
        pytest.param(_linked, "cannot be written: too many levels of symbolic links", id="a link took its place"),
        pytest.param(_piped, "was changed meanwhile", id="a pipe took its place"),
        pytest.param(Path.unlink, "cannot be written: no such file or directory", id="it is gone"),
    ],
)
def test_a_file_that_is_not_what_was_read(prepare: Callable[[Path], None], message: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    prepare(path)
    before = sorted(file.name for file in tmp_path.iterdir())
    with pytest.raises(RewriteError, match=message):
        rewrite(path, b"old", b"new")
    assert sorted(file.name for file in tmp_path.iterdir()) == before
    assert not path.is_file() or path.read_bytes() != b"new"


def test_a_file_that_is_saved_while_the_new_one_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, sync = tmp_path / "file", os.fsync
    path.write_bytes(b"old")

    def saved_by_an_editor(number: int) -> None:
        sync(number)
        path.write_bytes(b"mine")

    monkeypatch.setattr(os, "fsync", saved_by_an_editor)
    with pytest.raises(RewriteError, match="was changed meanwhile"):
        rewrite(path, b"old", b"new")
    assert (path.read_bytes(), list(tmp_path.iterdir())) == (b"mine", [path])
