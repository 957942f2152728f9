"""`imagegate policy show`: the text of a policy, or of one rule in it, as it is written."""

import argparse
from collections.abc import Mapping

from imagegate.cli.policy.files import Files
from imagegate.cli.policy.output import failed, written
from imagegate.cli.policy.parser import Commands, command
from imagegate.errors import UsageError
from imagegate.report.report import ExitCode

_DESCRIPTION = """\
Print the text of a policy, or of one of its rules. A pack that is written to a file
is a policy of your own from then on, and a new version of imagegate leaves it alone.
"""
_EXAMPLES = """\
  imagegate policy show pack:baseline-security
  imagegate policy show pack:baseline-security tag-moving
  imagegate policy show pack:baseline-security > policies/baseline.yaml
"""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = command(commands, "show", run, description=_DESCRIPTION, examples=_EXAMPLES)
    parser.add_argument("policy", metavar="POLICY", help="pack:NAME, or a file")
    parser.add_argument("rule", metavar="RULE", nargs="?", help="a rule's id (default: the whole text)")


def run(arguments: argparse.Namespace, _: Mapping[str, str]) -> int:
    """Print, and give the exit code."""
    from imagegate.policy.extends import normalised
    from imagegate.policy.rule_lines import rule_lines

    try:
        files = Files.named([arguments.policy])
        name = normalised(files.names[0])
        content = files.read(name)
        text = rule_lines(content, name, arguments.rule).encode() if arguments.rule else content
    except UsageError as error:
        return failed(error, ExitCode.USAGE)
    return written(text, ExitCode.COMPLIANT)
