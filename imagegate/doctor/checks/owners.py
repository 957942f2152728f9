"""Whether the gate's own files change only with their owners' consent."""

import re
from collections.abc import Iterator

from imagegate.doctor.check import Check, Found, Repository, code
from imagegate.doctor.gate import Gate
from imagegate.doctor.given import given
from imagegate.policy.rule import Severity
from imagegate.policy_file import PACK, PLACES
from imagegate.source import Location

_SHOWN_MAX = 8
_NEW_WORKFLOW = ".github/workflows/new.yml"
_OPTION = re.compile(r"(?<!\S)(?:-p|--policy)[ =]+([^\s'\";|&]+)")


def no_codeowners(repository: Repository) -> Iterator[Found]:
    """Find that nobody owns anything."""
    if repository.judging and repository.owners is None:
        fix = "add .github/CODEOWNERS with those who may change the gate, and require their review"
        yield Found(None, "there is no CODEOWNERS", fix, _write(sorted(_guarded(repository))))


def unowned(repository: Repository) -> Iterator[Found]:
    """Find files of the gate that have no owner."""
    owners = repository.owners
    if owners is None:
        return
    found: dict[Location, list[str]] = {}
    for path in sorted(_guarded(repository)):
        rule = owners.rule(path)
        if rule is None or not rule.owners:
            found.setdefault(rule.location if rule else Location(owners.path, 1, 1), []).append(path)
    for location, paths in found.items():
        message = f"nobody owns {_told(paths)}"
        fix = "add this to the end of CODEOWNERS, with those who may change the gate"
        yield Found(location, message, fix, _write(paths))


def _guarded(repository: Repository) -> set[str]:
    """Give the files that decide about the gate; one is a workflow that does not exist yet."""
    gates = repository.judging
    if not gates:
        return set()
    ways = {part.path for gate in gates for part in (*gate.chain.jobs, *gate.steps)}
    policies = {path for gate in gates for path in _policies(repository, gate)}
    return {*ways, *policies, _NEW_WORKFLOW, *([repository.owners.path] if repository.owners else ())}


def _policies(repository: Repository, gate: Gate) -> Iterator[str]:
    """Give the files of the gate's policy that are there."""
    asked = given(gate, "policy").text
    named = re.split("[\n,]", asked) if asked else _OPTION.findall(gate.step["run"].script)
    paths = [name.strip().removeprefix("./") for name in named if not name.strip().startswith(PACK)]
    yield from (path for path in (paths if named else PLACES) if path in repository.files.tree.paths)


def _told(paths: list[str]) -> str:
    words = ["new workflows" if path == _NEW_WORKFLOW else code(path) for path in paths]
    more = [f"{len(words) - _SHOWN_MAX} more"] if len(words) > _SHOWN_MAX else []
    shown = [*words[:_SHOWN_MAX], *more]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if shown[1:] else shown)


def _write(paths: list[str]) -> str:
    """Give the lines that own the paths: one for all of `.github`, which also owns what is new there."""
    rest = [path for path in paths if not path.startswith(".github/")]
    lines = (["/.github/"] if len(rest) < len(paths) else []) + [f"/{path}" for path in rest[:_SHOWN_MAX]]
    return "\n".join(f"{line.replace(' ', chr(92) + ' ')} @OWNER" for line in lines)


CHECKS = (
    Check(
        "no-codeowners",
        Severity.WARNING,
        no_codeowners,
        "The repository has no CODEOWNERS.",
        "A pull request may change the workflow that it runs in, and the policy of later ones, by anybody's approval.",
        "Add `.github/CODEOWNERS`, and require the review of code owners.",
    ),
    Check(
        "unowned",
        Severity.WARNING,
        unowned,
        "A file that decides about the gate has no owner: its workflow, an action, a policy, CODEOWNERS, "
        "or a workflow that is new.",
        "A pull request may change it by anybody's approval.",
        "Add a line for it at the end of CODEOWNERS.",
    ),
)
