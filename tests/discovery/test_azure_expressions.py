"""Template expressions of Azure Pipelines: which branch of a condition is taken, and what functions give."""

import pytest

from imagegate.discovery.azure_pipelines.detect import detect
from imagegate.discovery.detector import File, NotJudged, Surroundings
from imagegate.source import DiscoverySettings, Occurrence, Unresolved

PASSED = "a: x, e: '', o: {k: v, n: {m: deep}}, n: 7, t: true, f: false, c: '$(c)'"


def images(template: str) -> list[str]:
    """Give what a template makes of what is passed to it, with `?` before what has no value."""
    pipeline = f"variables: {{v: one}}\njobs: [{{template: t.yml, parameters: {{{PASSED}}}}}]\n"
    found = list(
        detect(File("azure-pipelines.yml", pipeline), Surroundings({"t.yml": template}.get, DiscoverySettings()))
    )
    known = [one.text for one in found if isinstance(one, Occurrence)]
    return [*known, *(f"?{one.occurrence.text}" for one in found if isinstance(one, Unresolved))]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("eq(parameters.a, 'x')", ["yes"]),
        ("eq(parameters['a'], 'X')", ["yes"]),
        ("EQ(Parameters.A, 'x')", ["yes"]),
        ("eq('x', parameters.a)", ["yes"]),
        ("eq(parameters.a, 'y')", ["no"]),
        ("ne(parameters.a, 'y')", ["yes"]),
        ("eq(parameters.o.k, 'v')", ["yes"]),
        ("eq(parameters.o.n.m, 'deep')", ["yes"]),
        ("eq(parameters.o, '')", ["no"]),
        ("eq(parameters.n, 7)", ["yes"]),
        ("eq(parameters.t, true)", ["yes"]),
        ("in(parameters.a, 'y', 'x')", ["yes"]),
        ("in(parameters.a, 'y', 'z')", ["no"]),
        ("in(parameters.a, 'y', variables.v)", ["yes", "no"]),
        ("in(parameters.a, 'x', variables.v)", ["yes"]),
        ("notIn(parameters.a, 'y')", ["yes"]),
        ("and(eq(parameters.a, 'x'), ne(parameters.a, 'y'))", ["yes"]),
        ("and(eq(parameters.a, 'x'), eq(variables.v, 'one'))", ["yes", "no"]),
        ("and(eq(parameters.a, 'y'), eq(variables.v, 'one'))", ["no"]),
        ("or(eq(parameters.a, 'x'), eq(variables.v, 'two'))", ["yes"]),
        ("or(eq(parameters.a, 'y'), false)", ["no"]),
        ("or(eq(parameters.a, 'y'), eq(variables.v, 'two'))", ["yes", "no"]),
        ("not(eq(parameters.a, 'y'))", ["yes"]),
        ("not(eq(variables.v, 'y'))", ["yes", "no"]),
        ("parameters.a", ["yes"]),
        ("parameters.o", ["yes"]),
        ("parameters.e", ["no"]),
        ("parameters.f", ["no"]),
        ("parameters.missing", ["yes", "no"]),
        ("true", ["yes"]),
        ("False", ["no"]),
        ("'it''s'", ["yes"]),
        ("eq(variables['Build.Reason'], 'PullRequest')", ["yes", "no"]),
        ("contains(parameters.a, 'x')", ["yes", "no"]),
        ("eq(parameters[variables.v], 'x')", ["yes", "no"]),
        ("eq(parameters.a, 'x'", ["yes", "no"]),
        ("eq(parameters.a 'x')", ["yes", "no"]),
        ("eq(parameters.*, 'x')", ["yes", "no"]),
        ("eq()", ["yes", "no"]),
        ("", ["yes", "no"]),
    ],
)
def test_conditions(condition: str, expected: list[str]) -> None:
    branches = f"- ${{{{ if {condition} }}}}:\n  - {{job: j, container: a/yes}}\n"
    branches += "- ${{ else }}:\n  - {job: k, container: a/no}\n"
    assert images(f"jobs:\n{branches}") == [f"a/{one}" for one in expected]


def test_of_a_chain_one_branch_is_taken() -> None:
    chain = "".join(
        f"- ${{{{ {condition} }}}}:\n  - {{job: j{number}, container: 'a/b:{number}'}}\n"
        for number, condition in enumerate(
            (
                *("if eq(parameters.a, 'y')", "elseif eq(parameters.a, 'x')", "elseif eq(variables.v, 'z')", "else"),
                *("if eq(variables.v, 'z')", "elseif eq(parameters.a, 'x')", "else"),
                *("if eq(variables.v, 'z')", "elseif eq(parameters.a, 'y')", "else"),
            )
        )
    )
    assert images(f"jobs:\n{chain}") == [f"a/b:{number}" for number in (1, 4, 5, 7, 9)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("format('a/{0}:{1}', parameters.a, parameters.n)", ["a/x:7"]),
        ("format('a/{1}:{0}-{0}', 1, parameters.o.k)", ["a/v:1-1"]),
        ("format('a/b:{0}', 3.10)", ["a/b:3.10"]),
        ("format('a/{{b', parameters.a)", ["?a/{b"]),
        ("format('a/b{9}', parameters.a)", ["a/b"]),
        ("format('a/{0}', format('{0}:1', parameters.a))", ["a/x:1"]),
        ("format('a/{0}', variables.v)", ["a/one"]),
        ("format('a/{0}', parameters.o)", ["?${{ format('a/{0}', parameters.o) }}"]),
        ("format('a/{0}', parameters.missing)", ["?${{ format('a/{0}', parameters.missing) }}"]),
        ("format()", ["?${{ format() }}"]),
        ("coalesce(parameters.e, parameters.a, 'z')", ["x"]),
        ("coalesce(parameters.e, '')", []),
        ("coalesce(parameters.missing, 'z')", ["?${{ coalesce(parameters.missing, 'z') }}"]),
        ("coalesce(parameters.e, parameters.missing)", ["?${{ coalesce(parameters.e, parameters.missing) }}"]),
        ("join('/', parameters.a)", ["?${{ join('/', parameters.a) }}"]),
        ("'a/b'", ["a/b"]),
        ("parameters.c", ["?$(c)"]),
    ],
)
def test_what_functions_give(expression: str, expected: list[str]) -> None:
    assert images(f"jobs:\n- job: j\n  container: >-\n    ${{{{ {expression} }}}}\n") == expected


def test_what_is_passed_from_outside_is_not_judged() -> None:
    """Neither where a function is given it, but where it would be unknown all the same."""
    texts = ("parameters.a", "format('{0}', parameters.a)", "format('{0}{1}', parameters.a, no.one)", "join('', 'a')")
    jobs = "".join(f"- job: j\n  container: >-\n    ${{{{ {text} }}}}\n" for text in texts)
    text = f"parameters: [{{name: a}}]\njobs:\n{jobs}"
    found = list(detect(File("azure-pipelines/t.yml", text), Surroundings(lambda _: None, DiscoverySettings())))
    assert [type(one) for one in found] == [NotJudged, NotJudged, Unresolved, Unresolved]
