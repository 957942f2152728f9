"""What a run says of itself where somebody looks for a fault: everything it was asked, and no secret."""

import re
from pathlib import Path

import pytest

from imagegate import trace
from imagegate.github.login import Login
from imagegate.policy.rule import Severity
from imagegate.settings import CredentialPlaces, EventSettings, FilesSettings, RegistryAccess, Settings
from tests import canary
from tests.report.reports import REPORTS
from tests.runner import model

ACCESS = RegistryAccess(
    logins=(Login("registry.example/team", canary.USERNAME, canary.PASSWORD), Login("empty.example", "", "")),
    places=CredentialPlaces(text=canary.PASSWORD, auth_config=canary.PASSWORD),
    github_token=canary.TOKEN,
    insecure=("registry:5000",),
    private=("registry.internal",),
    auth_realms=("registry.example=login.example",),
    mirrors=("docker.io=mirror.example",),
    proxy=f"http://{canary.USERNAME}:{canary.PASSWORD}@proxy.example:3128",
    ca_bundle=Path("ca.pem"),
    cache_dir=Path("cache"),
    jobs=4,
    timeout=60,
)
EVENT = EventSettings(
    "pull_request", None, "0f" * 20, "octo/app", "https://api.github.com", canary.TOKEN, "all", "main"
)
EVERYTHING = Settings(
    ("ruby:3.4", "app:1"),
    Path("/work"),
    policies=("policy.yaml",),
    platforms=("linux/arm64",),
    fail_on=Severity.WARNING,
    warn_only=True,
    registries=ACCESS,
    search=EVENT,
    only=("deploy/**",),
)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        pytest.param(
            EVERYTHING,
            [
                "images: ruby:3.4, app:1",
                f"searched: pull_request of octo/app at {'0f' * 20}, scope all, policy-ref main",
                "files: deploy/**",
                "policies: policy.yaml",
                "platforms: linux/arm64",
                "fail-on: warning",
                "warn-only: true",
                "insecure-registries: registry:5000",
                "private-registries: registry.internal",
                "auth-realms: registry.example=login.example",
                "mirrors: docker.io=mirror.example",
                "logins: registry.example/team",
                "proxy: given",
                "ca-bundle: ca.pem",
                "cache-dir: cache",
                "jobs: 4",
                "timeout: 60 s",
            ],
            id="everything",
        ),
        pytest.param(
            Settings(
                ("app@sha256:0f",),
                Path("/work"),
                registries=RegistryAccess(
                    insecure=(f"{canary.USERNAME}:{canary.PASSWORD}@registry:5000",),
                    mirrors=(f"docker.io=https://{canary.USERNAME}:a/b=c@{canary.PASSWORD}@mirror.example/hub",),
                ),
            ),
            [
                "images: app@sha256:0f",
                "insecure-registries: …@registry:5000",
                "mirrors: …@mirror.example/hub",
                "jobs: 16",
                "timeout: 300 s",
            ],
            id="a password where none belongs",
        ),
        pytest.param(
            Settings((), Path("/work"), search=FilesSettings("main")),
            ["searched: files below /work, base main", "jobs: 16", "timeout: 300 s"],
            id="files on disk, and what is left out is not said",
        ),
        pytest.param(
            Settings(
                (),
                Path("/work"),
                search=FilesSettings(commit="HEAD"),
                registries=RegistryAccess(proxy_variables={"https_proxy": canary.PASSWORD}),
            ),
            ["searched: commit HEAD", "proxy: https_proxy", "jobs: 16", "timeout: 300 s"],
            id="a commit, and a proxy by its variable's name",
        ),
    ],
)
def test_what_a_run_was_asked(settings: Settings, expected: list[str]) -> None:
    versions, *lines = trace.asked(settings)
    assert re.fullmatch(r"versions: imagegate [\d.]+, Python [\d.]+\w*, requests [\d.]+, .*, dulwich [\d.]+", versions)
    assert lines == expected
    assert not canary.found("".join(lines))


def test_which_policies_counted() -> None:
    lines = list(trace.found(REPORTS["fail"]))
    assert lines[-1] == "fails on: error"
    assert [line.partition(" (")[0] for line in lines[:-1]] == [
        "policy: baseline-security from pack:baseline-security",
        "policy: our images from .github/imagegate.yaml",
    ]
    assert list(trace.found(REPORTS["fault-usage"])) == []


def test_a_group_of_the_log_holds_no_command_of_others(capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "##[set-output name=result]pass\n::error::forged"
    shown = trace.group(Settings((hostile,), Path("/work")))
    trace.debug(hostile)
    trace.verbose(hostile)
    captured = capsys.readouterr()
    names = [one.name for one in model.commands((shown + captured.out + captured.err).encode())]
    assert names == ["group", "endgroup", "debug"]
    assert captured.err == "imagegate: ##\\[set-output name=result]pass\\u{a}::error::forged\n"
