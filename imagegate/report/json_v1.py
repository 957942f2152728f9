"""The report for machines, in the shape `imagegate/report/v1` that `report-v1.schema.json` describes.

The shape is its own: a field of ours may be renamed without breaking what reads this. Strings stand in full and as
they came, in ASCII; what is no character becomes U+FFFD.
"""

from imagegate import __version__
from imagegate.errors import ImagegateError
from imagegate.oci.change import change
from imagegate.oci.image import Image
from imagegate.policy.document.change import change_fields
from imagegate.policy.rule import PolicySource
from imagegate.policy.verdict import Failed, Finding, Passed, UnreadFile, UnresolvedText, Unverified, Use, Verdict
from imagegate.policy.waiver import Waiver
from imagegate.report.ascii_json import ascii_json
from imagegate.report.order import by_weight
from imagegate.report.report import Fault, Report
from imagegate.report.search import Search
from imagegate.report.subject import occurrences, reference, use
from imagegate.report.wording import problems, verdict_word
from imagegate.source import Location, Occurrence
from imagegate.strict.json import Json, JsonObject

SCHEMA = "imagegate/report/v1"


def render_json(report: Report) -> str:
    """Render the report as one JSON object."""
    return ascii_json(_report(report))


def _report(report: Report) -> JsonObject:
    return {
        "schema": SCHEMA,
        "tool": {"version": __version__},
        "result": report.result.value,
        "exitCode": int(report.exit_code),
        "failOn": report.fail_on.value,
        "warnOnly": report.warn_only,
        "counts": _counts(report),
        **_search(report.search or Search()),
        "policies": [_policy(source) for source in report.policies],
        "images": [_image(verdict, report) for verdict in report.verdicts],
        "files": [_file(file) for file in report.files],
        "unresolved": [_unresolved(text, report) for text in report.unresolved],
        "proposed": _report(report.proposed) if report.proposed else None,
        "waivers": [_waiver(waiver) for waiver in report.accepting],
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


def _waiver(waiver: Waiver) -> JsonObject:
    words: JsonObject = {
        "id": waiver.id,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "ticket": waiver.ticket or None,
    }
    return {**words, "expires": str(waiver.expires), "policy": _place(waiver.location)}


def _search(search: Search) -> JsonObject:
    return {
        "base": search.base,
        "head": search.head,
        "filesSearched": search.files,
        "removed": [{"text": one.text, **_stretch(one)} for one in search.removed],
        "leftAlone": [{**_place(one.location), "reason": one.reason} for one in search.left_alone],
        "excluded": list(search.excluded),
    }


def _image(verdict: Verdict, report: Report) -> JsonObject:
    judged = reference(verdict)
    return {
        "reference": str(judged) if judged else None,
        "given": verdict.text if isinstance(verdict, Unverified) else verdict.candidate.reference.text,
        "usedAs": use(verdict).used_as.value,
        "verdict": "unverified" if isinstance(verdict, Unverified) else verdict_word(verdict),
        "occurrences": [_occurrence(one, use(verdict)) for one in occurrences(verdict)],
        **(_NOTHING_READ if isinstance(verdict, Unverified) else _read(verdict.image)),
        **(_NOTHING_JUDGED if isinstance(verdict, Unverified) else _judged(verdict, report)),
        "error": _error(verdict.error) if isinstance(verdict, Unverified) else None,
        "waiver": (verdict.waiver or None) if isinstance(verdict, Unverified) else None,
    }


_NOTHING_READ: JsonObject = {"digest": None, "platforms": [], "platformsLeftOut": []}
_NOTHING_JUDGED: JsonObject = {"change": None, "findings": [], "fixed": []}


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
    }


def _judged(verdict: Passed | Failed, report: Report) -> JsonObject:
    old, image = verdict.old, verdict.image
    return {
        "change": change_fields(change(old, image, image.platforms[0])) if old and image.platforms else None,
        "findings": [_finding(finding, report) for finding in by_weight(verdict.findings, report.fail_on)],
        "fixed": [_finding(finding, report) | {"violation": False} for finding in verdict.fixed],
    }


def _occurrence(occurrence: Occurrence, use: Use) -> JsonObject:
    previous = str(use.previous) if use.previous else None
    return {**_stretch(occurrence), "kind": occurrence.kind, "previous": previous}


def _file(file: UnreadFile) -> JsonObject:
    return {"path": file.location.path, **_spot(file.location), "error": _error(file.error)}


def _unresolved(text: UnresolvedText, report: Report) -> JsonObject:
    return {
        "text": text.occurrence.text,
        **_stretch(text.occurrence),
        "kind": text.occurrence.kind,
        "usedAs": text.occurrence.used_as.value,
        "reason": text.reason,
        "severity": text.severity.value,
        "violation": text.stops(report.fail_on),
        "waiver": text.waiver or None,
    }


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
        "novelty": finding.novelty.value if finding.novelty else None,
    }


def _stretch(occurrence: Occurrence) -> JsonObject:
    place, last = occurrence.location, occurrence.end_line or occurrence.location.line
    return {"file": place.path, **_spot(place), "endLine": last, "endColumn": occurrence.end_column}


def _place(location: Location) -> JsonObject:
    return {"file": location.path, **_spot(location)}


def _spot(location: Location) -> JsonObject:
    return {"line": location.line, "column": location.column}


def _error(error: ImagegateError) -> JsonObject:
    return {"code": error.code, "message": error.message, "hint": error.hint or None}


def _fault(fault: Fault) -> JsonObject:
    listed: list[Json] = [
        {**_place(problem.location), "message": problem.message, "hint": problem.hint or None}
        for problem in problems(fault)
    ]
    return {**_error(fault.error), "problems": listed}
