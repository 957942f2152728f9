"""Where scripts run imagegate, and where its exit code is lost."""

import pytest

from imagegate.doctor.shell import lost, runs_imagegate


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param("imagegate scan", True, id="alone"),
        pytest.param("set -x\n  imagegate check app", True, id="on a later line"),
        pytest.param("cd app && imagegate scan", True, id="after another command"),
        pytest.param("imagegate scan; echo", True, id="before another command"),
        pytest.param("docker save app | imagegate check docker-archive:-", True, id="at the end of a pipe"),
        pytest.param("TERM=dumb imagegate scan", True, id="with a variable"),
        pytest.param("python3 -m imagegate scan", True, id="as a module"),
        pytest.param("uvx imagegate scan", True, id="by uvx"),
        pytest.param(".venv/bin/imagegate scan", True, id="by its path"),
        pytest.param("if imagegate scan; then echo; fi", True, id="as a condition"),
        pytest.param("imagegate policy check", False, id="another command of it"),
        pytest.param("imagegate doctor", False, id="this one"),
        pytest.param("pip install imagegate", False, id="installed"),
        pytest.param("echo imagegate scan", False, id="spoken of"),
        pytest.param("# imagegate scan", False, id="a comment"),
        pytest.param("true # imagegate scan", False, id="a comment behind a command"),
        pytest.param("imagegate scan-all", False, id="another word"),
        pytest.param("my-imagegate scan", False, id="another program"),
    ],
)
def test_runs_imagegate(script: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert runs_imagegate(script) is expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        pytest.param("imagegate scan", "", id="alone"),
        pytest.param("imagegate scan\necho done", "", id="before another line"),
        pytest.param("imagegate scan || exit 1", "", id="another exit code"),
        pytest.param("imagegate scan || { echo no; exit 1; }", "", id="with a word"),
        pytest.param("imagegate scan || true", "`||` hides it", id="or true"),
        pytest.param("imagegate scan ||:", "`||` hides it", id="or nothing"),
        pytest.param("imagegate scan || echo no", "`||` hides it", id="or a word"),
        pytest.param("imagegate scan || exit 0", "`||` hides it", id="or an end"),
        pytest.param("imagegate scan --output \\\n  json=a || true", "`||` hides it", id="on the next line"),
        pytest.param("imagegate scan | tee log", "in a pipe the last command counts", id="a pipe"),
        pytest.param("set -o pipefail\nimagegate scan | tee log", "", id="a pipe that fails"),
        pytest.param("imagegate scan >| log", "", id="no pipe"),
        pytest.param("docker save app | imagegate check docker-archive:-", "", id="last in a pipe"),
        pytest.param("imagegate scan &", "nothing waits for it", id="in the background"),
        pytest.param("imagegate scan > log 2>&1", "", id="redirected"),
        pytest.param("imagegate scan && echo yes", "", id="and, at the end"),
        pytest.param("imagegate scan && echo yes\necho done", "before `&&` no failure ends a script", id="and"),
        pytest.param("set +e\nimagegate scan\necho done", "`set +e` hides it", id="set +e"),
        pytest.param("set +e\nimagegate scan", "", id="set +e, and it is the last"),
        pytest.param("imagegate scan\nset +e\nfalse", "", id="set +e, later"),
        pytest.param("if imagegate scan; then echo; fi", "it is the condition of something else", id="if"),
        pytest.param("! imagegate scan", "it is the condition of something else", id="not"),
        pytest.param("imagegate scan # || true", "", id="a comment"),
    ],
)
def test_lost(script: str, expected: str) -> None:
    assert lost(script, has_pipefail=False) == expected


def test_bash_by_its_name_fails_with_its_pipes() -> None:
    assert lost("imagegate scan | tee log", has_pipefail=True) == ""
