"""`imagegate policy`: help that a newcomer can follow, and quickly."""

import subprocess
import sys

import pytest

from imagegate.cli.main import main

COMMANDS = ("init", "check", "test", "explain", "list", "show", "schema")


def test_every_command_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["policy", "--help"], {})
    shown = capsys.readouterr().out
    assert (caught.value.code, [name for name in COMMANDS if f"\n    {name} " not in shown]) == (0, [])


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["policy", command, "--help"], {})
    shown = capsys.readouterr().out
    assert (caught.value.code, f"examples:\n  imagegate policy {command}" in shown) == (0, True)
    assert max(map(len, shown.splitlines())) <= 100


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["policy"], id="no command"),
        pytest.param(["policy", "tset"], id="no such command"),
        pytest.param(["policy", "check", "--format", "sarif"], id="no such format"),
        pytest.param(["policy", "explain", "ruby"], id="no rule"),
        pytest.param(["policy", "explain", "--used-as", "basis", "ruby", "a"], id="no such use"),
        pytest.param(["policy", "show"], id="no policy"),
    ],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments, {})
    assert caught.value.code == 2
    assert "usage: imagegate policy" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_imports_nothing_heavy(command: str) -> None:
    program = (
        "import sys; from imagegate.cli.main import main\n"
        f"try: main([*{['policy', command]!r}, '--help'] if {bool(command)} else ['policy', '--help'], {{}})\n"
        "except SystemExit as end: assert not end.code\n"
        "heavy = {'requests', 'urllib3', 'jsonschema', 'yaml', 're2', 'ssl'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
