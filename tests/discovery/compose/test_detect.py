"""What a name says, what the policy gives, and what other files have to do with it."""

from typing import TypeAlias

import pytest

from imagegate.discovery.compose import detect as compose
from imagegate.discovery.detector import Claim, Problem
from imagegate.discovery.discover import Discovery, discover
from imagegate.discovery.moved import out_of_sight
from imagegate.source import DiscoverySettings, Location, Occurrence, Special, UsedAs
from tests.discovery.compose.rendered import found, rendered

Files: TypeAlias = dict[str, str | bytes | Special]

YES, MAYBE, NO = Claim.YES, Claim.MAYBE, Claim.NO


def stored(content: str | bytes | Special | None) -> bytes | Special | None:
    return content.encode() if isinstance(content, str) and not isinstance(content, Special) else content


def discovered(
    files: Files,
    changed: set[str] | None = None,
    settings: DiscoverySettings | None = None,
) -> Discovery:
    tree = {path: stored(content) for path, content in files.items()}
    names = None if changed is None else frozenset(changed)
    return discover(tree, tree.get, settings or DiscoverySettings(), changed=names)


def images(one: Discovery) -> list[str]:
    return [f"{occurrence.location} {occurrence.text}" for occurrence in one.occurrences]


def problems(one: Discovery) -> list[str]:
    return [f"{problem.location} {problem.error.message}" for problem in one.problems]


@pytest.mark.parametrize(
    ("path", "claim"),
    [
        ("compose.yaml", YES),
        ("compose.yml", YES),
        ("docker-compose.yml", YES),
        ("docker-compose.yaml", YES),
        ("a/b/compose.override.yaml", YES),
        (".devcontainer/docker-compose.extend.yml", YES),
        ("docker-compose-prod.yml", YES),
        ("docker-compose_ci.yml", YES),
        ("docker-compose2.yml", YES),
        ("Docker-Compose.YML", YES),
        ("app-compose.yml", MAYBE),
        ("prod.docker-compose.yml", MAYBE),
        ("composer.yaml", MAYBE),
        ("docker-composeprod.yml", MAYBE),
        ("compose.json", NO),
        ("compose.yaml.j2", NO),
        ("compose/values.yaml", NO),
        ("docker-stack.yml", NO),
        ("Dockerfile", NO),
    ],
)
def test_claims_by_name(path: str, claim: Claim) -> None:
    assert compose.claims(path) is claim


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("services:\n", True),
        ("name: x\njobs:\n", True),
        ("include: [a]", True),
        ('{"services": {}}', True),
        ("'services' : {}", True),
        ("require:\n  services: x\n", True),
        ("require: {}\n# services\n", False),
        ("my-services:\n", False),
        ("", False),
    ],
)
def test_content_decides_what_a_name_leaves_open(text: str, is_one: bool) -> None:  # noqa: FBT001 - a row
    assert compose.sniffs(text) is is_one


def test_only_what_is_one_is_read() -> None:
    files = {"app-compose.yml": "services: {a: {image: 'a:1'}}", "composer.yaml": "a: {image: 'b:1'}"}
    assert images(discovered({**files})) == ["app-compose.yml:1:24 a:1"]


def test_any_change_may_matter() -> None:
    assert compose.may_depend("compose.yaml", frozenset({"x"}))
    assert not compose.may_depend("compose.yaml", frozenset())


def test_an_occurrence_is_whole() -> None:
    files = {
        "compose.yaml": "services:\n  web:\n    image: nginx:${TAG}\n    platform: linux/arm64\n",
        ".env": "\nTAG=1.27\n",
    }
    assert found(files) == [
        Occurrence(
            "nginx:1.27",
            Location("compose.yaml", 3, 12),
            24,
            "compose-image",
            UsedAs.DEPLOY,
            "linux/arm64",
            None,
            (Location(".env", 2, 5),),
            "web",
            "nginx:${TAG}",
        )
    ]


@pytest.mark.parametrize(
    ("env", "variables", "expected"),
    [
        pytest.param("", {"V": "9"}, "alpine:9", id="gives what has no value"),
        pytest.param("V=1", {"V": "9"}, "alpine:1", id="not what the repository gives"),
        pytest.param("V=$U", {"U": "9"}, "alpine:9", id="in a file of variables too"),
        pytest.param("", {}, "unresolved", id="nothing is made up"),
    ],
)
def test_variables_of_the_policy(env: str, variables: dict[str, str], expected: str) -> None:
    files = {"compose.yaml": "services: {a: {image: 'alpine:$V'}}", ".env": env}
    assert expected in rendered(found(files, settings=DiscoverySettings(variables=variables)))


def test_a_variable_of_the_policy_is_set() -> None:
    files = {"compose.yaml": "services: {a: {image: 'alpine:${V:-1}'}}"}
    assert " alpine:9 " in rendered(found(files, settings=DiscoverySettings(variables={"V": "9"})))


def test_a_key_is_not_longer_than_a_reader_wants() -> None:
    (one,) = found({"compose.yaml": f"? {'x' * 3000}\n: {{image: a}}"})
    assert isinstance(one, Occurrence)
    assert one.key == "x" * 200


def test_crlf_and_unicode() -> None:
    text = "services:\r\n  é:\r\n    image: alpine:3\r\n    labels: é\r\n    build:\r\n      dockerfile_inline: |\r\n"
    text += "        # é\r\n        FROM \\\r\n          inline:1\r\n"
    assert rendered(found({"compose.yaml": text})) == (
        "3:12 not judged: it is the name of what the service builds\n9:11-19 dockerfile-from base inline:1 key=é.0\n"
    )


def test_a_dockerfile_is_seen_as_it_is_built() -> None:
    files: Files = {
        "compose.yaml": """services:
  a:
    build:
      context: web
      dockerfile: image.txt
      target: one
      args: {TAG: $V}
      additional_contexts: {base: docker-image://real:1}
""",
        ".env": "V=7\n",
        "web/image.txt": "ARG TAG=1\nFROM alpine:$TAG AS one\nFROM base\n",
    }
    one = discovered(files)
    assert [(str(o.location), o.text, o.used_as, [str(c) for c in o.contributing]) for o in one.occurrences] == [
        ("compose.yaml:8:50", "real:1", UsedAs.COPY, []),
        ("web/image.txt:2:6", "alpine:1", UsedAs.BUILD, ["web/image.txt:1:9"]),
        ("web/image.txt:2:6", "alpine:7", UsedAs.BASE, ["compose.yaml:7:19", ".env:1:3"]),
        ("web/image.txt:3:6", "real:1", UsedAs.BUILD, ["compose.yaml:4:7"]),
    ]
    assert one.claimed == {"compose.yaml": ("compose",), "web/image.txt": ("dockerfile",)}
    assert one.dependencies == {"compose.yaml": {".env"}, "web/image.txt": {"compose.yaml", ".env"}}


def test_a_dockerfile_in_lower_case_is_built_where_there_is_no_other() -> None:
    files: Files = {
        "compose.yaml": "services: {a: {build: {args: {V: 1}}}, b: {build: ./b}}",
        "dockerfile": "ARG V\nFROM a:$V\n",
        "b/Dockerfile": "FROM b\n",
        "b/dockerfile": "FROM c\n",
    }
    one = discovered(files)
    assert images(one) == ["b/Dockerfile:1:6 b", "b/dockerfile:1:6 c", "dockerfile:2:6 a:1"]
    assert one.problems == ()


def test_a_dockerfile_that_is_not_there_is_one_problem() -> None:
    files: Files = {
        "compose.yaml": "services: {a: &a {build: ./a}, b: *a, c: {extends: a}}",
    }
    assert problems(discovered(files)) == ["compose.yaml:1:26 the Dockerfile 'a/Dockerfile' is not in the repository"]


FILES: Files = {
    "compose.yaml": """include: [db/db.yaml]
services:
  web: {image: "web:${V:-1}"}
  app: {extends: {file: a.yml, service: x}}
""",
    ".env": "V=2",
    "a.yml": "services: {x: {image: 'x:1'}}",
    "db/db.yaml": "services: {db: {build: .}, other: {image: 'other:${W:-1}'}}",
    "db/Dockerfile": "FROM base:1",
    "unrelated/Dockerfile": "FROM unrelated:1",
}
ALL = ["a.yml:1:24 x:1", "compose.yaml:3:17 web:2", "db/Dockerfile:1:6 base:1", "db/db.yaml:1:44 other:1"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({"compose.yaml"}, ALL, id="the file"),
        pytest.param({".env"}, ALL, id="variables"),
        pytest.param({"a.yml"}, ALL, id="an extended file"),
        pytest.param({"db/db.yaml"}, ALL, id="an included file"),
        pytest.param({"db/.env"}, ALL, id="a file that is not there"),
        pytest.param({"db/Dockerfile"}, ["db/Dockerfile:1:6 base:1"], id="a Dockerfile"),
        pytest.param({"other.env"}, [], id="another file"),
    ],
)
def test_a_change_of_what_a_file_depends_on(changed: set[str], expected: list[str]) -> None:
    assert images(discovered(FILES, changed)) == expected


def test_a_file_is_no_dependency_until_a_variable_is_asked_for() -> None:
    assert discovered({"compose.yaml": "services: {a: {image: a}}"}).dependencies == {}


def test_an_included_file_that_moves_is_not_out_of_sight() -> None:
    before: Files = {
        "compose.yaml": "include: [db/one.yaml]",
        "db/one.yaml": "services: {db: {image: 'db:1'}}",
    }
    after: Files = {
        "compose.yaml": "include: [db/two.yaml]",
        "db/two.yaml": before["db/one.yaml"],
    }
    changed = frozenset({"compose.yaml", "db/one.yaml", "db/two.yaml"})

    class Side:
        def __init__(self, files: Files) -> None:
            self.paths = tuple(files)
            self._files = files

        def read(self, path: str, /) -> bytes | Special | None:
            return stored(self._files.get(path))

    sides = Side(before), Side(after)
    assert out_of_sight(discovered(before), discovered(after), *sides, changed) == ()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(Special.LINK, ".env: the file is a symbolic link", id="a link"),
        pytest.param(b"\0GITCRYPT\0x", ".env: the file is encrypted", id="encrypted"),
        pytest.param(b"V=\xff", ".env: the file is not UTF-8: byte 3 is 0xff", id="another encoding"),
    ],
)
def test_variables_that_cannot_be_read(content: bytes | Special, expected: str) -> None:
    text = "services: {a: {image: 'a:${V:-1}'}}"
    one = discovered({"compose.yaml": text, "compose.other.yaml": text, ".env": content})
    assert problems(one) == [f".env:1:1 {expected}"]


def test_an_included_file_that_cannot_be_read_is_a_problem() -> None:
    one = discovered({"compose.yaml": "include: [a.yaml]", "a.yaml": Special.LINK})
    assert problems(one) == ["compose.yaml:1:11 a.yaml: the file is a symbolic link"]


def test_a_claimed_file_answers_for_its_own_problems() -> None:
    broken = "services: {a: {image: a:1}, b: x}"
    one = found({"compose.yaml": "include: [compose.b.yaml, c.yaml]", "compose.b.yaml": broken, "c.yaml": broken})
    assert [str(problem.location) for problem in one if isinstance(problem, Problem)] == ["c.yaml:1:32"]


@pytest.mark.parametrize(("depth", "expected"), [(16, ["a"]), (17, [])])
def test_a_chain_of_services_has_an_end(depth: int, expected: list[str]) -> None:
    text = "services:\n  s0: {image: a}\n" + "".join(f"  s{n + 1}: {{extends: s{n}}}\n" for n in range(depth))
    answers = found({"compose.yaml": text})
    assert [one.text for one in answers if isinstance(one, Occurrence) and one.key == f"s{depth}"] == expected
    assert any(isinstance(one, Problem) for one in answers) is not bool(expected)


@pytest.mark.parametrize(("depth", "expected"), [(16, ["a"]), (17, [])])
def test_a_chain_of_files_has_an_end(depth: int, expected: list[str]) -> None:
    files = {f"f{n}.yaml": f"include: [f{n + 1}.yaml]" for n in range(1, depth)}
    files |= {"compose.yaml": "include: [f1.yaml]", f"f{depth}.yaml": "services: {a: {image: a}}"}
    answers = found(files)
    assert [one.text for one in answers if isinstance(one, Occurrence)] == expected
    assert any(isinstance(one, Problem) for one in answers) is not bool(expected)


def test_services_that_extend_each_other_are_a_problem() -> None:
    answers = found({"compose.yaml": "services: {a: {extends: b}, b: {extends: a}}"})
    message = "extends itself, or a chain of more than 16"
    assert rendered(answers) == f"1:25 problem: the service 'b' {message}\n1:42 problem: the service 'a' {message}\n"


def test_too_many_files_are_a_problem() -> None:
    files: Files = {f"f{n}.yaml": "services: {}" for n in range(600)}
    one = discovered({"compose.yaml": f"include: [{', '.join(files)}]", **files})
    assert problems(one) == [
        "compose.yaml:1:1 the file leads to more than 500 others, or to more than 4194304 characters"
    ]
