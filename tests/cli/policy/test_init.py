"""`imagegate policy init`: what a policy begins with, and that nothing is overwritten."""
# ruff: noqa: E501 - a row is a call and what it says

from pathlib import Path

import pytest

from imagegate.cli.main import main
from imagegate.policy_file import schema

WROTE = """\
wrote .github/imagegate.yaml
wrote .github/imagegate.tests.yaml
wrote .github/imagegate.schema.json
next: imagegate policy test, then imagegate check IMAGE
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command on policies; give its exit code and what it writes."""
    code = main(["policy", *arguments], {})
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def written(folder: Path) -> dict[str, str]:
    """Give all files and links of a folder."""
    return {
        str(path.relative_to(folder)): "" if path.is_symlink() else path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def test_from_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "init") == (0, WROTE, "")
    files = written(tmp_path)
    assert [*files] == [".github/imagegate.schema.json", ".github/imagegate.tests.yaml", ".github/imagegate.yaml"]
    assert files[".github/imagegate.yaml"].startswith("# yaml-language-server: $schema=imagegate.schema.json\n")
    assert files[".github/imagegate.schema.json"] == schema("policy").decode()
    code, out, error = run(capsys, "check", ".github/imagegate.yaml", ".github/imagegate.tests.yaml")
    assert (code, out.count("no problems"), error) == (0, 2, "")
    code, out, error = run(capsys, "test")
    assert (code, out.splitlines()[-1], error) == (0, "4 cases, all hold", "")


def test_at_the_root_from_a_folder_below(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    code, out, _ = run(capsys, "init")
    assert (code, f"wrote {tmp_path}/.github/imagegate.yaml\n" in out) == (0, True)
    assert (tmp_path / ".github" / "imagegate.yaml").exists()


def test_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "init", "--no-schema", "policies/own.yml")[0] == 0
    files = written(tmp_path)
    assert [*files] == ["policies/own.tests.yaml", "policies/own.yml"]
    assert "yaml-language-server" not in files["policies/own.yml"]
    assert run(capsys, "test", "policies/own.yml")[0] == 0
    assert run(capsys, "init", "policies/more.yaml")[0] == 0
    assert run(capsys, "init", "policies/most.yaml") == (
        0,
        "wrote policies/most.yaml\nwrote policies/most.tests.yaml\nnext: imagegate policy test, then imagegate check IMAGE\n",
        "",
    )


@pytest.mark.parametrize(
    ("there", "arguments", "message"),
    [
        pytest.param(".github/imagegate.yaml", (), ".github/imagegate.yaml is there already", id="the policy"),
        pytest.param(".github/imagegate.yml", (), ".github/imagegate.yml is there already", id="with the other ending"),
        pytest.param(".imagegate.yaml", (), ".imagegate.yaml is there already", id="in the other place: two would be none"),
        pytest.param(".imagegate.yaml", (".github/imagegate.yml",), ".imagegate.yaml is there already", id="by its name"),
        pytest.param(".github/imagegate.tests.yaml", (), ".github/imagegate.tests.yaml is there already", id="the tests"),
        pytest.param("a.yaml", ("a.yaml",), "a.yaml is there already", id="a file that was named"),
        pytest.param("a", ("a/b.yaml",), "a/b.yaml cannot be written: ", id="a file where a folder should be"),
        pytest.param("x", ("own.json",), "a policy is a YAML file, and 'own.json' does not end like one; call it NAME.yaml", id="no YAML"),
    ],
)  # fmt: skip
def test_nothing_is_overwritten(
    there: str, arguments: tuple[str, ...], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / there).parent.mkdir(exist_ok=True)
    (tmp_path / there).write_text("mine")
    code, out, error = run(capsys, "init", *arguments)
    assert (code != 0, out, error.count("\n")) == (True, "", 1)
    assert error.startswith(f"imagegate: {message}")
    assert written(tmp_path) == {there: "mine"}


def test_a_link_is_not_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").symlink_to("elsewhere")
    assert run(capsys, "init", "a.yaml")[0] == 2
    assert written(tmp_path) == {"a.yaml": ""}


@pytest.mark.parametrize(("arguments", "name"), [((), "policy"), (("--tests",), "tests")])
def test_the_schema(arguments: tuple[str, ...], name: str, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["policy", "schema", *arguments], {}) == 0
    assert capsysbinary.readouterr().out == schema(name)
