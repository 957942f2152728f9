"""The one comment of a gate on a pull request, through GitHub's REST API.

Whoever can comment can write a marker too, and could later change what stands below it. So a comment counts as the
gate's own only if the token's own account wrote it: an app's, as the runner's token has it, or the user's whose
token was given.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from imagegate.errors import ImagegateError
from imagegate.github.api import Endpoint
from imagegate.http.deadline import Deadline
from imagegate.http.message import Request, Response, Sender
from imagegate.http.origin import host_of
from imagegate.http.retry import Retrying
from imagegate.strict.json import Json, loads

PAGES_MAX = 30

_PER_PAGE = 100
_BYTES_MAX = 32 * 1024 * 1024
_DONE = (200, 201)
_DENIED = (401, 403, 404)
_APP_TOKEN = "ghs_"  # noqa: S105 - how tokens of apps begin
_HINT = (
    "give the job `permissions: pull-requests: write`; in pull requests of forks and of Dependabot it cannot have it"
)


class CommentError(ImagegateError):
    """A comment that could not be written; it says nothing about images."""

    code = "comment"


@dataclass(frozen=True, slots=True)
class _Comment:
    id: int
    body: str
    login: str
    is_of_an_app: bool


@dataclass(frozen=True, slots=True)
class Comments:
    """The comments on pull request `number`. `sender` sends once: a comment must not be written twice."""

    sender: Sender
    endpoint: Endpoint
    number: int
    deadline: Deadline

    def upsert(self, marker: str, body: str, *, create: bool) -> bool:
        """Bring the comment that begins with a marker up to date; with `create`, write it if there is none.

        Tell whether there is one now. What GitHub refuses is a `CommentError`.
        """
        author = self._author()
        known = next((one for one in self._all() if _is_own(one, author) and one.body.startswith(marker)), None)
        if known is not None:
            if known.body != body:
                self._write("PATCH", f"issues/comments/{known.id}", body)
            return True
        if create:
            self._write("POST", f"issues/{self.number}/comments", body)
        return create

    def _author(self) -> str | None:
        """Give the login whose comments are the gate's own; None if they are an app's."""
        if not self.endpoint.token or self.endpoint.token.startswith(_APP_TOKEN):
            return None
        response = self._ask(Request(f"{self.endpoint.url}/user", "", _BYTES_MAX, self.deadline))
        return _login(_json(response)) if response.status in _DONE else None

    def _all(self) -> Iterator[_Comment]:
        for page in range(1, PAGES_MAX + 1):
            path = f"issues/{self.number}/comments?per_page={_PER_PAGE}&page={page}"
            response = self._ask(Request(self._url(path), "", _BYTES_MAX, self.deadline))
            self._check(response, "read")
            listed = _json(response)
            if not isinstance(listed, list):
                message = f"{host_of(self.endpoint.url)} sent no list of comments"
                raise CommentError(message)
            yield from filter(None, map(_comment, listed))
            if len(listed) < _PER_PAGE:
                return

    def _write(self, method: str, path: str, body: str) -> None:
        content = json.dumps({"body": body}).encode()
        request = Request(self._url(path), "", _BYTES_MAX, self.deadline, method=method, content=content)
        self._check(self._send(self.sender, request), "written")

    def _ask(self, request: Request) -> Response:
        return self._send(Retrying(self.sender), request)

    def _send(self, sender: Sender, request: Request) -> Response:
        headers = {"Accept": "application/vnd.github+json"}
        if self.endpoint.token:
            headers["Authorization"] = f"Bearer {self.endpoint.token}"
        if request.content:
            headers["Content-Type"] = "application/json"
        return sender.send(replace(request, registry=host_of(self.endpoint.url), headers=headers))

    def _url(self, path: str) -> str:
        return f"{self.endpoint.url}/repos/{self.endpoint.repository}/{path}"

    def _check(self, response: Response, done: str) -> None:
        if response.status not in _DONE:
            message = f"the comment could not be {done}: {host_of(self.endpoint.url)} answers {response.status}"
            raise CommentError(message, hint=_HINT if response.status in _DENIED else "")


def _is_own(comment: _Comment, author: str | None) -> bool:
    return comment.login == author if author else comment.is_of_an_app


def _comment(listed: Json) -> _Comment | None:
    """Read a comment; a reader has nothing to do with one that has no author any more."""
    match listed:
        case {"id": int(number), "body": str(body), "user": {"login": str(login), "type": str(kind)}}:
            return _Comment(number, body, login, kind == "Bot")
        case _:
            return None


def _login(user: Json) -> str | None:
    match user:
        case {"login": str(login)}:
            return login
        case _:
            return None


def _json(response: Response) -> Json:
    try:
        return loads(response.body)
    except ImagegateError as error:
        message = f"{host_of(response.url)} sent comments that cannot be read: {error.message}"
        raise CommentError(message) from None
