"""`imagegate policy schema`: the JSON Schema of policy files."""

import argparse
from collections.abc import Mapping

from imagegate import policy_file
from imagegate.cli.policy.output import written
from imagegate.cli.policy.parser import Commands, command
from imagegate.report.report import ExitCode

_DESCRIPTION = """\
Print the JSON Schema (draft-07) of policy files. Editors complete and check from it:
a file that begins with `# yaml-language-server: $schema=PATH` names it.
"""
_EXAMPLES = """\
  imagegate policy schema > .github/imagegate.schema.json
  imagegate policy schema --tests > .github/imagegate.tests.schema.json
"""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = command(commands, "schema", run, description=_DESCRIPTION, examples=_EXAMPLES)
    parser.add_argument("--tests", action="store_true", help="that of NAME.tests.yaml instead")


def run(arguments: argparse.Namespace, _: Mapping[str, str]) -> int:
    """Print, and give the exit code."""
    name = "tests" if arguments.tests else "policy"
    return written(policy_file.schema(name), ExitCode.COMPLIANT)
