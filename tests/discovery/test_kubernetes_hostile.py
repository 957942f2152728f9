"""Parameters and nested texts that are written to be slow, endless or deep: every file ends, and nothing is hidden."""

import pytest

from imagegate.discovery.detector import File, Found, Problem, Surroundings
from imagegate.discovery.kubernetes import detect as kubernetes
from imagegate.source import Occurrence, Unresolved

TASK = "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n"
WORKFLOW = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  templates:\n"


def detect(text: str) -> list[Found]:
    return list(kubernetes.detect(File("a.yaml", text), Surroundings(lambda _: None)))


def problems(text: str) -> list[str]:
    return [one.error.message for one in detect(text) if isinstance(one, Problem)]


def references(text: str) -> list[str]:
    return [one.text for one in detect(text) if isinstance(one, Occurrence)]


def test_scopes_that_aliases_multiply_are_bounded() -> None:
    each = "{params: [{name: p, value: x}], u: *a%d}"
    levels = [f"  a{n}: &a{n} {{t: [{', '.join([each % (n - 1)] * 3)}]}}\n" for n in range(1, 20)]
    text = f"{TASK}  a0: &a0 {{image: $(params.p)}}\n{''.join(levels)}"
    assert problems(text) == ["cannot be read whole: aliases repeat more than 100000 values"]
    documents = problems(f"{text}---\n{text}")
    assert len(documents) == 2


def test_what_aliases_repeat_without_parameters_is_read_once() -> None:
    levels = [f"  a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 30)]
    assert references(f"{TASK}  a0: &a0 {{image: alpine}}\n{''.join(levels)}") == ["alpine"]


def test_scopes_are_one_for_each_place() -> None:
    levels = "".join(
        f"  a{n}: &a{n} {{params: [{{name: p, value: x}}], t: [*a{n - 1}, *a{n - 1}, *a{n - 1}]}}\n"
        for n in range(1, 9)
    )
    assert problems(f"{TASK}  a0: &a0 {{image: $(params.p)}}\n{levels}") == []


def test_steps_that_many_tasks_share_are_read_for_each() -> None:
    head = "apiVersion: v1\nkind: List\nitems:\n"
    task = "- {apiVersion: tekton.dev/v1, kind: Task, spec: {params: [{name: p, default: a:%d}], steps: %s}}\n"
    first = task % (0, "&s [{image: $(params.p)}]")
    others = "".join(task % (number, "*s") for number in range(1, 200))
    assert references(head + first + others) == [f"a:{number}" for number in range(200)]


def test_what_is_reached_in_two_ways_is_read_once() -> None:
    text = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n"
    text += "  a: &a {kustomize: {images: ['nginx:1']}}\n  containers: [*a]\n  volumes: [*a]\n"
    assert references(text) == ["nginx:1"]


def test_texts_share_what_may_be_repeated() -> None:
    each = "{params: [{name: p, value: x}], u: *a%d}"
    levels = [f"a{n}: &a{n} {{t: [{', '.join([each % (n - 1)] * 3)}]}}\n" for n in range(1, 7)]
    lines = f"apiVersion: tekton.dev/v1\nkind: Task\na0: &a0 {{image: $(params.p)}}\n{''.join(levels)}"
    inner = "".join(f"        {line}\n" for line in lines.splitlines())
    manifest = f"  - resource:\n      manifest: |\n{inner}"
    assert problems(WORKFLOW + manifest) == []
    assert set(problems(WORKFLOW + manifest * 40)) == {"cannot be read: aliases repeat more than 20000 values"}


LONG = ", ".join(f"{{name: p{n}, value: v}}" for n in range(2000))


@pytest.mark.parametrize(
    ("head", "each"),
    [
        pytest.param(f"{TASK}  x: &x [{LONG}]\n", "{params: *x, image: $(params.p1)}", id="parameters"),
        pytest.param(
            f"{WORKFLOW[:-13]}  x: &x {{parameters: [{LONG}]}}\n",
            "{template: t, arguments: *x, image: ''}",
            id="arguments",
        ),
        pytest.param(
            f"apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  x: &x [{LONG}]\n",
            "{helm: {parameters: *x}, image: ''}",
            id="a chart's parameters",
        ),
        pytest.param(f"{WORKFLOW[:-13]}  x: &x '{'image: a ' * 2000}'\n", "{resource: {manifest: *x}}", id="a text"),
    ],
)
def test_what_aliases_repeat_is_bounded(head: str, each: str) -> None:
    text = f"{head}  all: [{', '.join([each] * 2000)}]\n"
    assert problems(text) == ["cannot be read whole: aliases repeat more than 100000 values"]


def test_what_a_bomb_hides_is_found_all_the_same() -> None:
    text = f"{TASK}  x: &x [{LONG}]\n  all: [{', '.join(['{params: *x}'] * 2000)}]\n  steps: [{{image: nginx}}]\n"
    assert references(text) == ["nginx"]


def test_many_steps_and_many_texts_end() -> None:
    steps = "    - - {template: t, arguments: {parameters: [{name: i, value: one}]}}\n" * 2000
    texts = ", ".join(["{image: 'a:{{inputs.parameters.i}}'}", "{image: 'b:{{inputs.parameters.i}}'}"] * 200)
    text = f"{WORKFLOW}  - name: main\n    steps:\n{steps}  - {{name: t, all: [{texts}]}}\n"
    assert {type(one) for one in detect(text)} == {Occurrence}


def test_many_steps_and_many_parameters_end() -> None:
    steps = "    - - {template: t}\n" * 1000
    inputs = ", ".join(f"{{name: i{n}, value: v}}" for n in range(400))
    texts = ", ".join(f"{{image: 'a:{{{{inputs.parameters.i{n}}}}}'}}" for n in range(400))
    template = f"  - {{name: t, inputs: {{parameters: [{inputs}]}}, all: [{texts}]}}\n"
    found = detect(f"{WORKFLOW}  - name: main\n    steps:\n{steps}{template}")
    unresolved = [one.reason for one in found if isinstance(one, Unresolved)]
    assert len(found) == 400
    assert unresolved == ["its variables have too many values"] * 200


def test_chains_of_templates_end() -> None:
    argument = "{name: i, value: '{{inputs.parameters.i}}'}"
    templates = "".join(
        f"  - {{name: t{n}, inputs: {{parameters: [{{name: i}}]}}, image: 'a:{{{{inputs.parameters.i}}}}',"
        f" steps: [[{{template: t{n - 1}, arguments: {{parameters: [{argument}]}}}}]]}}\n"
        for n in range(400)
    )
    assert {type(one) for one in detect(WORKFLOW + templates)} == {Unresolved}


def test_values_that_grow_are_cut() -> None:
    lines = ["  params: [{name: p0, value: abc}]"]
    for n in range(1, 30):
        blanks, grown = "  " * n, f"$(params.p{n - 1})" * 100
        lines += [f"{blanks}s:", f"{blanks}  params: [{{name: p{n}, value: {grown}}}]"]
    (one,) = detect(f"{TASK}{chr(10).join(lines)}\n{'  ' * 30}image: $(params.p29)\n")
    assert isinstance(one, Unresolved)
    assert len(one.occurrence.text) <= 2048
    assert len(one.occurrence.contributing) <= 16


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(", ".join(f'"{number}"' for number in range(100)), id="many values"),
        pytest.param("a, b, c, d, e, f, g, h, i", id="their combinations"),
    ],
)
def test_more_texts_than_anybody_writes_are_unresolved(values: str) -> None:
    text = f"{TASK}  matrix: {{params: [{{name: p, value: [{values}]}}, {{name: q, value: [{values}]}}]}}\n"
    (one,) = detect(f"{text}  image: a:$(params.p)$(params.q)\n")
    assert isinstance(one, Unresolved)
    assert one.reason == "its variables have too many values"


def test_templates_that_run_each_other_end() -> None:
    def template(number: int) -> str:
        text = f"  - name: t{number}\n    inputs: {{parameters: [{{name: i}}]}}\n"
        text += "    container: {image: 'a:{{inputs.parameters.i}}'}\n    steps:\n"
        argument = "{name: i, value: '{{inputs.parameters.i}}x'}"
        for other in (number + 1, number + 2, 0):
            text += f"    - - {{name: s, template: t{other % 60}, arguments: {{parameters: [{argument}]}}}}\n"
        return text

    found = detect(WORKFLOW + "".join(map(template, range(60))))
    assert {type(one) for one in found} == {Unresolved}


def test_uses_that_aliases_multiply_are_bounded() -> None:
    steps = ", ".join(["{template: t0, arguments: {parameters: [{name: i, value: b}]}}"] * 300)
    templates = "".join(f"  - {{name: t{n}, steps: *s, image: 'a:{{{{inputs.parameters.i}}}}'}}\n" for n in range(300))
    found = detect(WORKFLOW.replace("  templates", f"  s: &s [{steps}]\n  templates") + templates)
    assert [one for one in found if isinstance(one, Occurrence)] == []
    assert any(isinstance(one, Problem) for one in found)


def test_many_values_of_one_parameter_are_unresolved() -> None:
    steps = "".join(
        f"    - - {{template: t, arguments: {{parameters: [{{name: i, value: v{n}}}]}}}}\n" for n in range(100)
    )
    text = f"{WORKFLOW}  - name: main\n    steps:\n{steps}"
    (one,) = detect(f"{text}  - name: t\n    container: {{image: 'a:{{{{inputs.parameters.i}}}}'}}\n")
    assert isinstance(one, Unresolved)


def test_one_value_given_many_times_is_one() -> None:
    step = "    - - {template: t, arguments: {parameters: [{name: i, value: one}]}}\n"
    text = f"{WORKFLOW}  - name: main\n    steps:\n{step * 100}"
    assert references(f"{text}  - name: t\n    container: {{image: 'a:{{{{inputs.parameters.i}}}}'}}\n") == ["a:one"]


def test_texts_in_texts_end() -> None:
    def nested(depth: int) -> str:
        if not depth:
            return "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: nginx\n"
        inner = "".join(f"        {line}\n" for line in nested(depth - 1).splitlines())
        return f"{WORKFLOW}  - resource:\n      manifest: |\n{inner}"

    assert references(nested(4)) == ["nginx"]
    assert problems(nested(5)) == ["cannot be read: texts nested more than 4 levels deep"]
    assert problems(nested(100)) == ["cannot be read: texts nested more than 4 levels deep"]
