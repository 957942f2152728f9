"""What counts as a change of a reference, and what replaced what."""
# ruff: noqa: E501 - a row is both sides and what comes of them

from dataclasses import replace

import pytest

from imagegate.discovery.discover import Discovery, discover
from imagegate.discovery.pairing import compare
from imagegate.source import DiscoverySettings

Files = dict[str, str]


def _found(files: Files) -> Discovery:
    content = {path: text.encode() for path, text in files.items()}
    return discover(files, content.get, DiscoverySettings())


def _compared(old: Files, new: Files) -> tuple[list[str], list[str]]:
    compared = compare(_found(old), _found(new), frozenset(old) & frozenset(new))
    changes = [
        f"{change.new.location.path}:{change.new.location.line} {change.old.text if change.old else ''} → {change.new.text}"
        for change in compared.changes
    ]
    return changes, [f"{one.location.path} {one.text}" for one in compared.removed]


def _dockerfile(*lines: str) -> Files:
    return {"Dockerfile": "\n".join(lines) + "\n"}


@pytest.mark.parametrize(
    ("old", "new", "changes", "removed"),
    [
        pytest.param(
            _dockerfile("FROM nginx:1.26"), _dockerfile("FROM nginx:1.27"), ["Dockerfile:1 nginx:1.26 → nginx:1.27"], [],
            id="a bump",
        ),
        pytest.param(
            _dockerfile("FROM nginx:1.26"), _dockerfile("", "# moved", "FROM   docker.io/library/nginx:1.26"), [], [],
            id="moved and spelt out",
        ),
        pytest.param(
            _dockerfile("FROM nginx"), _dockerfile("FROM nginx:latest"), [], [], id="the tag that was implied",
        ),
        pytest.param(
            _dockerfile("FROM nginx:1.26"), _dockerfile("ARG V=1.26", "FROM nginx:${V}"), [], [], id="a variable, same value",
        ),
        pytest.param(
            _dockerfile("ARG V=1.26", "FROM nginx:${V}"), _dockerfile("ARG V=1.27", "FROM nginx:${V}"),
            ["Dockerfile:2 nginx:1.26 → nginx:1.27"], [], id="only the variable's value",
        ),
        pytest.param(
            _dockerfile("FROM a:1 AS x", "FROM b:1"), _dockerfile("FROM b:1 AS x", "FROM a:1"),
            ["Dockerfile:1 b:1 → b:1", "Dockerfile:2 a:1 → a:1"], [], id="swapped, so each is used for something else",
        ),
        pytest.param(
            _dockerfile("FROM a:1 AS x", "FROM b:1 AS y", "FROM c:1"),
            _dockerfile("FROM b:1 AS y", "FROM a:1 AS x", "FROM c:1"), [], [], id="reordered stages",
        ),
        pytest.param(
            _dockerfile("FROM a:1 AS x", "FROM b:1 AS y", "FROM c:1"),
            _dockerfile("FROM a:2 AS x", "FROM b:2 AS y", "FROM c:1"),
            ["Dockerfile:1 a:1 → a:2", "Dockerfile:2 b:1 → b:2"], [], id="two bumps are paired by repository",
        ),
        pytest.param(
            _dockerfile("FROM a:1 AS x", "FROM c:1"), _dockerfile("FROM z:1 AS x", "FROM c:1"),
            ["Dockerfile:1 a:1 → z:1"], [], id="another image in the same stage",
        ),
        pytest.param(
            _dockerfile("FROM a:1"), _dockerfile("FROM a:1", "COPY --from=b:1 / /"), ["Dockerfile:2  → b:1"], [], id="added",
        ),
        pytest.param(
            _dockerfile("FROM a:1", "COPY --from=b:1 / /"), _dockerfile("FROM a:1"), [], ["Dockerfile b:1"], id="removed",
        ),
        pytest.param(
            _dockerfile("FROM a:1"), _dockerfile("FROM --platform=linux/arm64 a:1"), ["Dockerfile:1 a:1 → a:1"], [],
            id="another platform is another image",
        ),
        pytest.param(
            _dockerfile("FROM a:1", f"COPY --from=b:1@sha256:{'0' * 64} / /"),
            _dockerfile("FROM a:1", f"COPY --from=b:1@sha256:{'1' * 64} / /"),
            [f"Dockerfile:2 b:1@sha256:{'0' * 64} → b:1@sha256:{'1' * 64}"], [], id="another digest under the same tag",
        ),
        pytest.param({"Dockerfile": "FROM a:1\n"}, {"docker/Dockerfile": "FROM a:1\n"}, [], [], id="a file that moved"),
        pytest.param(
            {"Dockerfile": "FROM a:1\n"}, {"docker/Dockerfile": "FROM a:2\n"}, ["docker/Dockerfile:1 a:1 → a:2"], [],
            id="a file that moved and a bump",
        ),
        pytest.param(
            {"a/Dockerfile": "FROM a:1\n"}, {"a/Dockerfile": "FROM a:1\n", "b/Dockerfile": "FROM a:1\n"},
            ["b/Dockerfile:1  → a:1"], [], id="a new file is new, also where another one has the same",
        ),
        pytest.param({}, {"Dockerfile": "FROM a:1\n"}, ["Dockerfile:1  → a:1"], [], id="the first file"),
        pytest.param({"Dockerfile": "FROM a:1\n"}, {}, [], ["Dockerfile a:1"], id="the last file"),
    ],
)  # fmt: skip
def test_compare(old: Files, new: Files, changes: list[str], removed: list[str]) -> None:
    assert _compared(old, new) == (changes, removed)


@pytest.mark.parametrize(
    ("old", "new", "texts"),
    [
        pytest.param("FROM a:${V}\n", "# moved\nFROM a:${V}\n", [], id="as before"),
        pytest.param("FROM a:1\n", "FROM a:${V}\n", ["a:${V}"], id="no longer resolved"),
        pytest.param("FROM a:${V}\n", "FROM a:${W}\n", ["a:${W}"], id="another variable"),
        pytest.param("FROM a:${V}\n", "FROM a:${V}\nCOPY --from=$V / /\n", ["$V"], id="one more"),
    ],
)
def test_unresolved(old: str, new: str, texts: list[str]) -> None:
    compared = compare(_found({"Dockerfile": old}), _found({"Dockerfile": new}), frozenset({"Dockerfile"}))
    assert [one.occurrence.text for one in compared.unresolved] == texts


def test_resolved_now_is_added() -> None:
    compared = compare(
        _found(_dockerfile("FROM a:${V}")), _found(_dockerfile("ARG V=1", "FROM a:${V}")), frozenset({"Dockerfile"})
    )
    assert [(change.new.text, change.old) for change in compared.changes] == [("a:1", None)]


def test_one_old_reference_stands_for_one_new() -> None:
    once = _found(_dockerfile("FROM a:1", "COPY --from=b:1 / /"))
    [base, copied] = once.occurrences
    twice = replace(once, occurrences=(base, copied, replace(copied, key="again")))
    assert [change.new.key for change in compare(once, twice, frozenset({"Dockerfile"})).changes] == ["again"]
