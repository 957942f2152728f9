"""The report as SARIF 2.1.0 (OASIS), for code scanning on GitHub and wherever else it is read.

GitHub takes 25,000 results and shows 5,000; it wants a file and a line for each. An image that no file names has
its own name for a path, as scanners of images have it. GitHub finds an alert again by the line that the upload
action hashes; for others there is a fingerprint of our own. The run has no `automationDetails`: the upload action
names the analysis by workflow, job and `category`, and does so only where the file has no name of its own, so that
one of ours would make the uploads of two jobs overwrite each other.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from imagegate import __version__
from imagegate.oci.digest import Digest
from imagegate.policy.rule import Severity
from imagegate.report.alert import Alert, Rule, alerts
from imagegate.report.ascii_json import ascii_json
from imagegate.report.place import Span
from imagegate.report.report import Report
from imagegate.report.sanitise import markdown_code, markdown_link, markdown_prose, plain, prose
from imagegate.report.wording import accepted, many, problems
from imagegate.source import Location
from imagegate.strict.json import Json, JsonObject

RESULTS_MAX = 5000

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note", Severity.OFF: "note"}
_PROBLEMS = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_PACK = "pack:"
_URI_MAX = 1024
_ROOT = "%SRCROOT%"


def render_sarif(report: Report) -> str:
    """Render the report as a SARIF log of one run, the gravest results first."""
    return ascii_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report)]})


def _run(report: Report) -> JsonObject:
    given = alerts(report)
    shown = given[:RESULTS_MAX]
    rules = _rules(shown)
    numbers = {identifier: number for number, identifier in enumerate(rules)}
    listed: list[Json] = [_descriptor(*one) for one in rules.values()]
    return {
        "tool": {"driver": {"name": "imagegate", "semanticVersion": __version__, "rules": listed}},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "invocations": [_invocation(report, len(given) - len(shown))],
        "results": [
            _result(alert, numbers[alert.rule.id], fingerprint) | _suppressed(alert, report)
            for alert, fingerprint in zip(shown, _fingerprints(shown), strict=True)
        ],
    }


def _invocation(report: Report, left_out: int) -> JsonObject:
    told: list[Json] = [*_fault(report)]
    told += [{"level": "note", "message": {"text": _escaped(prose(text))}} for text in report.notices]
    if left_out:
        text = f"{many(left_out, 'result')} are left out, the mildest ones; the JSON report has everything."
        told.append({"level": "warning", "message": {"text": text}})
    return {
        "executionSuccessful": report.fault is None and not report.counts.unverified,
        "exitCode": int(report.exit_code),
        "toolExecutionNotifications": told,
    }


def _fault(report: Report) -> Iterator[JsonObject]:
    if report.fault is None:
        return
    for problem in problems(report.fault):
        text = _escaped(" ".join(filter(None, (f"{plain(problem.message)}.", prose(problem.hint)))))
        yield {"level": "error", "message": {"text": text}, "locations": [_location(Span(problem.location))]}
    if not problems(report.fault):
        error = report.fault.error
        text = _escaped(" ".join(filter(None, (f"{plain(error.message)}.", prose(error.hint)))))
        yield {"level": "error", "message": {"text": text}, "descriptor": {"id": error.code}}


def _rules(given: Iterable[Alert]) -> dict[str, tuple[Rule, Severity]]:
    """Give each rule that has an alert, and how grave its gravest is."""
    rules: dict[str, tuple[Rule, Severity]] = {}
    for one in given:
        _, known = rules.get(one.rule.id, (one.rule, Severity.OFF))
        rules[one.rule.id] = (one.rule, max(known, one.severity, key=lambda severity: severity.rank))
    return dict(sorted(rules.items()))


def _descriptor(rule: Rule, severity: Severity) -> JsonObject:
    description = prose(rule.description) or rule.id
    link = {"helpUri": rule.url} if markdown_link(rule.url, "").startswith("[") else {}
    return {
        "id": rule.id,
        "shortDescription": {"text": description},
        "fullDescription": {"text": description},
        "help": {"text": prose(rule.help) or description, "markdown": _help(rule)},
        **link,
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {
            "tags": ["container-image"],
            "precision": "very-high",
            "problem.severity": _PROBLEMS.get(severity, "recommendation"),
        },
    }


def _help(rule: Rule) -> str:
    parts = (
        markdown_prose(rule.description),
        f"**Fix:** {markdown_prose(rule.help)}" if rule.help else "",
        f"The rule stands in {markdown_code(str(rule.location))}." if rule.location else "",
        markdown_link(rule.url, "Read more") if rule.url else "",
    )
    return "\n\n".join(part for part in parts if part) or rule.id


def _result(alert: Alert, number: int, fingerprint: str) -> JsonObject:
    place = alert.span or Span(Location(alert.path, 1, 1))
    related: list[Json] = [*_related(alert)]
    rule = f"\nRule: [{_escaped(plain(str(alert.rule.location)))}]({len(related)})" if _is_file(alert) else ""
    return {
        "ruleId": alert.rule.id,
        "ruleIndex": number,
        "level": _LEVELS[alert.severity],
        "message": {"text": _escaped("\n".join((alert.message, *alert.details))) + rule},
        "locations": [_location(place)],
        "relatedLocations": related,
        "partialFingerprints": {"imagegate/v1": fingerprint},
    }


def _suppressed(alert: Alert, report: Report) -> JsonObject:
    if not alert.waiver:
        return {"suppressions": []}
    why = next((f" {plain(accepted(one))}" for one in report.waivers if one.id == alert.waiver), "")
    justification = f"The waiver {plain(alert.waiver)} accepts it{why}."
    return {"suppressions": [{"kind": "external", "status": "accepted", "justification": justification}]}


def _related(alert: Alert) -> Iterator[JsonObject]:
    number = 0
    if alert.used_at:
        number += 1
        yield {"id": number, **_location(Span(alert.used_at)), "message": {"text": "the reference"}}
    if alert.rule.location and _is_file(alert):
        yield {"id": number + 1, **_location(Span(alert.rule.location)), "message": {"text": "the rule"}}


def _is_file(alert: Alert) -> bool:
    return alert.rule.location is not None and not alert.rule.location.path.startswith(_PACK)


def _location(span: Span) -> JsonObject:
    place = span.location
    last = span.end_line or place.line
    end = span.end_column if span.end_column and (last, span.end_column) > (place.line, place.column) else None
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(place.path), "uriBaseId": _ROOT},
            "region": {
                "startLine": place.line,
                "startColumn": place.column,
                "endLine": last if end else place.line,
                "endColumn": end or place.column + 1,
            },
        }
    }


def _uri(path: str) -> str:
    return quote(path.encode("utf-8", "replace")[:_URI_MAX].lstrip(b"/")) or "unnamed"


def _fingerprints(given: Iterable[Alert]) -> Iterator[str]:
    """Give each alert what it is known by in the next run; equal ones are numbered in their order."""
    seen: dict[tuple[str, ...], int] = {}
    for one in given:
        seen[one.identity] = seen.get(one.identity, 0) + 1
        text = "\0".join((*one.identity, str(seen[one.identity])))
        yield Digest.of(text.encode("utf-8", "backslashreplace")).encoded


def _escaped(text: str) -> str:
    """Keep what is written in brackets from being a link (SARIF 2.1.0, 3.11.6)."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
