"""Every form of repository that a checkout can have gives the same; what is broken is not here, and nothing is run."""

import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from imagegate.git.checkout import Checkout
from imagegate.git.layout import layout
from imagegate.tree import Commit, Entry
from tests.git.origin import Origin, check_out, git

Form = Callable[[Origin, Path], Path]
FILES: dict[str, str | bytes | None] = {
    "Dockerfile": "FROM ruby:3.4\n",
    "deploy/app.yaml": "image: app\n",
    "link": "-> /proc/self/environ",
    "a b\n\udcff": b"\0\xff",
}


@pytest.fixture
def origin(tmp_path: Path) -> Origin:
    origin = Origin.create(tmp_path / "origin")
    origin.commit(FILES)
    return origin


def whole(origin: Origin, folder: Path) -> Path:
    return check_out(origin, folder, origin.head, None)


def shallow(origin: Origin, folder: Path) -> Path:
    return check_out(origin, folder, origin.head)


def loose(origin: Origin, folder: Path) -> Path:
    check_out(origin, folder, origin.head)
    packs = list((folder / ".git/objects/pack").iterdir())
    for pack in packs:
        pack.rename(folder / pack.name)
    for pack in folder.glob("*.pack"):
        git(folder, "unpack-objects", "-q", stdin=pack.read_bytes())
    return folder


def packed_refs_and_midx(origin: Origin, folder: Path) -> Path:
    whole(origin, folder)
    git(folder, "pack-refs", "--all")
    git(folder, "repack", "-adq", "--write-midx")
    return folder


def linked(origin: Origin, folder: Path) -> Path:
    check_out(origin, folder.with_name("main"), origin.head)
    git(folder.with_name("main"), "worktree", "add", "--quiet", "--detach", str(folder))
    return folder


def separate(origin: Origin, folder: Path) -> Path:
    git(origin.folder, "clone", "--quiet", f"--separate-git-dir={folder}.git", ".", str(folder))
    return folder


def submodule(origin: Origin, folder: Path) -> Path:
    above = Origin.create(folder.with_name("above"))
    git(
        above.folder, "-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(origin.folder), folder.name
    )
    return above.folder / folder.name


def borrowing(origin: Origin, folder: Path) -> Path:
    git(origin.folder, "clone", "--quiet", "--shared", ".", str(folder))
    return folder


def borrowing_in_a_circle(origin: Origin, folder: Path) -> Path:
    borrowing(origin, folder)
    (origin.folder / ".git/objects/info/alternates").write_text(
        f"{folder}/.git/objects\n../../.git/objects\n/nowhere\n"
    )
    return folder


def sparse(origin: Origin, folder: Path) -> Path:
    whole(origin, folder)
    git(folder, "sparse-checkout", "set", "deploy")
    return folder


def linked_git_folder(origin: Origin, folder: Path) -> Path:
    whole(origin, folder)
    (folder / ".git").rename(folder.with_name("elsewhere"))
    (folder / ".git").symlink_to(folder.with_name("elsewhere"))
    return folder


def strange_configuration(origin: Origin, folder: Path) -> Path:
    whole(origin, folder)
    (folder / ".git/config").write_text(
        "[core]\nrepositoryformatversion = 1\nworktree = /nowhere\n[extensions]\npartialClone = origin\nunheard = of\n"
        "[include]\npath = /etc/passwd\n]["
    )
    return folder


FORMS = [
    *(
        whole,
        shallow,
        loose,
        packed_refs_and_midx,
        linked,
        separate,
        submodule,
        borrowing,
        borrowing_in_a_circle,
        sparse,
    ),
    *(linked_git_folder, strange_configuration),
]


@pytest.mark.parametrize("form", [pytest.param(form, id=form.__name__) for form in FORMS])
def test_forms(form: Form, origin: Origin, tmp_path: Path) -> None:
    root = origin.oid("HEAD^{tree}")
    with opened(form(origin, tmp_path / "checkout")) as checkout:
        assert checkout.commit(origin.head) == Commit(root, (), origin.now)
        assert checkout.folders((root, "0" * 40)) == {
            root: {
                "Dockerfile": Entry(0o100644, origin.oid("HEAD:Dockerfile")),
                "deploy": Entry(0o040000, origin.oid("HEAD:deploy")),
                "link": Entry(0o120000, origin.oid("HEAD:link")),
                "a b\n\udcff": Entry(0o100644, origin.oid("HEAD:a b\n\udcff")),
            }
        }
        assert checkout.blob(origin.oid("HEAD:Dockerfile")) == b"FROM ruby:3.4\n"
        assert checkout.blob("0" * 40) is None


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        pytest.param(whole, False, id="whole"),
        pytest.param(shallow, True, id="shallow"),
        pytest.param(linked, True, id="a linked working tree of a shallow one"),
    ],
)
def test_history_that_was_cut_off(form: Form, expected: bool, origin: Origin, tmp_path: Path) -> None:  # noqa: FBT001 - a column
    origin.commit({"Dockerfile": "FROM ruby:3.5\n"})
    places = layout(form(origin, tmp_path / "checkout"))
    assert places
    assert places.is_shallow is expected


def test_another_kind_of_object_is_not_here(origin: Origin) -> None:
    commit, root = origin.head, origin.oid("HEAD^{tree}")
    with opened(origin.folder) as checkout:
        assert (checkout.commit(root), checkout.blob(commit), checkout.folders((commit,))) == (None, None, {})


def test_tags_are_peeled(origin: Origin) -> None:
    git(origin.folder, "tag", "-a", "-m", "x", "v1")
    git(origin.folder, "tag", "-a", "-m", "x", "v1-again", "v1")
    git(origin.folder, "tag", "-a", "-m", "x", "folder", "HEAD:deploy")
    with opened(origin.folder) as checkout:
        assert checkout.peel(origin.oid("v1-again")) == origin.head
        assert checkout.peel(origin.oid("folder")) is None
        assert checkout.peel("0" * 40) is None


def test_no_repository(tmp_path: Path) -> None:
    assert Checkout.open(tmp_path) is None
    assert Checkout.open(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"gitdir: /nowhere\n", id="a place that is not there"),
        pytest.param(b"gitdir: \0\n", id="no path"),
        pytest.param(b"gitdir: .\n", id="itself"),
        pytest.param(b"\xff" * 100_000, id="junk"),
    ],
)
def test_a_file_that_names_no_repository(content: bytes, tmp_path: Path) -> None:
    (tmp_path / ".git").write_bytes(content)
    assert Checkout.open(tmp_path) is None


def test_a_pipe_for_a_repository_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".git")
    assert Checkout.open(tmp_path) is None


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:10])


def _junk(path: Path) -> None:
    path.write_bytes(b"junk")


def _another(path: Path) -> None:
    path.write_bytes(zlib.compress(b"blob 16\0FROM evil:latest\n"))


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/proc/self/mem")


@pytest.mark.parametrize("damage", [_cut, _junk, _another, _folder, _link])
def test_damaged_objects_are_not_here(damage: Callable[[Path], None], origin: Origin, tmp_path: Path) -> None:
    folder = loose(origin, tmp_path / "checkout")
    oid, other = origin.oid("HEAD:Dockerfile"), origin.oid("HEAD:deploy/app.yaml")
    path = folder / ".git/objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    damage(path)
    with opened(folder) as checkout:
        assert checkout.blob(oid) is None
        assert checkout.blob(other) == b"image: app\n"


@pytest.mark.parametrize("suffix", ["pack", "idx"])
@pytest.mark.parametrize(
    "content", [b"", b"junk", b"PACK\0\0\0\2\0\0\0\1" + b"\xff" * 100, b"\xfftOc\0\0\0\2" + b"\0" * 2000]
)
def test_damaged_packs_hold_nothing(suffix: str, content: bytes, origin: Origin, tmp_path: Path) -> None:
    folder = shallow(origin, tmp_path / "checkout")
    for file in (folder / ".git/objects/pack").glob(f"*.{suffix}"):
        file.chmod(0o644)
        file.write_bytes(content)
    with opened(folder) as checkout:
        assert checkout.commit(origin.head) is None


def test_a_sha256_repository_has_none_of_our_objects(origin: Origin, tmp_path: Path) -> None:
    other = Origin.create(tmp_path / "sha256", "--object-format=sha256")
    other.commit(FILES)
    git(other.folder, "repack", "-adq")
    with opened(other.folder) as checkout:
        assert checkout.commit(origin.head) is None


def test_nothing_that_is_configured_is_run(origin: Origin, tmp_path: Path) -> None:
    folder = shallow(origin, tmp_path / "checkout")
    traces = tmp_path / "traces"
    traces.mkdir()
    for name in ("core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "diff.external", "filter.x.smudge"):
        git(folder, "config", name, f"touch {traces}/{name}; false")
    git(folder, "config", "core.hooksPath", str(folder / "hooks"))
    (folder / ".gitattributes").write_text("* -diff -text filter=x\n")
    (folder / "hooks").mkdir()
    for name in ("post-checkout", "fsmonitor-watchman", "post-index-change"):
        hook = folder / "hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {traces}/{name}\n")
        hook.chmod(0o755)
    with opened(folder) as checkout:
        assert checkout.blob(origin.oid("HEAD:Dockerfile")) == b"FROM ruby:3.4\n"
    assert list(traces.iterdir()) == []


def test_it_does_not_matter_whose_the_files_are(origin: Origin, tmp_path: Path) -> None:
    folder = shallow(origin, tmp_path / "checkout")
    if os.getuid() == 0:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, 1001, 1001) if not path.is_symlink() else None
    with opened(folder) as checkout:
        assert checkout.commit(origin.head)


def test_git_variables_do_not_count(origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shallow(origin, tmp_path / "checkout")
    for name in ("GIT_DIR", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_ALTERNATE_OBJECT_DIRECTORIES"):
        monkeypatch.setenv(name, "/nowhere")
    with opened(folder) as checkout:
        assert checkout.commit(origin.head)


def test_nothing_is_written_to_standard_error_and_nothing_into_the_checkout(origin: Origin, tmp_path: Path) -> None:
    folder = shallow(origin, tmp_path / "checkout")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    program = (
        "import sys; from pathlib import Path; from imagegate.git.checkout import Checkout\n"
        f"with Checkout.open(Path({str(folder)!r})) as c: print(c.commit({origin.head!r}) is not None)"
    )
    done = subprocess.run([sys.executable, "-Wd", "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("True\n", "")
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_the_library_is_not_loaded_where_there_is_no_repository(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from imagegate import repository, sides, worktree\n"
        f"repository.Checkout.open(Path({str(tmp_path)!r})); print('dulwich' in sys.modules, 'requests' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


def opened(folder: Path) -> Checkout:
    checkout = Checkout.open(folder)
    assert checkout
    return checkout
