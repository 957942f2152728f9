"""The one job: candidates and a policy go in, verdicts come out. Pure, given its ports."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeAlias

from imagegate.oci.image import Part, Resolution
from imagegate.oci.reference import Reference
from imagegate.policy.evaluate import evaluate
from imagegate.policy.rule import Policy
from imagegate.policy.verdict import Candidate, Use, Verdict
from imagegate.source import UsedAs

ResolveAll: TypeAlias = Callable[[Sequence[Reference], Part], Sequence[Resolution]]
"""Read images side by side: one resolution for each reference, in their order."""

Parse: TypeAlias = Callable[[str], Reference]
"""Read what a user names an image by."""


def named(texts: Iterable[str], used_as: UsedAs, parse: Parse = Reference.parse) -> tuple[Candidate, ...]:
    """Give one candidate for each distinct reference that a user names.

    A text that is none is a `UsageError`: the user's input is wrong, and nothing is judged.
    """
    references = dict.fromkeys(parse(text) for text in texts)
    return tuple(Candidate(reference, Use(used_as)) for reference in references)


def run(policy: Policy, candidates: Sequence[Candidate], *, resolve: ResolveAll, now: datetime) -> tuple[Verdict, ...]:
    """Judge every candidate; each reference is read once, however many uses it has."""
    references = tuple(dict.fromkeys(candidate.reference for candidate in candidates))
    resolutions = dict(zip(references, resolve(references, policy.needs), strict=True))
    return tuple(evaluate(policy, candidate, resolutions[candidate.reference], now=now) for candidate in candidates)
