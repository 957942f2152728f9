"""The default pack on official images: it warns, it does not stop, and it stops a bump to one that starts as root."""

from pathlib import Path
from typing import Any, TypedDict

import pytest
import yaml

from imagegate import policy_file
from imagegate.oci.image import Image
from imagegate.policy.evaluate import evaluate
from imagegate.policy.load import load
from imagegate.policy.rule import Policy
from imagegate.policy.verdict import Finding
from imagegate.report.report import Report, findings
from imagegate.source import UsedAs
from tests.images import candidate, image
from tests.policies import NOW


class Official(TypedDict, total=False):
    """An image as the file beside this one describes it."""

    source: str
    reference: str
    config: dict[str, Any]
    deployed: list[str]


IMAGES: dict[str, Official] = yaml.safe_load(Path(__file__).with_name("images.yaml").read_text("utf-8"))
PLATFORMS = ("linux/amd64", "linux/arm64")
ROOT = {name: one for name, one in IMAGES.items() if "User" not in one["config"]}
ASKED_FOR = (
    *("python", "node", "nginx", "golang", "ruby", "debian", "ubuntu", "alpine", "postgres", "mysql", "redis"),
    *("rabbitmq", "swift", "couchdb", "influxdb", "docker-dind", "jenkins", "memcached"),
)


@pytest.fixture(scope="module")
def baseline() -> Policy:
    """Give the default pack."""
    return load([policy_file.DEFAULT], lambda name: policy_file.read(name, Path()))


def official(name: str) -> Image:
    """Give an official image."""
    one = IMAGES[name]
    return image(one["config"], reference=one["reference"], platforms=PLATFORMS)


def judged(policy: Policy, name: str, used_as: UsedAs, old: Image | None = None) -> tuple[int, list[Finding]]:
    """Judge an official image in a use; give the exit code, and what is found."""
    use = candidate(IMAGES[name]["reference"], used_as)
    verdict = evaluate(policy, use, official(name), now=NOW, old=old)
    return Report((verdict,)).exit_code, [*findings(verdict)]


@pytest.mark.parametrize("name", IMAGES)
@pytest.mark.parametrize("used_as", [used_as for used_as in UsedAs if used_as not in (UsedAs.NAMED, UsedAs.DEPLOY)])
def test_nothing_is_found_where_a_build_or_a_pipeline_uses_one(baseline: Policy, name: str, used_as: UsedAs) -> None:
    assert judged(baseline, name, used_as) == (0, [])


@pytest.mark.parametrize("name", IMAGES)
def test_one_that_is_deployed_is_warned_of_at_most(baseline: Policy, name: str) -> None:
    code, found = judged(baseline, name, UsedAs.DEPLOY)
    expected = IMAGES[name].get("deployed", ["user-non-root-deployed"])
    assert (code, [(one.rule, str(one.severity)) for one in found]) == (0, [(rule, "warning") for rule in expected])


@pytest.mark.parametrize("used_as", [UsedAs.BASE, UsedAs.DEPLOY])
@pytest.mark.parametrize("name", ROOT)
def test_a_bump_from_a_user_to_root_stops_the_run(baseline: Policy, name: str, used_as: UsedAs) -> None:
    before = image({"User": "1000"}, reference="docker.io/example/before:1", platforms=PLATFORMS)
    code, found = judged(baseline, name, used_as, old=before)
    assert (code, [one.rule for one in found if one.severity == "error"]) == (1, ["user-stays-non-root"])


@pytest.mark.parametrize("name", IMAGES)
def test_a_bump_within_an_image_does_not(baseline: Policy, name: str) -> None:
    assert judged(baseline, name, UsedAs.BASE, old=official(name)) == (0, [])


@pytest.mark.parametrize("name", sorted(set(IMAGES) - set(ROOT)))
def test_a_bump_from_a_number_to_a_name_does_not(baseline: Policy, name: str) -> None:
    before = image({"User": "1000"}, reference="docker.io/example/before:1", platforms=PLATFORMS)
    assert judged(baseline, name, UsedAs.BASE, old=before) == (0, [])


def test_every_image_is_there_and_says_where_its_facts_come_from() -> None:
    assert sorted(IMAGES) == sorted(ASKED_FOR)
    assert [name for name, one in IMAGES.items() if not one["source"].startswith("https://")] == []
