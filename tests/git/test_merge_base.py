import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from imagegate.git.checkout import Checkout
from imagegate.git.merge_base import merge_bases
from imagegate.tree import Commit
from tests.git.origin import Origin, check_out, git


def history(**parents: str) -> Callable[[str], Commit | None]:
    """Give commits of one letter each, in the order in which they were made; parents that are not there are missing."""
    times = {name: time for time, name in enumerate(parents)}
    commits: Mapping[str, Commit] = {name: Commit("", tuple(above), times[name]) for name, above in parents.items()}
    return commits.get


@pytest.mark.parametrize(
    ("commits", "expected"),
    [
        pytest.param(history(r="", a="r", b="r"), ("r",), id="two branches"),
        pytest.param(history(r="", b="r", a="b"), ("b",), id="one is an ancestor of the other"),
        pytest.param(history(r="", s="r", a="s", x="s", b="x"), ("s",), id="the younger ancestor"),
        pytest.param(history(r="", x="r", y="r", a="xy", b="yx"), ("y", "x"), id="branches that cross"),
        pytest.param(history(r="", x="r", m="x", a="xm", b="m"), ("m",), id="merged before"),
        pytest.param(history(a="", b=""), (), id="nothing in common"),
        pytest.param(history(r="?", a="r", b="r"), None, id="what is missing could hide a better one"),
        pytest.param(history(a="?", b="a"), None, id="missing from the start"),
        pytest.param(history(r="", a="r?", b="r"), None, id="a parent of a merge is missing"),
        pytest.param(history(r="", a="r"), None, id="one of the two is missing"),
    ],
)
def test_merge_bases(commits: Callable[[str], Commit | None], expected: tuple[str, ...] | None) -> None:
    assert merge_bases("a", "b", commits) == expected
    assert sorted(merge_bases("b", "a", commits) or ()) == sorted(expected or ())


def test_of_a_commit_and_itself() -> None:
    assert merge_bases("a", "a", history(r="?", a="")) == ("a",)


def test_a_clock_that_is_wrong_lets_no_ancestor_of_the_best_one_in() -> None:
    commits = {
        "r": Commit("", (), 500),
        "s": Commit("", ("r",), 1),
        "a": Commit("", ("r", "s"), 900),
        "b": Commit("", ("s", "r"), 2),
    }
    assert merge_bases("a", "b", commits.get) == ("s",)


def test_long_history_is_read_only_as_far_as_it_must_be() -> None:
    asked: set[str] = set()
    commits = {str(number): Commit("", (str(number - 1),), number) for number in range(1, 10_000)}

    def look_up(oid: str) -> Commit | None:
        asked.add(oid)
        return commits.get(oid)

    commits["a"], commits["b"] = Commit("", ("9990",), 20_000), Commit("", ("9999",), 20_000)
    assert merge_bases("a", "b", look_up) == ("9990",)
    assert len(asked) < 20


@pytest.fixture(scope="module")
def tangle(tmp_path_factory: pytest.TempPathFactory) -> tuple[Origin, list[str]]:
    """A history of merges at random, whose clocks are mostly right."""
    origin = Origin.create(tmp_path_factory.mktemp("tangle") / "origin")
    dice = random.Random(7)  # noqa: S311 - always the same
    root, commits = git(origin.folder, "write-tree"), list[str]()
    for number in range(60):
        parents = dice.sample(commits[-8:], k=min(len(commits), dice.choice((0, 1, 1, 2, 2, 3)) if number > 5 else 1))
        options = [word for parent in parents for word in ("-p", parent)]
        time = 1_700_000_000 + 60 * number - dice.choice((0, 0, 0, 300))
        commits.append(git(origin.folder, "commit-tree", root, "-m", str(number), *options, time=time))
        git(origin.folder, "update-ref", f"refs/heads/c{number}", commits[-1])
    return origin, commits


def test_agrees_with_git(tangle: tuple[Origin, list[str]]) -> None:
    origin, commits = tangle
    checkout = Checkout.open(origin.folder)
    assert checkout
    with checkout:
        for one, other in zip(commits, [*commits[17:], *commits[:17]], strict=True):
            found = set(merge_bases(one, other, checkout.commit) or ())
            # A clock that is wrong can let a further one in; of more than one, GitHub is asked to choose.
            expected = set(_all(origin, one, other))
            assert expected <= found, (one, other)
            assert len(found) > 1 or found == expected


def _all(origin: Origin, one: str, other: str) -> list[str]:
    try:
        return git(origin.folder, "merge-base", "--all", one, other).split()
    except AssertionError:
        return []


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_shallow_history_never_tells_something_else(depth: int, tmp_path: Path) -> None:
    origin = Origin.create(tmp_path / "origin")
    fork = origin.commit()
    base = [origin.commit() for _ in range(2)][-1]
    origin.branch("topic", fork)
    head = [origin.commit() for _ in range(2)][-1]
    merged = origin.pull_request(base, head)
    checkout = Checkout.open(check_out(origin, tmp_path / "checkout", merged, depth))
    assert checkout
    with checkout:
        found = merge_bases(base, head, checkout.commit)
    assert found == ((fork,) if depth == 4 else None)
