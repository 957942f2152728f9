"""Whole repositories: which files are pipelines, who answers for what they include, and what a change concerns."""

import pytest

from imagegate.discovery.detector import Claim
from imagegate.discovery.discover import Discovery, discover
from imagegate.discovery.gitlab import detect as gitlab
from imagegate.discovery.moved import out_of_sight
from imagegate.source import DiscoverySettings, Location

ROOT = ".gitlab-ci.yml"


class Side:
    """One side of a change."""

    def __init__(self, files: dict[str, str]) -> None:
        self.paths = tuple(files)
        self._files = files

    def read(self, path: str, /) -> bytes | None:
        return self._files[path].encode() if path in self._files else None


def look(
    files: dict[str, str], changed: frozenset[str] | None = None, settings: DiscoverySettings | None = None
) -> Discovery:
    content = {path: text.encode() for path, text in files.items()}
    return discover(content, content.get, settings or DiscoverySettings(), changed=changed)


def found(discovery: Discovery) -> list[str]:
    return [f"{one.location} {one.text}" for one in discovery.occurrences]


@pytest.mark.parametrize(
    ("path", "claim"),
    [
        (".gitlab-ci.yml", Claim.YES),
        (".gitlab-ci.yaml", Claim.YES),
        ("a/b/.gitlab-ci.yml", Claim.YES),
        ("templates/build.gitlab-ci.yml", Claim.YES),
        ("gitlab-ci.yml", Claim.NO),
        (".gitlab-ci.yml.bak", Claim.NO),
        (".gitlab-ci.YML", Claim.NO),
        (".gitlab-ci/build.yml", Claim.NO),
        ("ci.yml", Claim.NO),
    ],
)
def test_names(path: str, claim: Claim) -> None:
    assert gitlab.claims(path) is claim


def test_a_template_counts_as_what_includes_it_makes_of_it() -> None:
    files = {
        ROOT: "include: [templates/build.gitlab-ci.yml]\nvariables: {TAG: '1'}\n",
        "templates/build.gitlab-ci.yml": "build: {image: 'team/app:$TAG'}\n",
    }
    discovery = look(files)
    assert found(discovery) == ["templates/build.gitlab-ci.yml:1:17 team/app:1"]
    assert discovery.unresolved == ()
    assert discovery.occurrences[0].contributing == (Location(ROOT, 2, 19),)
    alone = look({"templates/build.gitlab-ci.yml": files["templates/build.gitlab-ci.yml"]})
    assert [one.reason for one in alone.unresolved] == ["nothing gives TAG a value"]


@pytest.mark.parametrize("including", ["include: .gitlab-ci.yml\n", ".a: {trigger: {include: .gitlab-ci.yml}}\n"])
def test_no_other_file_answers_for_what_gitlab_starts_with(including: str) -> None:
    files = {
        ".a.gitlab-ci.yml": f"{including}variables: {{TAG: good}}\n",
        ROOT: "variables: {TAG: bad}\na: {image: 'team/app:$TAG'}\n",
    }
    assert f"{ROOT}:2:13 team/app:bad" in found(look(files))


def test_no_other_file_answers_for_what_the_policy_names() -> None:
    settings = DiscoverySettings(formats={"ci/main.yml": "gitlab-ci"})
    files = {
        "a.gitlab-ci.yml": "include: ci/main.yml\nvariables: {TAG: good}\n",
        "ci/main.yml": "variables: {TAG: bad}\na: {image: 'team/app:$TAG'}\n",
    }
    assert found(look(files, None, settings)) == ["ci/main.yml:2:13 team/app:good", "ci/main.yml:2:13 team/app:bad"]


def test_a_file_that_two_pipelines_include_is_reported_once_for_each_value() -> None:
    files = {
        ROOT: "include: job.yml\nvariables: {TAG: '1'}\n",
        "a/.gitlab-ci.yml": "include: job.yml\nvariables: {TAG: '2'}\n",
        "job.yml": "job: {image: 'team/app:$TAG', services: ['team/db:1']}\n",
    }
    assert found(look(files)) == ["job.yml:1:15 team/app:1", "job.yml:1:15 team/app:2", "job.yml:1:43 team/db:1"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param("ci/job.yml", ["ci/job.yml:1:14 a:1"], id="the included file"),
        pytest.param("ci/gone.yml", ["ci/job.yml:1:14 a:1"], id="a file that rules may include"),
        pytest.param("ci/j2.yml", ["ci/job.yml:1:14 a:1"], id="a file that only the other side has"),
        pytest.param(ROOT, ["ci/job.yml:1:14 a:1"], id="the pipeline"),
        pytest.param("ci/z.yaml", ["ci/job.yml:1:14 a:1"], id="a file with the other ending"),
        pytest.param("other.yml", [], id="another file"),
        pytest.param("src/main.py", [], id="a file that cannot be included"),
    ],
)
def test_what_a_change_concerns(changed: str, expected: list[str]) -> None:
    files = {
        ROOT: "include: [ci/z.yaml, {local: ci/j*.yml}, {local: ci/gone.yml, rules: [{exists: [x]}]}]\n",
        "ci/job.yml": "job: {image: a:1}\n",
        "ci/z.yaml": "# nothing\n",
        "other.yml": "job: {image: b:1}\n",
        "src/main.py": "",
    }
    discovery = look(files, frozenset({changed}))
    assert found(discovery) == expected
    assert discovery.problems == ()


def test_formats_make_a_pipeline_of_any_file() -> None:
    settings = DiscoverySettings(formats={"ci/main.yml": "gitlab-ci"})
    files = {"ci/main.yml": "include: ci/job.yml\n", "ci/job.yml": "job: {image: a:1}\n"}
    assert found(look(files, None, settings)) == ["ci/job.yml:1:14 a:1"]
    assert found(look(files)) == []


def test_variables_of_the_policy_count_last() -> None:
    settings = DiscoverySettings(
        variables={
            "CI_REGISTRY": "registry.example",
            "TAG": "no",
            "CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX": "p.example",
        }
    )
    job = "b: {image: '$CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX/b'}\n"
    text = f"variables: {{TAG: '1'}}\na: {{image: '$CI_REGISTRY/a:$TAG'}}\n{job}"
    assert found(look({ROOT: text}, None, settings)) == [
        f"{ROOT}:2:13 registry.example/a:1",
        f"{ROOT}:3:13 p.example/b",
    ]


def test_an_included_file_that_is_renamed_with_its_include_is_in_sight() -> None:
    job = "job: {image: a:1}\n"
    old = {ROOT: "include: a.yml\n", "a.yml": job}
    new = {ROOT: "include: b.yml\n", "b.yml": job}
    forgotten = {ROOT: "stages: []\n", "b.yml": job}
    changed = frozenset({ROOT, "a.yml", "b.yml"})
    assert hidden(old, new, changed) == []
    assert hidden(old, forgotten, changed) == ["b.yml"]


def hidden(old: dict[str, str], new: dict[str, str], changed: frozenset[str]) -> list[str]:
    before, after = Side(old), Side(new)
    problems = out_of_sight(look(old, changed), look(new, changed), before, after, changed)
    return [one.location.path for one in problems]
