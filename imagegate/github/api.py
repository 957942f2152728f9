"""A repository as GitHub's REST API gives it: commits, folders and files by their ids, and what leads to them.

The token goes to the API's origin and nowhere else. Everything that is not an answer is a `RepositoryError`: what
could not be found out is never taken for "nothing".
"""

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import quote

from imagegate.github.refusal import ABSENT, refusal
from imagegate.github.tree_json import parse_commit, parse_merge_base, parse_tree
from imagegate.http.address import AddressRule
from imagegate.http.deadline import Deadline
from imagegate.http.errors import TlsError, TransportError
from imagegate.http.message import Request, Response, Sender
from imagegate.http.origin import host_of, is_tls
from imagegate.http.redirect import follow
from imagegate.http.retry import Retrying
from imagegate.tree import FILE_BYTES_MAX, Commit, Folder, RepositoryError, commit_id, oid_of

if TYPE_CHECKING:
    from imagegate.http.network import Network

JOBS = 8
BLOB_BYTES_MAX = 100 * 1024 * 1024  # the largest file that GitHub takes

_JSON_BYTES_MAX = 32 * 1024 * 1024
_JSON = "application/vnd.github+json"
_RAW = "application/vnd.github.raw+json"
_ID = "application/vnd.github.sha"
_OK = 200
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the API of a repository (`owner/name`) is, without a slash at the end, and the token for it."""

    url: str
    repository: str
    token: str = field(default="", repr=False)

    @property
    def rule(self) -> AddressRule:
        """Let the API's own host be asked, whatever its address is; the runner names it, not the repository."""
        host = frozenset({host_of(self.url)})
        return AddressRule(private_everywhere=False, private=host, plain=frozenset() if is_tls(self.url) else host)


class Api:
    """Asks GitHub, and keeps what it was told of commits; safe to share between threads."""

    def __init__(
        self, sender: Sender, endpoint: Endpoint, deadline: Deadline, close: Callable[[], None] = lambda: None
    ) -> None:
        """Begin without having asked; every answer must be here by the deadline. `close` closes what the sender has."""
        self._sender = sender
        self.close = close
        self._endpoint = endpoint
        self._deadline = deadline
        self._commits: dict[str, Commit] = {}

    @classmethod
    def open(cls, endpoint: Endpoint, network: "Network", deadline: Deadline, *, soon: bool = False) -> Self:
        """Make one that asks the real API; with `soon`, connect to it at once."""
        from imagegate.http.opener import Opener

        opener = Opener(network)
        if soon:
            opener.begin(endpoint.url, host_of(endpoint.url), deadline)
        from imagegate.http.transport import Transport

        transport = Transport(network, opener)
        return cls(Retrying(transport), endpoint, deadline, transport.close)

    def commits(self, oids: Collection[str]) -> Mapping[str, Commit | None]:
        """Give commits, None for an id of which the repository has none."""
        return self._each(self._commit, oids)

    def merge_base(self, base: str, head: str) -> str:
        """Give the commit from which `head` left `base`."""
        what = f"the comparison of {base} and {head}"
        # Only the first page has the files, which are not wanted and can be many; another one may not be given.
        response = self._get(f"compare/{base}...{head}?per_page=1&page=2", what, absent_too=True)
        if response.status != _OK:
            response = self._get(f"compare/{base}...{head}?per_page=1", what)
        oid, commit = parse_merge_base(response.body)
        self._commits[oid] = commit
        return oid

    def resolve(self, name: str) -> str | None:
        """Give the commit that a branch, a tag or an id stands for; None if the repository has none of that name."""
        response = self._get(f"commits/{quote(name, safe='/')}", f"the commit {name[:80]!r}", _ID, absent_too=True)
        return commit_id(response.body.decode("ascii", "replace").strip()) if response.status == _OK else None

    def folders(self, oids: Collection[str], *, deep: bool = False) -> Mapping[str, Folder]:
        """Give folders; with `deep`, also all that lie below.

        Then those with more below them than GitHub gives at once are left out.
        """
        found: dict[str, Folder] = {}
        for folders in self._each(partial(self._folders, deep=deep), oids).values():
            found |= folders
        return found

    def blobs(self, oids: Collection[str]) -> Mapping[str, bytes]:
        """Give the bytes of files; of a large one only the first `FILE_BYTES_MAX` + 1."""
        return self._each(self._blob, oids)

    def _each(self, ask: Callable[[str], _Answer], oids: Collection[str]) -> dict[str, _Answer]:
        """Ask for several things side by side."""
        with ThreadPoolExecutor(min(JOBS, len(oids)) or 1) as pool:
            return dict(zip(oids, pool.map(ask, oids), strict=True))

    def _commit(self, oid: str) -> Commit | None:
        if oid not in self._commits:
            response = self._get(f"git/commits/{oid}", f"the commit {oid}", absent_too=True)
            if response.status != _OK:
                return None
            self._commits[oid] = parse_commit(response.body)
        return self._commits[oid]

    def _folders(self, oid: str, *, deep: bool) -> Mapping[str, Folder]:
        what = f"the folder {oid}"
        folders = parse_tree(oid, self._get(f"git/trees/{oid}{'?recursive=1' if deep else ''}", what).body)
        if folders is None and not deep:
            message = f"{what} has more entries than GitHub gives at a time"
            raise RepositoryError(message, hint="check the repository out before this step", code="too-large")
        return folders or {}

    def _blob(self, oid: str) -> bytes:
        what = f"the file {oid}"
        content = self._get(f"git/blobs/{oid}", what, _RAW, limit=BLOB_BYTES_MAX).body
        if oid_of("blob", content) != oid:
            message = f"{host_of(self._endpoint.url)} sent something else as {what}"
            raise RepositoryError(
                message, hint="run it again; if that does not help, report it", code="digest-mismatch"
            )
        return content[: FILE_BYTES_MAX + 1]

    def _get(
        self, path: str, what: str, accept: str = _JSON, *, limit: int = _JSON_BYTES_MAX, absent_too: bool = False
    ) -> Response:
        """Ask for something, and give the answer if it is one; with `absent_too`, also that there is no such thing."""
        url, token = self._endpoint.url, self._endpoint.token
        headers = {"Accept": accept, **({"Authorization": f"Bearer {token}"} if token else {})}
        address = f"{url}/repos/{self._endpoint.repository}/{path}"
        try:
            response = follow(self._sender, Request(address, host_of(url), limit, self._deadline, headers))
        except TransportError as error:
            hint = error.hint if isinstance(error, TlsError) else f"this step must reach GitHub's API at {url}"
            message = f"{what} was not to be had: {error.message}"
            raise RepositoryError(message, hint=hint, code=error.code) from None
        if response.status == _OK or (absent_too and response.status in ABSENT):
            return response
        raise refusal(response, what, token)
