"""The runner, as its environment describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Runner:
    """What GitHub's runner tells an action. A path is None, and a text empty, where the variable is not set.

    `output` and `summary` are the files that a step's outputs and job summary are appended to. `commit` is the commit
    that started the run; `workflow`, `job` and `step` are what the workflow calls them, `run_id` is the run's number.
    """

    output: Path | None = None
    summary: Path | None = None
    workspace: Path | None = None
    event_path: Path | None = None
    event_name: str = ""
    commit: str = ""
    repository: str = ""
    repository_owner: str = ""
    server_url: str = ""
    api_url: str = ""
    workflow: str = ""
    job: str = ""
    step: str = ""
    run_id: str = ""
    debug: bool = False

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the variables that begin with `GITHUB_` and `RUNNER_`."""
        return cls(
            output=_path(environ, "GITHUB_OUTPUT"),
            summary=_path(environ, "GITHUB_STEP_SUMMARY"),
            workspace=_path(environ, "GITHUB_WORKSPACE"),
            event_path=_path(environ, "GITHUB_EVENT_PATH"),
            event_name=environ.get("GITHUB_EVENT_NAME", ""),
            commit=environ.get("GITHUB_SHA", ""),
            repository=environ.get("GITHUB_REPOSITORY", ""),
            repository_owner=environ.get("GITHUB_REPOSITORY_OWNER", ""),
            server_url=environ.get("GITHUB_SERVER_URL", "").rstrip("/"),
            api_url=environ.get("GITHUB_API_URL", "").rstrip("/"),
            workflow=environ.get("GITHUB_WORKFLOW", ""),
            job=environ.get("GITHUB_JOB", ""),
            step=environ.get("GITHUB_ACTION", ""),
            run_id=environ.get("GITHUB_RUN_ID", ""),
            debug=environ.get("RUNNER_DEBUG") == "1",
        )

    @property
    def run_url(self) -> str:
        """Where a person sees the run; empty if the runner does not say."""
        known = self.server_url and self.repository and self.run_id
        return f"{self.server_url}/{self.repository}/actions/runs/{self.run_id}" if known else ""


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    value = environ.get(name)
    return Path(value) if value else None
