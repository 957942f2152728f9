"""`imagegate check`: judge the images that are named."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from imagegate import delivery, policy_file
from imagegate.cli.options import REFERENCE_HELP, add_registry_options, registry_access
from imagegate.delivery import Format, Target
from imagegate.errors import UsageError
from imagegate.policy.rule import Severity
from imagegate.report.report import Report
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
_FORMATS = ", ".join(form.value for form in Format)


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
    _add_policy_options(parser)
    _add_output_options(parser)
    add_registry_options(parser)


def run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Judge, deliver, and give the exit code."""
    report = _report(arguments, environ)
    report = delivery.write_targets(report, arguments.output)
    return delivery.finish(report, arguments.format, colour=delivery.wants_colour(environ))


def _report(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Report:
    from imagegate import wiring

    folder = Path.cwd()
    root = policy_file.repository_root(folder)
    try:
        settings = Settings(
            references=_references(arguments.references),
            root=root,
            used_as=arguments.used_as,
            policies=tuple(policy_file.from_root(name, folder, root) for name in arguments.policy),
            platforms=tuple(arguments.platform),
            fail_on=arguments.fail_on,
            warn_only=arguments.warn_only,
            registries=registry_access(arguments, environ),
        )
    except UsageError as error:
        return wiring.fault(error)
    return wiring.judge(settings, datetime.now(UTC))


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


def _add_policy_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("policy")
    group.add_argument(
        "-p",
        "--policy",
        metavar="POLICY",
        action="append",
        default=[],
        help="a file, or pack:NAME; repeat to add (default: .github/imagegate.yaml or .imagegate.yaml, "
        f"else {policy_file.DEFAULT})",
    )
    group.add_argument(
        "--platform",
        metavar="OS/ARCH",
        action="append",
        default=[],
        help="judge this platform only, such as linux/arm64; repeat to add (default: all)",
    )
    group.add_argument(
        "--used-as",
        metavar="USE",
        type=_used_as,
        default=UsedAs.NAMED,
        help=f"what the images are for: {', '.join(UsedAs)} (default: named)",
    )
    group.add_argument(
        "--fail-on",
        metavar="SEVERITY",
        type=_severity,
        help="fail on findings from this severity up: error (default), warning or notice",
    )
    group.add_argument(
        "--warn-only", action="store_true", help="report violations and unverified images, and end with 0 all the same"
    )


def _add_output_options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("output")
    group.add_argument(
        "--format",
        metavar="FORMAT",
        type=_format,
        default=Format.TEXT,
        help=f"what standard output gets: {_FORMATS} (default: text)",
    )
    group.add_argument(
        "--output",
        metavar="FORMAT=FILE",
        type=_target,
        action="append",
        default=[],
        help="write the report to a file as well; repeat to add",
    )


def _used_as(text: str) -> UsedAs:
    return UsedAs(_one_of(text, tuple(UsedAs)))


def _severity(text: str) -> Severity:
    return Severity(_one_of(text, (Severity.ERROR, Severity.WARNING, Severity.NOTICE)))


def _format(text: str) -> Format:
    return Format(_one_of(text, tuple(Format)))


def _target(text: str) -> Target:
    form, equals, path = text.partition("=")
    if not equals or not path:
        message = f"{text[:80]!r} is not FORMAT=FILE"
        raise argparse.ArgumentTypeError(message)
    return Target(_format(form), Path(path))


def _one_of(text: str, allowed: tuple[str, ...]) -> str:
    if text in allowed:
        return text
    message = f"{text[:40]!r} is not one of {', '.join(allowed)}"
    raise argparse.ArgumentTypeError(message)
