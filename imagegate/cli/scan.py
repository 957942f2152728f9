"""`imagegate scan`: find references in files, and judge the images that they name."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from imagegate.cli.judging import add_output_options, add_policy_options, judge
from imagegate.cli.options import add_registry_options
from imagegate.cli.places import check, globs, place
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
        places = [place(Path(folder, path), settings.root) for path in arguments.paths]
        for one in () if arguments.commit else places:
            check(settings.root / one)
        return replace(settings, search=search, only=globs(places))

    return judge(arguments, environ, complete)
