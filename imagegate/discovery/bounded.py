"""A bound on what one file can make a detector say."""

from collections.abc import Iterable, Iterator

from imagegate.discovery.detector import File, Found, Problem
from imagegate.errors import ImagegateError

FOUND_MAX = 5_000


def bounded(found: Iterable[Found], file: File, maximum: int = FOUND_MAX) -> Iterator[Found]:
    """Give what was found in a file, and a problem where that is too much."""
    for number, one in enumerate(found):
        if number == maximum:
            message = f"more than {maximum} references in the file, its values multiplied"
            yield Problem(file.location(1, 1), ImagegateError(message, hint="split it", code="too-much"))
            return
        yield one
