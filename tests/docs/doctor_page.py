"""`docs/doctor.md`, its tables written from the checks."""

from collections.abc import Iterator

from imagegate.doctor.check import Check
from imagegate.doctor.checks import filters, flow, inputs, owners, permissions, pins, runs, triggers, unreadable

INTRODUCTION = """\
# Is the gate a gate?

<!-- Its tables are written from imagegate/doctor by `make golden`; do not edit them here. -->

A workflow can run imagegate and still let every pull request through: the step may fail without anybody noticing, the
job may be skipped, which GitHub counts as success, or the pull request may choose what it is judged by. `imagegate
doctor` reads the repository's files and names each such way around the gate, with the line, the reason and the text
to write instead.

```console
$ imagegate doctor
gate    .github/workflows/images.yml:14:9 (gate)
error   .github/workflows/images.yml:15:9: the job goes on where imagegate fails [continue-on-error]
  why     The job succeeds where imagegate fails, and so does the required check.
  fix     remove `continue-on-error`; a later step that has to run takes `if: ${{ !cancelled() }}`
not visible from here:
  Is `gate` a required check? Settings → Rules → Rulesets → Require status checks to pass.
1 gate, 1 error
```

It exits with 1 where there is a finding as grave as `--fail-on` says (`error` unless given, else `warning` or
`notice`), with 2 where the folder is not there, else with 0. `--format json` is for programs, `--format github`
writes annotations. Files are read as they stand on disk; nothing is asked, run or changed.

## What is read

- `.github/workflows/`, and what they call in the repository: workflows (`uses: ./.github/workflows/gate.yml`) and
  actions (`uses: ./.github/actions/gate`), through as many levels as GitHub allows. What is wrong on the way is told
  where it stands.
- A step runs imagegate if it uses a repository or an image of that name, or if its script runs `imagegate check` or
  `imagegate scan`. A copy with another name is not recognised. A call of another repository's workflow counts if
  `imagegate` is in its name; what it does there is not seen.
- A gate is such a step in a workflow that `pull_request`, `pull_request_target` or `merge_group` starts. Others, such
  as a run by night, are only checked for what holds for every step: `unpinned` and `unknown-input`.
- CODEOWNERS in `.github/`, the root or `docs/`, by GitHub's rules: the first file counts, in it the last line that
  matches, and a line without owners takes ownership away.
- `if` is accepted where it is known to hold for every pull request: `always()`, `!cancelled()`, `success()`, and
  comparisons of `github.event_name`, `github.repository` and `github.repository_owner` with a text, joined by `&&`
  and `||`. A condition that leaves pull requests out on purpose (`github.event_name == 'push'`, `github.ref ==
  'refs/heads/main'`, tags) makes the step no gate.
- Inputs are followed to where they are written: `${{ inputs.policy }}` of an action or a workflow of the repository is
  what its caller gives, else its default.

## What is not visible

Which checks are required, whether the review of code owners is, which branches are protected: only GitHub's settings
know. The report ends with these questions. A ruleset can also require a workflow of a repository that others cannot
write to; then what a pull request does to its own workflows does not matter.
"""
_GROUPS = (
    ("When the gate runs", triggers.CHECKS + filters.CHECKS),
    ("Whether it is skipped, and whether its failure counts", flow.CHECKS + runs.CHECKS),
    ("What it is asked to do", inputs.CHECKS),
    ("Which code runs, and what it may do", pins.CHECKS + permissions.CHECKS),
    ("Who may change it", owners.CHECKS + unreadable.CHECKS),
)


def render_page() -> str:
    """Give the whole page."""
    return INTRODUCTION + "".join(_sections())


def _sections() -> Iterator[str]:
    for heading, checks in _GROUPS:
        yield f"\n## {heading}\n\n| Check | Severity | What | Why | Instead |\n| --- | --- | --- | --- | --- |\n"
        yield from map(_row, checks)


def _row(check: Check) -> str:
    cells = (f"`{check.id}`", check.severity.value, check.what, check.why, check.fix)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"
