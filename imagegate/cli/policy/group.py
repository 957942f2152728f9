"""`imagegate policy`: which command."""

import argparse
from typing import Any

from imagegate.cli.policy import check, explain, init, schema, show, test
from imagegate.cli.policy import list as listing

_DESCRIPTION = """\
Tools for those who write policies. None of them but `explain` asks a registry.
"""
_EPILOG = """\
examples:
  imagegate policy init                     write a policy to begin with, and its tests
  imagegate policy check                    say what is wrong with it
  imagegate policy test                     run its tests
  imagegate policy explain ruby:3.4 RULE    say why a rule fails an image, or not
"""
_COMMANDS = (init, check, test, explain, listing, show, schema)


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the commands to the parser."""
    parser = commands.add_parser(
        "policy",
        help="write, check and test policies",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    inner = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.add(inner)
