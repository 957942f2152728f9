"""`imagegate check`, as a user runs it: arguments in, text and an exit code out."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from imagegate.cli.main import main
from tests.canary import PASSWORD, USERNAME
from tests.fake_registry.auth import Basic, basic
from tests.fake_registry.server import FakeRegistry, serve
from tests.policies import NO_ROOT


@pytest.fixture(name="registry")
def _registry() -> Iterator[FakeRegistry]:
    with serve() as registry:
        registry.store.image("team/good", "1", {"User": "1000"})
        registry.store.image("team/bad", "1", {"User": ""})
        both = [
            registry.store.image("team/both", None, {"User": user}, platform=platform)
            for user, platform in (("1000", "linux/amd64"), ("0", "linux/arm64"))
        ]
        registry.store.index("team/both", "1", both)
        yield registry


@pytest.fixture(name="policy")
def _policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.yaml").write_text(NO_ROOT)
    return tmp_path / "policy.yaml"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(["good:1"], 0, id="compliant"),
        pytest.param(["bad:1"], 1, id="a violation"),
        pytest.param(["both:1"], 1, id="one platform is enough to fail"),
        pytest.param(["both:1", "--platform", "linux/amd64"], 0, id="narrowed to the good platform"),
        pytest.param(["both:1", "--platform", "linux/s390x"], 3, id="a platform that is not there proves nothing"),
        pytest.param(["absent:1"], 3, id="not there"),
        pytest.param(["bad:1", "absent:1"], 1, id="a violation wins over an unverified image"),
        pytest.param(["bad:1", "--warn-only"], 0, id="warn-only tolerates a violation"),
        pytest.param(["absent:1", "--warn-only"], 0, id="warn-only tolerates an unverified image"),
        pytest.param(["good:1", "--platform", "linux"], 2, id="no platform"),
        pytest.param(["good:1", "-p", "pack:nothing"], 2, id="no such pack"),
        pytest.param(["good:1", "-p", "absent.yaml"], 2, id="no such file"),
    ],
)
def test_exit_code(
    arguments: list[str], code: int, registry: FakeRegistry, policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = [f"{registry.address}/team/{text}" if text[-2:] == ":1" else text for text in arguments]
    own = [] if "-p" in named else ["-p", policy.name]
    assert main(["check", *named, *own], {}) == code
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err


@pytest.mark.parametrize(
    ("images", "days", "code", "result"),
    [
        pytest.param(["absent"], 30, 0, "skipped", id="nothing but what is waived"),
        pytest.param(["absent", "good"], 30, 0, "pass", id="an image that was judged beside it"),
        pytest.param(["absent", "bad"], 30, 1, "fail", id="a violation beside it"),
        pytest.param(["absent", "other"], 30, 3, "error", id="another image that cannot be read"),
        pytest.param(["absent"], 3, 0, "skipped", id="the waiver ends soon"),
        pytest.param(["absent"], -1, 3, "error", id="the waiver has expired"),
        pytest.param(["absent"], 200, 2, "error", id="it would last too long"),
    ],
)
def test_waivers_for_images_that_cannot_be_read(
    images: list[str],
    days: int,
    code: int,
    result: str,
    registry: FakeRegistry,
    policy: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    end = datetime.now(UTC).date() + timedelta(days=days)
    waiver = {"id": "W-1", "rules": ["unverified"], "images": [f"{registry.address}/team/absent"], "expires": str(end)}
    waiver |= {"reason": "it is built later today", "owner": "me"}
    policy.write_text(f"{NO_ROOT}waivers: [{json.dumps(waiver)}]\n")
    named = [f"{registry.address}/team/{name}:1" for name in images]
    assert main(["check", "-p", policy.name, "--format", "json", *named], {}) == code
    report = json.loads(capsys.readouterr().out)
    assert report["result"] == result
    assert [waiver["id"] for waiver in report["waivers"]] == (["W-1"] if days in (3, 30) else [])
    ending = [f"the waiver W-1 (policy.yaml:10:11) ends on {end}"]
    assert [notice.partition(", in ")[0] for notice in report["notices"]] == (ending if days == 3 else [])


def test_text_says_what_where_and_how(registry: FakeRegistry, policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reference = f"{registry.address}/team/both:1"
    assert main(["check", "-p", policy.name, reference], {}) == 1
    shown = capsys.readouterr().out
    for part in (reference, "no-root: it starts as root", "linux/arm64", "config.User", "policy.yaml:3:5", "Set USER."):
        assert part in shown


def test_formats_from_one_run(registry: FakeRegistry, policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reference = f"{registry.address}/team/bad:1"
    arguments = ["check", "-p", policy.name, "--format", "github", "--output", "json=report.json", reference]
    assert main([*arguments, "--output", "markdown=summary.md"], {}) == 1
    assert capsys.readouterr().out.startswith("::error ")
    report = json.loads((policy.parent / "report.json").read_text())
    assert (report["schema"], report["result"], report["exitCode"]) == ("imagegate/report/v1", "fail", 1)
    assert "no-root" in (policy.parent / "summary.md").read_text()
    assert len(registry.asked) == 2  # a manifest and a config, once


def test_a_pass_whose_file_cannot_be_written_is_none(
    registry: FakeRegistry, policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["check", "-p", policy.name, "--output", "json=absent/report.json", f"{registry.address}/team/good:1"]
    assert main(arguments, {}) == 4
    assert "absent/report.json cannot be written: no such file or directory" in capsys.readouterr().err


def test_references_from_standard_input(
    registry: FakeRegistry, policy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = f"# images\n\n  {registry.address}/team/good:1  \n{registry.address}/team/bad:1\n".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    assert main(["check", "-p", policy.name, "--format", "json", "-"], {}) == 1
    images = json.loads(capsys.readouterr().out)["images"]
    assert [image["verdict"] for image in images] == ["passed", "failed"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"\n# none\n", "standard input names no image", id="a pipe that broke is no pass"),
        pytest.param(b"\xff\xfe", "standard input is not UTF-8 text", id="binary"),
    ],
)
def test_standard_input_refused(
    content: bytes, message: str, policy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert main(["check", "-p", policy.name, "-"], {}) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        pytest.param("Ruby:3", "'Ruby:3' is not an image reference: repository names are lower case", id="upper case"),
        pytest.param("https://ghcr.io/a", "leave out the scheme 'https://'", id="a scheme"),
        pytest.param(f"sha256:{'0' * 64}", "a digest alone names no repository", id="a bare digest"),
        pytest.param("a@b@c", "it has two '@'", id="two @"),
    ],
)
def test_bad_reference(reference: str, message: str, policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "-p", policy.name, reference], {}) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("severity:", "severty:", "policy.yaml:4:5: ", id="a typo in a key"),
        pytest.param("denyValues", "denyValue", "policy.yaml:8:15: ", id="a typo in a keyword"),
        pytest.param("/user/root", "/user/rot", "policy.yaml:7:5: ", id="a pointer to nothing"),
    ],
)
def test_typo_in_policy(old: str, new: str, message: str, policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy.write_text(NO_ROOT.replace(old, new))
    assert main(["check", "-p", policy.name, "localhost:1/a"], {}) == 2
    shown = capsys.readouterr().err
    assert message in shown
    assert "did you mean" in shown


def test_looked_for_policy_at_the_root_counts(
    registry: FakeRegistry, policy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = policy.parent
    (root / ".git").mkdir()
    policy.rename(root / ".imagegate.yaml")
    (root / "sub").mkdir()
    monkeypatch.chdir(root / "sub")
    assert main(["check", f"{registry.address}/team/bad:1"], {}) == 1
    assert main(["check", f"{registry.address}/team/good:1"], {}) == 0


@pytest.mark.parametrize(
    ("password", "code"), [pytest.param(PASSWORD, 0, id="right"), pytest.param(f"not-{PASSWORD}", 3, id="wrong")]
)
def test_credentials_of_docker_login(password: str, code: int, registry: FakeRegistry, policy: Path) -> None:
    registry.auth = Basic(USERNAME, PASSWORD)
    auth = basic(USERNAME, password).removeprefix("Basic ")
    folder = policy.parent / "docker"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"auths": {registry.address: {"auth": auth}}}))
    arguments = ["check", "-p", policy.name, f"{registry.address}/team/good:1"]
    assert main(arguments, {"DOCKER_CONFIG": str(folder)}) == code
    assert main([*arguments, "--registry-config", str(folder / "config.json")], {}) == code


def test_docker_config_that_is_not_there_is_no_anonymous_run(policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "-p", policy.name, "localhost:1/a"], {"DOCKER_CONFIG": "/nowhere"}) == 2
    assert "DOCKER_CONFIG names /nowhere, which is no folder here" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="no command"),
        pytest.param(["check"], id="no reference"),
        pytest.param(["check", "a", "--fail-on", "off"], id="no severity"),
        pytest.param(["check", "a", "--used-as", "basis"], id="no use"),
        pytest.param(["check", "a", "--format", "sarrif"], id="no format"),
        pytest.param(["check", "a", "--output", "json"], id="no file"),
        pytest.param(["check", "a", "--jobs", "0"], id="no job"),
        pytest.param(["check", "a", "--timeout", "9" * 5000], id="a number of thousands of digits"),
    ],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments, {})
    assert caught.value.code == 2
    assert "imagegate" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["check", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys; from imagegate.cli.main import main\n"
        f"try: main({arguments!r}, {{}})\n"
        "except SystemExit as end: assert not end.code\n"
        "heavy = {'requests', 'urllib3', 'jsonschema', 'yaml', 're2', 'ssl'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_as_a_process(registry: FakeRegistry, policy: Path) -> None:
    command = [sys.executable, "-m", "imagegate", "check", "-p", policy.name, f"{registry.address}/team/bad:1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={}, cwd=policy.parent)
    assert (done.returncode, done.stderr) == (1, "")
    assert "no-root" in done.stdout


@pytest.mark.parametrize(
    ("image", "redirect", "code"),
    [
        pytest.param("good", ">&-", 4, id="a pass that nobody can read is none"),
        pytest.param("bad", ">&-", 1, id="a violation stays one"),
        pytest.param("good", ">/dev/full", 4, id="the disk is full"),
        pytest.param("good", "2>&-", 0, id="nothing was to be said there"),
    ],
)
def test_closed_output(image: str, redirect: str, code: int, registry: FakeRegistry, policy: Path) -> None:
    command = f"{sys.executable} -m imagegate check -p {policy.name} {registry.address}/team/{image}:1 {redirect}"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=False, cwd=policy.parent)
    assert (done.returncode, done.stderr) == (code, "")


def test_verbose_says_on_standard_error_what_was_asked(
    registry: FakeRegistry, policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    image = f"{registry.address}/team/good:1"
    assert main(["check", "-p", policy.name, image], {}) == 0
    quiet = capsys.readouterr()
    assert main(["check", "-p", policy.name, "--verbose", image], {}) == 0
    verbose = capsys.readouterr()
    assert (quiet.err, verbose.out) == ("", quiet.out)
    lines = verbose.err.splitlines()
    assert all(line.startswith("imagegate: ") for line in lines)
    requests = [line.split()[2].partition("/")[2] for line in lines if line.startswith("imagegate: GET ")]
    assert [path.partition("/blobs/")[0] for path in requests] == ["v2/team/good/manifests/1:", "v2/team/good"]
    assert f"imagegate: images: {image}" in lines
    assert lines[-1] == "imagegate: fails on: error"
