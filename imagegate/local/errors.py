"""What can be wrong with an image that lies in a file or a folder. What such a place says is quoted and shortened."""

from imagegate.errors import ImagegateError

_SHOWN_MAX = 120


class LocalError(ImagegateError):
    """A place that an image cannot be read from, or must not be. `code` says which kind of trouble it is."""

    code = "unreadable"


def quoted(text: str) -> str:
    """Quote a text that whoever made the archive chose."""
    return repr(text if len(text) <= _SHOWN_MAX else f"{text[: _SHOWN_MAX - 3]}...")
