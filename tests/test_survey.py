"""What a change holds, from two trees to what has to be judged."""
# ruff: noqa: E501 - a row is both sides and what is found

from typing import Any

import pytest

from imagegate.policy.rule import PolicySettings, Severity
from imagegate.source import DiscoverySettings
from imagegate.survey import Survey, survey
from imagegate.tree import changed_paths
from tests.trees import tree

Files = dict[str, str]
LONG = "FROM a:1\n" + "".join(f"RUN step {number}\n" for number in range(20))


def _surveyed(
    old: Files | None, new: Files, settings: PolicySettings | None = None, only: tuple[str, ...] = ()
) -> Survey:
    after = tree(new)
    before = tree(old) if old is not None else None
    changed = changed_paths(before, after) if before else None
    return survey(after, before, changed, settings or PolicySettings(), only)


def _shown(found: Survey) -> dict[str, Any]:
    shown = {
        "changes": [f"{change.old.text if change.old else ''} → {change.new.text}" for change in found.changes],
        "files": [f"{one.location.path} {one.error.code}" for one in found.files],
        "unresolved": [f"{one.severity} {one.occurrence.text}" for one in found.unresolved],
        "removed": [one.text for one in found.search.removed],
        "excluded": list(found.search.excluded),
    }
    return {key: value for key, value in shown.items() if value}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param({"Dockerfile": "FROM a:1\n"}, {"Dockerfile": "FROM a:2\n"}, {"changes": ["a:1 → a:2"]}, id="a bump"),
        pytest.param(None, {"Dockerfile": "FROM a:2\n"}, {"changes": [" → a:2"]}, id="nothing to compare with"),
        pytest.param({"x": "1", "Dockerfile": "FROM a:1\n"}, {"x": "2", "Dockerfile": "FROM a:1\n"}, {}, id="something else changed"),
        pytest.param({"Dockerfile": "FROM a:1\n"}, {"Dockerfile": "FROM a:${V}\n"}, {"unresolved": ["error a:${V}"], "removed": ["a:1"]}, id="no longer resolved"),
        pytest.param({"Dockerfile": "FROM a:1\n"}, {"Dockerfile": "FROM a:1 x y\n"}, {"files": ["Dockerfile invalid-dockerfile"], "removed": ["a:1"]}, id="no longer parsed"),
        pytest.param({"Dockerfile": "FROM a:1\n"}, {"build.txt": "FROM a:2\n"}, {"files": ["build.txt out-of-sight"], "removed": ["a:1"]}, id="moved out of sight, same repository"),
        pytest.param({"Dockerfile": LONG}, {"build.txt": LONG.replace("a:1", "evil:1")}, {"files": ["build.txt out-of-sight"], "removed": ["a:1"]}, id="moved out of sight, alike"),
        pytest.param({"Dockerfile": LONG.replace("a:1", "${A}")}, {"build.txt": LONG.replace("a:1", "evil:1")}, {"files": ["build.txt out-of-sight"]}, id="moved out of sight, with a text that had no value"),
        pytest.param({"Dockerfile": "FROM a:1\n"}, {"build.sh": "#!/bin/sh\necho FROM a:1\n"}, {"removed": ["a:1"]}, id="a script instead"),
        pytest.param({"Dockerfile": "FROM a:1\n", "x.txt": "FROM a:1\n"}, {"x.txt": "FROM a:1\n"}, {"removed": ["a:1"]}, id="it was there before"),
        pytest.param({"Dockerfile": "FROM a:1\n"}, {"sub/Dockerfile": "FROM a:1\n"}, {}, id="moved in sight"),
    ],
)  # fmt: skip
def test_survey(old: Files | None, new: Files, expected: dict[str, Any]) -> None:
    assert _shown(_surveyed(old, new)) == expected


def test_settings_decide_where_and_how_severe() -> None:
    settings = PolicySettings(unresolved=Severity.NOTICE, discovery=DiscoverySettings(exclude=("vendor/**",)))
    new = {"vendor/Dockerfile": "FROM evil:1\n", "Dockerfile": "FROM a:${V}\n", "docs/Dockerfile": "FROM b:1\n"}
    found = _surveyed({}, new, settings)
    assert _shown(found) == {
        "changes": [" → b:1"],
        "unresolved": ["notice a:${V}"],
        "excluded": ["vendor/Dockerfile"],
    }
    assert found.search.files == 2


def test_files_narrow_what_is_judged() -> None:
    new = {"a/Dockerfile": "FROM a:1\n", "b/Dockerfile": "FROM b:${V}\n", "c/Dockerfile": "FROM c:1 x\n"}
    assert _shown(_surveyed({}, new, only=("a/**",))) == {"changes": [" → a:1"]}
    assert _shown(_surveyed({}, new, only=("!a/**",))) == {
        "files": ["c/Dockerfile invalid-dockerfile"],
        "unresolved": ["error b:${V}"],
    }


def test_files_narrow_what_is_told_of_others() -> None:
    new = {
        f"{folder}/{name}": "FROM a:1\nONBUILD COPY --from=z / /\n"
        for folder in "ab"
        for name in ("Dockerfile", "Dockerfile.x")
    }
    settings = PolicySettings(discovery=DiscoverySettings(exclude=("**/Dockerfile.x",)))
    found = _surveyed({}, new, settings, only=("a/**",)).search
    assert ([one.location.path for one in found.left_alone], found.excluded) == (["a/Dockerfile"], ("a/Dockerfile.x",))


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        pytest.param("FROM a:1\n", "FROM a:2\n", {}, id="a reference in one piece is its own place"),
        pytest.param("ARG V=1\n# x\nFROM a:${V}\n", "ARG V=2\n# x\nFROM a:${V}\n", {"Dockerfile": {1}}, id="an argument"),
        pytest.param("ARG V=1\nFROM a:${V}\n", "ARG V=2\n\nFROM b:${V}\n", {"Dockerfile": {1, 2, 3}}, id="both"),
    ],
)  # fmt: skip
def test_lines_that_changed_are_known_where_a_reference_has_parts(old: str, new: str, lines: Any) -> None:
    assert _surveyed({"Dockerfile": old}, {"Dockerfile": new}).search.changed_lines == lines
