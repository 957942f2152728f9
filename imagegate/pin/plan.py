"""Which edits give references their digests, and why some get none. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from imagegate.discovery.discover import Discovery
from imagegate.pin.candidate import Candidate, candidates
from imagegate.pin.digest_key import IN_PARTS
from imagegate.pin.edit import Edit
from imagegate.pin.goal import Goal
from imagegate.pin.groups import groups
from imagegate.pin.mention import other_use
from imagegate.pin.proof import Files
from imagegate.pin.siblings import is_one_of_a_list
from imagegate.pin.trial import Content, Trial
from imagegate.source import Location

_NO_PLACE = "its tag is made of parts, and a digest behind them would hold for all their other values too"
_NOT_PROVED = "with a digest written there, the files would not name the same images"
_CHART = "Chart.yaml"


@dataclass(frozen=True, slots=True)
class Pinned:
    """A goal that is reached, and the place in the file as it was where the digest goes."""

    goal: Goal
    place: Location


@dataclass(frozen=True, slots=True)
class Left:
    """A goal that is not reached, and why, in a few words without a full stop."""

    goal: Goal
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What became of every goal, and the contents of the files that are edited."""

    pinned: tuple[Pinned, ...] = ()
    left: tuple[Left, ...] = ()
    contents: Mapping[str, Content] = field(default_factory=dict)


def plan(goals: Sequence[Goal], found: Discovery, files: Files, selected: Collection[str]) -> Plan:
    """Find the edits; `found` is what the files hold, `selected` are those that may be edited."""
    group_of = groups(found.dependencies, files.paths)
    together: dict[tuple[str, ...], list[Goal]] = {}
    for goal in goals:
        together.setdefault(group_of[goal.occurrence.location.path], []).append(goal)
    may_edit = frozenset(selected)
    plans = [_Group(Trial(replace(files, paths=paths)), may_edit).plan(own) for paths, own in together.items()]
    return Plan(
        tuple(one for part in plans for one in part.pinned),
        tuple(one for part in plans for one in part.left),
        {path: content for part in plans for path, content in part.contents.items()},
    )


class _Group:
    """Files that are searched together; it collects reasons while edits are tried, and is thrown away."""

    def __init__(self, trial: Trial, selected: frozenset[str]) -> None:
        self._trial = trial
        self._selected = selected
        self._why: dict[Goal, str] = {}

    def plan(self, goals: Sequence[Goal]) -> Plan:
        waiting = {goal: self._candidates(goal) for goal in goals}
        while waiting:
            wave: dict[Edit, list[Goal]] = {}
            for goal in tuple(waiting):
                candidate = next(waiting[goal], None)
                if candidate is None:
                    del waiting[goal]
                else:
                    wave.setdefault(candidate.edit, []).append(goal)
            for goal in self._reached(wave):
                del waiting[goal]
        done = {goal: edit for edit, users in self._trial.accepted.items() for goal in users}
        return Plan(
            tuple(Pinned(goal, self._trial.place(done[goal])) for goal in goals if goal in done),
            tuple(Left(goal, self._why.get(goal, _NO_PLACE)) for goal in goals if goal not in done),
            self._trial.contents(),
        )

    def _reached(self, wave: Mapping[Edit, Sequence[Goal]]) -> list[Goal]:
        """Try edits, and give the goals that are reached by them."""
        refused = frozenset(self._trial.refused({edit: tuple(users) for edit, users in wave.items()}))
        self._why.update((goal, _NOT_PROVED) for edit in refused for goal in wave[edit])
        return [goal for edit, users in wave.items() if edit not in refused for goal in users]

    def _candidates(self, goal: Goal) -> Iterator[Candidate]:
        for candidate in candidates(goal, self._trial.lines):
            if why := self._refusal(goal, candidate):
                self._why[goal] = why
            else:
                yield candidate

    def _refusal(self, goal: Goal, candidate: Candidate) -> str:
        path, place = candidate.edit.path, candidate.defined_at
        if path.rpartition("/")[2] == _CHART:
            return f"its tag is the chart's appVersion ({place}), which says more than that"
        if path not in self._selected:
            return f"its value stands in {place}, and that file is not named"
        lines = self._trial.lines(path)
        if place is None or lines is None or goal.occurrence.kind in IN_PARTS:
            return ""
        if is_one_of_a_list(path, lines.text, lines.offset(place.line, place.column)):
            return f"its value stands in {place}, and is one of a list of values that may stand there"
        found, text = self._trial.before.occurrences, goal.occurrence.text
        users = [one for one in found if place in one.contributing and one.text == text]
        spots = {one.location for one in users}
        alike = [one for one in found if one.location in spots]
        other = other_use(users, alike, self._trial.files.paths, self._trial.lines)
        return f"its value stands in {place}, and {other}" if other else ""
