"""The default pack on images: what it fails, what it warns of, and what it lets pass."""
# ruff: noqa: E501 - a row is an image and all that is said of it

from importlib.resources import files
from typing import Any

import pytest

from imagegate.oci.image import Image
from imagegate.policy.evaluate import evaluate
from imagegate.policy.load import load
from imagegate.policy.rule import Policy, Severity
from imagegate.policy.verdict import Passed, Unverified
from imagegate.source import UsedAs
from tests.images import candidate, image
from tests.policies import NOW

PACK = "pack:baseline-security"
PINNED = "docker.io/library/ruby:3.4@sha256:" + "0" * 64


def read(name: str) -> bytes:
    """Give a pack's text as it ships."""
    return files("imagegate.policies").joinpath(f"{name.removeprefix('pack:')}.yaml").read_bytes()


@pytest.fixture(scope="module")
def baseline() -> Policy:
    """Give the default pack."""
    return load([PACK], read)


def found(
    baseline: Policy,
    given: Image,
    used_as: UsedAs,
    reference: str = "docker.io/library/ruby:3.4",
    old: Image | None = None,
) -> list[str]:
    """Give what the pack says of an image in a use."""
    verdict = evaluate(baseline, candidate(reference, used_as), given, now=NOW, old=old)
    assert not isinstance(verdict, Unverified)
    return [f"{each.severity} {each.rule} {each.outcome}: {each.message}" for each in verdict.findings]


SHIPPED = "error user-non-root fail: it starts as root (config.User is {})"
DEPLOYED = (
    "warning user-non-root-deployed fail: it starts as root unless the deployment says otherwise (config.User is {})"
)
PORT = "warning ports-admin fail: it exposes port {}, which is for remote administration"
NAMED = (
    "warning env-no-secret-names fail: the environment variable {} is named like a credential (its value is not shown)"
)
HOLDS = "error env-no-secret-values fail: the environment variable {} holds a credential (not shown)"
HIDES = "error volumes-no-system-dirs fail: the volume {} hides a file system of the kernel"


@pytest.mark.parametrize(
    ("execution", "used_as", "expected"),
    [
        pytest.param({"User": "10001:10001"}, UsedAs.NAMED, [], id="a number for an image that is shipped"),
        pytest.param({}, UsedAs.NAMED, [SHIPPED.format('""')], id="root for an image that is shipped"),
        pytest.param({"User": "0:1000"}, UsedAs.NAMED, [SHIPPED.format("0:1000")], id="user 0 with a group"),
        pytest.param({"User": "app"}, UsedAs.NAMED, ["warning user-non-root unknown: /user/root cannot be told from manifest and config"], id="a name for an image that is shipped"),
        pytest.param({}, UsedAs.DEPLOY, [DEPLOYED.format('""')], id="root for an image that is deployed"),
        pytest.param({"User": "app"}, UsedAs.DEPLOY, [], id="a name for an image that is deployed"),
        *(pytest.param({}, used_as, [], id=f"root for an image used as {used_as}") for used_as in (UsedAs.BASE, UsedAs.BUILD, UsedAs.COPY, UsedAs.SYNTAX, UsedAs.CI)),
        pytest.param({"ExposedPorts": {"2370-2380/tcp": {}, "24-2374": {}, "x": {}}}, UsedAs.DEPLOY, [PORT.format("2370-2380/tcp"), DEPLOYED.format('""')], id="a port within a range"),
        pytest.param({"ExposedPorts": {"80/tcp": {}, "22/tcp": {}, "2375": {}}}, UsedAs.DEPLOY, [PORT.format("22/tcp"), PORT.format("2375"), DEPLOYED.format('""')], id="ports of an image that is deployed"),
        pytest.param({"ExposedPorts": {"22/tcp": {}}}, UsedAs.BASE, [], id="ports of a base image"),
        pytest.param({"OnBuild": ["RUN make"]}, UsedAs.BASE, ['warning no-onbuild fail: its ONBUILD instructions run in your build: ["RUN make"]'], id="ONBUILD in a base image"),
        pytest.param({"OnBuild": ["RUN make"]}, UsedAs.COPY, [], id="ONBUILD in an image that is copied from"),
        pytest.param({"Volumes": {"/data": {}, "/proc": {}, "/sys/fs/cgroup": {}, "//dev": {}, "/devices": {}}}, UsedAs.BASE, [HIDES.format("//dev"), HIDES.format("/proc"), HIDES.format("/sys/fs/cgroup")], id="volumes over the kernel's"),
        pytest.param({"Env": ["PATH=/bin", "DB_PASSWORD=x", "API_KEY=", "apikey=1", "AWS_SECRET_ACCESS_KEY=y"]}, UsedAs.BASE, [NAMED.format(name) for name in ("API_KEY", "AWS_SECRET_ACCESS_KEY", "DB_PASSWORD", "apikey")], id="names of credentials"),
        pytest.param({"Env": ["GPG_KEY=ABC", "KEYCLOAK_VERSION=1", "TOKENIZERS_PARALLELISM=1", "PASSWORD_FILE=/run/x", "SECRETS_DIR=/s", "MONKEY=1"]}, UsedAs.BASE, [], id="names that only look so"),
        pytest.param({"Env": ["A=AKIAIOSFODNN7EXAMPLE"]}, UsedAs.BASE, [HOLDS.format("A")], id="a key of AWS"),
        pytest.param({"Env": ["A=https://ghp_" + "a1" * 18 + "@github.com"]}, UsedAs.BASE, [HOLDS.format("A")], id="a token of GitHub within a URL"),
        pytest.param({"Env": ["A=github_pat_" + "a" * 22]}, UsedAs.BASE, [HOLDS.format("A")], id="a fine-grained token of GitHub"),
        pytest.param({"Env": ["A=glpat-" + "a" * 20]}, UsedAs.BASE, [HOLDS.format("A")], id="a token of GitLab"),
        pytest.param({"Env": ["A=npm_" + "a" * 36]}, UsedAs.BASE, [HOLDS.format("A")], id="a token of npm"),
        pytest.param({"Env": ["A=xoxb-123456789012"]}, UsedAs.BASE, [HOLDS.format("A")], id="a token of Slack"),
        pytest.param({"Env": ["A=-----BEGIN RSA PRIVATE KEY-----"]}, UsedAs.BASE, [HOLDS.format("A")], id="a private key"),
        pytest.param({"Env": ["A", "B=", "C=AKIA", "D=ghp_short"]}, UsedAs.BASE, [], id="values that are no credentials"),
    ],
)  # fmt: skip
def test_what_the_pack_says(baseline: Policy, execution: dict[str, Any], used_as: UsedAs, expected: list[str]) -> None:
    assert found(baseline, image(execution), used_as) == expected


OLD = "warning age-limit fail: created dates from 400 days ago; the maximum is 365d"
UNDATED = "warning age-limit unknown: /created cannot be told from manifest and config"


@pytest.mark.parametrize(
    ("created", "expected"),
    [
        pytest.param("2025-10-21T12:00:00Z", [OLD], id="more than a year"),
        pytest.param("2025-11-25T12:00:00Z", [], id="a year to the second"),
        pytest.param("1970-01-01T00:00:00Z", [], id="a reproducible build"),
        pytest.param("1980-01-01T00:00:01Z", [], id="a buildpack"),
        pytest.param(None, [UNDATED], id="not dated"),
    ],
)
def test_age(baseline: Policy, created: str | None, expected: list[str]) -> None:
    assert found(baseline, image(created=created), UsedAs.BASE) == expected


MOVING = "warning tag-moving fail: docker.io/library/ruby:{} means another image tomorrow: the tag says nothing about the version"


@pytest.mark.parametrize(
    ("reference", "used_as", "expected"),
    [
        pytest.param("ruby", UsedAs.BASE, [MOVING.format("latest")], id="no tag"),
        pytest.param("ruby:latest", UsedAs.COPY, [MOVING.format("latest")], id="latest"),
        pytest.param("ruby:edge", UsedAs.BUILD, [MOVING.format("edge")], id="edge"),
        pytest.param("ruby:3", UsedAs.BASE, [], id="a version"),
        pytest.param("ruby:latest-slim", UsedAs.BASE, [], id="only whole words"),
        pytest.param("ruby:latest@sha256:" + "0" * 64, UsedAs.BASE, [], id="pinned"),
        pytest.param(PINNED, UsedAs.BASE, [], id="a version and pinned"),
        pytest.param("ruby@sha256:" + "0" * 64, UsedAs.BASE, [], id="a digest alone"),
        pytest.param("ruby:latest", UsedAs.CI, [], id="in a workflow"),
        pytest.param("ruby:latest", UsedAs.SYNTAX, [], id="a syntax line"),
    ],
)
def test_tags(baseline: Policy, reference: str, used_as: UsedAs, expected: list[str]) -> None:
    assert found(baseline, image(), used_as, reference) == expected


ROOT = "error user-stays-non-root fail: it starts as root; docker.io/library/ruby:3.3 started as {}"
GONE = 'warning platforms-stay fail: it is no longer built for ["linux/arm64"]'


@pytest.mark.parametrize(
    ("before", "after", "platforms", "expected"),
    [
        pytest.param("1000", "", ("linux/amd64",), [ROOT.format("1000")], id="a number becomes root"),
        pytest.param("app", "root", ("linux/amd64",), [ROOT.format("app")], id="a name becomes root"),
        pytest.param("", "", ("linux/amd64",), [], id="root stays root"),
        pytest.param("", "1000", ("linux/amd64",), [], id="root becomes a number"),
        pytest.param("1000", "1000", ("linux/amd64", "linux/arm64"), [GONE], id="a platform goes"),
    ],
)
def test_bumps(baseline: Policy, before: str, after: str, platforms: tuple[str, ...], expected: list[str]) -> None:
    old = image({"User": before}, reference="docker.io/library/ruby:3.3", platforms=platforms)
    assert found(baseline, image({"User": after}), UsedAs.BASE, old=old) == expected


def test_every_rule_is_explained(baseline: Policy) -> None:
    assert [rule.id for rule in baseline.rules if not (rule.description and rule.help and rule.message)] == []


def test_age_never_stops_a_run_by_itself(baseline: Policy) -> None:
    age = next(rule for rule in baseline.rules if rule.id == "age-limit")
    assert age.severity is Severity.WARNING


def test_an_official_image_passes_wherever_a_repository_uses_it(baseline: Policy) -> None:
    plain = image(
        {"Env": ["PATH=/bin", "GPG_KEY=7169605F62C751356D054A26A821E680E5FA6305"], "Cmd": ["python3"]},
        platforms=("linux/amd64", "linux/arm64"),
    )
    for used_as in set(UsedAs) - {UsedAs.NAMED}:
        assert isinstance(evaluate(baseline, candidate(PINNED, used_as), plain, now=NOW), Passed)
