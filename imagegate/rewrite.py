"""A file gets another content: all of it or nothing, and only if it still is what was read."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from imagegate.errors import ImagegateError


class RewriteError(ImagegateError):
    """A file that was not changed, because that could not be done safely."""

    code = "unwritten"


def rewrite(path: Path, old: bytes, new: bytes) -> None:
    """Put a file of other content in a file's place, with its mode and, where that is allowed, its owner.

    A symbolic link, and a file that does not hold `old` any more, are left as they are: a `RewriteError`.
    """
    try:
        status = _checked(path, old)
        number, name = mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    except OSError as error:
        raise _unwritten(path, error) from None
    temporary = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(new)
            file.flush()
            with suppress(PermissionError):
                os.fchown(number, status.st_uid, status.st_gid)
            os.fchmod(number, stat.S_IMODE(status.st_mode))
            os.fsync(number)
        _checked(path, old)
        temporary.replace(path)
    except OSError as error:
        raise _unwritten(path, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def _checked(path: Path, old: bytes) -> os.stat_result:
    # Neither waits for a pipe nor follows a link that took the file's place.
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(number, "rb") as file:
        status = os.fstat(number)
        if stat.S_ISREG(status.st_mode) and file.read(len(old) + 1) == old:
            return status
    message = f"{path} was changed meanwhile, so it was not written"
    raise RewriteError(message, hint="run it again")


def _unwritten(path: Path, error: OSError) -> RewriteError:
    message = f"{path} cannot be written: {(error.strerror or 'the system refused').lower()}"
    return RewriteError(message, hint="see to its permissions, and name a regular file")
