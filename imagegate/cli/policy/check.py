"""`imagegate policy check`: what is wrong with policies, without an image and without a network."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from imagegate.cli.policy.files import Files
from imagegate.cli.policy.output import annotation, as_json, failed, lines, location_json, shown, written
from imagegate.cli.policy.parser import Commands, add_format, command
from imagegate.errors import UsageError
from imagegate.policy.problem import InvalidPolicyError
from imagegate.report.report import ExitCode
from imagegate.report.wording import many
from imagegate.source import Location

_DESCRIPTION = """\
Say what is wrong with policies. Every problem is named with its file, line and
column, and how to mend it. Files of tests are checked too. No registry is asked.
"""
_EXAMPLES = """\
  imagegate policy check
  imagegate policy check .github/imagegate.yaml .github/imagegate.tests.yaml
  imagegate policy check --format github
"""
_FILE_HELP = "a policy, pack:NAME, or NAME.tests.yaml (default: the policy that counts)"


@dataclass(frozen=True, slots=True)
class _Wrong:
    """One thing that is wrong; without a place where the file as such is."""

    message: str
    hint: str
    location: Location | None = None

    def __str__(self) -> str:
        """Give `FILE:LINE:COLUMN: message (hint)`."""
        place = f"{self.location}: " if self.location else ""
        return f"{place}{self.message}" + (f" ({self.hint})" if self.hint else "")


@dataclass(frozen=True, slots=True)
class _Checked:
    """A file, what it holds, and what is wrong with it."""

    name: str
    holds: str
    wrong: tuple[_Wrong, ...] = ()


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = command(commands, "check", run, description=_DESCRIPTION, examples=_EXAMPLES)
    parser.add_argument("files", metavar="FILE", nargs="*", help=_FILE_HELP)
    add_format(parser, *_RENDER)


def run(arguments: argparse.Namespace, _: Mapping[str, str]) -> int:
    """Check, write, and give the exit code."""
    try:
        files = Files.named(arguments.files)
    except UsageError as error:
        return failed(error, ExitCode.USAGE)
    checked = [_checked(name, files) for name in files.names]
    code = ExitCode.USAGE if any(one.wrong for one in checked) else ExitCode.COMPLIANT
    return written(_RENDER[arguments.format](checked), code)


def _checked(name: str, files: Files) -> _Checked:
    from imagegate.policy.cases.read import SUFFIX, load_cases
    from imagegate.policy.load import load

    try:
        if name.endswith(SUFFIX):
            return _Checked(name, many(len(load_cases(name, files.read, now=files.now)), "case"))
        return _Checked(name, many(len(load([name], files.read, now=files.now).rules), "rule"))
    except InvalidPolicyError as error:
        return _Checked(name, "", tuple(_Wrong(each.message, each.hint, each.location) for each in error.problems))
    except UsageError as error:
        return _Checked(name, "", (_Wrong(error.message, error.hint),))


def _all(checked: Sequence[_Checked]) -> list[_Wrong]:
    # A policy that two files need is read twice, and what is wrong with it is said once.
    return [*dict.fromkeys(wrong for one in checked for wrong in one.wrong)]


def _text(checked: Sequence[_Checked]) -> str:
    wrong = _all(checked)
    good = [shown(f"{one.name}: {one.holds}, no problems") for one in checked if not one.wrong]
    return lines([*(shown(str(each)) for each in wrong), *good, *([many(len(wrong), "problem")] if wrong else [])])


def _json(checked: Sequence[_Checked]) -> str:
    found = [
        {**location_json(each.location), "message": each.message, "hint": each.hint or None} for each in _all(checked)
    ]
    return as_json("policy-check/v1", {"files": [one.name for one in checked], "problems": found})


def _github(checked: Sequence[_Checked]) -> str:
    return lines(
        annotation(f"{each.message}\n{each.hint}".strip(), each.location, "invalid policy") for each in _all(checked)
    )


_RENDER: Mapping[str, Callable[[Sequence[_Checked]], str]] = {"text": _text, "json": _json, "github": _github}
