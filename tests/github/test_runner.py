from pathlib import Path

from imagegate.github.runner import Runner


def test_from_environ() -> None:
    environ = {
        "GITHUB_OUTPUT": "/github/file_commands/output",
        "GITHUB_STEP_SUMMARY": "/github/file_commands/summary",
        "GITHUB_WORKSPACE": "/github/workspace",
        "GITHUB_EVENT_PATH": "/github/workflow/event.json",
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_SHA": "c" * 40,
        "GITHUB_REPOSITORY": "Team/app",
        "GITHUB_REPOSITORY_OWNER": "Team",
        "GITHUB_SERVER_URL": "https://github.example/",
        "GITHUB_API_URL": "https://github.example/api/v3",
        "GITHUB_WORKFLOW": "images",
        "GITHUB_JOB": "gate",
        "GITHUB_ACTION": "__self",
        "GITHUB_RUN_ID": "7",
        "RUNNER_DEBUG": "1",
    }
    assert Runner.from_environ(environ) == Runner(
        output=Path("/github/file_commands/output"),
        summary=Path("/github/file_commands/summary"),
        workspace=Path("/github/workspace"),
        event_path=Path("/github/workflow/event.json"),
        event_name="pull_request",
        commit="c" * 40,
        repository="Team/app",
        repository_owner="Team",
        server_url="https://github.example",
        api_url="https://github.example/api/v3",
        workflow="images",
        job="gate",
        step="__self",
        run_id="7",
        debug=True,
    )
    assert Runner.from_environ(environ).run_url == "https://github.example/Team/app/actions/runs/7"


def test_outside_of_a_runner() -> None:
    assert Runner.from_environ({"GITHUB_OUTPUT": "", "RUNNER_DEBUG": "0"}) == Runner()
    assert Runner().run_url == ""
