"""Find the references of a Dockerfile."""

from collections.abc import Iterator

from imagegate.discovery.detector import Claim, File, Found, Surroundings

FORMAT = "dockerfile"


def claims(path: str) -> Claim:
    """Claim by name."""
    return Claim.YES if path.rpartition("/")[2] == "Dockerfile" else Claim.NO


def sniffs(text: str) -> bool:
    """Never decide by content."""
    return bool(text)


def may_depend(path: str, changed: frozenset[str]) -> bool:
    """Depend on nothing but the builds that other files describe."""
    return path in changed


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find nothing yet."""
    yield from (one for one in surroundings.builds if one.dockerfile != file.path)
