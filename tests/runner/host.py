"""What the runner lays out on its host for one step, and how a container sees it."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# The hosted runner's user; its group is the engine's.
USER, GROUP = 1001, 118
_FILES = ("output", "step_summary", "env", "path", "state")


@dataclass(frozen=True, slots=True)
class Host:
    """The folders of one step, all below `root`, and the repository that it runs for."""

    root: Path
    commit: str = "0123456789abcdef0123456789abcdef01234567"
    repository: str = "octo/app"
    api_url: str = "https://api.github.com"

    @property
    def workspace(self) -> Path:
        return self.root / "work/app/app"

    @property
    def temp(self) -> Path:
        return self.root / "work/_temp"

    @property
    def mounts(self) -> Mapping[Path, str]:
        """Where the container sees a folder, in the order in which paths are translated."""
        return {
            self.workspace: "/github/workspace",
            self.temp / "_runner_file_commands": "/github/file_commands",
            self.temp / "_github_workflow": "/github/workflow",
            self.temp / "_github_home": "/github/home",
            self.temp: "/github/runner_temp",
        }

    @property
    def event(self) -> Path:
        return self.temp / "_github_workflow/event.json"

    def file(self, name: str) -> Path:
        """Give the file that a step appends `output`, `step_summary`, `env`, `path` or `state` to."""
        return self.temp / "_runner_file_commands" / name

    def prepare(self, event: Mapping[str, Any]) -> None:
        """Make the folders and empty files, all of them the runner's user's."""
        for folder in self.mounts:
            folder.mkdir(parents=True, exist_ok=True)
        for name in _FILES:
            self.file(name).write_text("")
        self.event.write_text(json.dumps(event))
        for path in (self.root, *self.root.rglob("*")):
            if os.getuid() == 0:
                os.chown(path, USER, GROUP, follow_symlinks=False)

    def translate(self, value: str) -> str:
        """Write a value that is, or begins with, a path of the host as the container sees it."""
        for host, inside in self.mounts.items():
            if value == str(host) or value.startswith(f"{host}/"):
                return inside + value.removeprefix(str(host))
        return value

    def translate_back(self, path: str) -> str:
        """Write a path of the container relative to the workspace, if it lies there."""
        return path.removeprefix(f"{self.mounts[self.workspace]}/")

    def environment(self, event_name: str) -> dict[str, str]:
        """Give the variables that the runner lays over those of the workflow."""
        return {
            "HOME": str(self.temp / "_github_home"),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION": "gate",
            "GITHUB_API_URL": self.api_url,
            "GITHUB_ENV": str(self.file("env")),
            "GITHUB_EVENT_NAME": event_name,
            "GITHUB_EVENT_PATH": str(self.event),
            "GITHUB_JOB": "gate",
            "GITHUB_OUTPUT": str(self.file("output")),
            "GITHUB_PATH": str(self.file("path")),
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_REPOSITORY": self.repository,
            "GITHUB_REPOSITORY_OWNER": self.repository.partition("/")[0],
            "GITHUB_RUN_ID": "1",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_SHA": self.commit,
            "GITHUB_STATE": str(self.file("state")),
            "GITHUB_STEP_SUMMARY": str(self.file("step_summary")),
            "GITHUB_WORKFLOW": "gate",
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_ARCH": "X64",
            "RUNNER_ENVIRONMENT": "github-hosted",
            "RUNNER_NAME": "runner",
            "RUNNER_OS": "Linux",
            "RUNNER_TEMP": str(self.temp),
            "RUNNER_TOOL_CACHE": "/opt/hostedtoolcache",
            "RUNNER_WORKSPACE": str(self.workspace.parent),
            "ACTIONS_RUNTIME_TOKEN": "canary-runtime-token",
            "ACTIONS_RUNTIME_URL": "https://pipelines.actions.invalid/",
        }
