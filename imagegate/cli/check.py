"""`imagegate check`: judge the images that are named."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from imagegate.cli.judging import add_output_options, add_policy_options, judge, used_as
from imagegate.cli.options import REFERENCE_HELP, add_registry_options
from imagegate.errors import UsageError
from imagegate.settings import Settings
from imagegate.source import UsedAs

_DESCRIPTION = """\
Judge images by a policy. Each image's manifest and config are read from its
registry; no layer is pulled. Every platform of a multi-platform image is judged.
"""
_EPILOG = """\
examples:
  imagegate check ruby:3.4 ghcr.io/example/app:1.2
  imagegate check --used-as base python:3.13-slim
  imagegate check -p .github/imagegate.yaml -p pack:baseline-security app:1.2
  imagegate check --format json --output markdown=summary.md app:1.2
  docker compose config --images | imagegate check -
  docker save app:1.2 | imagegate check docker-archive:-:app:1.2
"""


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "check",
        help="judge the images named",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    parser.add_argument(
        "references",
        metavar="REFERENCE",
        nargs="+",
        help=f"{REFERENCE_HELP}. A - alone reads one REFERENCE a line from standard input",
    )
    add_policy_options(parser).add_argument(
        "--used-as",
        metavar="USE",
        type=used_as,
        default=UsedAs.NAMED,
        help=f"what the images are for: {', '.join(UsedAs)} (default: named)",
    )
    add_output_options(parser)
    add_registry_options(parser)


def run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Judge the images, deliver, and give the exit code."""

    def complete(settings: Settings, _: Path) -> Settings:
        return replace(settings, references=_references(arguments.references), used_as=arguments.used_as)

    return judge(arguments, environ, complete)


def _references(given: Sequence[str]) -> tuple[str, ...]:
    from imagegate import sources

    if "-" in given and (given.count("-") > 1 or any(map(sources.reads_standard_input, given))):
        message = "standard input can be read only once"
        raise UsageError(message, hint="name the images as arguments")
    return tuple(text for item in given for text in (_lines() if item == "-" else (item,)))


def _lines() -> tuple[str, ...]:
    try:
        lines = sys.stdin.buffer.read().decode("utf-8").splitlines()
    except UnicodeDecodeError:
        message = "standard input is not UTF-8 text"
        raise UsageError(message, hint="give one reference a line") from None
    stripped = (line.strip() for line in lines)
    references = tuple(line for line in stripped if line and not line.startswith("#"))
    if not references:
        # The command before the pipe may have failed, and nothing must not look like everything being well.
        message = "standard input names no image"
        raise UsageError(message, hint="give one reference a line")
    return references
