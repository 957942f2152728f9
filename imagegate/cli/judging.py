"""What commands that judge have in common: their policy and output options, the settings, and the end."""

import argparse
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from imagegate import delivery, policy_file
from imagegate.cli.options import registry_access
from imagegate.delivery import Format, Target
from imagegate.errors import UsageError
from imagegate.settings import Settings, Told, untold
from imagegate.source import UsedAs

if TYPE_CHECKING:
    from imagegate.policy.rule import Severity
    from imagegate.report.report import Report

_FORMATS = ", ".join(form.value for form in Format)

Complete = Callable[[Settings, Path], Settings]
"""Add to the settings what one command is asked; the path is the folder that the user stands in."""


def judge(arguments: argparse.Namespace, environ: Mapping[str, str], complete: Complete) -> int:
    """Judge, deliver, and give the exit code."""
    progress = delivery.Progress()
    is_shown = (
        arguments.format is Format.TEXT
        and not (arguments.quiet or arguments.verbose)
        and delivery.wants_progress(environ)
    )
    try:
        judged = _report(arguments, environ, complete, progress.tell if is_shown else untold)
    finally:
        progress.clear()
    report = delivery.write_targets(judged, arguments.output)
    return delivery.finish(report, arguments.format, colour=delivery.wants_colour(environ))


def _report(arguments: argparse.Namespace, environ: Mapping[str, str], complete: Complete, told: Told) -> "Report":
    from imagegate import wiring

    folder = Path.cwd()
    root = policy_file.repository_root(folder)
    settings = Settings(
        references=(),
        root=root,
        policies=tuple(policy_file.from_root(name, folder, root) for name in arguments.policy),
        platforms=tuple(arguments.platform),
        fail_on=arguments.fail_on,
        warn_only=arguments.warn_only,
        registries=registry_access(arguments, environ),
        told=told,
    )
    try:
        return _judged(complete(settings, folder), is_verbose=arguments.verbose)
    except UsageError as error:
        return wiring.fault(error)


def _judged(settings: Settings, *, is_verbose: bool) -> "Report":
    from imagegate import wiring

    if not is_verbose:
        return wiring.judge(settings, datetime.now(UTC))
    from imagegate import trace

    for line in trace.asked(settings):
        trace.verbose(line)
    report = wiring.judge(settings, datetime.now(UTC))
    for line in trace.found(report):
        trace.verbose(line)
    return report


def add_policy_options(parser: argparse.ArgumentParser) -> "argparse._ArgumentGroup":
    """Add which policy counts and what it stops, and give the group for more."""
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
        "--fail-on",
        metavar="SEVERITY",
        type=_severity,
        help="fail on findings from this severity up: error (default), warning or notice",
    )
    group.add_argument(
        "--warn-only", action="store_true", help="report violations and unverified images, and end with 0 all the same"
    )
    return group


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """Add where the report goes and in which form."""
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
    group.add_argument("--quiet", action="store_true", help="do not show on a terminal how far the run is")


def used_as(text: str) -> UsedAs:
    """Read what images are used for."""
    return UsedAs(_one_of(text, tuple(UsedAs)))


def _severity(text: str) -> "Severity":
    from imagegate.policy.rule import Severity

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
