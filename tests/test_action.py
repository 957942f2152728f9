"""The action's front end: inputs in, the runner's files and an exit code out, whatever happens."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from imagegate import action
from imagegate.action_settings import settings
from imagegate.github.inputs import read_inputs
from imagegate.github.runner import Runner
from tests.canary import PASSWORD, TOKEN, USERNAME, found
from tests.fake_registry.auth import Basic
from tests.fake_registry.server import FakeRegistry, serve
from tests.runner import model

OUTPUTS = (
    *("result", "image-count", "reference-count", "violation-count", "unverified-count", "digest", "images"),
    *("report-file", "sarif-file"),
)


@pytest.fixture(name="registry")
def _registry() -> Iterator[FakeRegistry]:
    with serve() as registry:
        registry.store.image("team/good", "1", {"User": "1000"})
        registry.store.image("team/bad", "1", {"User": "root"})
        yield registry


@pytest.fixture(name="environ")
def _environ(tmp_path: Path) -> dict[str, str]:
    for name in ("output", "summary"):
        (tmp_path / name).touch()
    (tmp_path / "workspace").mkdir()
    return {
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "GITHUB_WORKSPACE": str(tmp_path / "workspace"),
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY_OWNER": "Example",
    }


def _run(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str], **inputs: str
) -> tuple[int, list[model.Command], str]:
    given = {f"INPUT_{name.upper().replace('_', '-')}": value for name, value in inputs.items()}
    code = action.main({**environ, **given})
    captured = capsys.readouterr()
    assert captured.err == ""
    return code, model.commands(captured.out.encode()), captured.out


def _outputs(environ: dict[str, str]) -> dict[str, str]:
    return dict(model.outputs(Path(environ["GITHUB_OUTPUT"]).read_bytes()))


@pytest.mark.parametrize(
    ("images", "extra", "code", "result"),
    [
        pytest.param(("good",), {}, 0, "pass", id="compliant"),
        pytest.param(("good", "bad"), {}, 1, "fail", id="a violation"),
        pytest.param(("absent",), {}, 3, "error", id="not there"),
        pytest.param(("bad",), {"warn_only": "true"}, 0, "fail", id="warn-only keeps the truth in the outputs"),
        pytest.param((), {}, 2, "error", id="an expression that gave nothing is no pass"),
        pytest.param(("good",), {"scope": "all"}, 2, "error", id="a scope for images that are named"),
        pytest.param(("good",), {"fail_on": "eror"}, 2, "error", id="a malformed input"),
        pytest.param(("good",), {"polcy": "x"}, 2, "error", id="an unknown input"),
        pytest.param(("good",), {"policy": "absent.yaml"}, 2, "error", id="a policy that is not there"),
    ],
)
def test_every_path_has_an_exit_code_outputs_and_a_summary(
    images: tuple[str, ...],
    extra: dict[str, str],
    code: int,
    result: str,
    registry: FakeRegistry,
    environ: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    named = "\n".join(f"{registry.address}/team/{name}:1" for name in images)
    ended, commands, _ = _run(environ, capsys, image=named, private_registries=registry.address, **extra)
    values = _outputs(environ)
    assert (ended, values["result"], tuple(values)) == (code, result, OUTPUTS)
    assert Path(environ["GITHUB_STEP_SUMMARY"]).read_text().startswith("#")
    assert any(command.name == "error" for command in commands) is (code != 0)


def test_outputs_of_one_image(
    registry: FakeRegistry, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    reference = f"{registry.address}/team/good:1"
    _run(environ, capsys, image=reference, insecure_registries=registry.address)
    digest = registry.store.tags["team/good", "1"]
    values = _outputs(environ)
    assert (values["digest"], json.loads(values["images"])) == (digest, {reference: digest})


def test_files(
    registry: FakeRegistry, environ: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report, sarif = tmp_path / "report.json", tmp_path / "report.sarif"
    image = f"{registry.address}/team/bad:1"
    files = {"report_file": str(report), "sarif_file": str(sarif)}
    assert _run(environ, capsys, image=image, private_registries=registry.address, **files)[0] == 1
    assert json.loads(report.read_text())["result"] == "fail"
    assert json.loads(sarif.read_text())["runs"][0]["results"][0]["ruleId"] == "user-non-root"
    values = _outputs(environ)
    assert (values["report-file"], values["sarif-file"]) == (str(report), str(sarif))


def test_private_address_must_be_named(
    registry: FakeRegistry, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, shown = _run(environ, capsys, image=f"{registry.address}/team/good:1")
    assert (code, registry.asked) == (3, [])
    assert "private-registries" in shown


@pytest.mark.parametrize("debug", ["1", ""])
def test_debug_lines_are_for_who_switched_them_on(
    debug: str, registry: FakeRegistry, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    registry.auth = Basic(USERNAME, PASSWORD)
    image = f"{registry.address}/team/good:1"
    inputs = {"credentials": f"{registry.address}={USERNAME}:{PASSWORD}", "token": TOKEN}
    environ = {**environ, "RUNNER_DEBUG": debug}
    code, commands, shown = _run(environ, capsys, image=image, **inputs)
    unmasked = [one for one in commands if one.name != "add-mask"]
    lines = [one.data.partition(": ")[0] for one in unmasked if one.name == "debug"]
    assert (code, {one.name for one in unmasked}) == (0, {"group", "endgroup", "debug"} if debug else set())
    manifest = f"GET {registry.address}/v2/team/good/manifests/1"
    assert [lines.count(manifest), lines.count("policy"), lines.count("fails on")] == (
        [2, 1, 1] if debug else [0, 0, 0]
    )
    assert not found("".join(line for line in shown.splitlines() if not line.startswith("::add-mask::")))


def test_credentials_name_a_registry_and_are_masked_first(
    registry: FakeRegistry, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    registry.auth = Basic(USERNAME, PASSWORD)
    given = settings(
        read_inputs(
            {"INPUT_IMAGE": "a", "INPUT_TOKEN": TOKEN, "INPUT_CREDENTIALS": f"localhost:1={USERNAME}:{PASSWORD}"}
        ),
        Runner.from_environ(environ),
        environ,
    ).registries
    assert (given.github_token, given.github_owner, given.private_addresses) == (TOKEN, "example", False)
    # The masks hold the secrets, as they must; they are left out of what the test prints.
    image = f"{registry.address}/team/good:1"
    inputs = {"INPUT_IMAGE": image, "INPUT_CREDENTIALS": f"{registry.address}={USERNAME}:{PASSWORD}"}
    assert action.main({**environ, **inputs}) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("::")[2].partition("::")[0] for line in lines[:2]] == ["add-mask", "add-mask"]
    assert not any(PASSWORD in line for line in lines[2:])


def test_docker_configuration_as_json_is_masked_too(
    registry: FakeRegistry, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    registry.auth = Basic(USERNAME, PASSWORD)
    config = json.dumps({"auths": {registry.address: {"username": USERNAME, "password": PASSWORD}}})
    inputs = {"INPUT_IMAGE": f"{registry.address}/team/good:1", "INPUT_DOCKER-CONFIG": config}
    assert action.main({**environ, **inputs}) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"::add-mask::{PASSWORD}"
    assert not any(PASSWORD in line for line in lines[2:])


def test_no_helper_is_run_in_the_container_and_the_error_says_so(
    registry: FakeRegistry, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    registry.auth = Basic(USERNAME, PASSWORD)
    config = json.dumps({"credHelpers": {registry.address: "x"}})
    code, _, shown = _run(environ, capsys, image=f"{registry.address}/team/good:1", docker_config=config)
    assert code == 3
    assert "are kept by the helper docker-credential-x, and no helper can be run here" in shown


@pytest.mark.parametrize(
    ("server", "token", "registry"),
    [
        pytest.param("https://github.com", TOKEN, "ghcr.io", id="github.com"),
        pytest.param("https://acme.ghe.com", TOKEN, "containers.acme.ghe.com", id="a company's own"),
        pytest.param("https://github.example", "", "", id="an Enterprise Server"),
        pytest.param("https://ghe.com", "", "", id="nobody's own"),
        pytest.param("https://evil.example/.ghe.com", "", "", id="what only looks like it"),
        pytest.param("http://acme.ghe.com", "", "", id="without TLS"),
    ],
)
def test_registry_that_the_token_is_offered_to(environ: dict[str, str], server: str, token: str, registry: str) -> None:
    runner = Runner.from_environ({**environ, "GITHUB_SERVER_URL": server})
    inputs = read_inputs({"INPUT_IMAGE": "a", "INPUT_TOKEN": TOKEN})
    access = settings(inputs, runner, environ).registries
    assert (access.github_token, access.github_registry) == (token, registry)


def test_secret_that_a_fork_does_not_get_is_named(
    registry: FakeRegistry, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    registry.auth = Basic(USERNAME, PASSWORD)
    image = f"{registry.address}/team/good:1"
    code, _, shown = _run(environ, capsys, image=image, credentials=f"{registry.address}={USERNAME}:")
    assert code == 3
    assert "pull requests from forks and from Dependabot get no secrets" in shown


def test_bug_ends_in_an_annotation_that_quotes_nothing(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> NoReturn:
        raise KeyError(PASSWORD)

    code = action.main({**environ, "INPUT_IMAGE": "a"}, fails)
    shown = capsys.readouterr().out
    assert (code, [command.name for command in model.commands(shown.encode())]) == (4, ["error"])
    assert "imagegate itself failed: KeyError at test_action.py:" in shown
    assert _outputs(environ)["result"] == "error"


def test_files_that_are_gone_do_not_hide_a_violation(
    registry: FakeRegistry, environ: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    gone = {**environ, "GITHUB_OUTPUT": "/nowhere/output"}
    image = f"{registry.address}/team/bad:1"
    assert _run(gone, capsys, image=image, private_registries=registry.address)[0] == 1
    image = f"{registry.address}/team/good:1"
    assert _run(gone, capsys, image=image, private_registries=registry.address)[0] == 4
