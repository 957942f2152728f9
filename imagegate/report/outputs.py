"""The step's outputs, which later steps and jobs read."""

import json

from imagegate.policy.verdict import Unverified, Verdict
from imagegate.report.report import Report, name


def outputs(report: Report) -> dict[str, str]:
    """Give every output, whatever came of the run: words, numbers and digests, never text from a registry."""
    counts = report.counts
    digests = {name(verdict): digest for verdict in report.verdicts if (digest := _digest(verdict))}
    return {
        "result": report.result.value,
        "image-count": str(counts.images),
        "reference-count": str(counts.references),
        "violation-count": str(counts.violations),
        "unverified-count": str(counts.unverified),
        "digest": next(iter(digests.values())) if counts.references == len(digests) == 1 else "",
        "images": json.dumps(digests, separators=(",", ":")),
    }


def _digest(verdict: Verdict) -> str:
    return "" if isinstance(verdict, Unverified) else str(verdict.image.descriptor.digest)
