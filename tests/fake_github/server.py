"""GitHub's REST API on loopback, over a real repository: what it says is what git says."""

import json
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fake_registry.answer import Answer, Change, Fault
from tests.git.origin import git

OWNER_AND_NAME = "team/app"
_TYPES = {"40000": "tree", "160000": "commit"}
_COMPARED_FILES_MAX = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came."""

    path: str
    query: str
    headers: dict[str, str]
    method: str = "GET"
    body: bytes = b""

    @property
    def what(self) -> str:
        """The path below the repository, with the query."""
        path = self.path.partition(f"/repos/{OWNER_AND_NAME}/")[2]
        return f"{path}?{self.query}" if self.query else path


@dataclass(slots=True)
class FakeGithub:
    """An API at `url`, of the repository in a folder.

    A recursive listing of more than `entries_max` entries is truncated, a folder's own of more than `folder_max`.
    With a `token`, whoever does not send it sees no repository. `prefix` is the path of an Enterprise Server's API.
    `comments` are those on every pull request; `login` is whose token it is, an app's if that is a bot.
    """

    address: str
    folder: Path
    prefix: str = ""
    token: str = ""
    entries_max: int = 100_000
    folder_max: int = 100_000
    later_pages: bool = True
    login: str = "github-actions[bot]"
    comments: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    @property
    def url(self) -> str:
        """What `GITHUB_API_URL` is."""
        return f"http://{self.address}{self.prefix}"

    def on(self, path: str, change: Change, times: int | None = None) -> None:
        """Change the answers to a path below the repository (a regular expression for all of it)."""
        self.faults.append(Fault(path, change, times))

    def paths(self) -> list[str]:
        """Give what was asked for, in order."""
        return [asked.what for asked in self.asked]

    def answer(self, asked: Asked) -> Answer:
        """Answer a request, with the faults that are set."""
        answer = self._answer(asked)
        path = asked.what.partition("?")[0]
        for fault in self.faults:
            if fault.times != 0 and re.fullmatch(fault.path, path):
                fault.times = None if fault.times is None else fault.times - 1
                answer = fault.change(answer)
        return answer

    def comment(self, body: str, login: str = "") -> dict[str, Any]:
        """Add a comment, of the token's own account unless somebody else is named."""
        login = login or self.login
        user = {"login": login, "type": "Bot" if login.endswith("[bot]") else "User"}
        self.comments.append({"id": 900 + len(self.comments), "body": body, "user": user})
        return self.comments[-1]

    def _comments(self, asked: Asked) -> Answer:
        if asked.method == "POST":
            return says(self.comment(json.loads(asked.body)["body"]), 201)
        if asked.method == "PATCH":
            (known,) = (one for one in self.comments if asked.path.endswith(f"/issues/comments/{one['id']}"))
            known["body"] = json.loads(asked.body)["body"]
            return says(known)
        query = {name: int(values[-1]) for name, values in parse_qs(asked.query).items()}
        first = (query["page"] - 1) * query["per_page"]
        return says(self.comments[first : first + query["per_page"]])

    def _answer(self, asked: Asked) -> Answer:
        if asked.path == f"{self.prefix}/user":
            is_app = self.login.endswith("[bot]")
            return (
                says({"message": "Resource not accessible by integration"}, 403)
                if is_app
                else says({"login": self.login})
            )
        absent = not asked.path.startswith(f"{self.prefix}/repos/{OWNER_AND_NAME}/")
        if absent or (self.token and asked.headers.get("authorization") != f"Bearer {self.token}"):
            return _NOT_FOUND
        path = asked.what.partition("?")[0]
        if path.startswith("issues/"):
            return self._comments(asked)
        query = {name: values[-1] for name, values in parse_qs(asked.query).items()}
        accept = asked.headers.get("accept", "")
        answers: dict[str, Callable[[str], Answer]] = {
            "git/commits": self._commit,
            "git/trees": partial(self._tree, recursive=query.get("recursive") == "1"),
            "git/blobs": partial(self._blob, accept=accept),
            "compare": partial(self._compare, page=int(query.get("page", "1"))),
            "commits": partial(self._resolve, accept=accept),
        }
        kind = next((kind for kind in answers if path.startswith(f"{kind}/")), None)
        return answers[kind](path.removeprefix(f"{kind}/")) if kind else _NOT_FOUND

    def _commit(self, oid: str) -> Answer:
        lines = self._git("cat-file", "commit", oid)
        return _NOT_FOUND if lines is None else says(self._described(oid))

    def _described(self, oid: str) -> dict[str, Any]:
        lines = git(self.folder, "cat-file", "commit", oid).splitlines()
        parents = [{"sha": line.split()[1], "url": "…"} for line in lines if line.startswith("parent ")]
        return {"sha": oid, "tree": {"sha": lines[0].split()[1], "url": "…"}, "parents": parents, "message": "x"}

    def _tree(self, oid: str, *, recursive: bool) -> Answer:
        # As git lists folders before what they hold, a prefix of the list is what GitHub gives where it truncates.
        listed = self._git("ls-tree", "-z", "-l", *(["-r", "-t"] if recursive else []), "--full-tree", oid)
        if listed is None:
            return _NOT_FOUND
        entries = [_entry(line) for line in listed.decode("utf-8", "replace").split("\0") if line]
        most = self.entries_max if recursive else self.folder_max
        return says({"sha": oid, "url": "…", "tree": entries[:most], "truncated": len(entries) > most})

    def _blob(self, oid: str, accept: str) -> Answer:
        content = self._git("cat-file", "blob", oid)
        if content is None:
            return _NOT_FOUND
        assert accept == "application/vnd.github.raw+json", "only raw bytes have no limit of 1 MB"
        return Answer(200, content, (("Content-Type", "application/vnd.github.raw+json"),))

    def _compare(self, pair: str, page: int) -> Answer:
        base, _, head = pair.partition("...")
        found = self._git("merge-base", base, head)
        if found is None:
            return _NOT_FOUND
        if page > 1 and not self.later_pages:
            return _NOT_FOUND
        oid = found.decode().strip()
        described = self._described(oid)
        names = git(self.folder, "diff", "--name-only", oid, head).splitlines()[:_COMPARED_FILES_MAX]
        files = [{"filename": name, "status": "modified", "patch": "@@"} for name in names]
        merge_base = {"sha": oid, "commit": {"tree": described["tree"]}, "parents": described["parents"]}
        return says({"merge_base_commit": merge_base, "commits": [], **({"files": files} if page == 1 else {})})

    def _resolve(self, quoted: str, accept: str) -> Answer:
        name = unquote(quoted)
        assert accept == "application/vnd.github.sha"
        found = self._git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
        if found is None:
            return says({"message": f"No commit found for SHA: {name}"}, 422)
        return Answer(200, found.strip(), (("Content-Type", "application/vnd.github.sha"),))

    def _git(self, *arguments: str) -> bytes | None:
        command = ("git", "-C", str(self.folder), *arguments)
        done = subprocess.run(command, capture_output=True, check=False)
        return done.stdout if done.returncode == 0 else None


def says(document: Any, status: int = 200) -> Answer:
    """Answer with JSON."""
    return Answer(status, json.dumps(document).encode(), (("Content-Type", "application/json; charset=utf-8"),))


_NOT_FOUND = says({"message": "Not Found"}, 404)


@contextmanager
def serve(folder: Path, **settings: Any) -> Iterator[FakeGithub]:
    """Serve the repository in a folder on a free port of loopback until the block ends."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        github = FakeGithub(f"localhost:{server.server_port}", folder, **settings)
        server.github = github
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield github
        finally:
            server.shutdown()


def _entry(line: str) -> dict[str, Any]:
    head, _, path = line.partition("\t")
    mode, kind, oid, size = head.split()
    assert kind == _TYPES.get(mode.lstrip("0"), "blob")
    sized = {"size": int(size)} if kind == "blob" else {}
    return {"path": path, "mode": mode, "type": kind, "sha": oid, "url": "…", **sized}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64
    github: FakeGithub

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that go away are what is tested."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 10
    server: _Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        headers = {key.lower(): value for key, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", "0")))
        asked = Asked(parts.path, parts.query, headers, self.command, body)
        self.server.github.asked.append(asked)
        answer = self.server.github.answer(asked)
        if answer.drop:
            self.close_connection = True
            return
        given = [*answer.headers, ("Content-Length", str(len(answer.body)))]
        lines = [f"HTTP/1.1 {answer.status} Status", *(f"{name}: {value}" for name, value in given)]
        self.wfile.write("".join(f"{line}\r\n" for line in [*lines, ""]).encode("latin-1") + answer.body)

    do_POST = do_PATCH = do_GET  # noqa: N815 - the names are http.server's

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        """Say nothing: `asked` has it."""
