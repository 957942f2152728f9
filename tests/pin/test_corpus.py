"""Real files of every format: they differ only in their references, and a second run has nothing left to do."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from imagegate.discovery.discover import Discovery
from imagegate.oci.digest import Digest
from imagegate.oci.reference import Reference
from imagegate.pin.goal import Goal
from imagegate.pin.plan import Plan, plan
from imagegate.pin.proof import Files
from imagegate.source import DiscoverySettings
from tests.discovery.corpus_cases import SHARED


def cases() -> list[Any]:
    folder = SHARED / "discovery"
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [pytest.param(case, id=case.name) for case in found]


def digest_of(text: str) -> Digest:
    """Say what a tag stands for: each text has a digest of its own."""
    return Digest.of(text.encode())


def pinned(contents: dict[str, bytes]) -> tuple[Discovery, Plan]:
    files = Files(tuple(contents), contents.get, DiscoverySettings())
    found = files.found()
    read = {one: Reference.parse(one.text) for one in found.occurrences}
    goals = [Goal(one, name, digest_of(one.text)) for one, name in read.items() if name.digest is None]
    done = plan(goals, found, files, contents)
    assert Counter(goals) == Counter([one.goal for one in done.pinned] + [one.goal for one in done.left])
    return found, done


@pytest.mark.parametrize("case", cases())
def test_only_references_differ(case: Path) -> None:
    files = {path.relative_to(case).as_posix(): path.read_bytes() for path in case.rglob("*") if path.is_file()}
    before, done = pinned(files)
    for path, content in done.contents.items():
        new = content.new
        for suffix in sorted({one.goal.suffix for one in done.pinned}, key=len, reverse=True):
            new = new.replace(suffix.encode(), b"")
        assert (content.old, new) == (files[path], files[path])
    after, again = pinned({**files, **{path: content.new for path, content in done.contents.items()}})
    assert (again.pinned, again.contents) == ((), {})
    wanted = {one.goal.occurrence: one.goal.text for one in done.pinned}
    texts = [(one.kind, one.key, wanted.get(one, one.text)) for one in before.occurrences]
    assert Counter(texts) == Counter((one.kind, one.key, one.text) for one in after.occurrences)
    assert [one.goal.occurrence.text for one in again.left] == [one.goal.occurrence.text for one in done.left]
