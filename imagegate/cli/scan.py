"""`imagegate scan`: find references in files, and judge the images that they name."""

import argparse
import posixpath
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from imagegate.cli.judging import add_output_options, add_policy_options, judge
from imagegate.cli.options import add_registry_options
from imagegate.errors import UsageError
from imagegate.settings import FilesSettings, Settings

_DESCRIPTION = """\
Find references to images in the files of a repository, and judge the images that
they name. Files are searched as they stand, uncommitted edits included; .git and
ignored files are left out. With --base, only what is new since a commit is judged.
"""
_EPILOG = """\
examples:
  imagegate scan                         everything in this repository
  imagegate scan Dockerfile deploy/      a file and a folder
  imagegate scan --base origin/main      what this branch, and what is not committed, bring
  imagegate scan --base v1.0 --commit v1.1
"""
_WILD = str.maketrans("*!", "??")


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "scan",
        help="find references in files and judge them",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    parser.add_argument("paths", metavar="PATH", nargs="*", help="a file or a folder (default: the whole repository)")
    group = parser.add_argument_group("change")
    group.add_argument("--base", metavar="COMMIT", default="", help="judge only what is new since this commit")
    group.add_argument("--commit", metavar="COMMIT", default="", help="search this commit, not the files as they stand")
    add_policy_options(parser)
    add_output_options(parser)
    add_registry_options(parser)


def run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Search, judge, deliver, and give the exit code."""

    def complete(settings: Settings, folder: Path) -> Settings:
        search = FilesSettings(arguments.base, arguments.commit)
        places = [_place(Path(folder, path), settings.root) for path in arguments.paths]
        for place in () if arguments.commit else places:
            _check(settings.root / place)
        return replace(settings, search=search, only=tuple(glob for place in places for glob in _globs(place)))

    return judge(arguments, environ, complete)


def _place(path: Path, root: Path) -> str:
    """Spell a path from the root."""
    place = Path(posixpath.normpath(path))
    if not place.is_relative_to(root):
        message = f"{str(path)[:200]!r} lies outside the repository at {root}"
        raise UsageError(message, hint="run it in the repository that holds it")
    return place.relative_to(root).as_posix()


def _check(path: Path) -> None:
    if not (path.exists() or path.is_symlink()):
        message = f"there is no file or folder {str(path)[:200]!r}"
        raise UsageError(message, hint="name what is there, or nothing to search everything")


def _globs(place: str) -> tuple[str, ...]:
    """Select a file, or everything below a folder; wild characters in names match any one."""
    name = place.translate(_WILD)
    return ("**",) if name == "." else (name, f"{name}/**")
