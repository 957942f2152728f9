"""`imagegate pin`: write the digests that tags stand for into files, and nothing else."""

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imagegate import delivery, policy_file
from imagegate.cli.options import add_registry_options, registry_access
from imagegate.cli.places import check, place
from imagegate.errors import ImagegateError, UsageError
from imagegate.settings import Settings

if TYPE_CHECKING:  # help is given before anything of a search is loaded
    from imagegate.pinning import Pinning

_DESCRIPTION = """\
Write tag and digest of the images that files name: alpine:3.20 becomes
alpine:3.20@sha256:…, and nothing else in the file is touched. The digest is what the
tag stands for now; of a multi-platform image, the digest of its index. Where a value
is also used for something else, or its other values would be overruled, the file is
left as it is, and a sentence says why.
"""
_EPILOG = """\
examples:
  imagegate pin Dockerfile compose.yaml
  imagegate pin .                        everything in this folder
  imagegate pin --check .                say what would be written, write nothing
  imagegate pin --update Dockerfile      renew digests whose tags have moved on

exit codes:
  0  every reference has a digest
  1  a reference has none: with --check, or because it has to be written by hand
  2  the input or the policy is wrong
  3  a registry or a file could not be read
  4  imagegate itself failed, or a file could not be written
"""


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "pin",
        help="write tag and digest, nothing else touched",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    parser.add_argument("paths", metavar="FILE", nargs="+", help="a file to pin, or a folder with all its files")
    parser.add_argument("--check", action="store_true", help="say what would be written, write nothing")
    parser.add_argument("--update", action="store_true", help="renew digests that stand beside a tag")
    parser.add_argument(
        "-p",
        "--policy",
        metavar="POLICY",
        action="append",
        default=[],
        help="its discovery settings say what is searched; repeat to add (default: as for scan)",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text (default) or json")
    add_registry_options(parser)


def run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Plan, write, tell, and give the exit code."""
    from imagegate.cli.answer import failed
    from imagegate.report.report import ExitCode
    from imagegate.tree import RepositoryError

    try:
        return _pinned(arguments, environ)
    except UsageError as error:
        return failed(error, ExitCode.USAGE)
    except RepositoryError as error:
        return failed(error, ExitCode.UNVERIFIED)
    except ImagegateError as error:
        return failed(error, ExitCode.INTERNAL)


def _pinned(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    from imagegate.cli import pin_answer
    from imagegate.report.report import ExitCode

    root = policy_file.repository_root(Path.cwd())
    pinning = _planned(arguments, environ, root)
    failures = () if arguments.check else _written(pinning, root)
    try:
        delivery.write_out(pin_answer.told(pinning, failures, arguments.format, is_check=arguments.check))
    except OSError:
        message = "standard output cannot be written"
        raise delivery.DeliveryError(message) from None
    delivery.write_error(pin_answer.summary(pinning, failures, is_check=arguments.check))
    return int(ExitCode.INTERNAL if failures else pin_answer.exit_code(pinning, is_check=arguments.check))


def _planned(arguments: argparse.Namespace, environ: Mapping[str, str], root: Path) -> "Pinning":
    from imagegate.pinning import pin

    folder = Path.cwd()
    places = [place(Path(folder, path), root) for path in arguments.paths]
    for one in places:
        check(root / one)
    policies = tuple(policy_file.from_root(name, folder, root) for name in arguments.policy)
    settings = Settings((), root, policies=policies, registries=registry_access(arguments, environ))
    return pin(settings, places, datetime.now(UTC), update=arguments.update)


def _written(pinning: "Pinning", root: Path) -> tuple[ImagegateError, ...]:
    """Write the files; give what could not be."""
    from imagegate.rewrite import rewrite

    failures: list[ImagegateError] = []
    for path, content in sorted(pinning.plan.contents.items()):
        try:
            rewrite(root / path, content.old, content.new)
        except ImagegateError as error:
            failures.append(error)
    return tuple(failures)
