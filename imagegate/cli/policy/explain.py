"""`imagegate policy explain`: why a rule comes to what it comes to on an image."""

import argparse
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from imagegate.cli.options import REFERENCE_HELP, add_registry_options, registry_access
from imagegate.cli.policy.files import TESTS, Files
from imagegate.cli.policy.output import failed, written
from imagegate.cli.policy.parser import Commands, add_format, command
from imagegate.errors import ImagegateError, UsageError
from imagegate.oci.image import Unread
from imagegate.oci.platform import Platform
from imagegate.policy.problem import did_you_mean
from imagegate.policy.rule import Policy, Rule
from imagegate.policy.verdict import Candidate, Use
from imagegate.report.report import ExitCode
from imagegate.source import UsedAs

if TYPE_CHECKING:
    from imagegate.policy.cases.case import Case
    from imagegate.policy.trial import Matter

_DESCRIPTION = """\
Say why a rule comes to what it comes to on an image. Shown are what match and
when decided, the values that were judged, and the line that failed.
"""
_EXAMPLES = """\
  imagegate policy explain ruby:3.4 user-non-root
  imagegate policy explain --used-as base -p .github/imagegate.yaml ruby:3.4 no-onbuild
  imagegate policy explain .github/imagegate.tests.yaml:12 user-non-root
"""
_CASE = re.compile(rf"(?P<file>.*{re.escape(TESTS)}):(?P<line>[0-9]{{1,7}})(?::[0-9]{{1,7}})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be explained, and what reads the policy's files."""

    policy: Policy
    rule: Rule
    matter: "Matter"
    files: Files


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = command(commands, "explain", run, description=_DESCRIPTION, examples=_EXAMPLES)
    parser.add_argument(
        "image", metavar="IMAGE", help=f"{REFERENCE_HELP}; or FILE{TESTS}:LINE, a case as `policy test` names it"
    )
    parser.add_argument("rule", metavar="RULE", help="the rule's id")
    parser.add_argument(
        "-p", "--policy", metavar="POLICY", action="append", default=[], help="a file, or pack:NAME; repeat to add"
    )
    parser.add_argument("--platform", metavar="OS/ARCH", action="append", default=[], help="this platform only")
    parser.add_argument("--used-as", metavar="USE", choices=[*UsedAs], help=f"{', '.join(UsedAs)} (default: named)")
    add_format(parser, "text", "json")
    add_registry_options(parser)


def run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Find out, write, and give the exit code."""
    from imagegate.cli.policy import explanation
    from imagegate.policy.explain import explained, rule_text

    try:
        question = _question(arguments, environ)
        found = explained(question.policy, question.rule, question.matter)
        text = rule_text(question.rule, question.files.read)
    except UsageError as error:
        return failed(error, ExitCode.USAGE)
    except ImagegateError as error:
        return failed(error, ExitCode.UNVERIFIED)
    render = explanation.as_text if arguments.format == "text" else explanation.as_json
    return written(render(question, found, text), ExitCode.COMPLIANT)


def _question(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Question:
    case = _CASE.fullmatch(arguments.image)
    if case:
        files = Files.named([case["file"]])
        found = _case(files, int(case["line"]))
        return Question(found.policy, _rule(found.policy, arguments.rule), found.matter, files)
    return _of_image(arguments, environ)


def _of_image(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Question:
    from imagegate import gate, sources
    from imagegate.policy.load import load
    from imagegate.policy.trial import Matter

    files = Files.named(arguments.policy)
    policy = load(files.names, files.read, now=files.now)
    if arguments.platform:
        chosen = tuple(map(Platform.parse, arguments.platform))
        policy = replace(policy, settings=replace(policy.settings, platforms=chosen))
    rule = _rule(policy, arguments.rule)
    reference = sources.reference(arguments.image)
    resolve = sources.resolver(registry_access(arguments, environ), (reference,))
    (resolution,) = gate.read((reference,), rule.needs, resolve)
    if isinstance(resolution, Unread):
        raise resolution.error
    candidate = Candidate(reference, Use(UsedAs(arguments.used_as or UsedAs.NAMED)))
    return Question(policy, rule, Matter(candidate, resolution, files.now), files)


def _case(files: Files, line: int) -> "Case":
    from imagegate.policy.cases.read import load_cases

    cases = load_cases(files.names[0], files.read, now=files.now)
    found = [case for case in cases if case.location.line <= line]
    if not found:
        message = f"no case stands at line {line} of {files.names[0]}"
        raise UsageError(message, hint=f"the first begins at line {cases[0].location.line}")
    return found[-1]


def _rule(policy: Policy, identifier: str) -> Rule:
    found = next((rule for rule in policy.rules if rule.id == identifier), None)
    if found is None:
        message = f"no rule of the policy is called {identifier[:80]!r}"
        raise UsageError(message, hint=did_you_mean(identifier, [rule.id for rule in policy.rules]))
    return found
