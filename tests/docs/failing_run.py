"""A pull request that fails, run for the README's picture: two bumps, of which one starts as root.

It is the action's own code on a real history. A registry on loopback stands for Docker Hub as its mirror.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from imagegate import action, wiring
from tests.fake_github.server import OWNER_AND_NAME
from tests.fake_github.server import serve as serve_github
from tests.fake_registry.server import serve as serve_registry
from tests.fake_registry.store import Store
from tests.git.origin import Origin
from tests.runner import model

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PLATFORMS = ("linux/amd64", "linux/arm64")
UNPRIVILEGED = {
    "User": "101",
    "Env": ["PATH=/usr/bin", "NGINX_VERSION=1.26.3", "NJS_VERSION=0.8.9"],
    "Entrypoint": ["/docker-entrypoint.sh"],
    "Cmd": ["nginx", "-g", "daemon off;"],
    "ExposedPorts": {"8080/tcp": {}},
    "Labels": {"maintainer": "NGINX Docker Maintainers"},
}
PRIVILEGED = {
    "Env": ["PATH=/usr/bin", "NGINX_VERSION=1.27.5", "NJS_VERSION=0.8.10", "ACME_VERSION=0.1"],
    "Entrypoint": ["/docker-entrypoint.sh"],
    "Cmd": ["nginx", "-g", "daemon off;"],
    "ExposedPorts": {"80/tcp": {}},
    "Labels": {"maintainer": "NGINX Docker Maintainers"},
}
RUBY = {"User": "", "Env": ["PATH=/usr/bin", "LANG=C.UTF-8"], "Cmd": ["irb"]}
BEFORE = {
    "web/Dockerfile": "FROM nginxinc/nginx-unprivileged:1.26\nCOPY site /usr/share/nginx/html\n",
    "api/Dockerfile": "FROM ruby:3.3\nRUN bundle install\nUSER 10001\n",
}
AFTER = {
    "web/Dockerfile": "FROM nginx:1.27\nCOPY site /usr/share/nginx/html\n",
    "api/Dockerfile": "FROM ruby:3.4\nRUN bundle install\nUSER 10001\n",
}


@dataclass(frozen=True, slots=True)
class Ended:
    """How the run ended: exit code, job summary and outputs."""

    code: int
    summary: str
    outputs: Mapping[str, str]


def failing_run(folder: Path) -> Ended:
    """Run the action on the pull request; `folder` is an empty one to work in."""
    origin = Origin.create(folder / "origin")
    base, head = origin.commit(BEFORE), origin.commit(AFTER)
    with serve_registry() as registry, serve_github(origin.folder) as github:
        _fill(registry.store)
        environ = _environ(folder, {"base": {"sha": base}, "head": {"sha": head}, "changed_files": len(AFTER)})
        environ |= {"GITHUB_SHA": head, "GITHUB_API_URL": github.url, "INPUT_MIRRORS": f"docker.io={registry.address}"}
        code = action.main(environ, lambda settings, _: wiring.judge(settings, NOW))
    outputs = dict(model.outputs((folder / "output").read_bytes()))
    return Ended(code, (folder / "summary").read_text("utf-8"), outputs)


def _environ(folder: Path, pull_request: Mapping[str, Any]) -> dict[str, str]:
    (folder / "workspace").mkdir()
    for name in ("output", "summary"):
        (folder / name).touch()
    (folder / "event.json").write_text(json.dumps({"pull_request": pull_request}))
    return {
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_EVENT_PATH": str(folder / "event.json"),
        "GITHUB_WORKSPACE": str(folder / "workspace"),
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "GITHUB_REPOSITORY": OWNER_AND_NAME,
    }


def _fill(store: Store) -> None:
    _image(store, "nginxinc/nginx-unprivileged", "1.26", UNPRIVILEGED, "2026-02-11T08:00:00Z")
    _image(store, "library/nginx", "1.27", PRIVILEGED, "2026-10-14T08:00:00Z")
    _image(store, "library/ruby", "3.3", RUBY, "2026-09-02T08:00:00Z")
    _image(store, "library/ruby", "3.4", {**RUBY, "Env": [*RUBY["Env"], "RUBY_YJIT=1"]}, "2026-11-03T08:00:00Z")


def _image(store: Store, repository: str, tag: str, execution: Mapping[str, Any], created: str) -> None:
    entries = [
        store.image(repository, None, execution, platform=platform, top={"created": created}) for platform in PLATFORMS
    ]
    store.index(repository, tag, entries)
