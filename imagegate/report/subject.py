"""What a verdict is about, as a reader knows it: an image, what it replaces, and where that is written."""

from imagegate.oci.digest import Digest
from imagegate.oci.host import DOCKER_HUB
from imagegate.oci.reference import InvalidReferenceError, Reference, Repository
from imagegate.policy.verdict import Unverified, Use, Verdict
from imagegate.report.report import name
from imagegate.source import Occurrence

_DIGEST_SHOWN = 12


def use(verdict: Verdict) -> Use:
    """Give what the image is used for, and what it replaces there."""
    return verdict.use if isinstance(verdict, Unverified) else verdict.candidate.use


def occurrences(verdict: Verdict) -> tuple[Occurrence, ...]:
    """Give the places that name the image; none if a user named it."""
    return verdict.occurrences if isinstance(verdict, Unverified) else verdict.candidate.occurrences


def reference(verdict: Verdict) -> Reference | None:
    """Give what was judged; None for a text that is no reference."""
    return verdict.reference if isinstance(verdict, Unverified) else verdict.candidate.reference


def step(verdict: Verdict) -> tuple[str, ...]:
    """Give the image by its short name, after the one that it replaces if it does."""
    now, previous = reference(verdict), use(verdict).previous
    shown = brief(now) if now else name(verdict)
    return (brief(previous), shown) if previous else (shown,)


def brief(reference: Reference) -> str:
    """Give the shortest name that still means the same image; a digest is cut."""
    if reference.is_local:
        return reference.text
    tag = f":{reference.implied_tag}" if reference.implied_tag else ""
    digest = f"@{short(reference.digest)}" if reference.digest else ""
    return f"{_familiar(reference.repository)}{tag}{digest}"


def _familiar(repository: Repository) -> str:
    whole = str(repository)
    prefixes = (prefix for prefix in (f"{DOCKER_HUB}/library/", f"{DOCKER_HUB}/") if whole.startswith(prefix))
    shorter = (whole.removeprefix(prefix) for prefix in prefixes)
    return next((text for text in shorter if _means(text, repository)), whole)


def _means(text: str, repository: Repository) -> bool:
    try:
        return Reference.parse(text).repository == repository
    except InvalidReferenceError:
        return False


def short(digest: Digest) -> str:
    """Give the beginning of a digest, enough to recognise it."""
    return f"{digest.algorithm}:{digest.encoded[:_DIGEST_SHOWN]}"
