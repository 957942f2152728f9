"""The report for machines, in the shape `imagegate/report/v1` that `report-v1.schema.json` describes.

The shape is its own: a field of ours may be renamed without breaking what reads this. Strings stand in full and as
they came, in ASCII; what is no character becomes U+FFFD.
"""

import json
import re
from collections.abc import Iterable
from typing import assert_never

from imagegate import __version__
from imagegate.errors import ImagegateError
from imagegate.oci.image import Image
from imagegate.policy.rule import PolicySource
from imagegate.policy.verdict import Failed, Finding, Passed, Unverified, Use, Verdict
from imagegate.report.order import by_weight
from imagegate.report.report import Fault, Report
from imagegate.report.wording import problems, verdict_word
from imagegate.source import Location, Occurrence
from imagegate.strict.json import Json, JsonObject

SCHEMA = "imagegate/report/v1"

_BEYOND_ASCII = re.compile("[^ -~\n]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def render_json(report: Report) -> str:
    """Render the report as one JSON object."""
    text = json.dumps(_report(report), ensure_ascii=False, allow_nan=False, indent=2)
    # In a job's log `##[` would be a command; in JSON a bracket may be written by its number.
    return _BEYOND_ASCII.sub(_numbered, text).replace("##[", "##\\u005b") + "\n"


def _numbered(match: re.Match[str]) -> str:
    units = _SURROGATE.sub("\ufffd", match[0]).encode("utf-16-be").hex()
    return "".join(f"\\u{units[start : start + 4]}" for start in range(0, len(units), 4))


def _report(report: Report) -> JsonObject:
    return {
        "schema": SCHEMA,
        "tool": {"version": __version__},
        "result": report.result.value,
        "exitCode": int(report.exit_code),
        "failOn": report.fail_on.value,
        "warnOnly": report.warn_only,
        "counts": _counts(report),
        "base": None,
        "head": None,
        "policies": [_policy(source) for source in report.policies],
        "images": [_image(verdict, report) for verdict in report.verdicts],
        "files": [],
        "unresolved": [],
        "notices": list(report.notices),
        "skipped": report.skipped or None,
        "error": _fault(report.fault) if report.fault else None,
    }


def _counts(report: Report) -> JsonObject:
    counts = report.counts
    return {
        "images": counts.images,
        "references": counts.references,
        "failed": counts.failed,
        "unverified": counts.unverified,
        "findings": counts.findings,
        "violations": counts.violations,
        "waived": counts.waived,
    }


def _policy(source: PolicySource) -> JsonObject:
    return {"name": source.name, "source": source.source, "digest": source.digest}


def _image(verdict: Verdict, report: Report) -> JsonObject:
    match verdict:
        case Passed() | Failed():
            candidate = verdict.candidate
            head = _head(verdict, str(candidate.reference), candidate.reference.text, candidate.use)
            found: list[Json] = [_finding(finding, report) for finding in by_weight(verdict.findings, report.fail_on)]
            tail: JsonObject = {**_read(verdict.image), "findings": found, "error": None}
            return head | {"occurrences": _occurrences(candidate.occurrences, candidate.use)} | tail
        case Unverified():
            reference = str(verdict.reference) if verdict.reference else None
            head = _head(verdict, reference, verdict.text, verdict.use)
            tail = {**_NOTHING_READ, "findings": [], "error": _error(verdict.error)}
            return head | {"occurrences": _occurrences(verdict.occurrences, verdict.use)} | tail
        case _:
            assert_never(verdict)


def _head(verdict: Verdict, reference: str | None, given: str, use: Use) -> JsonObject:
    return {"reference": reference, "given": given, "usedAs": use.used_as.value, "verdict": verdict_word(verdict)}


_NOTHING_READ: JsonObject = {"digest": None, "platforms": [], "platformsLeftOut": [], "change": None}


def _read(image: Image) -> JsonObject:
    return {
        "digest": str(image.descriptor.digest),
        "platforms": [{"platform": str(one.platform), "digest": str(one.descriptor.digest)} for one in image.platforms],
        "platformsLeftOut": [
            {
                "platform": str(entry.descriptor.platform) if entry.descriptor.platform else None,
                "digest": str(entry.descriptor.digest),
                "reason": entry.reason,
            }
            for entry in image.left_out
        ],
        "change": None,
    }


def _occurrences(occurrences: Iterable[Occurrence], use: Use) -> list[Json]:
    return [
        {
            "file": occurrence.location.path,
            "line": occurrence.location.line,
            "column": occurrence.location.column,
            "endColumn": occurrence.end_column,
            "kind": occurrence.kind,
            "previous": str(use.previous) if use.previous else None,
        }
        for occurrence in occurrences
    ]


def _finding(finding: Finding, report: Report) -> JsonObject:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "outcome": finding.outcome.value,
        "violation": finding.stops(report.fail_on),
        "platforms": [str(platform) for platform in finding.platforms],
        "pointer": finding.pointer,
        "rawField": finding.raw_field or None,
        "value": finding.value,
        "expected": finding.expected or None,
        "message": finding.message,
        "help": finding.help or None,
        "url": finding.url or None,
        "policy": _place(finding.location) if finding.location else None,
        "waiver": finding.waiver or None,
    }


def _place(location: Location) -> JsonObject:
    return {"file": location.path, "line": location.line, "column": location.column}


def _error(error: ImagegateError) -> JsonObject:
    return {"code": error.code, "message": error.message, "hint": error.hint or None}


def _fault(fault: Fault) -> JsonObject:
    listed: list[Json] = [
        {**_place(problem.location), "message": problem.message, "hint": problem.hint or None}
        for problem in problems(fault)
    ]
    return {**_error(fault.error), "problems": listed}
