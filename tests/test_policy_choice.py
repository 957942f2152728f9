"""Which policy counts where a change brings another one."""
# ruff: noqa: E501 - a row is both sides and what counts

from datetime import UTC, datetime

import pytest

from imagegate.errors import UsageError
from imagegate.policy_choice import choose
from imagegate.tree import CommitTree
from tests.trees import tree

NOW = datetime(2026, 11, 25, tzinfo=UTC)
PLACE = ".github/imagegate.yaml"
DEFAULT = "pack:baseline-security"


def _policy(name: str) -> str:
    rule = "{ id: one, severity: error, description: d, help: h, at: /user/set, schema: { const: true } }"
    return f"imagegate: v1\nname: {name}\nrules:\n  - {rule}\n"


BASE, HEAD, BROKEN = _policy("base"), _policy("head"), "imagegate: v1\nruls: []\n"


def _files(**files: str) -> CommitTree:
    return tree(
        {{"place": PLACE, "named": "named.yaml", "other": "other.yaml"}[key]: text for key, text in files.items()}
    )


@pytest.mark.parametrize(
    ("names", "base", "head", "counts", "proposed"),
    [
        pytest.param((), _files(), _files(), DEFAULT, None, id="none anywhere"),
        pytest.param((), _files(place=BASE), _files(place=BASE), "base", None, id="the same on both sides"),
        pytest.param((), _files(place=BASE), _files(place=HEAD), "base", "head", id="changed"),
        pytest.param((), _files(place=BASE), _files(), "base", DEFAULT, id="removed"),
        pytest.param((), _files(), _files(place=HEAD), DEFAULT, "head", id="adopted: it counts from the merge on"),
        pytest.param(("named.yaml",), _files(place=BASE, named=BASE), _files(named=HEAD), "base", "head", id="named"),
        pytest.param(
            ("named.yaml",), _files(place=BASE), _files(place=BASE, named=HEAD), "base", "head",
            id="named and new: until the merge the looked-for file counts",
        ),
        pytest.param(("./named.yaml",), _files(named=BASE), _files(named=BASE), "base", None, id="with a detour"),
        pytest.param((DEFAULT,), _files(place=BASE), _files(place=HEAD), DEFAULT, None, id="a pack is the same everywhere"),
    ],
)  # fmt: skip
def test_choose(names: tuple[str, ...], base: CommitTree, head: CommitTree, counts: str, proposed: str | None) -> None:
    choice = choose(names, base, head, NOW)
    sources = [source.source if source.source == DEFAULT else source.name for source in choice.policy.sources]
    other = choice.proposed.sources[0] if choice.proposed else None
    assert sources == [counts]
    assert (other and (DEFAULT if other.source == DEFAULT else other.name)) == proposed
    assert choice.notices == ()


@pytest.mark.parametrize(
    ("names", "base", "head", "message"),
    [
        pytest.param((), _files(place=BASE), _files(place=BROKEN), f"{PLACE}:2:1: ", id="the head's is broken"),
        pytest.param((), _files(), _files(place=BROKEN), f"{PLACE}:2:1: ", id="a broken one is adopted"),
        pytest.param((), _files(place=BROKEN), _files(place=BROKEN), f"{PLACE}:2:1: ", id="both are broken"),
        pytest.param(("gone.yaml",), _files(), _files(), "no policy 'gone.yaml'", id="named, and on neither side"),
        pytest.param(
            (), _files(place=BASE), tree({PLACE: BASE, ".imagegate.yaml": HEAD}), "two policies", id="a second one appears"
        ),
    ],
)  # fmt: skip
def test_refused(names: tuple[str, ...], base: CommitTree, head: CommitTree, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        choose(names, base, head, NOW)
    assert message in caught.value.message


def test_mended_policy_counts_with_a_warning() -> None:
    choice = choose((), _files(place=BROKEN), _files(place=HEAD), NOW)
    assert ([source.name for source in choice.policy.sources], choice.proposed) == (["head"], None)
    assert choice.notices[0].startswith(f"the policy at the base does not load ({PLACE}:2:1: ")


def test_policy_extends_files_of_its_own_side() -> None:
    extending = "imagegate: v1\nextends: [../other.yaml]\n"
    choice = choose((), tree({PLACE: extending, "other.yaml": BASE}), tree({PLACE: extending, "other.yaml": HEAD}), NOW)
    assert choice.proposed
    assert [policy.sources[0].name for policy in (choice.policy, choice.proposed)] == ["base", "head"]


def test_link_is_no_policy() -> None:
    with pytest.raises(UsageError, match=r"the policy '\.github/imagegate\.yaml' is no regular file"):
        choose((), _files(), tree({"x": BASE}, {PLACE: "x"}), NOW)
