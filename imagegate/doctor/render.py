"""An examination as text, as JSON and as GitHub's annotations; whatever comes from files is made safe."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from imagegate.doctor.check import Finding
from imagegate.doctor.examine import Examination
from imagegate.github.workflow_command import workflow_command
from imagegate.policy.rule import Severity
from imagegate.report.sanitise import PROSE_MAX, plain, prose
from imagegate.report.wording import many
from imagegate.source import Location
from imagegate.strict.json import JsonObject

SCHEMA = "imagegate/doctor/v1"

_SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTICE)


def render_text(examination: Examination) -> str:
    """Write for a reader."""
    return "".join(f"{line}\n" for line in _text(examination))


def render_json(examination: Examination) -> str:
    """Write for programs."""
    value = {
        "schema": SCHEMA,
        "gates": [
            {"check": gate.chain.check, "workflow": gate.chain.workflow.path, **_place(gate.step.place)}
            for gate in examination.gates
        ],
        "findings": [_finding(finding) for finding in examination.findings],
        "unseen": list(examination.unseen),
    }
    return json.dumps(value, indent=2, ensure_ascii=True) + "\n"


def render_github(examination: Examination) -> str:
    """Write workflow commands, which GitHub shows on the lines of a pull request."""
    return "".join(f"{_annotation(finding)}\n" for finding in examination.findings)


RENDER: Mapping[str, Callable[[Examination], str]] = {
    "text": render_text,
    "json": render_json,
    "github": render_github,
}


def _text(examination: Examination) -> Iterator[str]:
    for gate in examination.gates:
        yield _row("gate", f"{gate.step.place} ({gate.chain.check})")
    for finding in examination.findings:
        yield from _told(finding)
    if examination.unseen:
        yield "not visible from here:"
        yield from (f"  {prose(sentence)}" for sentence in examination.unseen)
    yield _summary(examination)


def _told(finding: Finding) -> Iterator[str]:
    check, found = finding.check, finding.found
    yield _row(check.severity, f"{found.location or 'this repository'}: {found.message} [{check.id}]")
    yield f"  {_row('why', check.why)}"
    yield f"  {_row('fix', found.fix)}"
    yield from (f"  {'':<8}{plain(line)}" for line in found.write.splitlines())


def _row(word: str, text: str) -> str:
    return f"{word:<8}{plain(' '.join(text.split()), PROSE_MAX)}"


def _summary(examination: Examination) -> str:
    counts = Counter(finding.check.severity for finding in examination.findings)
    told = ", ".join(many(counts[severity], severity) for severity in _SEVERITIES if counts[severity])
    return f"{many(len(examination.gates), 'gate')}, {told or 'nothing to mend'}"


def _finding(finding: Finding) -> JsonObject:
    check, found = finding.check, finding.found
    return {
        "id": check.id,
        "severity": check.severity.value,
        **_place(found.location),
        "message": found.message,
        "why": check.why,
        "fix": found.fix,
        "write": found.write or None,
    }


def _place(location: Location | None) -> JsonObject:
    if location is None:
        return {"file": None, "line": None, "column": None}
    return {"file": location.path, "line": location.line, "column": location.column}


def _annotation(finding: Finding) -> str:
    check, found = finding.check, finding.found
    at = found.location or Location("", 0, 0)
    lines = (found.message, f"why: {check.why}", f"fix: {found.fix}", *found.write.splitlines())
    return workflow_command(
        check.severity,
        "\n".join(plain(line, PROSE_MAX) for line in lines),
        file=plain(at.path, PROSE_MAX),
        line=at.line or None,
        col=at.column or None,
        title=f"imagegate: {check.id}",
    )
