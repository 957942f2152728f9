"""A token server as registries name them in their challenge, with Docker Hub's habits; a program of its own.

It gives a token to anybody, with access to what that somebody may pull; whoever may pull nothing gets a token too, and
learns from the registry that it is not enough. Only a wrong password is refused here. Usage: token_server.py FILE, a
JSON object with the keys of `Settings`.
"""

import base64
import json
import ssl
import subprocess
import sys
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

_LIFETIME_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to listen and with which certificate, what signs the tokens, who may pull what.

    `users` has passwords by name; a repository below the namespace of a user's name is that user's, one below
    `library` is everybody's.
    """

    address: str
    port: int
    certificate: str
    key: str
    issuer: str
    signing_certificate: str
    signing_key: str
    users: dict[str, str]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    settings: Settings

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        user = self._user()
        if user is None:
            self._answer(401, {"details": "incorrect username or password"})
            return
        scopes = query.get("scope", [])
        token = _mint(self.settings, user, query.get("service", [""])[0], [_grant(scope, user) for scope in scopes])
        self._answer(200, {"token": token, "access_token": token, "expires_in": _LIFETIME_SECONDS})

    def log_message(self, *arguments: object) -> None:
        """Write nothing here: `_answer` writes the one line a request gets."""

    def _user(self) -> str | None:
        header = self.headers.get("Authorization", "")
        if not header:
            return ""
        user, _, password = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
        return user if self.settings.users.get(user) == password else None

    def _answer(self, status: int, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")  # as Docker Hub's
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        agent = self.headers.get("User-Agent", "")
        print(f'- - - [] "{self.command} {self.path} HTTP/1.1" {status} - "{agent}"', flush=True)  # noqa: T201 - a program


def _grant(scope: str, user: str) -> dict[str, Any]:
    kind, _, rest = scope.partition(":")
    name, _, actions = rest.rpartition(":")
    owner = name.partition("/")[0]
    allowed = owner in ("library", user) and actions == "pull"
    return {"type": kind, "name": name, "actions": ["pull"] if allowed else []}


def _mint(settings: Settings, user: str, service: str, access: list[dict[str, Any]]) -> str:
    now = int(time.time())
    times = {"iat": now, "nbf": now - 5, "exp": now + _LIFETIME_SECONDS}
    claims = {
        "iss": settings.issuer,
        "sub": user,
        "aud": service,
        "jti": str(time.time_ns()),
        "access": access,
        **times,
    }
    header = {"typ": "JWT", "alg": "RS256", "x5c": [_der(settings.signing_certificate)]}
    signed = f"{_base64(json.dumps(header).encode())}.{_base64(json.dumps(claims).encode())}"
    command = ["openssl", "dgst", "-sha256", "-sign", settings.signing_key]
    signature = subprocess.run(command, input=signed.encode(), capture_output=True, check=True).stdout
    return f"{signed}.{_base64(signature)}"


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _der(certificate: str) -> str:
    lines = Path(certificate).read_text().splitlines()
    return "".join(line for line in lines if "-----" not in line)


def main(path: str) -> None:
    """Serve until the process is ended."""
    settings = Settings(**json.loads(Path(path).read_text()))
    _Handler.settings = settings
    server = ThreadingHTTPServer((settings.address, settings.port), _Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(settings.certificate, settings.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    print("listening on", settings.address, settings.port, flush=True)  # noqa: T201 - a program
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
