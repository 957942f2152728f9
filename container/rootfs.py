"""Assemble the file system of the final image: one interpreter, the gate, and the libraries that they load.

Runs in the build stage, as root, with the interpreter that is to be shipped: `rootfs.py SITE ENTRYPOINT ROOT`. SITE is
a folder of installed packages, ENTRYPOINT the action's executable, ROOT the folder to make. What is not needed to run
the gate is left out: no shell, no installer, no second way in. Everything is compiled here, because the official
Python images ship no bytecode and a container never keeps any: without it every run would compile the standard
library anew. Only the bytecode is kept: nothing would read the source, and the image is a quarter smaller without.
"""

# ruff: noqa: INP001 - a program of the build stage, in no package

import compileall
import py_compile
import re
import shutil
import site
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

EXECUTABLES = Path("/usr/local/bin")
# Parts of the standard library that draw, compile, install, prompt, serve or test, and databases.
LEFT_OUT = (
    *("__pycache__", "config-*", "curses", "dbm", "dist-packages", "ensurepip", "idlelib", "lib2to3", "pydoc_data"),
    *("site-packages", "sqlite3", "test", "tkinter", "turtle*", "unittest", "venv", "wsgiref", "xmlrpc", "_pyrepl"),
    *("_ctypes_test*", "_curses*", "_dbm*", "_gdbm*", "_sqlite3*", "_test*", "_tkinter*", "nis*", "readline*"),
    *("xx*", "_xx*"),
)
# Parts of packages that nothing else in them imports: their tests, and the commands of a git client.
PARTS_LEFT_OUT = ("*/tests", "*/benchmarks", "dulwich/porcelain", "dulwich/cli.py", "dulwich/cloud", "**/*.pyi")
COMMAND = """\
#!/usr/local/bin/python -IB
import sys

from imagegate.__main__ import main

sys.exit(main())
"""
ACCOUNTS = {
    "etc/passwd": "root:x:0:0:root:/:/sbin/nologin\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n",
    "etc/group": "root:x:0:\nnogroup:x:65534:\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
}
LIBRARY = re.compile(r"(?:=> |^\s*)(/\S+) \(0x", re.MULTILINE)


def main(packages: Path, entrypoint: Path, root: Path) -> None:
    """Make the root file system."""
    copy_python(root)
    prune(packages)
    shutil.copytree(packages, inside(root, site.getsitepackages()[0]), dirs_exist_ok=True)
    for name, text in ACCOUNTS.items():
        write(root / name, text)
    write(inside(root, EXECUTABLES / "imagegate"), COMMAND)
    shutil.copy(entrypoint, inside(root, EXECUTABLES / "imagegate-action"))
    copy_libraries(root)
    compile_all(root)
    for path in root.rglob("*"):
        protect(path)
    (root / "tmp").mkdir()
    (root / "tmp").chmod(0o1777)


def copy_python(root: Path) -> None:
    """Copy the interpreter, as `python` and under its own name, and the standard library."""
    program = Path(sys.executable).resolve()
    target = inside(root, EXECUTABLES / program.name)
    target.parent.mkdir(parents=True)
    shutil.copy(program, target)
    (target.parent / "python").symlink_to(program.name)
    library = sysconfig.get_path("stdlib")
    shutil.copytree(library, inside(root, library), ignore=shutil.ignore_patterns(*LEFT_OUT))


def prune(packages: Path) -> None:
    """Remove parts of installed packages."""
    for path in [path for pattern in PARTS_LEFT_OUT for path in packages.glob(pattern)]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def copy_libraries(root: Path) -> None:
    """Copy every shared library that a program or module in `root` loads, and let the loader find them."""
    needed = sorted(libraries(root))
    for library in needed:
        target = inside(root, library.parent.resolve() / library.name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)
    record_packages(root, needed)
    for alias in filter(Path.is_symlink, (Path("/lib"), Path("/lib64"))):
        inside(root, alias).symlink_to(alias.readlink())
    shutil.copy("/etc/os-release", root / "etc")
    shutil.copy("/etc/ld.so.conf", root / "etc")
    shutil.copytree("/etc/ld.so.conf.d", root / "etc/ld.so.conf.d")
    output("ldconfig", "-X", "-r", str(root))


def libraries(root: Path) -> set[Path]:
    """Give the libraries outside `root` that files in it are linked with, the loader among them."""
    programs = [str(path) for path in root.rglob("*") if is_elf(path)]
    listed = output("ldd", *programs)
    if "not found" in listed:
        sys.exit(f"a library is missing:\n{listed}")
    return {path for path in map(Path, LIBRARY.findall(listed)) if not path.is_relative_to(root)}


def record_packages(root: Path, needed: Iterable[Path]) -> None:
    """Keep what scanners and licences ask for: the packages that the libraries are from, and their copyright."""
    merged = [str(path).removeprefix("/usr") for path in needed]
    owners = output("dpkg-query", "--search", *merged, *(f"/usr{path}" for path in merged), check=False)
    for package in {line.partition(":")[0] for line in owners.splitlines()}:
        write(root / "var/lib/dpkg/status.d" / package, output("dpkg-query", "--status", package))
        notice = Path("/usr/share/doc", package, "copyright")
        if notice.exists():
            write(inside(root, notice), notice.read_text())


def compile_all(root: Path) -> None:
    """Compile every module, in the place of its source, which a run would not read."""
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    if not compileall.compile_dir(
        root, maxlevels=50, quiet=1, workers=0, stripdir=str(root), prependdir="/", invalidation_mode=mode, legacy=True
    ):
        sys.exit("a module cannot be compiled")
    for path in list(root.rglob("*.py")):
        path.unlink()


def protect(path: Path) -> None:
    """Let nobody write, whatever the modes were in the checkout, and run nothing but programs and libraries."""
    if not path.is_symlink():
        runs = path.is_dir() or is_elf(path) or path.parent.match(f"*{EXECUTABLES}")
        path.chmod(0o555 if runs else 0o444)


def is_elf(path: Path) -> bool:
    """Say whether a file is a program or a shared library."""
    if not path.is_file() or path.is_symlink():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def inside(root: Path, path: str | Path) -> Path:
    """Give an absolute path's place in `root`."""
    return root / Path(path).relative_to("/")


def write(path: Path, text: str) -> Path:
    """Write a file and the folders to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def output(*command: str, check: bool = True) -> str:
    """Run a program and give what it prints; where it may fail, its complaints are left out."""
    errors = None if check else subprocess.DEVNULL
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=errors, text=True, check=check).stdout  # noqa: S603 - the build's own words


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
