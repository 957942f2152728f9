"""The demonstration shows what it promises, on images that others' tools built."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from demo.registry import serve

ROOT = Path(__file__).parents[1]
LAYOUTS = ROOT / "demo" / "layouts"
SIZE_MAX = 100 * 1024
EXPECTED_RULES = ("user-non-root", "env-no-secret-values", "env-no-secret-names", "ports-admin", "tag-moving")


@pytest.fixture(scope="module")
def shown() -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-B", "-m", "demo"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60, check=False)


def test_the_demo_ends_well(shown: "subprocess.CompletedProcess[str]") -> None:
    assert (shown.returncode, shown.stderr) == (0, "")
    assert re.findall(r"exit code: (\d) \(expected: (\d)\)", shown.stdout) == [("0", "0"), ("1", "1")]


def test_the_outputs_are_shown(shown: "subprocess.CompletedProcess[str]") -> None:
    assert re.findall(r"^result=(.*)$", shown.stdout, flags=re.MULTILINE) == ["pass", "fail"]
    assert re.findall(r"^violation-count=(.*)$", shown.stdout, flags=re.MULTILINE) == ["0", "2"]


def test_no_layer_is_read(shown: "subprocess.CompletedProcess[str]") -> None:
    # For each image: its index, and a manifest and a config for each of two platforms.
    assert "10 requests were made for both images; 0 of them read a layer." in shown.stdout


def test_only_the_second_image_is_annotated(shown: "subprocess.CompletedProcess[str]") -> None:
    complying, violating = (part for part in re.split(r"^=== .* ===$", shown.stdout, flags=re.MULTILINE)[1:])
    assert "::error" not in complying
    assert "::error " in violating
    assert [rule for rule in EXPECTED_RULES if rule not in violating] == []


def test_the_credential_is_not_shown(shown: "subprocess.CompletedProcess[str]") -> None:
    assert "IOSFODNN7EXAMPLE" not in shown.stdout
    assert "change-me-first" not in shown.stdout


def test_the_layouts_are_small() -> None:
    files = [path for path in LAYOUTS.rglob("*") if path.is_file()]
    assert 0 < sum(path.stat().st_size for path in files) < SIZE_MAX


def test_every_blob_has_the_name_of_its_bytes() -> None:
    blobs = [path for path in LAYOUTS.rglob("blobs/sha256/*") if path.is_file()]
    assert len(blobs) == 14
    assert [path for path in blobs if hashlib.sha256(path.read_bytes()).hexdigest() != path.name] == []


@pytest.mark.registry
def test_the_script_builds_the_same_bytes_again(tmp_path: Path) -> None:
    subprocess.run([ROOT / "demo" / "make-layouts.sh", tmp_path / "layouts"], check=True, capture_output=True)
    assert _contents(tmp_path / "layouts") == _contents(LAYOUTS)


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        pytest.param("shop/api/manifests/2.4.1", "application/vnd.oci.image.index.v1+json", id="an index by its tag"),
        pytest.param("shop/api/manifests/{}", "application/vnd.oci.image.manifest.v1+json", id="a manifest by digest"),
        pytest.param("shop/api/blobs/{}", "application/octet-stream", id="the same as a blob"),
    ],
)
def test_the_registry_serves(path: str, media_type: str) -> None:
    with serve(LAYOUTS) as registry:
        index = json.loads(urlopen(f"http://{registry.address}/v2/shop/api/manifests/2.4.1").read())
        with urlopen(f"http://{registry.address}/v2/{path.format(index['manifests'][0]['digest'])}") as answer:
            digest = f"sha256:{hashlib.sha256(answer.read()).hexdigest()}"
            assert (answer.headers["Content-Type"], answer.headers["Docker-Content-Digest"]) == (media_type, digest)


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/v2/shop/api/manifests/1", id="no such tag"),
        pytest.param("/v2/shop/none/manifests/latest", id="no such repository"),
        pytest.param(f"/v2/shop/api/blobs/sha256:{'0' * 64}", id="no such blob"),
        pytest.param("/v2/shop/api/blobs/sha256:../../index.json", id="a way out of the folder"),
        pytest.param("/", id="no path of a registry's"),
    ],
)
def test_the_registry_has_nothing_else(path: str) -> None:
    with serve(LAYOUTS) as registry, pytest.raises(HTTPError) as raised:
        urlopen(f"http://{registry.address}{path}")
    assert raised.value.code == 404
    raised.value.close()
