"""A bound on what one file can make a detector say."""

from collections.abc import Iterable, Iterator

from imagegate.discovery.detector import File, Found, Problem
from imagegate.errors import ImagegateError

FOUND_MAX = 20_000


def bounded(found: Iterable[Found], file: File) -> Iterator[Found]:
    """Give what was found in a file, and a problem where that is too much."""
    for number, one in enumerate(found):
        if number == FOUND_MAX:
            message = f"more than {FOUND_MAX} references in the file, its values multiplied"
            yield Problem(file.location(1, 1), ImagegateError(message, hint="split it", code="too-much"))
            return
        yield one
