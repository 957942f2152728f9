"""`imagegate policy init`: a policy to begin with, and its tests."""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from imagegate import delivery, policy_file
from imagegate.cli.policy.files import ENDINGS, tests_of
from imagegate.cli.policy.output import failed, lines, shown, written
from imagegate.cli.policy.parser import Commands, command
from imagegate.errors import ImagegateError, UsageError
from imagegate.report.report import ExitCode

_DESCRIPTION = """\
Write a policy to begin with, and tests for it. Nothing is ever overwritten. Beside
them goes the JSON Schema of policies, from which editors complete.
"""
_EXAMPLES = """\
  imagegate policy init
  imagegate policy init --no-schema policies/images.yaml
"""
_SCHEMA = "imagegate.schema.json"


@dataclass(frozen=True, slots=True)
class _New:
    """A file to write: its path as the user calls it, and its text."""

    path: Path
    text: str


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = command(commands, "init", run, description=_DESCRIPTION, examples=_EXAMPLES)
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help=f"where to (default: {policy_file.PLACES[0]} in the repository)"
    )
    parser.add_argument("--no-schema", action="store_true", help="do without the JSON Schema for editors")


def run(arguments: argparse.Namespace, _: Mapping[str, str]) -> int:
    """Write the files, and give the exit code."""
    try:
        new = _files(_path(arguments.file), with_schema=not arguments.no_schema)
        for file in new:
            if file.path.exists() or file.path.is_symlink():
                raise _there(file.path)
        for file in new:
            _create(file)
    except UsageError as error:
        return failed(error, ExitCode.USAGE)
    except ImagegateError as error:
        return failed(error, ExitCode.INTERNAL)
    said = [shown(f"wrote {file.path}") for file in new]
    return written(lines([*said, "next: imagegate policy test, then imagegate check IMAGE"]), ExitCode.COMPLIANT)


def _path(given: str | None) -> Path:
    folder = Path.cwd()
    root = policy_file.repository_root(folder)
    path = Path(given) if given else root / policy_file.PLACES[0]
    if path.suffix not in ENDINGS:
        message = f"a policy is a YAML file, and {str(path)!r} does not end like one"
        raise UsageError(message, hint="call it NAME.yaml")
    places = [root / place for place in policy_file.PLACES]
    if folder / path in places:
        for place in places:
            if place.exists() or place.is_symlink():
                raise _there(place.relative_to(root))
    return path.relative_to(folder) if path.is_relative_to(folder) else path


def _there(path: Path) -> UsageError:
    message = f"{path} is there already, and nothing is overwritten"
    return UsageError(message, hint="name another file: imagegate policy init FILE")


def _files(path: Path, *, with_schema: bool) -> list[_New]:
    from imagegate.policy.starter import TESTS, policy_text

    schema = _New(path.with_name(_SCHEMA), policy_file.schema("policy").decode("utf-8"))
    policy = _New(path, policy_text(_SCHEMA if with_schema else ""))
    tests = _New(Path(tests_of(str(path))), TESTS)
    return [policy, tests, schema] if with_schema and not schema.path.exists() else [policy, tests]


def _create(file: _New) -> None:
    try:
        file.path.parent.mkdir(parents=True, exist_ok=True)
        delivery.create(file.path, file.text)
    except OSError as error:
        message = f"{file.path} cannot be written: {(error.strerror or 'the system refused').lower()}"
        raise delivery.DeliveryError(message) from None
