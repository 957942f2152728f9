"""The command line's first level: which command, and what an end that nobody planned looks like."""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module

from imagegate import __version__

_DESCRIPTION = """\
A gate for container images. It reads an image's manifest and config from its
registry, without pulling a layer, and judges them by a policy.
"""
_COMMANDS = {
    "check": "imagegate.cli.check",
    "scan": "imagegate.cli.scan",
    "inspect": "imagegate.cli.inspect",
    "diff": "imagegate.cli.diff",
    "pin": "imagegate.cli.pin",
    "policy": "imagegate.cli.policy.group",
    "doctor": "imagegate.cli.doctor",
}
_EPILOG = """\
examples:
  imagegate check ruby:3.4                  judge an image by the default pack
  imagegate check -p policy.yaml app@sha256:…   judge it by your own policy
  imagegate scan --base origin/main         judge what a branch brings
  imagegate inspect ruby:3.4                see what a policy sees
  imagegate pin Dockerfile                  write the digests of its images into it

exit codes:
  0  compliant, or nothing to judge
  1  a violation
  2  the input or the policy is wrong
  3  something could not be verified
  4  imagegate itself failed, or an output could not be written
"""


def main(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run one command; give its exit code, 0 to 4."""
    try:
        parsed = _parser(arguments).parse_args(arguments)
        code: int = parsed.run(parsed, environ)
    except KeyboardInterrupt:
        return _ended(KeyboardInterrupt("interrupted"))
    except Exception as error:  # noqa: BLE001 - the last place: a bug ends in a sentence and exit code 4
        return _ended(error)
    return code


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="imagegate",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"imagegate {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in _needed(arguments):
        import_module(module).add(commands)
    return parser


def _needed(arguments: Sequence[str]) -> Iterable[str]:
    """Give the modules of the commands that can be meant: none but the one that is named first."""
    first = arguments[0] if arguments else ""
    if first == "--version":
        return ()
    return (_COMMANDS[first],) if first in _COMMANDS else _COMMANDS.values()


def _ended(error: BaseException) -> int:
    from imagegate import delivery, wiring

    report = wiring.crash(error)
    delivery.write_error(delivery.render(report, delivery.Format.TEXT))
    return int(report.exit_code)
