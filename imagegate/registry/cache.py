"""Verified content, kept in a folder between runs.

A file is called by the digest of its content and begins with a line that says what the content was called where it
came from. Nothing in the folder is believed: what does not verify is removed and fetched again. The folder belongs to
one user alone, and no link is followed. What cannot be written is not kept, and costs nothing but time.
"""

import os
import stat
import threading
from contextlib import suppress
from pathlib import Path

from imagegate.errors import UsageError
from imagegate.http.telling import Heard, unheard
from imagegate.oci.digest import Digest
from imagegate.oci.reading import Fetched

BYTES_MAX = 256 * 1024 * 1024
ENTRY_BYTES_MAX = 4 * 1024 * 1024 + 1024

_OPEN_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_OPEN_ENTRY = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_MAKE_ENTRY = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_UNFINISHED = ".part"


class CacheFolderError(UsageError):
    """A folder that cannot keep content safely."""

    code = "cache-dir"


class ContentCache:
    """Content by digest; safe to share between threads, and a folder between processes.

    `limit` is in bytes; `heard` hears what was found.
    """

    def __init__(self, folder: Path, limit: int = BYTES_MAX, heard: Heard = unheard) -> None:
        """Use a folder, which is made if it is not there; what another user could change is a `CacheFolderError`."""
        self._folder = _opened(folder)
        self._limit, self._heard = limit, heard
        self._lock = threading.Lock()
        self._used: int | None = None

    def read(self, digest: Digest, host: str) -> Fetched | None:
        """Give what is kept under a digest and verifies, in the name of the host that it is asked of."""
        try:
            content = self._content(_name(digest))
        except OSError:
            return None
        media_type, newline, body = content.partition(b"\n")
        if newline and media_type.isascii() and digest.verifies(body):
            self._heard(f"cache: {digest}, {len(body)} bytes")
            return Fetched(host, media_type.decode("ascii"), digest, body)
        with suppress(OSError):
            os.unlink(_name(digest), dir_fd=self._folder)
        return None

    def write(self, content: Fetched) -> None:
        """Keep what was verified, in one step: nobody ever sees a part of it."""
        entry = content.media_type.encode("ascii", "replace") + b"\n" + content.body
        name = _name(content.digest)
        unfinished = f"{name}.{os.getpid()}-{threading.get_ident()}{_UNFINISHED}"
        if b"\n" in content.media_type.encode() or not self._has_room(len(entry)):
            return
        with suppress(OSError):
            try:
                self._make(unfinished, entry)
                os.rename(unfinished, name, src_dir_fd=self._folder, dst_dir_fd=self._folder)
            except OSError:
                os.unlink(unfinished, dir_fd=self._folder)

    def _content(self, name: str) -> bytes:
        with os.fdopen(os.open(name, _OPEN_ENTRY, dir_fd=self._folder), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return b""
            return file.read(ENTRY_BYTES_MAX)

    def _make(self, name: str, entry: bytes) -> None:
        with os.fdopen(os.open(name, _MAKE_ENTRY, 0o600, dir_fd=self._folder), "wb") as file:
            file.write(entry)

    def _has_room(self, size: int) -> bool:
        with self._lock:
            if self._used is None:
                self._used = self._prune()
            if self._used + size > self._limit:
                return False
            self._used += size
            return True

    def _prune(self) -> int:
        """Remove the oldest entries of a folder that is nearly full; give the bytes that are left."""
        with os.scandir(self._folder) as entries:
            found = [(status.st_mtime, status.st_size, entry.name) for entry in entries if (status := _status(entry))]
        used = sum(size for _, size, _ in found)
        enough = self._limit if used <= self._limit * 3 // 4 else self._limit // 2
        for _, size, name in sorted(found):
            if used <= enough:
                break
            with suppress(OSError):
                os.unlink(name, dir_fd=self._folder)
                used -= size
        return used


def _opened(folder: Path) -> int:
    try:
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700, parents=True)
        opened = os.open(folder, _OPEN_FOLDER)
    except OSError as error:
        message = f"the cache folder {folder} cannot be used: {(error.strerror or 'the system refused').lower()}"
        raise CacheFolderError(message, hint="name a folder, not a link to one") from None
    status = os.fstat(opened)
    if status.st_uid != os.geteuid() or stat.S_IMODE(status.st_mode) & 0o077:
        os.close(opened)
        message = f"the cache folder {folder} is open to other users"
        raise CacheFolderError(message, hint="name one of your own with the permissions 0700, or one that is not there")
    return opened


def _name(digest: Digest) -> str:
    return f"{digest.algorithm}-{digest.encoded}"


def _status(entry: "os.DirEntry[str]") -> os.stat_result | None:
    with suppress(OSError):
        status = entry.stat(follow_symlinks=False)
        return status if stat.S_ISREG(status.st_mode) else None
    return None
