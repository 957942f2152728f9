from collections.abc import Mapping
from pathlib import Path

import pytest

from imagegate.errors import UsageError
from imagegate.github.inputs import NAMES, Inputs, read_inputs
from imagegate.github.login import Login


def _environ(**given: str) -> dict[str, str]:
    """Give the environment of a step: every input is set, one that was not given is empty; others stand beside."""
    defaults = {"INPUT_IMAGE": "(none)", "INPUT_FILES": "(none)"}
    unset = {f"INPUT_{name.upper()}": "" for name in NAMES} | defaults
    inputs = {f"INPUT_{name.replace('_', '-').upper()}": value for name, value in given.items()}
    return {"GITHUB_ACTIONS": "true", "HOME": "/github/home"} | unset | inputs


@pytest.mark.parametrize(
    ("environ", "inputs"),
    [
        pytest.param({}, Inputs(), id="nothing at all"),
        pytest.param(_environ(), Inputs(), id="nothing given"),
        pytest.param(_environ(image="ruby:3.4"), Inputs(images=("ruby:3.4",)), id="one image"),
        pytest.param(_environ(image="a\n  b, c\r\n\n,"), Inputs(images=("a", "b", "c")), id="list by line and comma"),
        pytest.param(_environ(policy="pack:a\nb.yaml"), Inputs(policies=("pack:a", "b.yaml")), id="policies"),
        pytest.param(_environ(files="a/**, !b"), Inputs(files=("a/**", "!b")), id="files"),
        pytest.param(_environ(scope="all", policy_ref="main"), Inputs(scope="all", policy_ref="main"), id="a scope"),
        pytest.param(_environ(platforms="linux/amd64"), Inputs(platforms=("linux/amd64",)), id="platforms"),
        pytest.param(_environ(fail_on=" warning\n"), Inputs(fail_on="warning"), id="trimmed"),
        pytest.param(_environ(token="ghs_x\n"), Inputs(token="ghs_x"), id="token"),
        pytest.param(_environ(comment="on-failure"), Inputs(comment="on-failure"), id="comment"),
        pytest.param(_environ(jobs="4", timeout="900"), Inputs(jobs=4, timeout=900), id="numbers"),
        pytest.param(_environ(private_registries="a.example"), Inputs(private_registries=("a.example",)), id="private"),
        pytest.param(_environ(insecure_registries="a:5000"), Inputs(insecure_registries=("a:5000",)), id="insecure"),
        pytest.param(
            _environ(ca_bundle="ca.pem", report_file="out/report.json", sarif_file="out.sarif"),
            Inputs(ca_bundle=Path("ca.pem"), report_file=Path("out/report.json"), sarif_file=Path("out.sarif")),
            id="paths",
        ),
        pytest.param(
            _environ(docker_config=' {"auths":{}}\n'), Inputs(docker_config='{"auths":{}}'), id="a Docker configuration"
        ),
        pytest.param(
            _environ(docker_config="d/config.json"), Inputs(docker_config_file=Path("d/config.json")), id="its path"
        ),
        pytest.param(
            _environ(auth_realms="r.example=a.example", mirrors="docker.io=m.example/hub", proxy=" http://p:1 "),
            Inputs(auth_realms=("r.example=a.example",), mirrors=("docker.io=m.example/hub",), proxy="http://p:1"),
            id="ways to registries",
        ),
        pytest.param(
            _environ(username="u", password="p"), Inputs(logins=(Login("docker.io", "u", "p"),)), id="a login"
        ),
    ],
)
def test_read_inputs(environ: Mapping[str, str], inputs: Inputs) -> None:
    assert read_inputs(environ) == inputs


@pytest.mark.parametrize(
    ("text", "value"),
    [("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False), ("", False)],
)
def test_booleans_as_yaml_spells_them(text: str, *, value: bool) -> None:
    assert read_inputs(_environ(warn_only=text)).warn_only is value


@pytest.mark.parametrize(
    ("environ", "message", "hint"),
    [
        pytest.param(
            _environ(image=" \n"), "the input `image` is empty", "expression", id="image that came to nothing"
        ),
        pytest.param(_environ(files=","), "the input `files` is empty", "expression", id="files that came to nothing"),
        pytest.param(_environ(scope="some"), "the input `scope` is 'some'", "one of changed, all", id="no scope"),
        pytest.param({"INPUT_FAIL_ON": "x"}, "there is no input 'fail_on'", "did you mean `fail-on`?", id="a typo"),
        pytest.param({"INPUT_XYZ": ""}, "there is no input 'xyz'", "the inputs are image, files", id="unknown"),
        pytest.param(
            _environ(fail_on="eror"), "the input `fail-on` is 'eror'", "error, warning, notice", id="severity"
        ),
        pytest.param(
            _environ(fail_on="off"), "the input `fail-on` is 'off'", "error, warning", id="nothing to fail on"
        ),
        pytest.param(_environ(warn_only="yes"), "the input `warn-only` is 'yes'", "true or false", id="boolean of 1.1"),
        pytest.param(_environ(comment="true"), "the input `comment` is 'true'", "never, on-failure", id="a boolean"),
        pytest.param(_environ(jobs="0"), "the input `jobs` is '0'", "from 1 to 64", id="no jobs"),
        pytest.param(_environ(jobs="\u0664"), "the input `jobs` is '\u0664'", "whole number", id="digits beyond ASCII"),
        pytest.param(_environ(timeout="901"), "the input `timeout` is '901'", "from 1 to 900", id="too long"),
        pytest.param(_environ(timeout="5m"), "the input `timeout` is '5m'", "whole number", id="a unit"),
        pytest.param(_environ(ca_bundle="a\nb"), "the input `ca-bundle` is 'a\\nb'", "one path", id="several paths"),
    ],
)
def test_malformed(environ: Mapping[str, str], message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_inputs(environ)
    assert caught.value.message == message
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("given", "named"),
    [
        pytest.param({"token": "hunter2 hunter2"}, "`token`", id="space in a token"),
        pytest.param({"token": "hunter2\u00e9"}, "`token`", id="token beyond ASCII"),
        pytest.param({"credentials": "hunter2"}, "line 1 of the input `credentials`", id="no equals sign"),
        pytest.param({"credentials": "a.example=u:p\n\nhunter2:x=y"}, "line 3", id="the third line, no colon"),
        pytest.param({"credentials": "u:hunter2=x:y"}, "line 1", id="no host before the equals sign"),
        pytest.param({"credentials": "https://a.example=u:hunter2"}, "line 1", id="a scheme"),
        pytest.param({"docker_config": "hunter2\nhunter2"}, "`docker-config`", id="neither JSON nor a path"),
        pytest.param({"registry": "u:hunter2@a.example"}, "`registry`", id="not a registry"),
        pytest.param({"username": "u:hunter2", "password": "x"}, "`username`", id="colon in a user name"),
        pytest.param({"username": "u", "password": "hunter2\0"}, "`password`", id="NUL"),
        pytest.param({"username": "u", "password": "hunter2\udcff"}, "`password`", id="bytes that are no UTF-8"),
        pytest.param({"credentials": "a=u:hunter2\nA=v:hunter2"}, "two logins for A", id="one registry twice"),
        pytest.param(
            {"credentials": "docker.io=u:hunter2", "username": "u", "password": "hunter2"},
            "two logins for docker.io",
            id="in both inputs",
        ),
    ],
)
def test_malformed_secret_is_named_and_never_quoted(given: dict[str, str], named: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_inputs(_environ(**given))
    assert named in caught.value.message
    assert "hunter2" not in f"{caught.value.message} {caught.value.hint}"


def test_no_secret_is_in_the_representation() -> None:
    inputs = read_inputs(
        _environ(token="hunter2", username="u", password="hunter2", docker_config='{"hunter2"', proxy="hunter2@p")
    )
    assert "hunter2" not in repr(inputs)
