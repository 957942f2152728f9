"""What depends on bytes that a file cannot show, on settings, and on builds that other files describe."""

import pytest

from imagegate.discovery.detector import Argument, Build, Claim, File, Surroundings
from imagegate.discovery.dockerfile import detect as dockerfile
from imagegate.source import DiscoverySettings, Location
from tests.discovery.found import shown

COMPOSE = Location("compose.yaml", 4, 7)


def found(text: str, *builds: Build, settings: DiscoverySettings | None = None) -> str:
    surroundings = Surroundings(lambda _: None, settings or DiscoverySettings(), builds)
    return shown(dockerfile.detect(File("Dockerfile", text), surroundings))


def build(
    arguments: dict[str, str | None] | None = None, contexts: dict[str, str] | None = None, target: str | None = None
) -> Build:
    given = {name: Argument(value, COMPOSE) for name, value in (arguments or {}).items()}
    return Build("Dockerfile", COMPOSE, given, contexts or {}, target)


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        ("Dockerfile", True),
        ("dockerfile", True),
        ("a/b/Containerfile", True),
        ("DOCKERFILE", True),
        ("Dockerfile.prod", True),
        ("Dockerfile-windows", True),
        ("Dockerfile_dev", True),
        ("Containerfile.1.26", True),
        ("base.Dockerfile", True),
        ("base.dockerfile", True),
        ("base.Containerfile", True),
        ("Dockerfile.md", False),
        ("Dockerfile.go", False),
        ("Dockerfile.dockerignore", False),
        ("Dockerfile.J2", False),
        ("Dockerfile.jinja2", False),
        ("dockerfile.vim", False),
        ("Dockerfile.5.gz", False),
        ("Dockerfile.in", True),
        ("Dockerfile.prod.json", False),
        ("Dockerfiles", False),
        ("mydockerfile", False),
        ("Dockerfile/readme", False),
        ("dockerfile_parser.py", False),
        ("compose.yaml", False),
    ],
)
def test_claims_by_name(path: str, claimed: bool) -> None:  # noqa: FBT001 - a row
    assert dockerfile.claims(path) is (Claim.YES if claimed else Claim.NO)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("FROM a\r\nFROM b\r\n", "1:6-7 {b} a key=0\n2:6-7 {B} b key=1\n", id="CRLF"),
        pytest.param("FROM \\\r\n  a\r\n", "2:3-4 {B} a key=0\n", id="CRLF in a continuation"),
        pytest.param("FROM a\rFROM b\n", "1:1 problem: {from}\n", id="a lone CR ends no line"),
        pytest.param("RUN <<A\r\nFROM not\r\nA\r\n", "1:1 problem: {before}\n", id="CRLF heredoc"),
        pytest.param("FROM a\n\xa0FROM b\n", "1:6-7 {b} a key=0\n2:7-8 {B} b key=1\n", id="any space before FROM"),
        pytest.param("FROM\xa0a\n", "1:1 problem: 'from\\xa0a' is no instruction\n", id="NBSP"),
        pytest.param("FROM a\xa0\n", "1:6-7 {B} a key=0\n", id="any space at the end"),
        pytest.param("FROM\ta\v\f\n", "1:6-7 {B} a key=0\n", id="other blanks"),
        pytest.param("\x1cFROM a\n", "1:1 problem: '\\x1cfrom' is no instruction\n", id="no space"),
        pytest.param("#é\nFROM a # é\n", "2:1 problem: {from}\n", id="not ASCII"),
        pytest.param("", "1:1 problem: {none}\n", id="empty"),
    ],
)
def test_bytes(text: str, expected: str) -> None:
    words = {
        "b": "dockerfile-from build",
        "B": "dockerfile-from base",
        "from": "FROM takes an image, or an image, AS and a name; no comment can follow",
        "none": "the file has no FROM",
        "before": "RUN stands before the first FROM",
    }
    assert found(text) == expected.format(**words)


def test_long_lines_are_problems_and_are_read_all_the_same() -> None:
    assert found("FROM a\n#" + "é" * 32768) == (
        "1:6-7 dockerfile-from base a key=0\n2:1 problem: the line has more than 65535 bytes\n"
    )


def test_an_invalid_file_has_a_bounded_number_of_problems() -> None:
    assert found("FRUM a\n" * 1000).count("\n") == 20


def test_a_part_of_another_file_points_there() -> None:
    inner = File("compose.yaml", "FROM a\nCOPY --from=b / /\n", line=10, indent=8)
    surroundings = Surroundings(lambda _: None)
    assert shown(dockerfile.detect_build(inner, build(), surroundings)) == (
        "10:14-15 dockerfile-from base a key=0\n11:21-22 dockerfile-copy-from copy b key=0\n"
    )


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        pytest.param({"V": "9"}, "alpine:9", id="gives what has no value"),
        pytest.param({"D": "9", "V": "1"}, "alpine:1", id="counts where it is used"),
        pytest.param({}, "unresolved", id="nothing is made up"),
        pytest.param({"U": "9"}, "unresolved", id="another name"),
    ],
)
def test_variables_of_the_policy(variables: dict[str, str], expected: str) -> None:
    text = "ARG V\nARG D=2\nFROM alpine:$V\nFROM busybox:$D$U\n"
    lines = found(text, settings=DiscoverySettings(variables=variables)).splitlines()
    assert expected in lines[0]
    assert " busybox:2 " in lines[1]


def test_variables_of_the_policy_leave_an_earlier_value() -> None:
    text = "ARG V=1\nARG V\nFROM alpine:$V\n"
    assert " alpine:1 " in found(text, settings=DiscoverySettings(variables={"V": "9"}))


@pytest.mark.parametrize(
    ("text", "contexts", "expected"),
    [
        pytest.param("FROM base\n", {"base": "alpine:1"}, "1:6-10 {B} alpine:1 key=0 written=base\n", id="image"),
        pytest.param("FROM base\n", {"base": "docker-image://a:1"}, "1:6-10 {B} a:1 key=0 written=base\n", id="scheme"),
        pytest.param("FROM base\n", {"base": ""}, "", id="no image"),
        pytest.param("FROM base:latest\n", {"base": ""}, "", id="latest is left out"),
        pytest.param("FROM docker.io/library/base\n", {"base": ""}, "", id="Docker Hub's additions are left out"),
        pytest.param("FROM base:1\n", {"base": ""}, "1:6-12 {B} base:1 key=0\n", id="another tag"),
        pytest.param("FROM base:1\n", {"base:1": ""}, "", id="the same tag"),
        pytest.param("FROM scratch:1\n", {"scratch": "a"}, "1:6-15 {B} scratch:1 key=0\n", id="never scratch"),
        pytest.param("FROM context\n", {"context": "a"}, "1:6-13 {B} context key=0\n", id="never context"),
        pytest.param("FROM base\n", {"base": "A"}, "1:6-10 unresolved {f} base key=0: {A}\n", id="no reference"),
        pytest.param(
            "FROM a AS s\nCOPY --from=s / /\n",
            {"s": "b"},
            "1:6-7 {B} a key=s\n2:13-14 dockerfile-copy-from copy b key=s written=s\n",
            id="before a stage",
        ),
        pytest.param(
            "FROM a\nRUN --mount=from=t true\n",
            {"t": "b"},
            "1:6-7 {B} a key=0\n2:18-19 dockerfile-run-mount-from copy b key=0 written=t\n",
            id="mount",
        ),
    ],
)
def test_contexts_of_the_policy(text: str, contexts: dict[str, str], expected: str) -> None:
    words = {
        "f": "dockerfile-from",
        "B": "dockerfile-from base",
        "A": "'A' is not an image reference: repository names are lower case",
    }
    assert found(text, settings=DiscoverySettings(contexts=contexts)) == expected.format(**words)


def test_a_build_is_looked_at_besides_the_plain_one() -> None:
    text = "ARG V=1\nARG U\nFROM alpine:$V\nFROM busybox:$U\n"
    assert found(text, build({"V": "2", "U": "3", "UNDECLARED": "4"})) == (
        "3:6-15 dockerfile-from build alpine:1 key=0 written=alpine:$V contributing=1:7\n"
        "3:6-15 dockerfile-from build alpine:2 key=0 written=alpine:$V contributing=4:7\n"
        "4:6-16 dockerfile-from base busybox:3 key=1 written=busybox:$U contributing=4:7\n"
    )


def test_an_argument_counts_only_where_it_is_declared() -> None:
    assert found("FROM alpine:${V:-1}\n", build({"V": "2"})) == (
        "1:6-20 dockerfile-from base alpine:1 key=0 written=alpine:${V:-1}\n"
    )


def test_a_predefined_argument_needs_no_declaration() -> None:
    text = "FROM --platform=linux/$TARGETARCH a:$TARGETARCH\n"
    assert "linux/arm64" not in found(text)
    assert "1:35-48 dockerfile-from base a:arm64 key=0 platform=linux/arm64" in found(
        text, build({"TARGETARCH": "arm64"})
    )


def test_an_argument_that_cannot_be_known_leaves_the_text_unresolved() -> None:
    assert found("ARG V=1\nFROM alpine:$V\n", build({"V": None})) == (
        "2:6-15 dockerfile-from base alpine:1 key=0 written=alpine:$V contributing=1:7\n"
        "2:6-15 unresolved dockerfile-from alpine:$V key=0 contributing=4:7: "
        "the build argument V has no known value\n"
    )


def test_a_target_is_what_is_shipped() -> None:
    assert found("FROM a AS one\nFROM b AS two\nFROM c\n", build(target="ONE")) == (
        "1:6-7 dockerfile-from base a key=one\n"
        "2:6-7 dockerfile-from build b key=two\n"
        "3:6-7 dockerfile-from base c key=2\n"
    )


def test_a_target_whose_name_stands_twice_is_the_later_one() -> None:
    assert found("FROM a AS one\nFROM b AS one\nFROM c AS two\n", build(target="one")) == (
        "1:6-7 dockerfile-from build a key=one\n"
        "2:6-7 dockerfile-from base b key=one\n"
        "3:6-7 dockerfile-from base c key=two\n"
    )


def test_contexts_of_the_policy_count_in_every_build() -> None:
    settings = DiscoverySettings(contexts={"base": "", "other": "b:1"})
    text = "FROM base\nFROM other\n"
    assert found(text, build(contexts={"other": "c:1"}), settings=settings) == (
        "2:6-11 dockerfile-from base b:1 key=1 written=other\n"
        "2:6-11 dockerfile-from base c:1 key=1 written=other contributing=4:7\n"
    )


def test_a_context_of_one_build_leaves_the_others_in_doubt() -> None:
    reason = "compose.yaml:4:7 gives it a context, and other builds may not; say so in the policy"
    text = "FROM base\n"
    assert found(text, build(contexts={"base": "alpine:1"})) == (
        "1:6-10 dockerfile-from base alpine:1 key=0 written=base contributing=4:7\n"
        f"1:6-10 unresolved dockerfile-from base key=0: {reason}\n"
    )
    told = DiscoverySettings(contexts={"base": ""})
    assert found(text, build(contexts={"base": ""}), settings=told) == ""


def test_the_frontend_that_a_build_names_is_found() -> None:
    assert found("FROM a\n", build({"BUILDKIT_SYNTAX": "evil/frontend:1 x"}), build({"BUILDKIT_SYNTAX": None})) == (
        "1:6-7 dockerfile-from base a key=0\n"
        "4:7-22 unresolved dockerfile-syntax BUILDKIT_SYNTAX: its value is not known\n"
        "4:7-24 dockerfile-syntax syntax evil/frontend:1 written=evil/frontend:1 x\n"
    )


def test_too_many_builds_are_a_problem() -> None:
    answer = found("FROM a\n" * 1000, *[build({"V": str(number)}) for number in range(300)])
    assert "1:1 problem: the file is built in 301 ways, more than can be looked at" in answer
