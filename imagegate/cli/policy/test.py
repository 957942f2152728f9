"""`imagegate policy test`: run the tests of policies."""

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from imagegate.cli.policy.files import Files
from imagegate.cli.policy.output import annotation, as_json, failed, lines, location_json, painter, shown, written
from imagegate.cli.policy.parser import Commands, add_format, command
from imagegate.errors import UsageError
from imagegate.report.report import ExitCode
from imagegate.report.wording import found, many, said
from imagegate.strict.json import JsonObject

if TYPE_CHECKING:
    from imagegate.policy.cases.case import CaseResult, Deviation

Paint: TypeAlias = Callable[[str, str], str]

_DESCRIPTION = """\
Run the tests of policies. A test is a small image, and what each rule must say of
it; those of NAME.yaml lie beside it, in NAME.tests.yaml. No registry is asked.
"""
_EXAMPLES = """\
  imagegate policy test
  imagegate policy test .github/imagegate.yaml
  imagegate policy test --format json policies/labels.tests.yaml
"""
_FILE_HELP = "a policy, or its tests (default: those of the policy that counts)"
_RED, _GREEN = "31;1", "32;1"


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = command(commands, "test", run, description=_DESCRIPTION, examples=_EXAMPLES)
    parser.add_argument("files", metavar="FILE", nargs="*", help=_FILE_HELP)
    add_format(parser, *_RENDER)


def run(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Run the tests, write, and give the exit code: 1 if a case fails."""
    from imagegate.policy.cases.read import load_cases
    from imagegate.policy.cases.run import run_case

    try:
        files = Files.named(arguments.files)
        cases = [case for name in files.tests for case in load_cases(name, files.read, now=files.now)]
    except UsageError as error:
        return failed(error, ExitCode.USAGE)
    results = [run_case(case) for case in cases]
    code = ExitCode.COMPLIANT if all(result.holds for result in results) else ExitCode.VIOLATION
    return written(_RENDER[arguments.format](results, painter(environ)), code)


def _text(results: Sequence["CaseResult"], paint: Paint) -> str:
    failing = sum(not result.holds for result in results)
    end = f"{many(len(results), 'case')}, {f'{failing} failed' if failing else 'all hold'}"
    return lines([*(line for result in results for line in _case(result, paint)), end])


def _case(result: "CaseResult", paint: Paint) -> Iterator[str]:
    if result.holds:
        yield f"{paint('ok', _GREEN)}      {shown(result.case.name)}"
        return
    yield f"{paint('FAILED', _RED)}  {shown(result.case.name)}"
    for each in result.deviations:
        place = shown(f"{each.location}: {_deviation(each)}")
        yield f"    {place}"
        yield from (f"      {line}" for line in _reasons(each))


def _deviation(each: "Deviation") -> str:
    expected = f"expected {each.expected}, got {each.actual}" if each.expected else f"got {each.actual}"
    return f"{each.rule}: {expected}" + ("" if each.expected else ", which the case does not expect")


def _reasons(each: "Deviation") -> Iterator[str]:
    for finding in each.findings:
        value = found(finding)
        yield shown(said(finding)) + (f": {value}" if value else "")
    if each.because:
        yield shown(each.because)
    if each.hint:
        yield shown(each.hint)


def _json(results: Sequence["CaseResult"], _: Paint) -> str:
    return as_json("policy-test/v1", {"cases": [_case_json(result) for result in results]})


def _case_json(result: "CaseResult") -> JsonObject:
    return {
        "name": result.case.name,
        **location_json(result.case.location),
        "holds": result.holds,
        "deviations": [_deviation_json(each) for each in result.deviations],
    }


def _deviation_json(each: "Deviation") -> JsonObject:
    return {
        "rule": each.rule,
        "expected": each.expected.value if each.expected else None,
        "actual": each.actual.value,
        **location_json(each.location),
        "findings": [
            {"message": finding.message, "pointer": finding.pointer, "value": finding.value}
            for finding in each.findings
        ],
        "because": each.because or None,
    }


def _github(results: Sequence["CaseResult"], _: Paint) -> str:
    return lines(
        annotation("\n".join((_deviation(each), *_reasons(each))), each.location, f"test failed: {result.case.name}")
        for result in results
        for each in result.deviations
    )


_RENDER: Mapping[str, Callable[[Sequence["CaseResult"], Paint], str]] = {
    "text": _text,
    "json": _json,
    "github": _github,
}
