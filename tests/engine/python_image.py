"""A stand-in for the official Python image, where no registry but the local one can be reached.

It is made once for a machine and kept in the engine, as its root file system is kept in the cache.
"""

import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

from tests.machine.command import CommandError, run
from tests.real.root_filesystem import root_filesystems

_RECIPE = Path(__file__).parent / "python"
_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
_VERSION = "3.13"
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "test", "idlelib", "tkinter", "config-*", "share", "include")


def python_image() -> str:
    """Give the tag of an image that can take the place of the Dockerfile's base; build it if the engine lacks it."""
    tree = _tree()
    inputs = [path.read_bytes() for path in sorted(_RECIPE.iterdir())] + [str(tree).encode(), _AUTHORITIES.read_bytes()]
    tag = f"imagegate-tests-python:{sha256(b''.join(inputs)).hexdigest()[:12]}"
    try:
        run("docker", "image", "inspect", tag)
    except CommandError:
        _build(tag, tree)
    return tag


def _tree() -> Path | None:
    """Give an installation of the version that the Dockerfile names, if the machine has one with a shared library."""
    for library in sorted(Path.home().glob(f".pyenv/versions/{_VERSION}*/lib/libpython{_VERSION}.so"), reverse=True):
        return library.parent.parent
    return None


def _build(tag: str, tree: Path | None) -> None:
    with tempfile.TemporaryDirectory(prefix="imagegate-python-") as scratch:
        context = Path(scratch) / "context"
        shutil.copytree(_RECIPE, context)
        shutil.copy(_AUTHORITIES, context)
        shutil.copy(root_filesystems()[run("dpkg", "--print-architecture").strip()] / "rootfs.tar", context)
        if tree:
            shutil.copytree(tree, context / "tree", symlinks=True, ignore=_LEFT_OUT)
        (context / "tree").mkdir(exist_ok=True)
        run("docker", "build", "--quiet", "--network", "host", "--tag", tag, context, seconds=900)
