"""The document's `source`: where the reference stands and what for."""

from imagegate.policy.document.reference import reference_fields
from imagegate.policy.verdict import Candidate
from imagegate.source import UsedAs
from imagegate.strict.json import JsonObject


def source_fields(candidate: Candidate) -> JsonObject:
    """Spell out the first place that writes the reference; an image that the user named has none."""
    use = candidate.use
    first = candidate.occurrences[0] if candidate.occurrences else None
    in_dockerfile = first is not None and first.kind.startswith("dockerfile-")
    return {
        "file": first.location.path if first else use.path,
        "line": first.location.line if first else None,
        "column": first.location.column if first else None,
        "endColumn": first.end_column if first else None,
        "kind": first.kind if first else None,
        "usedAs": use.used_as.value,
        "stage": first.stage if first else None,
        "finalStage": use.used_as is UsedAs.BASE if in_dockerfile else None,
        "changed": True if use.previous else None,
        "previous": reference_fields(use.previous) if use.previous else None,
    }
