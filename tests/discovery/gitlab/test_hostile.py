"""Pipelines that are written to be slow, deep or endless: each ends quickly, and nothing in it passes unseen."""

import pytest

from imagegate.discovery.discover import Discovery, discover
from imagegate.source import DiscoverySettings
from tests.discovery.test_yaml_hostile import bomb

ROOT = ".gitlab-ci.yml"
MANY = 3_000
TOO_MUCH = "the pipeline describes more than 1000000 values"


def look(text: str, **others: str) -> Discovery:
    files = {f"{name}.yml": other.encode() for name, other in others.items()} | {ROOT: text.encode()}
    return discover(files, files.get, DiscoverySettings())


def problems(discovery: Discovery) -> list[str]:
    return [one.error.message for one in discovery.problems]


def numbered(line: str, count: int = MANY, start: int = 0) -> str:
    return "".join(f"{line}\n".replace("<N>", str(n)).replace("<P>", str(n - 1)) for n in range(start, count))


def test_lists_of_lists_are_refused() -> None:
    discovery = look(f".x:\n{bomb('{name: nginx}')}a: {{services: *a30}}\n")
    assert problems(discovery) == ["lists stand in each other more than 10 deep"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(
            f".e0: {{image: a}}\n{numbered('.e<N>: {extends: [.e<P>, .e<P>]}', 31, 1)}j: {{extends: .e30}}\n",
            "the jobs are put together from more than 50000 parts",
            id="extends that double",
        ),
        pytest.param(
            "default: {image: 'a:$V'}\n"
            + numbered("j<N>:\n  parallel: {matrix: [{V: *v}]}", 300).replace(
                "*v", "&v [" + ", ".join(map(str, range(200))) + "]", 1
            ),
            TOO_MUCH,
            id="jobs with large matrices",
        ),
        pytest.param(
            f".x: {{services: [{', '.join(map(str, range(1000))).replace(', ', ':1, ')}:1]}}\n"
            + numbered("j<N>: {services: [!reference [.x, services]]}"),
            TOO_MUCH,
            id="jobs that share many services",
        ),
        pytest.param(
            "default: {image: 'a:$V'}\n" + numbered("j<N>: {variables: {V: 'v<N>'}}", 6_000),
            "the pipeline names more than 5000 images, those of its variables counted",
            id="one image with many values",
        ),
        pytest.param(
            f"include: [{', '.join(['a.yml'] * 6000)}]\n", "the pipeline includes more than 5000 files", id="includes"
        ),
        pytest.param("include: b.yml\n", "the pipeline includes more than 5000 files", id="includes that double"),
        pytest.param(
            numbered("j<N>: {trigger: {include: c.yml}}", 100),
            "the pipeline includes more than 5000 files",
            id="child pipelines",
        ),
        pytest.param("include: '" + "*a" * 20 + "'\n", "it has more than 16 wildcards", id="wildcards"),
        pytest.param(
            numbered("- '**/*a*a*a*a*a*a*b.yml'", 400).join(["include:\n", ""]),
            TOO_MUCH,
            id="patterns for long paths",
        ),
        pytest.param("include: large.yml\n", "the pipeline has more than 4194304 characters", id="large files"),
    ],
)
def test_what_is_too_much_is_a_problem(text: str, problem: str) -> None:
    doubling = {f"b{n}": f"include: [b{n + 1}.yml, b{n + 1}.yml]\n" for n in range(20)}
    others = {
        "a": "x: {image: a}\n",
        "b": "include: b0.yml\n",
        "b20": "x: {image: a}\n",
        "c": numbered("j<N>: {trigger: {include: a.yml}}", 100),
        **{f"{'a/' * 200}{n}ab": "" for n in range(200)},
        "large": "include: [large1.yml, large2.yml]\n# " + "x" * 1_500_000,
        "large1": "# " + "x" * 1_500_000,
        "large2": "# " + "x" * 1_500_000,
    }
    assert problem in problems(look(text, **doubling, **others))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"variables: {{v0: a}}\n{numbered('  v<N>: $v<P>', start=1)}j: {{image: $v2999}}\n", id="a chain"),
        pytest.param(
            f"variables:\n  v0: a\n{numbered('  v<N>: $v<P>', start=1)}j: {{image: $v2999}}\n", id="a long chain"
        ),
        pytest.param(
            f"variables:\n  v0: a\n{numbered('  v<N>: $v<P>$v<P>', 31, 1)}j: {{image: $v30}}\n", id="doubling"
        ),
        pytest.param("variables: {A: $B, B: $A}\nj: {image: 'a:$A'}\n", id="a circle"),
        pytest.param(f"j: {{image: '{'$V' * 1024}'}}\n", id="many variables"),
        pytest.param(f"j: {{image: '{'x' * 100_000}$V'}}\n", id="a long text"),
        pytest.param(f"j: {{image: '{'$[[' * 50_000}'}}\n", id="inputs that do not end"),
        pytest.param(".x: {a: !reference [.x, a]}\nj: {image: !reference [.x, a, b, c]}\n", id="a reference to itself"),
        pytest.param("j: {image: !reference []}\n", id="a reference to nothing"),
        pytest.param("j: {image: !reference [", id="a reference that does not end"),
        pytest.param(
            f"j0: {{image: $V}}\n{numbered('j<N>: {image: !reference [j<P>, image]}', 20, 1)}", id="references"
        ),
    ],
)
def test_what_nobody_can_tell_is_unresolved(text: str) -> None:
    discovery = look(text)
    assert discovery.occurrences == ()
    assert discovery.unresolved or discovery.problems


def test_a_job_may_extend_itself_and_a_file_include_itself() -> None:
    text = "include: [.gitlab-ci.yml, a.yml]\na: {extends: b, image: a:1}\nb: {extends: a, image: b:1}\n"
    discovery = look(text, a="include: .gitlab-ci.yml\nc: {image: c:1}\n")
    assert [one.text for one in discovery.occurrences] == ["a:1", "b:1", "c:1"]
    assert problems(discovery) == [
        "'.gitlab-ci.yml' includes itself, or a chain of more than 32",
        "'b' extends itself, or a chain of more than 32",
        "'.gitlab-ci.yml' includes itself, or a chain of more than 32",
    ]


def test_keys_are_cut() -> None:
    (occurrence,) = look(f"? {'k' * 5000}\n: {{image: nginx}}\n").occurrences
    assert len(occurrence.key) == 80
