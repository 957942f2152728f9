"""A file's bytes as text, or the reason why nobody can say what it means."""

from imagegate.errors import ImagegateError
from imagegate.source import Special

SIZE_BYTES_MAX = 2 * 1024 * 1024

_EXCLUDE = "store a regular file, or exclude the path in the policy"
_SAVE = "save it as UTF-8"
_MARK = "\ufeff"
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_GIT_CRYPT = b"\0GITCRYPT\0"


class UnreadableFileError(ImagegateError):
    """A file whose content cannot be read the way that every tool reads it."""

    code = "unreadable-file"

    def __init__(self, state: str, hint: str) -> None:
        """Say what the file is, and what to do about it."""
        super().__init__(f"the file {state}", hint=hint)


def decode(content: bytes | Special) -> str:
    """Read strict UTF-8 without NUL, at most 2 MiB; a byte order mark is left out, line ends stay."""
    if isinstance(content, Special):
        state = f"is {content}"
        raise UnreadableFileError(state, _EXCLUDE)
    if flaw := _flaw(content):
        raise UnreadableFileError(*flaw)
    try:
        return content.decode("utf-8").removeprefix(_MARK)
    except UnicodeDecodeError as error:
        state = f"is not UTF-8: byte {error.start + 1} is {content[error.start]:#04x}"
        raise UnreadableFileError(state, _SAVE) from None


def glimpse(content: bytes | Special) -> str:
    """Give a damaged text, good for nothing but to guess what an unreadable file is."""
    return "" if isinstance(content, Special) else content[:SIZE_BYTES_MAX].replace(b"\0", b"").decode("latin-1")


def _flaw(content: bytes) -> tuple[str, str] | None:
    if len(content) > SIZE_BYTES_MAX:
        return f"has more than {SIZE_BYTES_MAX} bytes", "split it, or exclude it in the policy"
    if content.startswith(_LFS_POINTER):
        return "is a pointer to Git LFS", "store it in git itself"
    if content.startswith(_GIT_CRYPT):
        return "is encrypted", _EXCLUDE
    return ("holds a NUL byte", _SAVE) if b"\0" in content else None
