"""Which pull requests start the gate."""

from collections.abc import Iterator

from imagegate.doctor.check import Check, Found, Repository
from imagegate.doctor.gate import event_name
from imagegate.doctor.part import Part
from imagegate.policy.rule import Severity

_USUAL = ("opened", "synchronize", "reopened")
_PULL_REQUEST = ("pull_request", "pull_request_target")
_EVERYTHING = (("**",), ("**/*",))
_FIX_TYPES = "write the types out"


def event_types(repository: Repository) -> Iterator[Found]:
    """Find types of a pull request's events that leave changes unjudged."""
    for event, types in _types(repository):
        if types and (missing := [one for one in _USUAL if one not in types]):
            message = f"the gate does not run when a pull request is {_told(missing)}"
            yield Found(event["types"].place, message, _FIX_TYPES, _line(event, types))


def retarget(repository: Repository) -> Iterator[Found]:
    """Find gates that do not run again when a pull request gets another base."""
    for event, types in _types(repository):
        if "edited" not in types:
            place = event["types"].place if types else event.place
            message = "the gate does not run again when a pull request gets another base branch"
            yield Found(place, message, _FIX_TYPES, _line(event, types))


def path_filter(repository: Repository) -> Iterator[Found]:
    """Find filters by which changes of some files start nothing."""
    for event in _events(repository):
        for key in ("paths", "paths-ignore"):
            if key in event and event[key].texts[-1:] not in _EVERYTHING:
                message = f"`{key}` keeps the gate from running for some pull requests"
                yield Found(event[key].place, message, f"remove `{key}`: where no image changes, the gate ends at once")


def branch_filter(repository: Repository) -> Iterator[Found]:
    """Find branches that are named as those to leave alone."""
    for event in _events(repository):
        if "branches-ignore" in event:
            fix = "remove it, or name the branches that are protected with `branches`"
            message = "`branches-ignore` keeps the gate from running for some base branches"
            yield Found(event["branches-ignore"].place, message, fix)


def _events(repository: Repository) -> Iterator[Part]:
    yield from (event for gate in repository.judging for event in gate.events)


def _types(repository: Repository) -> Iterator[tuple[Part, tuple[str, ...]]]:
    for event in _events(repository):
        if event_name(event) in _PULL_REQUEST:
            yield event, event["types"].texts


def _told(types: list[str]) -> str:
    words = {"synchronize": "pushed to"}
    return " or ".join(words.get(one, one) for one in types)


def _line(event: Part, types: tuple[str, ...]) -> str:
    return f"{event_name(event)}:\n  types: [{', '.join(dict.fromkeys((*_USUAL, 'edited', *types)))}]"


CHECKS = (
    Check(
        "path-filter",
        Severity.ERROR,
        path_filter,
        "The gate's event has a filter on paths.",
        "Images that other files name are not judged; a required check that never runs stays pending, "
        "so that somebody stops requiring it.",
        "Remove the filter. `files` and the policy's `exclude` say what is searched.",
    ),
    Check(
        "branch-filter",
        Severity.WARNING,
        branch_filter,
        "The gate's event has `branches-ignore`.",
        "Pull requests into these branches are not judged, and branches that nobody thought of match too.",
        "Name the protected branches with `branches`, or remove it.",
    ),
    Check(
        "event-types",
        Severity.ERROR,
        event_types,
        "The `types` of the gate's event lack `opened`, `synchronize` or `reopened`.",
        "What is pushed later, or at first, is not judged.",
        "Write `types: [opened, synchronize, reopened, edited]`.",
    ),
    Check(
        "retarget",
        Severity.WARNING,
        retarget,
        "The `types` of the gate's event lack `edited`, which GitHub leaves out unless asked.",
        "A pull request that one branch's policy let pass can be turned to another branch, its check still green.",
        "Write `types: [opened, synchronize, reopened, edited]`.",
    ),
)
