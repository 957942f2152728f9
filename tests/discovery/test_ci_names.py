"""Which files of CI systems and dev containers are claimed, and what other files decide about them."""

from collections.abc import Mapping

import pytest

from imagegate.discovery.azure_pipelines import detect as azure_pipelines
from imagegate.discovery.circleci import detect as circleci
from imagegate.discovery.cloud_build import detect as cloud_build
from imagegate.discovery.detector import Claim, Detector
from imagegate.discovery.devcontainer import detect as devcontainer
from imagegate.discovery.discover import Discovery, discover
from imagegate.source import DiscoverySettings


def tree(
    files: Mapping[str, str], changed: frozenset[str] | None = None, settings: DiscoverySettings | None = None
) -> Discovery:
    content = {path: text.encode() for path, text in files.items()}
    return discover(content, content.get, settings or DiscoverySettings(), changed=changed)


def found(discovery: Discovery) -> list[str]:
    return [f"{one.location} {one.text}" for one in discovery.occurrences]


@pytest.mark.parametrize(
    ("detector", "path", "claim"),
    [
        (devcontainer, ".devcontainer/devcontainer.json", Claim.YES),
        (devcontainer, ".devcontainer.json", Claim.YES),
        (devcontainer, ".devcontainer/python/devcontainer.json", Claim.YES),
        (devcontainer, "apps/web/.devcontainer/devcontainer.json", Claim.YES),
        (devcontainer, "apps/web/.devcontainer.json", Claim.YES),
        (devcontainer, ".devcontainer/a/b/devcontainer.json", Claim.NO),
        (devcontainer, "devcontainer.json", Claim.NO),
        (devcontainer, ".devcontainer/devcontainer-lock.json", Claim.NO),
        (devcontainer, "my.devcontainer.json", Claim.NO),
        (circleci, ".circleci/config.yml", Claim.YES),
        (circleci, ".circleci/continue.yaml", Claim.YES),
        (circleci, "web/.circleci/config.yml", Claim.YES),
        (circleci, ".circleci/src/jobs/test.yml", Claim.MAYBE),
        (circleci, ".circleci/config.json", Claim.NO),
        (circleci, "circleci/config.yml", Claim.NO),
        (cloud_build, "cloudbuild.yaml", Claim.YES),
        (cloud_build, "ci/cloudbuild.json", Claim.YES),
        (cloud_build, "cloudbuild-prod.yml", Claim.MAYBE),
        (cloud_build, "release.cloudbuild.yaml", Claim.MAYBE),
        (cloud_build, "cloudbuild/prod.yaml", Claim.MAYBE),
        (cloud_build, "ci/.cloudbuild/nested/prod.json", Claim.MAYBE),
        (cloud_build, "cloudbuild/build.sh", Claim.NO),
        (cloud_build, "mycloudbuild/prod.yaml", Claim.NO),
        (cloud_build, "cloudbuild.sh", Claim.NO),
        (azure_pipelines, "azure-pipelines.yml", Claim.YES),
        (azure_pipelines, "azure_pipelines.yaml", Claim.YES),
        (azure_pipelines, "ci/azure-pipelines-release.yml", Claim.YES),
        (azure_pipelines, ".azure-pipelines.yml", Claim.YES),
        (azure_pipelines, ".azuredevops/ci.yml", Claim.MAYBE),
        (azure_pipelines, ".azure-pipelines/templates/job.yml", Claim.MAYBE),
        (azure_pipelines, "azure-pipelines/job.yaml", Claim.MAYBE),
        (azure_pipelines, ".azuredevops/pull_request_template.md", Claim.NO),
        (azure_pipelines, ".azure/pipelines/ci.yml", Claim.MAYBE),
        (azure_pipelines, ".pipelines/release/linux.yaml", Claim.MAYBE),
        (azure_pipelines, "eng/pipelines/jobs/build.yml", Claim.MAYBE),
        (azure_pipelines, "src/eng/pipelines/build.yml", Claim.MAYBE),
        (azure_pipelines, "pipelines/azure.yml", Claim.NO),
        (azure_pipelines, "reng/pipelines/build.yml", Claim.NO),
    ],
)
def test_claims(detector: Detector, path: str, claim: Claim) -> None:
    assert detector.claims(path) is claim


@pytest.mark.parametrize(
    ("detector", "text", "expected"),
    [
        (circleci, "# a\njobs:\n", True),
        (circleci, "orbs :\n", True),
        (circleci, "docker:\n  jobs: 1\n", False),
        (cloud_build, "steps:\n", True),
        (cloud_build, '{"steps": []}', True),
        (cloud_build, "  steps: []", True),
        (cloud_build, "# steps:\nkind: Role\n", False),
        (azure_pipelines, "jobs:\n", True),
        (azure_pipelines, "- stages:\n", True),
        (azure_pipelines, "steps:\n- script: echo\n", False),
        (devcontainer, '{"image": "a"}', False),
    ],
)
def test_sniffs(detector: Detector, text: str, expected: bool) -> None:  # noqa: FBT001 - what is compared
    assert detector.sniffs(text) is expected


def test_names_can_be_given() -> None:
    formats = {"a.json": "devcontainer", "b.yml": "circleci", "c.yml": "cloud-build", "d.yml": "azure-pipelines"}
    files = {
        "a.json": '{"image": "a"}',
        "b.yml": "jobs: {j: {docker: [{image: b}]}}",
        "c.yml": "steps: [{name: c}]",
        "d.yml": "jobs: [{job: j, container: 'd:1'}]",
    }
    discovery = tree(files, settings=DiscoverySettings(formats=formats))
    assert found(discovery) == ["a.json:1:12 a", "b.yml:1:29 b", "c.yml:1:16 c", "d.yml:1:29 d:1"]


def test_a_dev_container_says_how_its_dockerfile_is_built() -> None:
    files = {
        ".devcontainer.json": '{"build": {"dockerfile": "dev/Build", "target": "one", "args": {"V": "3"}}}',
        "dev/Build": "ARG V=2\nFROM a:$V AS one\nFROM b\n",
    }
    discovery = tree(files)
    assert [(f"{one.location} {one.text}", one.used_as) for one in discovery.occurrences] == [
        ("dev/Build:2:6 a:2", "build"),
        ("dev/Build:2:6 a:3", "base"),
        ("dev/Build:3:6 b", "base"),
    ]
    assert found(tree(files, frozenset({".devcontainer.json"}))) == found(discovery)


def test_a_named_context_of_a_dev_container_takes_the_place_of_an_image() -> None:
    options = '["--build-context=base=docker-image://team/base:1"]'
    text = f'{{"build": {{"dockerfile": "Dockerfile", "options": {options}}}}}'
    discovery = tree({".devcontainer.json": text, "Dockerfile": "FROM base\n"})
    assert found(discovery) == [".devcontainer.json:1:89 team/base:1", "Dockerfile:1:6 team/base:1"]


def test_what_a_compose_file_of_a_dev_container_leads_to_is_looked_at_again() -> None:
    files = {
        ".devcontainer/devcontainer.json": '{"dockerComposeFile": "dev.yml"}',
        ".devcontainer/dev.yml": "services: {a: {image: 'a:${TAG}'}, b: {build: .}}",
        ".devcontainer/.env": "TAG=1\n",
        ".devcontainer/Dockerfile": "FROM c\n",
    }
    everything = [".devcontainer/Dockerfile:1:6 c", ".devcontainer/dev.yml:1:24 a:1"]
    assert found(tree(files)) == everything
    for name in ("dev.yml", ".env"):
        assert found(tree(files, frozenset({f".devcontainer/{name}"}))) == everything
    assert found(tree(files, frozenset({"README.md"}))) == []


def test_pipelines_are_looked_at_again_when_their_templates_change() -> None:
    files = {
        "azure-pipelines.yml": "jobs: [{template: eng/j.yml, parameters: {v: '1'}}]",
        "eng/j.yml": "jobs: [{job: a, container: 'a:${{ parameters.v }}'}]",
    }
    for changed in (None, frozenset({"azure-pipelines.yml"}), frozenset({"eng/j.yml"})):
        assert found(tree(files, changed)) == ["eng/j.yml:1:29 a:1"]
    assert found(tree(files, frozenset({"eng/other.yml"}))) == []
    assert tree(files).claimed == dict.fromkeys(("azure-pipelines.yml", "eng/j.yml"), ("azure-pipelines",))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("azure-pipelines.yml", ["a:$(TAG)", "a:good", "b:good", "b:own"], id="what Azure starts with"),
        pytest.param("azure-pipelines-ci.yml", ["a:good", "b:good", "b:own"], id="what may be a pipeline"),
        pytest.param("eng/job.yml", ["a:good", "b:good"], id="a template"),
        pytest.param("eng/job.txt", ["a:good", "b:good"], id="a template with a name like any"),
    ],
)
def test_no_other_file_answers_for_what_a_pipeline_names_itself(path: str, expected: list[str]) -> None:
    jobs = "[{job: a, container: 'a:$(TAG)'}, {job: b, container: 'b:${{ parameters.tag }}'}]"
    given = f"{{template: /{path}, parameters: {{tag: good}}}}"
    files = {
        path: f"parameters: [{{name: tag, default: own}}]\njobs: {jobs}\n",
        "a/azure-pipelines.yml": f"variables: {{TAG: good}}\nextends: {given}\n",
    }
    discovery = tree(files, frozenset({path}))
    written = (one.occurrence for one in discovery.unresolved)
    assert sorted({one.text for one in (*discovery.occurrences, *written)}) == expected


def test_a_template_that_two_pipelines_use_is_told_once() -> None:
    files = {
        "azure-pipelines.yml": "jobs: [{template: j.yml}]",
        "azure-pipelines-two.yml": "jobs: [{template: j.yml}]",
        "j.yml": "jobs: [{job: a, container: 'a:1'}]",
    }
    assert found(tree(files)) == ["j.yml:1:29 a:1"]


def test_a_template_answers_through_the_pipelines_that_use_it() -> None:
    """By itself nobody could tell what its parameters and words mean."""
    template = (
        "parameters: [{name: v}]\njobs: [{job: a, container: 'a:${{ parameters.v }}'}, {job: b, container: tools}]"
    )
    resources = "resources: {containers: [{container: tools, image: 'tools:1'}]}"
    used = f"{resources}\njobs: [{{template: t/j.yml, parameters: {{v: 1}}}}]"
    alone = tree({"azure-pipelines/t/j.yml": template})
    places = [(one.location.line, one.location.column) for one in alone.not_judged]
    assert places == [(2, 29), (2, 74)]
    both = tree({"azure-pipelines/t/j.yml": template, "azure-pipelines/main.yml": used})
    assert found(both) == ["azure-pipelines/main.yml:1:53 tools:1", "azure-pipelines/t/j.yml:2:29 a:1"]
    assert (both.not_judged, both.unresolved) == ((), ())
