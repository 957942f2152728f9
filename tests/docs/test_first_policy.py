"""The page for newcomers: its commands, run from an empty folder, say what the page says."""
# ruff: noqa: E501 - a row is a page and what it becomes

import os
import shutil
from pathlib import Path

import pytest

from tests.docs.session import played

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "first-policy.md"


def test_every_command_says_what_the_page_says(tmp_path: Path) -> None:
    # What `git clone` would have brought, as far as the page needs it.
    shutil.copytree(ROOT / "demo" / "layouts", tmp_path / "imagegate" / "demo" / "layouts")
    page = played(PAGE.read_text("utf-8"), tmp_path)
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(page, "utf-8")
    assert page == PAGE.read_text("utf-8")
    assert page.count("$ imagegate") >= 14


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        pytest.param("```console\n$ echo a\n$ echo b; false\n$ echo $?\n```\n", "```console\n$ echo a\na\n$ echo b; false\nb\n$ echo $?\n1\n```\n", id="output, and how a command ended"),
        pytest.param("```console\n$ git clone <x> y\nold\n```\n", "```console\n$ git clone <x> y\n```\n", id="what is not run"),
        pytest.param("```console\n$ echo oops >&2\n```\n", "```console\n$ echo oops >&2\noops\n```\n", id="both outputs"),
        pytest.param(f"```console\n$ echo sha256:{'a' * 64}\n```\n", f"```console\n$ echo sha256:{'a' * 64}\nsha256:…\n```\n", id="digests are shortened"),
        pytest.param(
            "<!-- file: f -->\n```yaml\na\n```\n<!-- append to f -->\n```yaml\nb\n```\n<!-- replace in f: a\\nb -> c -->\n```console\n$ cat f\n```\n",
            "<!-- file: f -->\n```yaml\na\n```\n<!-- append to f -->\n```yaml\nb\n```\n<!-- replace in f: a\\nb -> c -->\n```console\n$ cat f\nc\n```\n",
            id="files",
        ),
    ],
)  # fmt: skip
def test_playing_itself(page: str, expected: str, tmp_path: Path) -> None:
    assert played(page, tmp_path) == expected
