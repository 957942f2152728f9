"""Files that are written to break whoever reads them: they are read, or named as unreadable, and in time."""

import json
import random

import pytest

from imagegate.doctor.examine import examine
from imagegate.doctor.gate import JOBS_MAX
from imagegate.doctor.render import RENDER
from tests.trees import tree

FOLDER = ".github/workflows"
STEP = "{uses: o/imagegate@v1}"
ON = "on: pull_request\n"


def rendered(files: dict[str, str | bytes]) -> str:
    examination = examine(tree(files))
    return "".join(render(examination) for render in RENDER.values())


def test_workflows_that_call_each_other() -> None:
    files: dict[str, str | bytes] = {
        f"{FOLDER}/{name}.yml": f"{ON}jobs: {{a: {{uses: ./{FOLDER}/{other}.yml}}, b: {{steps: [{STEP}]}}}}"
        for name, other in (("one", "two"), ("two", "one"), ("own", "own"))
    }
    assert "a / b" in rendered(files)


def test_actions_that_run_each_other() -> None:
    files: dict[str, str | bytes] = {
        f"{name}/action.yml": f"runs: {{steps: [{{uses: ./{other}}}, {STEP}]}}" for name, other in ("ab", "ba", "cc")
    }
    files[f"{FOLDER}/a.yml"] = f"{ON}jobs: {{a: {{steps: [{{uses: ./a}}, {{uses: ./c}}]}}}}"
    assert "b/action.yml" in rendered(files)


def test_calls_that_multiply() -> None:
    workflow = "on: [workflow_call, pull_request]\njobs: {{{}}}"
    calls = [", ".join(f"j{at}: {{uses: ./{FOLDER}/{level + 1}.yml}}" for at in range(20)) for level in range(9)]
    files: dict[str, str | bytes] = {f"{FOLDER}/{level}.yml": workflow.format(one) for level, one in enumerate(calls)}
    steps = ", ".join("{uses: ./0}" for _ in range(20))
    files[f"{FOLDER}/9.yml"] = workflow.format(f"a: {{steps: [{steps}]}}")
    for level in range(9):
        files[f"{level}/action.yml"] = f"runs: {{steps: [{steps.replace('0', str(level + 1))}]}}"
    examination = examine(tree(files))
    assert f"The first {JOBS_MAX} were looked at." in " ".join(examination.unseen)


def test_many_gates_in_one_job() -> None:
    steps = "\n".join("      - uses: o/imagegate@v1" for _ in range(2_000))
    examination = examine(tree({f"{FOLDER}/a.yml": f"{ON}jobs:\n  a:\n    steps:\n{steps}\n", "CODEOWNERS": "* @me"}))
    assert len([one for one in examination.findings if one.check.id == "unpinned"]) == 2_000


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff\xfe", id="no UTF-8"),
        pytest.param(b"[" * 10_000, id="deep"),
        pytest.param(b"a: &a [b, b]\nb: &b [*a, *a]\nc: [*b, *b, *b]\n" + b"d: [*c]", id="an alias without its anchor"),
        pytest.param(b"a: &a {<<: *a}", id="an alias in itself"),
        pytest.param(b"on: pull_request\non: push", id="a key twice"),
        pytest.param(b"a: 1\n---\nb: 2", id="two documents"),
        pytest.param(b"a: !!python/object:os.system x", id="a tag"),
        pytest.param(b"#" * (1024 * 1024 + 1), id="large"),
    ],
)
def test_what_cannot_be_read_is_said_once(content: bytes) -> None:
    findings = examine(tree({f"{FOLDER}/a.yml": content})).findings
    assert [finding.check.id for finding in findings] == ["no-gate", "unreadable"]


def test_a_link_is_not_followed() -> None:
    findings = examine(tree({}, links={f"{FOLDER}/a.yml": "../../etc/passwd"})).findings
    assert [finding.check.id for finding in findings] == ["no-gate", "unreadable"]


def test_names_that_are_no_text() -> None:
    path = f"{FOLDER}/\udcff\u202e.yml"
    text = rendered({path: f"{ON}jobs: {{a: {{steps: [{STEP}]}}}}", "CODEOWNERS": b"\xff @me\n"})
    assert text.isascii() or not set(text) & {"\udcff", "\u202e"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("o/" + "imagegate" * 50_000, id="a name again and again"),
        pytest.param("${{ " * 50_000, id="expressions that do not end"),
        pytest.param("imagegate scan && docker run " * 20_000, id="commands without end"),
        pytest.param("'&&' || " * 50_000, id="a condition without end"),
        pytest.param("# " * 100_000, id="comments in comments"),
        pytest.param("A=B " * 50_000 + "imagegate scan", id="many variables"),
    ],
)
def test_long_texts(text: str) -> None:
    given = {"uses": "o/imagegate@v1", "with": {"policy": text, "image": text, "files": text}, "if": text}
    steps = [given, {"uses": text}, {"run": text}, {"run": f"imagegate scan\n{text}"}]
    job = {"if": text, "name": text, "needs": text, "strategy": {"matrix": text}, "runs-on": text, "steps": steps}
    rendered({f"{FOLDER}/a.yml": json.dumps({"on": "pull_request", "jobs": {"a": job}}), "CODEOWNERS": text[:100_000]})


def test_any_value_in_any_place() -> None:
    generator = random.Random(7)  # noqa: S311 - the same values each time
    for _ in range(400):
        files: dict[str, str | bytes] = {f"{FOLDER}/a.yml": json.dumps(_workflow(generator)), "CODEOWNERS": "* @me"}
        files["act/action.yml"] = json.dumps({"inputs": _value(generator, 2), "runs": _value(generator, 3)})
        assert rendered(files)


_TEXTS = (
    *(
        "",
        "pull_request",
        "merge_group",
        "o/imagegate@v1",
        "./act",
        f"./{FOLDER}/a.yml",
        "${{ inputs.policy }}",
        "always()",
    ),
    *("${{", "}}", "imagegate scan | tee x", "write-all", "self-hosted", "a\n::error::b", "\x1b[31m", "a/b/c/~1~0"),
)
_KEYS = (
    *(
        "on",
        "jobs",
        "steps",
        "uses",
        "with",
        "if",
        "needs",
        "run",
        "permissions",
        "strategy",
        "matrix",
        "policy",
        "files",
    ),
    *(
        "pull_request",
        "types",
        "paths",
        "branches",
        "timeout-minutes",
        "continue-on-error",
        "runs-on",
        "name",
        "inputs",
        "",
    ),
)


def _value(generator: random.Random, depth: int) -> object:
    kind = generator.randrange(6 if depth else 4)
    if kind == 4:
        return [_value(generator, depth - 1) for _ in range(generator.randrange(4))]
    if kind == 5:
        return {generator.choice(_KEYS): _value(generator, depth - 1) for _ in range(generator.randrange(6))}
    return generator.choice((None, True, 3, 0.5, generator.choice(_TEXTS), generator.choice(_TEXTS)))


def _workflow(generator: random.Random) -> object:
    step = {"uses": "o/imagegate@v1", "with": _value(generator, 2), generator.choice(_KEYS): _value(generator, 2)}
    job = {generator.choice(_KEYS): _value(generator, 3), "steps": [_value(generator, 3), step, {"uses": "./act"}]}
    on = generator.choice(("pull_request", {"pull_request": _value(generator, 2), "merge_group": _value(generator, 2)}))
    return {"on": on, "jobs": {"a": job, "b": _value(generator, 4)}, generator.choice(_KEYS): _value(generator, 3)}
