"""How the parsers of these commands are made."""

import argparse
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[Any]"  # noqa: SLF001 - the library has no other name for it
Run: TypeAlias = Callable[[argparse.Namespace, Mapping[str, str]], int]


def command(commands: Commands, name: str, run: Run, *, description: str, examples: str) -> argparse.ArgumentParser:
    """Add a command: the first sentence of its description is its line in the list of commands."""
    first = " ".join(description.split()).partition(". ")[0].removesuffix(".")
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=f"{first[0].lower()}{first[1:]}",
        description=description,
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    return parser


def add_format(parser: argparse.ArgumentParser, *forms: str) -> None:
    """Add the option that says how the command writes; the first form is what it does unasked."""
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        choices=forms,
        default=forms[0],
        help=f"what standard output gets: {', '.join(forms)} (default: {forms[0]})",
    )
