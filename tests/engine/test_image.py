"""What is in the container's file system, and what its programs do without a runner."""

import json
import stat
import struct
import subprocess
import tarfile
from collections.abc import Iterator
from importlib.util import MAGIC_NUMBER
from pathlib import Path

import pytest

import imagegate
from tests.machine.command import run

pytestmark = pytest.mark.engine

_UNCHECKED_HASH = 1
_PROGRAMS = {"imagegate", "imagegate-action"}


@pytest.fixture(scope="module")
def files(container: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tarfile.TarFile]:
    """The container's file system before it runs."""
    archive = tmp_path_factory.mktemp("files") / "files.tar"
    created = run("docker", "create", container).strip()
    try:
        run("docker", "export", "--output", archive, created)
    finally:
        run("docker", "rm", created)
    with tarfile.open(archive) as opened:
        yield opened


def test_there_is_no_program_but_python_and_the_gate(files: tarfile.TarFile) -> None:
    ours = [one for one in files if one.isfile() and one.name.startswith(("usr/", "var/"))]
    programs = {Path(one.name) for one in ours if one.mode & 0o111 and ".so" not in one.name}
    assert {path.parent for path in programs} == {Path("usr/local/bin")}
    interpreters = {path.name for path in programs} - _PROGRAMS
    assert len(interpreters) == 1
    assert len(programs) == len(_PROGRAMS) + 1


def test_there_is_no_installer(files: tarfile.TarFile) -> None:
    assert not [name for name in files.getnames() if name.endswith(("/pip", "/ensurepip", "/setuptools"))]


def test_nothing_can_be_written_but_tmp(files: tarfile.TarFile) -> None:
    ours = [one for one in files if one.name.startswith(("usr/", "var/")) and not one.issym()]
    assert [one.name for one in ours if one.mode & 0o222 or one.mode & (stat.S_ISUID | stat.S_ISGID)] == []
    assert files.getmember("tmp").mode & 0o7777 == 0o1777


def test_modules_are_bytecode_that_is_taken_as_it_is(files: tarfile.TarFile) -> None:
    compiled = [one for one in files if one.name.endswith(".pyc")]
    assert len(compiled) > 500
    assert {_flags(files, one) for one in compiled} == {_UNCHECKED_HASH}
    assert [one.name for one in files if one.name.endswith((".py", ".pyi")) or "__pycache__" in one.name] == []


@pytest.mark.parametrize("part", ["tests", "benchmarks", "unittest", "_pyrepl", "dulwich/porcelain", "dulwich/cli.pyc"])
def test_what_no_run_needs_is_not_there(files: tarfile.TarFile, part: str) -> None:
    assert [name for name in files.getnames() if name.endswith(f"/{part}")] == []


def test_scanners_and_licences_find_the_packages(files: tarfile.TarFile) -> None:
    names = files.getnames()
    assert {"libc6", "zlib1g"} < {Path(name).name for name in names if name.startswith("var/lib/dpkg/status.d/")}
    assert "etc/os-release" in names
    assert [name for name in names if name.endswith("/LICENSE.txt")]


def test_it_says_what_it_is_made_of(files: tarfile.TarFile) -> None:
    opened = files.extractfile("usr/share/sbom/imagegate.cdx.json")
    assert opened
    document = json.load(opened)
    assert document["metadata"]["component"]["version"] == imagegate.__version__
    parts = {part["name"]: part.get("purl", "").partition("@")[0] for part in document["components"]}
    folders = [Path(name) for name in files.getnames()]
    python = {path.name.partition("-")[0].lower().replace("_", "-") for path in folders if path.suffix == ".dist-info"}
    debian = {path.name for path in folders if path.parent.name == "status.d"}
    assert set(parts) == {"debian", "python", *python, *debian}
    assert parts["libstdc++6"] == "pkg:deb/debian/libstdc%2B%2B6"
    assert parts["urllib3"] == "pkg:pypi/urllib3"


def test_the_command_line_is_there_too(container: str) -> None:
    written = run("docker", "run", "--rm", "--network", "none", "--entrypoint", "imagegate", container, "--version")
    assert written.split() == ["imagegate", imagegate.__version__]


@pytest.mark.parametrize(
    "module", ["certifi", "ctypes", "dulwich.object_store", "jsonschema", "re2", "requests", "ssl", "yaml", "zlib"]
)
def test_what_the_gate_imports_loads(container: str, module: str) -> None:
    # A module without a file is part of the interpreter; distributions differ in what that holds.
    file = f"getattr({module}, '__file__', sys.executable)"
    program = f"import {module}, sys; print({file}.startswith('/usr/local/'), sys.flags.utf8_mode)"
    written = run("docker", "run", "--rm", "--network", "none", "--entrypoint", "python", container, "-Ic", program)
    assert written == "True 1\n"


def test_without_a_runner_it_says_what_is_missing(container: str) -> None:
    command = ["docker", "run", "--rm", "--network", "none", container]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.startswith("::error")


def _flags(files: tarfile.TarFile, member: tarfile.TarInfo) -> int:
    opened = files.extractfile(member)
    assert opened
    flags: int = struct.unpack("<I", opened.read(8)[len(MAGIC_NUMBER) :])[0]
    return flags
