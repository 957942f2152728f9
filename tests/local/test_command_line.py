"""Images in files as a user names them: on the command line, beside images of registries, under policies."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from imagegate import sources
from imagegate.cli.main import main
from imagegate.oci.image import Part
from imagegate.settings import RegistryAccess
from tests.fake_registry.server import serve
from tests.local.images import Files, config, image, layout, multi, named, refusal, saved, unpacked
from tests.local.tarballs import packed

GOOD, BAD = config("1000"), config("0")
OURS = """\
imagegate: v1
rules:
  - id: no-root
    severity: error
    description: Images do not start as root.
    help: Set USER.
    at: /user/root
    schema: { denyValues: [true] }
  - id: ours
    severity: error
    description: Images are ours.
    help: Move it.
    match: { exclude: ["ghcr.io/other/**"] }
    at: /reference/name
    schema: { imageRef: ["ghcr.io/team/**", "docker.io/library/*"] }
  - id: small
    severity: error
    description: Images are small.
    help: Leave something out.
    at: /size
    schema: { maxBytes: 1kB }
waivers:
  - id: old
    rules: [no-root]
    images: ["ghcr.io/team/old"]
    reason: It is replaced soon.
    owner: team
    expires: 2027-01-01
"""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.yaml").write_text(OURS)
    files: Mapping[str, Files] = {
        "good.tar": saved((GOOD, ["ghcr.io/team/app:1"])),
        "bad.tar": saved((BAD, ["ghcr.io/team/app:1"])),
        "old.tar": saved((BAD, ["ghcr.io/team/old:1"])),
        "other.tar": saved((GOOD, ["ghcr.io/other/app:1"])),
        "two.tar": saved((GOOD, ["ghcr.io/team/app:1"]), (BAD, ["ghcr.io/team/app:2"])),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(packed(content))
    blobs, entry = multi(amd64="1000", arm64="0")
    unpacked(layout(blobs, named(entry, "1.0")), tmp_path / "layout")
    return tmp_path


def checked(*arguments: str, handed_over: bytes = b"") -> tuple[int, dict[str, list[str]]]:
    """Run the program; give the exit code, and what it found of each image."""
    command = (sys.executable, "-m", "imagegate", "check", "--format", "json", *arguments)
    done = subprocess.run(command, input=handed_over, capture_output=True, check=False)
    assert done.stderr == b""
    images = json.loads(done.stdout)["images"]
    return done.returncode, {
        one["given"]: sorted(f"{finding['rule']} {finding['outcome']}" for finding in one["findings"])
        or [one["verdict"] if one["error"] is None else one["error"]["code"]]
        for one in images
    }


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("text", "code", "found"),
    [
        pytest.param("docker-archive:good.tar:ghcr.io/team/app:1", 0, ["small unknown"], id="good, and named"),
        pytest.param("docker-archive:bad.tar:ghcr.io/team/app:1", 1, ["no-root fail", "small unknown"], id="bad"),
        pytest.param("docker-archive:good.tar", 1, ["ours fail", "small unknown"], id="its own name does not count"),
        pytest.param(
            "docker-archive:old.tar:ghcr.io/team/old:1",
            0,
            ["no-root waived", "small unknown"],
            id="a waiver for its name",
        ),
        pytest.param(
            "docker-archive:old.tar", 1, ["no-root fail", "ours fail", "small unknown"], id="no waiver by its own name"
        ),
        pytest.param("docker-archive:other.tar", 1, ["ours fail", "small unknown"], id="no exclusion by its own name"),
        pytest.param(
            "docker-archive:other.tar:ghcr.io/other/app:1", 0, ["small unknown"], id="an exclusion by the user's"
        ),
        pytest.param("docker-archive:bad.tar:ghcr.io/team/old:1", 3, ["not-found"], id="a name that it has not"),
        pytest.param("docker-archive:two.tar", 3, ["ambiguous"], id="two"),
        pytest.param("oci:layout:1.0", 1, ["no-root fail", "ours fail"], id="every platform of a layout"),
        pytest.param("oci:absent", 3, ["not-found"], id="not there"),
    ],
)
def test_check(text: str, code: int, found: list[str]) -> None:
    assert checked("-p", "policy.yaml", text) == (code, {text: found})


@pytest.mark.usefixtures("folder")
def test_an_archive_is_never_taken_for_the_image_of_its_name() -> None:
    with serve() as registry:
        registry.store.image("team/app", "1", {"User": "1000"})
        name = f"{registry.address}/team/app:1"
        Path("own.tar").write_bytes(packed(saved((BAD, [name]))))
        text = f"docker-archive:own.tar:{name}"
        code, found = checked(name, text, text)
        assert (code, sorted(found)) == (1, sorted([name, text]))
        assert "user-non-root fail" in found[text]
        assert "user-non-root fail" not in found[name]
        asked = len(registry.asked)
        assert asked > 0
        checked(text)
        assert len(registry.asked) == asked


@pytest.mark.usefixtures("folder")
def test_several_images_of_one_standard_input() -> None:
    archive = packed(saved((GOOD, ["app:1"]), (BAD, ["app:2"])))
    code, found = checked("docker-archive:-:app:1", "docker-archive:-:app:2", handed_over=archive)
    assert code == 1
    assert ["user-non-root fail" in findings for findings in found.values()] == [False, True]


def test_a_standard_input_that_is_needed_twice(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["-", "docker-archive:-"], ["-", "-"], ["oci:-", "ruby", "-"]):
        assert main(["check", *arguments], {}) == 2
        assert "standard input can be read only once" in capsys.readouterr().err


def test_a_text_that_names_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("check", "inspect"):
        assert main([command, "docker-daemon:app:1"], {}) == 2
        assert "docker save NAME | imagegate check docker-archive:-" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_inspect(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "--config", "docker-archive:good.tar"], {}) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(GOOD)
    assert main(["inspect", "--manifest", "docker-archive:good.tar"], {}) == 3
    assert "docker-archive:good.tar has no manifest, only a config; use --config" in capsys.readouterr().err
    assert main(["inspect", "--index", "oci:layout"], {}) == 0
    assert len(json.loads(capsys.readouterr().out)["manifests"]) == 2
    assert main(["inspect", "docker-archive:good.tar:ghcr.io/team/app:1"], {}) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["reference"]["name"], document["size"]) == ("ghcr.io/team/app", None)


def test_nobody_waits_for_ever_for_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    end, other = os.pipe()
    reference = sources.reference("docker-archive:-")
    with open(end) as silent, open(other, "wb", buffering=0) as writer:  # noqa: PTH123 - descriptors, not paths
        monkeypatch.setattr(sys, "stdin", silent)
        resolve = sources.resolver(RegistryAccess(timeout=0.1), (reference,))
        writer.write(packed(saved((GOOD, ["app"])))[:700])
        (resolution,) = resolve((reference,), Part.NONE)
    code, message, _ = refusal(resolution)
    assert (code, message) == ("timeout", "the run's time was over before all of it was read")


def test_a_file_is_not_read_when_the_run_s_time_is_over(folder: Path) -> None:
    reference = sources.reference(f"docker-archive:{folder}/good.tar")
    (resolution,) = sources.resolver(RegistryAccess(timeout=0), (reference,))((reference,), Part.NONE)
    assert refusal(resolution)[0] == "timeout"


def test_nothing_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    reference = sources.reference("oci:-")
    (resolution,) = sources.resolver(RegistryAccess(), (reference,))((reference,), Part.NONE)
    assert refusal(resolution)[1] == "nothing is handed over on standard input"


def test_images_of_both_kinds_keep_their_order(folder: Path) -> None:
    blobs, entry = image(GOOD)
    unpacked(layout(blobs, entry), folder / "one")
    with serve() as registry:
        registry.store.image("a", "1", {"User": "1"})
        texts = ("oci:one", f"{registry.address}/a:1", "docker-archive:good.tar", f"{registry.address}/a:1")
        references = tuple(map(sources.reference, texts))
        found = sources.resolver(RegistryAccess(), references)(references, Part.NONE)
    assert tuple(resolution.reference.text for resolution in found) == texts
