"""The jobs that a workflow's matrix makes, as far as some of its axes are concerned."""

import math
from itertools import product
from typing import TypeAlias

from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar, Sequence

COMBINATIONS_MAX = 256
"""As many jobs as GitHub lets one matrix make."""

Job: TypeAlias = dict[str, Node]

_INCLUDE, _EXCLUDE = "include", "exclude"


def combinations(matrix: Node | None, wanted: frozenset[str]) -> list[Job] | None:
    """Give the values of the wanted axes in each job; None where an expression gives them, or there are too many.

    Combinations that `exclude` names are left out. An entry of `include` extends every combination that it does not
    contradict; if there is none, it is one of its own.
    """
    if not isinstance(matrix, Mapping):
        return None
    axes = {_name(entry.key): entry.value for entry in matrix if _name(entry.key) not in (_INCLUDE, _EXCLUDE)}
    included, excluded = _jobs(matrix.get(_INCLUDE)), _jobs(matrix.get(_EXCLUDE))
    if (
        included is None
        or len(included) > COMBINATIONS_MAX
        or any(isinstance(axes.get(name), Scalar) for name in wanted)
    ):
        return None
    mentioned = wanted.union(*included, *(excluded or []))
    lists = {name: axis.items for name, axis in axes.items() if name in mentioned and isinstance(axis, Sequence)}
    if math.prod(map(len, lists.values())) > COMBINATIONS_MAX:
        return None
    made = [dict(zip(lists, values, strict=True)) for values in product(*lists.values())] if axes else []
    kept = [
        job for job in made if not any(one and _agrees(job, one, one) for one in (excluded or [])[:COMBINATIONS_MAX])
    ]
    return _extended(kept, included, frozenset(lists)) or [{}]


def _extended(made: list[Job], included: list[Job], axes: frozenset[str]) -> list[Job]:
    jobs = [dict(job) for job in made]
    own: list[Job] = []
    for one in included:
        matching = [job for job in jobs if _agrees(job, one, axes.intersection(one))]
        for job in matching:
            job.update({name: value for name, value in one.items() if name not in axes})
        if not matching:
            own.append(one)
    return [*jobs, *own]


def _agrees(job: Job, other: Job, names: "Job | frozenset[str]") -> bool:
    return all(name in job and _is_same(job[name], other[name]) for name in names)


def _is_same(one: Node, other: Node) -> bool:
    if isinstance(one, Scalar) and isinstance(other, Scalar):
        return one.text == other.text
    return one is other


def _jobs(node: Node | None) -> list[Job] | None:
    """Give the entries of `include` or `exclude`; None where an expression does."""
    if isinstance(node, Scalar):
        return None
    items = node.items if isinstance(node, Sequence) else []
    return [{_name(entry.key): entry.value for entry in item} for item in items if isinstance(item, Mapping)]


def _name(key: str | None) -> str:
    return (key or "").lower()
