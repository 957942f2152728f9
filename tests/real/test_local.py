"""Images in files that the engine, skopeo and umoci wrote, read as curl and jq read them in the registry."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.machine.command import environment, run
from tests.real.docker_registry import DockerRegistry
from tests.real.program import Terminal

pytestmark = [pytest.mark.registry, pytest.mark.engine]

APP, SERVICE, RUBY = ("team/app", "1.0"), ("team/service", "1.0"), ("library/ruby", "latest")


def _skopeo(registry: DockerRegistry, image: tuple[str, str], target: str, *options: str) -> None:
    source = f"docker://{registry.name}/{image[0]}:{image[1]}"
    run("skopeo", "copy", "--quiet", "--src-tls-verify=false", *options, source, target)


def _config(terminal: Terminal, text: str, architecture: str = "amd64") -> Any:
    ended = terminal.imagegate("inspect", "--config", "--platform", f"linux/{architecture}", text)
    assert ended.code == 0, ended.error
    return json.loads(ended.output)


@pytest.mark.parametrize(
    ("image", "written", "options", "read", "architecture"),
    [
        pytest.param(APP, "oci:{}:1.0", (), "oci:{}", "amd64", id="a-layout"),
        pytest.param(SERVICE, "oci:{}:1.0", (), "oci:{}:1.0", "arm64", id="umoci-s-image"),
        pytest.param(RUBY, "oci:{}:x", ("--all",), "oci:{}:x", "amd64", id="an-index"),
        pytest.param(RUBY, "oci:{}:x", ("--all",), "oci:{}", "arm64", id="an-index-s-other-platform"),
        pytest.param(APP, "oci-archive:{}:1.0", (), "oci:{}:1.0", "amd64", id="a-layout-in-a-tar-file"),
        pytest.param(RUBY, "oci-archive:{}:a/b:1", ("--all",), "oci:{}:a/b:1", "arm64", id="an-index-in-a-tar-file"),
        pytest.param(APP, "docker-archive:{}", (), "docker-archive:{}", "amd64", id="skopeo-s-archive"),
        pytest.param(
            APP, "docker-archive:{}:ghcr.io/a/b:1", (), "docker-archive:{}:ghcr.io/a/b:1", "amd64", id="with-a-name"
        ),
    ],
)
def test_what_skopeo_writes(
    terminal: Terminal,
    open_registry: DockerRegistry,
    tmp_path: Path,
    image: tuple[str, str],
    written: str,
    options: tuple[str, ...],
    read: str,
    architecture: str,
) -> None:
    place = tmp_path / "place"
    _skopeo(open_registry, image, written.format(place), *options)
    found = _config(terminal, read.format(place), architecture)
    expected = terminal.three_requests(open_registry.url, *image, architecture)
    # skopeo writes Docker's own members into no OCI config, and keeps the rest.
    common = expected["config"].keys() & found["config"].keys()
    assert {key: found["config"][key] for key in common} == {key: expected["config"][key] for key in common}
    assert {"User", "Env", "Cmd"} & common
    assert found["rootfs"] == expected["rootfs"]


def test_a_layout_that_umoci_made(terminal: Terminal, tmp_path: Path) -> None:
    layout = tmp_path / "layout"
    run("umoci", "init", "--layout", layout)
    for tag, user in (("one", "1"), ("two", "2")):
        run("umoci", "new", "--image", f"{layout}:{tag}")
        run("umoci", "config", "--image", f"{layout}:{tag}", "--config.user", user)
    assert _config(terminal, f"oci:{layout}:two")["config"] == {"User": "2"}
    ended = terminal.imagegate("check", f"oci:{layout}")
    assert (ended.code, "it could mean several images: 'one', 'two'" in ended.output) == (3, True)


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("docker save {app} | {imagegate} docker-archive:-", id="piped"),
        pytest.param("docker save {app} | gzip -1 | {imagegate} docker-archive:-", id="compressed"),
        pytest.param("docker save {app} {root} | {imagegate} docker-archive:-:{app}", id="one-of-two"),
        pytest.param(
            "docker save --output saved.tar {root} {app} && {imagegate} docker-archive:saved.tar:{app}", id="file"
        ),
        pytest.param(
            "docker save {app} {root} | {imagegate} docker-archive:-@$(docker images -q --no-trunc {app})",
            id="by-its-id",
        ),
        pytest.param(
            "docker save {app} | tar -x && tar -c . | {imagegate} docker-archive:-", id="unpacked-and-packed-by-tar"
        ),
    ],
)
def test_what_the_engine_saves(terminal: Terminal, open_registry: DockerRegistry, tmp_path: Path, command: str) -> None:
    names = {"app": f"{open_registry.name}/team/app:1.0", "root": f"{open_registry.name}/team/app:root"}
    words = command.format(imagegate=f"{sys.executable} -m imagegate inspect --config", **names)
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", words],  # noqa: S607 - whichever shell the path has
        cwd=tmp_path,
        capture_output=True,
        env=environment(HOME=str(tmp_path)),
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == terminal.three_requests(open_registry.url, *APP)
