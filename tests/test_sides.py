"""Each event on a real history, with a checkout of depth 1, of full depth, and with none: the same two sides."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from imagegate.errors import UsageError
from imagegate.github.event import Change, IfThere, MergeBase, Scope, read_event
from imagegate.repository import open_repository
from imagegate.sides import Sides, sides
from imagegate.tree import RepositoryError
from tests.fake_github.client import client
from tests.fake_github.server import FakeGithub, serve
from tests.fake_registry.answer import refuse
from tests.git.origin import Origin, check_out, git

ZEROS, GONE = "0" * 40, "1" * 40


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Origin:
    """`fork`; `stale` and `base` on main; `head` from the fork; `queued` as a merge group has it."""
    origin = Origin.create(tmp_path_factory.mktemp("sides") / "origin")
    fork = origin.commit({"Dockerfile": "FROM ruby:3.3\n", "app/Dockerfile": "FROM ruby:3.4\n", "run": "#!/bin/sh\n"})
    stale = origin.commit({"Dockerfile": "FROM ruby:3.4\n"})
    base = origin.commit({"docs/README.md": "x\n"})
    origin.branch("topic", fork)
    (origin.folder / "run").chmod(0o755)
    head = origin.commit(
        {
            "app/Dockerfile": None,
            "web/Dockerfile": "FROM ruby:3.4\n",
            "new.yaml": "image: x\n",
            ".gitattributes": "* -diff\n",
        }
    )
    merge = origin.pull_request(base, head)
    origin.branch("queue", base)
    queued = origin.merge(head)
    for name in ("fork", "stale", "base", "head", "merge", "queued"):
        git(origin.folder, "tag", f"at-{name}", locals()[name])
    return origin


@pytest.fixture(scope="module")
def checkouts(origin: Origin, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Checkouts by the commit that is checked out, and their depth; `none` is a folder without one."""
    folder = tmp_path_factory.mktemp("checkouts")
    (folder / "none").mkdir()
    for name in ("merge", "queued", "head", "base"):
        for kind, depth in (("shallow", 1), ("whole", None)):
            check_out(origin, folder / f"{name}-{kind}", origin.oid(f"at-{name}"), depth)
    return folder


@pytest.fixture
def github(origin: Origin) -> Iterator[FakeGithub]:
    with serve(origin.folder) as github:
        yield github


def pull_request(base: str, head: str, files: int = 5) -> dict[str, Any]:
    return {"pull_request": {"base": {"sha": base}, "head": {"sha": head}, "changed_files": files}}


Expected = tuple[str | None, str, Scope, frozenset[str] | None]
MERGED = frozenset({"app/Dockerfile", "web/Dockerfile", "new.yaml", ".gitattributes", "run"})
ROWS = [
    *(
        pytest.param(
            name,
            lambda at: pull_request(at("base"), at("head")),
            checked_out,
            ("fork", "head", Scope.CHANGED, MERGED),
            id=name,
        )
        for name, checked_out in (("pull_request", "merge"), ("pull_request_target", "base"))
    ),
    pytest.param(
        "pull_request",
        lambda at: pull_request(at("stale"), at("head")),
        "merge",
        ("fork", "head", Scope.CHANGED, MERGED),
        id="a base that has moved on since",
    ),
    pytest.param(
        "pull_request",
        lambda at: pull_request(at("base"), at("fork"), files=3),
        "merge",
        ("fork", "fork", Scope.CHANGED, frozenset()),
        id="a head that is merged already",
    ),
    pytest.param(
        "merge_group",
        lambda at: {"merge_group": {"base_sha": at("base"), "head_sha": at("queued")}},
        "queued",
        ("base", "queued", Scope.CHANGED, MERGED),
        id="merge_group",
    ),
    pytest.param(
        "push",
        lambda at: {"before": at("fork"), "after": at("base")},
        "base",
        ("fork", "base", Scope.CHANGED, frozenset({"Dockerfile", "docs/README.md"})),
        id="push",
    ),
    pytest.param(
        "push",
        lambda at: {"before": at("head"), "after": at("base")},
        "base",
        ("head", "base", Scope.CHANGED, MERGED | {"Dockerfile", "docs/README.md"}),
        id="a push by force",
    ),
    pytest.param(
        "push",
        lambda at: {"before": ZEROS, "after": at("base")},
        "base",
        (None, "base", Scope.ALL, None),
        id="a new branch",
    ),
    pytest.param(
        "push",
        lambda at: {"before": GONE, "after": at("base")},
        "base",
        (None, "base", Scope.ALL, None),
        id="what was there is gone",
    ),
    pytest.param("schedule", lambda _: {}, "base", (None, "base", Scope.ALL, None), id="schedule"),
    pytest.param("workflow_dispatch", lambda _: {}, "base", (None, "base", Scope.ALL, None), id="workflow_dispatch"),
]


@pytest.mark.parametrize("checkout", ["shallow", "whole", "none"])
@pytest.mark.parametrize(("name", "payload", "checked_out", "expected"), ROWS)
def test_events(
    name: str,
    payload: Callable[[Callable[[str], str]], dict[str, Any]],
    checked_out: str,
    expected: Expected,
    checkout: str,
    origin: Origin,
    checkouts: Path,
    github: FakeGithub,
) -> None:
    def at(tag: str) -> str:
        return origin.oid(f"at-{tag}")

    change = read_event(name, json.dumps(payload(at)).encode(), at(checked_out))
    assert change
    root = checkouts / ("none" if checkout == "none" else f"{checked_out}-{checkout}")
    with client(github) as api, open_repository(root, api) as repository:
        found = sides(change, repository)
        old, new, scope, changed = expected
        assert (found.scope, found.changed) == (scope, changed)
        assert (found.old and found.old.commit, found.new.commit) == (old and at(old), at(new))
        assert dict(found.new.entries) == origin.files(at(new))
        assert found.old is None or (old and dict(found.old.entries) == origin.files(at(old)))
        assert bool(found.notices) == (payload(at).get("before") == GONE)
    if checkout == "whole" and payload(at).get("before") != GONE:
        assert github.paths() == []


def test_what_is_checked_out_plays_no_part(origin: Origin, checkouts: Path, github: FakeGithub) -> None:
    base, head = origin.oid("at-base"), origin.oid("at-head")
    change = Change(head, base, MergeBase(base, head), Scope.CHANGED)
    with client(github) as api, open_repository(checkouts / "base-shallow", api) as repository:
        assert sides(change, repository).changed == MERGED


def test_a_scope_that_is_asked_for(origin: Origin, checkouts: Path) -> None:
    head, base = origin.oid("at-head"), origin.oid("at-base")
    pull = Change(head, base, MergeBase(base, head), Scope.CHANGED)
    with open_repository(checkouts / "merge-whole") as repository:
        every = sides(pull, repository, Scope.ALL)
        assert (every.scope, every.changed) == (Scope.ALL, MERGED)
        assert sides(Change(head, head), repository, Scope.ALL).scope is Scope.ALL
        for change in (Change(head, head), Change(head, head, IfThere(GONE), Scope.CHANGED)):
            with pytest.raises(UsageError, match="nothing to compare with"):
                sides(change, repository, Scope.CHANGED)


def test_changed_files_that_are_not_to_be_seen(origin: Origin) -> None:
    stale, base = origin.oid("at-stale"), origin.oid("at-base")
    same = git(origin.folder, "commit-tree", f"{base}^{{tree}}", "-p", base, "-m", "x")
    with open_repository(origin.folder) as repository:
        counted = Change(same, base, MergeBase(base, same), Scope.CHANGED, 2)
        with pytest.raises(RepositoryError, match="GitHub counts 2 changed files"):
            sides(counted, repository)
        uncounted = Change(same, base, MergeBase(base, same), Scope.CHANGED, 0)
        assert sides(uncounted, repository).changed == frozenset()
        assert sides(Change(base, base, MergeBase(stale, base), Scope.CHANGED, 1), repository).changed


@pytest.mark.parametrize("status", [403, 500])
def test_that_nobody_answers_is_not_that_nothing_was_there(
    status: int, origin: Origin, checkouts: Path, github: FakeGithub
) -> None:
    github.on("git/commits/.*", refuse(status, b"{}"))
    base = origin.oid("at-base")
    change = Change(base, base, IfThere(GONE), Scope.CHANGED)
    with (
        client(github) as api,
        open_repository(checkouts / "base-shallow", api) as repository,
        pytest.raises(RepositoryError),
    ):
        sides(change, repository)


@pytest.mark.parametrize("kind", ["compare", "git/commits", "git/trees"])
@pytest.mark.parametrize("checkout", ["merge-shallow", "none"])
def test_what_cannot_be_found_out_is_an_error(
    kind: str, checkout: str, origin: Origin, checkouts: Path, github: FakeGithub
) -> None:
    github.on(f"{kind}/.*", refuse(404, b'{"message":"Not Found"}'))
    base, head = origin.oid("at-base"), origin.oid("at-head")
    change = Change(head, base, MergeBase(base, head), Scope.CHANGED)
    with (
        client(github) as api,
        open_repository(checkouts / checkout, api) as repository,
        pytest.raises(RepositoryError),
    ):
        sides(change, repository)


def test_the_old_side_can_be_gone(origin: Origin) -> None:
    base = origin.oid("at-base")
    with open_repository(origin.folder) as repository:
        found: Sides = sides(Change(base, base, IfThere(GONE), Scope.CHANGED), repository)
    assert found.notices == (f"the commit before the push, {GONE}, is no longer to be had: everything is judged",)
