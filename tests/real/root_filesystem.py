"""Real root file systems, made with debootstrap once for a machine and kept outside the repository."""

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from platform import freedesktop_os_release

from tests.machine.command import run

ARCHITECTURES = ("amd64", "arm64")

# What an image does not need: the packages that were unpacked, documentation, device nodes.
_LEFT_OUT = "dev/* proc/* sys/* debootstrap var/cache/apt/* var/lib/apt/lists/* usr/share/doc/* usr/share/locale/*"


def root_filesystems() -> dict[str, Path]:
    """Give a folder for each architecture, each with a `rootfs.tar` of the distribution that this machine runs."""
    with ThreadPoolExecutor() as pool:
        return dict(zip(ARCHITECTURES, pool.map(_root_filesystem, ARCHITECTURES), strict=True))


def _root_filesystem(architecture: str) -> Path:
    suite = freedesktop_os_release()["VERSION_CODENAME"]
    folder = _cache() / f"{suite}-{architecture}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f"{folder.name}-", dir=folder.parent) as scratch:
            _debootstrap(Path(scratch), suite, architecture)
    return folder


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "imagegate-tests"


def _debootstrap(scratch: Path, suite: str, architecture: str) -> None:
    root, finished = scratch / "root", scratch / "finished"
    native = run("dpkg", "--print-architecture").strip() == architecture
    # A foreign processor's programs cannot run here: its packages are unpacked and not configured.
    stage = () if native else ("--foreign",)
    run("debootstrap", *stage, "--arch", architecture, "--variant=minbase", suite, root)
    finished.mkdir()
    left_out = [f"--exclude=./{pattern}" for pattern in _LEFT_OUT.split()]
    run("tar", "--create", "--file", finished / "rootfs.tar", "--directory", root, *left_out, ".")
    finished.rename(scratch.parent / f"{suite}-{architecture}")
