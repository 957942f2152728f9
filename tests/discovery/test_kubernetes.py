"""Which files hold Kubernetes resources, whatever their encoding, and what hides one."""

import pytest

from imagegate.discovery.detector import Claim
from imagegate.discovery.discover import discover
from imagegate.discovery.kubernetes import detect as kubernetes
from imagegate.source import DiscoverySettings

POD = b"apiVersion: v1\nkind: Pod\nspec: {containers: [{name: web, image: nginx}]}\n"


@pytest.mark.parametrize(
    ("path", "claim"),
    [
        ("a.yaml", Claim.MAYBE),
        ("deploy/a.YML", Claim.MAYBE),
        ("a.json", Claim.MAYBE),
        ("a.yaml.tmpl", Claim.NO),
        ("a.jsonc", Claim.NO),
        ("yaml", Claim.NO),
    ],
)
def test_the_content_of_yaml_and_json_decides(path: str, claim: Claim) -> None:
    assert kubernetes.claims(path) is claim


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("apiVersion: v1\nkind: Pod\n", id="block"),
        pytest.param("kind: Pod\napiVersion: v1\n", id="the other way round"),
        pytest.param("a: b\n---\n  'apiVersion' : v1\n  \"kind\":\n    Pod\n", id="quoted, indented"),
        pytest.param('{"apiVersion":"v1","kind":"Pod"}', id="JSON"),
        pytest.param("--- {kind: Pod, apiVersion: v1}", id="flow"),
        pytest.param("&a apiVersion: v1\n!!str kind: Pod\n", id="anchor and tag"),
        pytest.param("? apiVersion # c\n: v1\n? kind\n: Pod\n", id="explicit keys"),
        pytest.param('"api\\x56ersion": v1\n"k\\u0069nd": Pod\n', id="escapes"),
        pytest.param('{? "apiV\\\n ersion" : v1, ? "ki\\\n nd" : Pod}', id="keys over two lines"),
        pytest.param("!!binary YXBpVmVyc2lvbg==: v1\n!!binary a2luZA==: Pod\n", id="base64"),
        pytest.param("%TAG !y! tag:yaml.org,2002:\n---\n!y!bin%61ry a2luZA==: Pod\n", id="base64 by another name"),
        pytest.param("\xef\xbb\xbfapiVersion: v1\n\ufeffkind: Pod\n", id="byte order marks"),
    ],
)
def test_what_may_be_a_resource(text: str) -> None:
    assert kubernetes.sniffs(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("services: {web: {image: nginx}}\n", id="another file"),
        pytest.param("kind: Pod\n", id="no version"),
        pytest.param("apiVersion: v1\n", id="no kind"),
        pytest.param("# apiVersion: v1\n# kind: Pod\n", id="a comment"),
        pytest.param("what: the apiVersion: and kind: of it\n", id="words"),
        pytest.param("run: |\n  docker run \\\n    nginx\n", id="a line that goes on"),
        pytest.param('{"name": "\\u00e9 \\u0060", "a": "\\u003c\\u007f, ? b"}', id="escapes of what is no letter"),
    ],
)
def test_what_is_no_resource(text: str) -> None:
    assert not kubernetes.sniffs(text)


@pytest.mark.parametrize(
    ("content", "place"),
    [
        pytest.param(POD, "a.yaml:3:40", id="as it is"),
        pytest.param(b"\xef\xbb\xbf" + POD, "a.yaml:3:40", id="byte order mark"),
        pytest.param(POD.replace(b"\n", b"\r\n"), "a.yaml:3:40", id="CRLF"),
        pytest.param(POD + b"---\n\xef\xbb\xbfa: b\n", "a.yaml:3:40", id="byte order mark within"),
        pytest.param(POD.replace(b"Pod\n", "Pöd # \u2028\n".encode()), "a.yaml:3:40", id="not ASCII"),
        pytest.param(POD.replace(b"\n", b"\r"), "a.yaml:1:65", id="carriage returns alone"),
        pytest.param(POD.replace(b"\n", "\x85".encode()), "a.yaml:1:65", id="next lines"),
        pytest.param(POD.replace(b"\n", "\u2028".encode()), "a.yaml:1:65", id="line separators"),
        pytest.param(b"a: [\n---\n" + POD, "a.yaml:5:40", id="after what is broken"),
        pytest.param(b"a: {{ b }}\n---\n" + POD, "a.yaml:5:40", id="after a template"),
    ],
)
def test_encodings_and_neighbours(content: bytes, place: str) -> None:
    found = discover(["a.yaml"], {"a.yaml": content}.get, DiscoverySettings())
    assert [(one.text, str(one.location)) for one in found.occurrences] == [("nginx", place)]
    assert found.problems == ()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(POD.decode().encode("utf-16"), id="UTF-16"),
        pytest.param(POD + b"# \xff", id="not UTF-8"),
        pytest.param(POD + b"#" * 2**21, id="large"),
    ],
)
def test_a_resource_that_cannot_be_read_is_a_problem(content: bytes) -> None:
    found = discover(["a.yaml"], {"a.yaml": content}.get, DiscoverySettings())
    assert [problem.error.code for problem in found.problems] == ["unreadable-file"]


def test_variables_of_the_settings_fill_gaps() -> None:
    text = b"apiVersion: v1\nkind: Pod\nimage: ${REGISTRY}/$(NAME):$TAG\n"
    values = {"REGISTRY": "registry.example", "NAME": "app", "TAG": "v1"}
    found = discover(["a.yaml"], {"a.yaml": text}.get, DiscoverySettings(variables=values))
    assert [(one.text, one.written) for one in found.occurrences] == [
        ("registry.example/app:v1", "${REGISTRY}/$(NAME):$TAG")
    ]


def test_what_is_neither_yaml_nor_named_like_a_resource_is_no_problem() -> None:
    text = b'{"\\u0041": [image'
    found = discover(["a.json"], {"a.json": text}.get, DiscoverySettings())
    assert (found.occurrences, found.problems) == ((), ())
