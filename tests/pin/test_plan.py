"""Whole files before and after: what gets a digest where, and what does not and why."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from imagegate.oci.digest import Digest
from imagegate.oci.reference import Reference
from imagegate.pin.goal import Goal
from imagegate.pin.plan import Plan, plan
from imagegate.pin.proof import Files
from imagegate.source import DiscoverySettings

D = "@sha256:" + "d" * 64
OLD = "@sha256:" + "0" * 64
WORKFLOW = ".github/workflows/ci.yml"


def planned(files: Mapping[str, str | bytes], selected: frozenset[str] | None = None, *, update: bool = False) -> Plan:
    """Pin everything to one digest; whatever has a tag resolves to it."""
    contents = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    searched = Files(tuple(contents), contents.get, DiscoverySettings())
    found = searched.found()
    read = {one: Reference.parse(one.text) for one in found.occurrences}
    digest = Digest.parse(D[1:])
    goals = [
        Goal(one, name, digest)
        for one, name in read.items()
        if name.digest is None or (update and name.tag and name.digest != digest)
    ]
    return plan(goals, found, searched, contents if selected is None else selected)


def changed(files: Mapping[str, str | bytes], **options: Any) -> dict[str, str]:
    return {path: content.new.decode() for path, content in planned(files, **options).contents.items()}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("Dockerfile", "FROM alpine:3.20§\n", id="a tag"),
        pytest.param("Dockerfile", "FROM alpine¶\n", id="no tag"),
        pytest.param("Dockerfile", "FROM quay.io:443/a/b¶ AS c\n", id="a port is no tag"),
        pytest.param("Dockerfile", "from  --platform=linux/arm64 \talpine:3§\tas b  ", id="no end of line"),
        pytest.param("Dockerfile", "FROM alpine:3§\r\nRUN x\r\nFROM debian:12§\r\n", id="CRLF"),
        pytest.param("Dockerfile", "FROM a:1§\nRUN echo \r x\nFROM b:1§\n", id="a lone CR"),
        pytest.param("Dockerfile", "\ufeff# syntax=docker/dockerfile:1§\nFROM a:1§\n", id="a byte order mark"),
        pytest.param("Dockerfile", "# é ✓ 🐳\nFROM a:1§ AS é\n", id="no ASCII"),
        pytest.param("Dockerfile", 'FROM "alpine:3§"\n', id="quotes"),
        pytest.param("Dockerfile", "FROM alp\\\nine:3§\n", id="in two lines"),
        pytest.param("Dockerfile", "FROM alp\\\n# c\n\nine:3\\\n.20§ AS x\n", id="in three lines, a comment between"),
        pytest.param("Dockerfile", "# escape=`\nFROM alp`\r\nine:3§\r\n", id="another escape character"),
        pytest.param(
            "Dockerfile",
            "FROM a:1§ AS b\nFROM b\nFROM scratch\nCOPY --from=b x y\nCOPY --from=c:1§ x y\n",
            id="stages and scratch",
        ),
        pytest.param("Dockerfile", "FROM a:1§\nRUN --mount=type=bind,from=b:2§,target=/x true\n", id="a mount"),
        pytest.param("Dockerfile", 'FROM a:1§\nCOPY --from="b:2§" x y\n', id="a quoted flag"),
        pytest.param("Dockerfile", "#syntax=docker/dockerfile:1§ x\nFROM a:1§\n", id="the frontend"),
        pytest.param("Dockerfile", "ARG V=3.20§\nFROM alpine:${V}\n", id="an argument"),
        pytest.param("Dockerfile", "ARG A=x V='3.20§'\nFROM alpine:$V\n", id="an argument of several, quoted"),
        pytest.param("Dockerfile", "ARG I=alpine¶\nFROM $I\n", id="a whole reference, no tag"),
        pytest.param("Dockerfile", "ARG A=3§\nARG B=$A\nFROM alpine:${B}\n", id="an argument's argument"),
        pytest.param("Dockerfile", "ARG R=docker.io/\nFROM ${R}alpine:3§\n", id="a registry that varies"),
        pytest.param("Dockerfile", "FROM alpine:${V:-3§}\n", id="a default"),
        pytest.param("Dockerfile", 'FROM "alpine:${V:-3§}"\n', id="a default in quotes"),
        pytest.param("Dockerfile", "ARG V=3§\nFROM alpine:$V AS a\nFROM alpine:${V} AS b\n", id="twice the same"),
        pytest.param("Dockerfile", "ARG V\nARG V=3§\nFROM alpine:$V\n", id="said to be there before"),
        pytest.param("Dockerfile", f"FROM alpine:3{OLD}\nFROM alpine{OLD}\nFROM b:1§\n", id="what has a digest"),
        pytest.param("compose.yaml", "services:\n  a: {image: 'redis:7§', build: null}\n", id="flow style"),
        pytest.param("compose.yaml", "services:\n  a:\n    image: redis¶ # redis:7\n", id="a comment"),
        pytest.param("compose.yaml", "services:\n  a:\n    image: >-\n      redis:7§\n", id="a block scalar"),
        pytest.param("compose.yaml", 'services:\n  a:\n    image: "redis\\x3a7§"\n', id="an escape"),
        pytest.param("compose.yaml", 'services:\n  a:\n    image: "redis\\\n      :7§"\n', id="folded in quotes"),
        pytest.param("compose.yaml", "x: &i redis:7§\nservices: {a: {image: *i}, b: {image: *i}}\n", id="an alias"),
        pytest.param("compose.yaml", "x: &s {image: redis:7§}\nservices: {a: {<<: *s}, b: *s}\n", id="a merge key"),
        pytest.param("compose.yaml", "services:\n  a:\n    image: redis:${T:-7§}\n", id="a default of Compose"),
        pytest.param("pod.yaml", "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: a:1§\n", id="a pod"),
        pytest.param(
            "pod.json", '{"apiVersion":"v1","kind":"Pod",\n\t"spec":{"containers":[{"image":"a¶"}]}}', id="JSON"
        ),
        pytest.param(
            "pods.yaml",
            "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: a:1§}]}\n--- # b\n{{ x }}: y\n"
            "---\napiVersion: v1\nkind: Pod\nspec: {containers: [{image: b:2§}]}\n",
            id="one of the documents is no YAML",
        ),
        pytest.param("values.yaml", "image:\n  repository: a/b\n  tag: '1.10§'\n", id="Helm's parts"),
        pytest.param("values.yaml", "image:\n  repository: a/b\n  tag: 1.2§ # number\n", id="Helm's number"),
        pytest.param("kustomization.yaml", "images:\n- name: a\n  newTag: '1.2§'\n", id="a new tag"),
        pytest.param("kustomization.yaml", "images:\n- {name: a, newTag: v1§, newName: b}\n", id="a new name too"),
        pytest.param(
            WORKFLOW, "jobs:\n  a:\n    container: a:1§\n    steps:\n    - uses: docker://b:2§\n", id="a workflow"
        ),
        pytest.param(
            WORKFLOW,
            "jobs:\n  a:\n    strategy: {matrix: {v: [18§, '20§']}}\n    container: node:${{ matrix.v }}\n",
            id="a matrix",
        ),
    ],
)
def test_pinned(path: str, text: str) -> None:
    before = text.replace("§", "").replace("¶", "")
    after = text.replace("§", D).replace("¶", f":latest{D}")
    done = planned({path: before})
    assert [one.reason for one in done.left] == []
    assert changed({path: before}) == {path: after}
    assert done.contents[path].new.decode("utf-8") == after
    assert planned({path: after}).contents == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "image:\n  repository: a/b\n  tag: 1.2\n  digest: ''\n",
            f"image:\n  repository: a/b\n  tag: 1.2\n  digest: '{D[1:]}'\n",
            id="empty in quotes",
        ),
        pytest.param(
            "image:\r\n  digest: # none yet\r\n  repository: a/b\r\n  tag: x\r\n",
            f"image:\r\n  digest: {D[1:]} # none yet\r\n  repository: a/b\r\n  tag: x\r\n",
            id="nothing but a comment",
        ),
        pytest.param(
            "image: {repository: a/b, tag: x, digest: }",
            f"image: {{repository: a/b, tag: x, digest: {D[1:]} }}",
            id="flow",
        ),
        pytest.param(
            'image: {repository: a/b, tag: x, sha: ""}', f'image: {{repository: a/b, tag: x, sha: "{D[8:]}"}}', id="sha"
        ),
        pytest.param(
            "image: {repository: a/b, tag: x, digest: ~}",
            f"image: {{repository: a/b, tag: x{D}, digest: ~}}",
            id="a null that is written",
        ),
        pytest.param(
            "b: {image: &i {repository: a/b, tag: x, digest: ''}}\nc: {image: *i}\n",
            f"b: {{image: &i {{repository: a/b, tag: x, digest: '{D[1:]}'}}}}\nc: {{image: *i}}\n",
            id="shared",
        ),
        pytest.param(
            "image: {repository: a, tag: x, digest: &d ''}\nbImage: {repository: a, tag: y, digest: *d}\n",
            f"image: {{repository: a, tag: x{D}, digest: &d ''}}\nbImage: {{repository: a, tag: y{D}, digest: *d}}\n",
            id="one digest for two",
        ),
    ],
)
def test_the_digest_of_a_chart(before: str, after: str) -> None:
    assert changed({"values.yaml": before}) == {"values.yaml": after}
    assert planned({"values.yaml": after}).contents == {}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param(
            "docker-bake.hcl",
            'variable "T" {\n  default = "3§"\n}\ntarget "a" {\n  contexts = { b = "docker-image://a:${T}" }\n}\n',
            id="bake's variable",
        ),
        pytest.param(
            "main.tf",
            'locals {\n  i = { a = "a:1§" }\n}\nresource "docker_image" "a" {\n  name = local.i["a"]\n}\n'
            'resource "docker_image" "b" {\n  name = local.i.a\n}\n',
            id="Terraform's local value, named twice",
        ),
        pytest.param(
            ".gitlab-ci.yml",
            "variables:\n  W: {value: '1§', description: which}\na: {image: 'b:${W}', script: [ls]}\n",
            id="GitLab's variable with a description",
        ),
        pytest.param(
            "task.yaml",
            "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  params: [{name: V, default: '3§'}]\n"
            "  steps: [{image: 'a:$(params.V)'}]\n",
            id="Tekton's parameter",
        ),
        pytest.param(
            "cloudbuild.yaml", "steps: [{name: 'a:$_T'}, {name: b¶}]\nsubstitutions: {_T: '1§'}\n", id="Cloud Build"
        ),
    ],
)
def test_variables_of_other_formats(path: str, text: str) -> None:
    after = text.replace("§", D).replace("¶", f":latest{D}")
    before = text.replace("§", "").replace("¶", "")
    assert changed({path: before}) == {path: after}
    assert planned({path: after}).contents == {}


@pytest.mark.parametrize(
    ("files", "after"),
    [
        pytest.param(
            {"compose.yaml": "services: {a: {image: 'redis:$T'}}\n", ".env": "# T\nexport T='7'\r\n"},
            {".env": f"# T\nexport T='7{D}'\r\n"},
            id="Compose's .env",
        ),
        pytest.param(
            {
                "compose.yaml": "services: {a: {build: {context: ., args: {V: '3'}}}}\n",
                "Dockerfile": "ARG V=2\nFROM a:$V\n",
            },
            {
                "compose.yaml": f"services: {{a: {{build: {{context: ., args: {{V: '3{D}'}}}}}}}}\n",
                "Dockerfile": f"ARG V=2{D}\nFROM a:$V\n",
            },
            id="an argument that Compose gives",
        ),
        pytest.param(
            {
                "compose.yaml": "services:\n  a:\n    build:\n      dockerfile_inline: |\n"
                "        FROM x\n        FROM y:1\n"
            },
            {
                "compose.yaml": "services:\n  a:\n    build:\n      dockerfile_inline: |\n"
                f"        FROM x:latest{D}\n        FROM y:1{D}\n"
            },
            id="a Dockerfile inside",
        ),
    ],
)
def test_several_files(files: dict[str, str], after: dict[str, str]) -> None:
    assert changed(files) == after
    assert planned({**files, **after}).contents == {}


MADE = "its tag is made of parts, and a digest behind them would hold for all their other values too"


@pytest.mark.parametrize(
    ("files", "selected", "reasons"),
    [
        pytest.param({"Dockerfile": "ARG V=3\nFROM alpine:$V-slim\n"}, None, [MADE], id="a variable before the end"),
        pytest.param({"Dockerfile": "ARG A=3 B=4\nFROM alpine:$A-$B\n"}, None, [MADE], id="two variables"),
        pytest.param({"Dockerfile": "ARG A=3\nFROM alpine:$A$B\n"}, None, [MADE], id="one without a value"),
        pytest.param({"Dockerfile": "FROM alpine:${A:-3}-${B:-4}\n"}, None, [MADE], id="two defaults"),
        pytest.param({"Dockerfile": "ARG A=1 B=2\nARG C=a:$A-$B\nFROM $C\n"}, None, [MADE], id="two in a value"),
        pytest.param(
            {"Dockerfile": "ARG V=3\nFROM alpine:$V\nARG V\nRUN echo $V\n"},
            None,
            ["its value stands in Dockerfile:1:7, and V is also used at Dockerfile:3:5"],
            id="an argument that is used otherwise",
        ),
        pytest.param(
            {"Dockerfile": "ARG V=3\nFROM a:$V\nFROM b:$V\n"},
            None,
            [
                "its value stands in Dockerfile:1:7, and V is also used at Dockerfile:3:9",
                "its value stands in Dockerfile:1:7, and V is also used at Dockerfile:2:9",
            ],
            id="two images of one version",
        ),
        pytest.param(
            {"compose.yaml": "x: &i a:1\nservices: {a: {image: *i, environment: {I: *i}}}\n"},
            None,
            ["its value stands in compose.yaml:1:7, and *i is also used at compose.yaml:2:44"],
            id="an alias that is used otherwise",
        ),
        pytest.param(
            {
                WORKFLOW: "jobs:\n a:\n  name: ${{ matrix.v }}\n  strategy: {matrix: {v: [1]}}\n"
                "  container: a:${{ matrix.v }}"
            },
            None,
            [f"its value stands in {WORKFLOW}:4:27, and matrix.v is also used at {WORKFLOW}:3:13"],
            id="a matrix that is used otherwise",
        ),
        pytest.param(
            {"compose.yaml": "services: {a: {image: 'redis:$T', environment: {T: '$T'}}}\n", ".env": "T=7\n"},
            None,
            ["its value stands in .env:1:3, and T is also used at compose.yaml:1:54"],
            id="a line of .env that is used otherwise",
        ),
        pytest.param(
            {".gitlab-ci.yml": "variables: {W: $V, V: '3'}\na: {image: 'alpine:$V', script: [ls]}\n"},
            None,
            ["its value stands in .gitlab-ci.yml:1:24, and V is also used at .gitlab-ci.yml:1:17"],
            id="a use on the line of the value",
        ),
        pytest.param(
            {
                "azure-pipelines.yml": "variables: {v: '1'}\njobs:\n- job: a\n  container: a:${{ variables.v }}\n"
                "  steps: [{script: echo $(v)}]\n"
            },
            None,
            ["its value stands in azure-pipelines.yml:1:17, and variables.v is also used at azure-pipelines.yml:5:27"],
            id="another spelling of a name",
        ),
        pytest.param(
            {
                "azure-pipelines.yml": "variables: {v: '1'}\njobs:\n- job: a\n  container: a:$(v)\n"
                "  steps: [{script: echo $(V)}]\n"
            },
            None,
            ["its value stands in azure-pipelines.yml:1:17, and v is also used at azure-pipelines.yml:5:27"],
            id="another case of a name",
        ),
        pytest.param(
            {
                ".circleci/config.yml": "version: 2.1\nparameters: {t: {type: enum, enum: ['1'], default: '1'}}\n"
                "jobs: {a: {docker: [{image: 'a:<< pipeline.parameters.t >>'}], steps: [checkout]}}\n"
            },
            None,
            ["its value stands in .circleci/config.yml:2:53, and is one of a list of values that may stand there"],
            id="a parameter of listed values",
        ),
        pytest.param(
            {"compose.yaml": "services: {a: {image: 'redis:$T'}}\n", ".env": "T=7\n"},
            frozenset({"compose.yaml"}),
            ["its value stands in .env:1:3, and that file is not named"],
            id="a file that is not named",
        ),
        pytest.param(
            {"values.yaml": "image:\n  repository: a/b\n", "Chart.yaml": "name: a\nappVersion: '1'\n"},
            None,
            ["its tag is the chart's appVersion (Chart.yaml:2:14), which says more than that"],
            id="a chart's version",
        ),
    ],
)
def test_left(files: dict[str, str], selected: frozenset[str] | None, reasons: list[str]) -> None:
    done = planned(files, selected)
    assert [one.reason for one in done.left] == reasons
    assert (done.pinned, done.contents) == ((), {})


def test_one_that_is_wrong_stops_no_other() -> None:
    lines = [f"FROM i{number}:1\n" for number in range(20)]
    text = "ARG V=3\n" + "".join(lines) + "FROM a:$V-x\nFROM b:$V\nFROM c:$V\n"
    done = planned({"Dockerfile": text})
    assert len(done.left) == 3
    assert done.contents["Dockerfile"].new.decode() == text.replace(":1\n", f":1{D}\n")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("Dockerfile", "FROM alpine:3§ AS x\nFROM b\n", id="beside the tag"),
        pytest.param("Dockerfile", "ARG V=3§\nFROM alpine:$V\n", id="in a value"),
        pytest.param("values.yaml", "image: {repository: a/b, tag: '1', digest: '§'}\n", id="in a key of its own"),
    ],
)
def test_renewed(path: str, text: str) -> None:
    start = "" if path == "Dockerfile" else "@"
    before, after = (text.replace("§", digest.removeprefix(start)) for digest in (OLD, D))
    assert changed({path: before}, update=True).get(path, "").replace("FROM b:latest" + D, "FROM b") == after


def test_no_digest_is_renewed_unless_that_is_asked_for() -> None:
    assert changed({"Dockerfile": f"FROM alpine:3{OLD}\n"}) == {}


def test_places_are_those_before(tmp_path: Path) -> None:
    assert not any(tmp_path.iterdir())
    done = planned({"Dockerfile": "ARG V=3\nFROM alpine:$V\n"})
    assert [str(one.place) for one in done.pinned] == ["Dockerfile:1:8"]
