"""What each check lets pass, and what it does not, where an example would be too long."""

import pytest

from imagegate.doctor.examine import Examination, examine
from tests.trees import tree

PLACE = ".github/workflows/images.yml"
PIN = "0123456789abcdef0123456789abcdef01234567"
STEP = f"uses: o/imagegate@{PIN}"
ON = """\
on: {pull_request: {types: [opened, synchronize, reopened, edited]}, merge_group: }
permissions: {contents: read}
"""
OWNERS = {"CODEOWNERS": "* @me\n"}


def job(step: str = STEP, keys: str = "", on: str = ON, name: str = "gate") -> str:
    """Write a workflow with one job of one step."""
    return f"{on}jobs: {{{name}: {{runs-on: ubuntu-24.04, {keys}steps: [{{{step}}}]}}}}\n"


def examined(workflow: str, files: dict[str, str] | None = None) -> Examination:
    return examine(tree({PLACE: workflow, **OWNERS, **(files or {})}))


def at(path: str, text: str, part: str) -> str:
    """Give the place of a part of a text that has one line, or of its last line."""
    lines = text.rstrip().split("\n")
    return f"{path}:{len(lines)}:{lines[-1].index(part) + 1}"


def found(examination: Examination) -> list[str]:
    return [finding.check.id for finding in examination.findings]


@pytest.mark.parametrize(
    ("workflow", "expected"),
    [
        pytest.param(job(), [], id="good"),
        pytest.param(job(on=ON.replace("{contents: read}", "read-all")), [], id="everything may be read"),
        pytest.param(job(on=ON.replace("{contents: read}", "{}")), ["missing-permission"], id="nothing may be read"),
        pytest.param(
            job(f"{STEP}, with: {{image: app}}", on=ON.replace("{contents: read}", "{}")), [], id="for images alone"
        ),
        pytest.param(
            job(keys="permissions: {contents: read, pull-requests: write}, ", on=ON.replace("contents: read", "")),
            [],
            id="permissions of the job count",
        ),
        pytest.param(
            job("run: imagegate scan", on=ON.replace("{contents: read}", "{}")), [], id="a command has no token"
        ),
        pytest.param(job("uses: o/imagegate@0123456"), ["unpinned"], id="a short commit id can be a branch"),
        pytest.param(job(f"uses: O/ImageGate/sub@{PIN}"), [], id="in other letters, below a folder"),
        pytest.param(job(f"uses: docker://ghcr.io/o/imagegate@sha256:{PIN}{PIN[:24]}"), [], id="an image by digest"),
        pytest.param(
            job(f"uses: docker://imagegate@sha256:{PIN}{PIN[:24]}, with: {{args: x, entrypoint: y}}"),
            [],
            id="an image takes arguments",
        ),
        pytest.param(job(f"{STEP}, with: {{args: x}}"), ["unknown-input"], id="the action does not"),
        pytest.param(job(f"{STEP}, with: {{Fail-On: warning}}"), [], id="an input in other letters"),
        pytest.param(job(f"{STEP}, with: {{Warn-Only: true}}"), ["warn-only"], id="and it counts"),
        pytest.param(job(f"{STEP}, with: {{warn-only: False}}"), [], id="no warn-only"),
        pytest.param(job(f"{STEP}, continue-on-error: false"), [], id="no continue-on-error"),
        pytest.param(job(f"{STEP}, continue-on-error: '${{{{ inputs.x }}}}'"), ["continue-on-error"], id="perhaps"),
        pytest.param(job(keys="if: github.event_name != 'push', "), [], id="a condition that holds"),
        pytest.param(job(keys="if: false, "), ["job-condition"], id="a job that is off"),
        pytest.param(job(keys="needs: [x], if: always(), "), [], id="it runs whatever came before"),
        pytest.param(job(keys="needs: [], "), [], id="it needs nothing"),
        pytest.param(job(keys="if: github.ref == 'refs/heads/main', "), ["no-gate"], id="not for pull requests"),
        pytest.param(job(keys="if: github.event_name == 'pull_request', "), ["merge-queue"], id="not for merge groups"),
        pytest.param(job(keys="if: github.event_name == 'merge_group', "), [], id="for merge groups alone"),
        pytest.param(job(on="on: merge_group\npermissions: read-all\n"), [], id="started by merge groups alone"),
        pytest.param(
            job(on=ON.replace("merge_group:", "merge_group: , push:")), [], id="other events make no difference"
        ),
        pytest.param(
            job(on=ON.replace("edited]", "edited], branches: [main]")), [], id="branches that are named are no hole"
        ),
        pytest.param(job(on=ON.replace("edited]", "edited], paths: ['**']")), [], id="all paths"),
        pytest.param(
            job(on=ON.replace("edited]", "edited], paths: ['**', '!docs/**']")), ["path-filter"], id="not quite all"
        ),
        pytest.param(
            job(on="on: pull_request\npermissions: read-all\n"), ["retarget", "merge-queue"], id="an event alone"
        ),
        pytest.param(
            job(on="on: {pull_request: {types: edited}, merge_group: }\npermissions: read-all\n"),
            ["event-types"],
            id="a type alone",
        ),
        pytest.param(job(f"{STEP}, with: {{image: 'a:${{{{ github.sha }}}}'}}"), [], id="an image by the commit"),
        pytest.param(
            job(f"{STEP}, with: {{image: 'a:${{{{ github.event.pull_request.number }}}}'}}"), [], id="by the number"
        ),
        pytest.param(
            job(f"{STEP}, with: {{image: \"a:${{{{ GitHub['Head_Ref'] }}}}\"}}"),
            ["chosen-by-pull-request"],
            id="by the branch, spelt oddly",
        ),
        pytest.param(
            job(f"{STEP}, with: {{report-file: '${{{{ github.head_ref }}}}.json'}}"), [], id="a report by the branch"
        ),
        pytest.param(
            job(f"{STEP}, with: {{policy-ref: '${{{{ github.sha }}}}'}}"),
            ["chosen-by-pull-request"],
            id="the policy of the merged commit is the pull request's",
        ),
        pytest.param(job(f"{STEP}, with: {{policy-ref: '${{{{ github.base_ref }}}}'}}"), [], id="the base's policy"),
        pytest.param(job(f"{STEP}, with: {{policy: '${{{{ matrix.policy }}}}'}}"), [], id="a policy of the matrix"),
        pytest.param(
            job(f"{STEP}, with: {{files: '${{{{ steps.x.outputs.y }}}}'}}"), ["computed-input"], id="files of a step"
        ),
        pytest.param(
            job(f"{STEP}, with: {{image: '${{{{ steps.x.outputs.y }}}}'}}"), [], id="an image that a step built"
        ),
        pytest.param(job(keys="strategy: {matrix: {a: [1, 2]}}, "), [], id="a matrix that is written out"),
        pytest.param(job(keys="strategy: {matrix: '${{ fromJSON(x) }}'}, "), ["computed-matrix"], id="one that is not"),
        pytest.param(
            job(keys="strategy: {matrix: {include: '${{ fromJSON(x) }}'}}, "), ["computed-matrix"], id="in part"
        ),
        pytest.param(job(keys="timeout-minutes: 5, "), [], id="time enough"),
        pytest.param(job(f"{STEP}, timeout-minutes: 4.5"), ["short-timeout"], id="too little for the step"),
        pytest.param(
            job(f"{STEP}, with: {{timeout: 60}}", keys="timeout-minutes: 1, "), [], id="little, and that is enough"
        ),
        pytest.param(job(keys="timeout-minutes: '${{ vars.T }}', "), [], id="time that nobody knows"),
        pytest.param(
            job("run: docker run --rm ghcr.io/o/imagegate@sha256:0 scan || true"), ["exit-code-lost"], id="by docker"
        ),
        pytest.param(job("uses: ./.imagegate"), [], id="what a step checked out"),
        pytest.param(
            job("uses: a/checkout@v1, with: {ref: '${{ github.head_ref }}'}").replace("}]", f"}}, {{{STEP}}}]"),
            ["unpinned-before"],
            id="the head, and no secrets",
        ),
        pytest.param(f"{ON}jobs: {{gate: {{uses: o/r/.github/workflows/imagegate.yml@{PIN}}}}}", [], id="a call"),
        pytest.param(
            f"{ON}jobs: {{gate: {{uses: o/imagegate/.github/workflows/a.yml@v1, if: vars.ON, with: {{x: y}}}}}}",
            ["unpinned", "job-condition"],
            id="a call that can be moved and skipped",
        ),
        pytest.param(f"{ON}jobs: {{gate: {{uses: o/r/.github/workflows/other.yml@{PIN}}}}}", ["no-gate"], id="no call"),
        pytest.param(job("uses: o/my-imagegate@v1"), ["no-gate"], id="another name"),
        pytest.param(job("uses: o/imagegate"), ["no-gate"], id="no reference at all"),
        pytest.param("on: [pull_request]\njobs: 1\n", ["no-gate"], id="jobs that are none"),
        pytest.param("[]", ["no-gate"], id="no mapping"),
    ],
)
def test_findings(workflow: str, expected: list[str]) -> None:
    assert found(examined(workflow)) == expected


COMPOSITE = """\
name: x
inputs:
  warn:
    default: "DEFAULT"
runs:
  using: composite
  steps:
    - uses: o/imagegate@0123456789abcdef0123456789abcdef01234567
      with:
        warn-only: ${{ inputs.Warn }}
"""
CALLED = """\
on:
  workflow_call:
    inputs:
      warn:
        type: boolean
        default: DEFAULT
jobs:
  a:
    runs-on: ubuntu-24.04
    steps:
      - uses: ./act
        with:
          warn: ${{ inputs.warn }}
"""
CALL = ".github/workflows/called.yml"


@pytest.mark.parametrize(
    ("action", "called", "caller", "expected"),
    [
        pytest.param("false", "", "uses: ./act", [], id="a default"),
        pytest.param("true", "", "uses: ./act, with: {warn: ''}", [], id="nothing is given on purpose"),
        pytest.param("true", "", "uses: ./act", ["act/action.yml:4:5"], id="a default that only warns"),
        pytest.param(
            "false",
            "",
            "uses: ./act, with: {warn: true}",
            [at(PLACE, job("uses: ./act, with: {warn: true}"), "warn:")],
            id="the caller's word",
        ),
        pytest.param("false", "true", f"uses: ./{CALL}", [f"{CALL}:6:9"], id="through both"),
        pytest.param("true", "true", f"uses: ./{CALL}, with: {{warn: false}}", [], id="the outermost counts"),
    ],
)
def test_inputs_are_followed_to_where_they_are_written(
    action: str, called: str, caller: str, expected: list[str]
) -> None:
    files = {
        PLACE: f"{ON}jobs: {{gate: {{{caller}}}}}\n" if called else job(caller),
        "act/action.yml": COMPOSITE.replace("DEFAULT", action),
        **({CALL: CALLED.replace("DEFAULT", called)} if called else {}),
        **OWNERS,
    }
    findings = examine(tree(files)).findings
    assert [(one.check.id, str(one.found.location)) for one in findings] == [("warn-only", one) for one in expected]


FILES = job(f"{STEP}, with: {{files: 'a/**'}}")
WAITING = f"{job().rstrip().removesuffix('}')}, all: {{needs: [gate], steps: []}}}}\n"


@pytest.mark.parametrize(
    ("workflow", "expected"),
    [
        pytest.param(job(), [], id="nothing"),
        pytest.param(
            FILES,
            [f"Do files with images lie outside of `files`? They are not judged ({at(PLACE, FILES, 'files:')})."],
            id="some files",
        ),
        pytest.param(
            job(f"{STEP}, with: {{credentials: 'r.example.com=a:${{{{ secrets.X }}}}'}}"),
            ["Do the secrets of the logins stand under Dependabot too? Without, its pull requests cannot pass."],
            id="secrets",
        ),
        pytest.param(
            WAITING,
            [
                (
                    "Is `all` required in the gate's place? It is skipped where the gate fails "
                    f"({at(PLACE, WAITING, 'all:')})."
                )
            ],
            id="a job that waits for the gate",
        ),
        pytest.param(WAITING.replace("needs", "if: always(), needs"), [], id="one that runs in any case"),
    ],
)
def test_questions(workflow: str, expected: list[str]) -> None:
    assert list(examined(workflow).unseen)[2:] == expected


def test_a_policy_of_the_repository_has_to_be_owned() -> None:
    files = {"CODEOWNERS": "/.github/ @me\n/CODEOWNERS @me\n", "p/a b.yaml": "", ".imagegate.yaml": ""}
    named = examined(job(f"{STEP}, with: {{policy: 'pack:kubernetes, ./p/a b.yaml, absent.yaml'}}"), files)
    looked_for = examined(job(), files)
    option = examined(job("run: imagegate scan --policy=.imagegate.yaml"), files)
    written = [[finding.found.write for finding in one.findings] for one in (named, looked_for, option)]
    assert written == [["/p/a\\ b.yaml @OWNER"], ["/.imagegate.yaml @OWNER"], ["/.imagegate.yaml @OWNER"]]


def test_of_two_gates_with_one_name_either_may_count() -> None:
    other = ".github/workflows/other.yml"
    assert found(examined(job(), {other: job(on="on: schedule\n")})) == []
    assert found(examined(job(), {other: job("run: make", on="on: push\n")})) == ["same-check-name"]


@pytest.mark.parametrize(
    ("using", "expected"),
    [
        pytest.param("docker", [PLACE], id="the action itself"),
        pytest.param("composite", ["action.yml"], id="one of its name that runs it"),
        pytest.param("node24", [], id="one of its name that does not"),
    ],
)
def test_the_action_of_this_repository(using: str, expected: list[str]) -> None:
    steps = f", steps: [{{{STEP}}}]" if using == "composite" else ""
    files = {"action.yml": f"name: imagegate\nruns: {{using: {using}{steps}}}"}
    assert [gate.step.path for gate in examined(job("uses: ./"), files).gates] == expected


def test_of_permissions_the_innermost_count() -> None:
    call = f"{ON}jobs: {{gate: {{permissions: {{contents: read}}, uses: ./{CALL}}}}}\n"
    called = f"on: workflow_call\npermissions: read-all\njobs: {{a: {{permissions: write-all, steps: [{{{STEP}}}]}}}}\n"
    assert found(examined(call, {CALL: called})) == ["wide-permissions"]
    assert found(examined(call, {CALL: called.replace("write-all", "read-all")})) == []


def test_names_are_as_they_are_written() -> None:
    assert [gate.chain.check for gate in examined(job(name="a/b~1")).gates] == ["a/b~1"]
