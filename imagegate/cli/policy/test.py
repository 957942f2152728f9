"""`imagegate policy test`: run the tests of policies."""

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from imagegate import delivery
from imagegate.cli.policy.files import Files
from imagegate.errors import UsageError
from imagegate.report.report import ExitCode
from imagegate.report.sanitise import plain, prose

_DESCRIPTION = """\
Run the tests of policies: small images, and what each rule must say of them. The
tests of NAME.yaml lie beside it, in NAME.tests.yaml. No registry is asked.
"""
_EPILOG = """\
examples:
  imagegate policy test
  imagegate policy test .github/imagegate.yaml
  imagegate policy test policies/*.tests.yaml
"""


def add(commands: "argparse._SubParsersAction[Any]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "test",
        help="run the tests of a policy",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    parser.add_argument(
        "files", metavar="FILE", nargs="*", help="a policy, or its tests (default: the policy that counts)"
    )


def run(arguments: argparse.Namespace, _: Mapping[str, str]) -> int:
    """Run the tests, and give the exit code."""
    from imagegate.policy.cases.read import SUFFIX, load_cases
    from imagegate.policy.cases.run import run_case

    try:
        files = Files.named(arguments.files)
        names = [
            name if name.endswith(SUFFIX) else name.removesuffix(".yaml").removesuffix(".yml") + SUFFIX
            for name in files.names
        ]
        now = datetime.now(UTC)
        results = [run_case(case) for name in names for case in load_cases(name, files.read, now=now)]
    except UsageError as error:
        delivery.write_error("".join(f"error: {line}\n" for line in error.message.splitlines()))
        return int(ExitCode.USAGE)
    for result in results:
        delivery.write_out(f"{'ok' if result.holds else 'FAILED'}  {plain(result.case.name)}\n")
        for each in result.deviations:
            delivery.write_out(f"    {each.location}: {each.rule}: expected {each.expected}, is {each.actual}\n")
            for line in [finding.message for finding in each.findings] or [each.because]:
                delivery.write_out(f"        {prose(line)}\n")
    return int(ExitCode.COMPLIANT if all(result.holds for result in results) else ExitCode.VIOLATION)
