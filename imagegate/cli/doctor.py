"""`imagegate doctor`: what lets a pull request walk around the gate."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from imagegate import policy_file
from imagegate.cli.policy.output import failed, written
from imagegate.cli.policy.parser import Commands, add_format, command
from imagegate.errors import ImagegateError, UsageError
from imagegate.report.report import ExitCode

_DESCRIPTION = """\
Look for what lets a pull request walk around the gate. The repository's workflows,
the actions that they use of it and CODEOWNERS are read as they stand on disk; every
finding says why it matters and what to write instead. Nothing is asked or run.
"""
_EXAMPLES = """\
  imagegate doctor                      this repository
  imagegate doctor --fail-on warning    stricter, for a workflow of your own
  imagegate doctor --format github      annotations on the lines of a pull request

exit codes:
  0  nothing so grave as --fail-on says
  1  a finding that is
  2  the folder is not there or cannot be read
"""
_FORMATS = ("text", "json", "github")
_SEVERITIES = ("error", "warning", "notice")


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = command(commands, "doctor", run, description=_DESCRIPTION, examples=_EXAMPLES)
    parser.add_argument("path", metavar="PATH", nargs="?", default=".", help="a folder of the repository (default: .)")
    parser.add_argument(
        "--fail-on",
        metavar="SEVERITY",
        choices=_SEVERITIES,
        default=_SEVERITIES[0],
        help="end with 1 at findings from this severity up: error (default), warning or notice",
    )
    add_format(parser, *_FORMATS)


def run(arguments: argparse.Namespace, _: Mapping[str, str]) -> int:
    """Examine, write, and give the exit code."""
    from imagegate.doctor.examine import examine
    from imagegate.doctor.render import RENDER
    from imagegate.policy.rule import Severity
    from imagegate.worktree import read_worktree

    try:
        examination = examine(read_worktree(_root(arguments.path)))
    except ImagegateError as error:
        return failed(error, ExitCode.USAGE)
    threshold = Severity(arguments.fail_on)
    is_open = any(finding.check.severity.reaches(threshold) for finding in examination.findings)
    return written(RENDER[arguments.format](examination), ExitCode.VIOLATION if is_open else ExitCode.COMPLIANT)


def _root(path: str) -> Path:
    folder = Path.cwd() / path
    if not folder.is_dir():
        message = f"there is no folder {path[:200]!r}"
        raise UsageError(message, hint="name a folder of the repository, or nothing for this one")
    return policy_file.repository_root(folder.resolve())
