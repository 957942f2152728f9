"""The pages about formats: one for each, in the index, with every kind, and with examples that are true."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from imagegate.discovery.discover import DETECTORS, Discovery, discover
from imagegate.source import DiscoverySettings

FOLDER = Path(__file__).parents[2] / "docs" / "formats"
EXAMPLES = Path(__file__).parents[1] / "examples"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
INDEX = (FOLDER / "README.md").read_text("utf-8")
ROWS = re.findall(r"^\| \[`([a-z-]+)`[^\]]*\]\(([a-z-]+\.md)\) \|", INDEX, flags=re.MULTILINE)
TEXT = "\n".join(path.read_text("utf-8") for path in PAGES)

_HEADING = re.compile(r"^## ", re.MULTILINE)
_EXAMPLE = re.compile(r"^`([^`\n]+)`:\n\n```[a-z]+\n(.*?)^```", re.MULTILINE | re.DOTALL)
_TOLD = re.compile(r"# (judged|unresolved|not judged)(?:: (\S.*))?$")
_KIND = re.compile(r"^\S+ (?:unresolved )?([a-z0-9]+-[a-z0-9-]+) ", re.MULTILINE)


def test_every_format_has_a_page_in_the_index() -> None:
    assert {name for name, _ in ROWS} == {detector.FORMAT for detector in DETECTORS}
    assert sorted(page for _, page in ROWS) == [path.name for path in PAGES]


@pytest.mark.parametrize(("name", "page"), [row for row in ROWS if row[0] != "kubernetes" or row[1] == "kubernetes.md"])
def test_a_page_says_what_its_format_is_called(name: str, page: str) -> None:
    text = " ".join((FOLDER / page).read_text("utf-8").split())
    assert f"The format's name in `discovery.formats` is `{name}`" in text


def kinds() -> list[str]:
    """Give the kinds in all examples of what detectors find."""
    expected = (path.read_text("utf-8") for path in EXAMPLES.rglob("*expected") if path.is_file())
    return sorted({kind for text in expected for kind in _KIND.findall(text)} - {"not-judged"})


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_is_on_a_page(kind: str) -> None:
    assert f"`{kind}`" in TEXT


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)[)#]", path.read_text("utf-8"))
    assert [link for link in links if not (FOLDER / link).exists()] == []


def examples() -> Iterator[Any]:
    """Give the files of each section; those of one section are one repository."""
    for page in PAGES:
        for number, section in enumerate(_HEADING.split(page.read_text("utf-8"))):
            files = dict(_EXAMPLE.findall(section))
            if files:
                yield pytest.param(files, id=f"{page.stem}-{number}")


@pytest.mark.parametrize("files", list(examples()))
def test_examples_are_true(files: dict[str, str]) -> None:
    """What a comment says of its line, or of the last line that is no comment, is what is found there, and no more."""
    content = {path: text.encode() for path, text in files.items()}
    found = discover(content, content.get, DiscoverySettings())
    assert found.problems == ()
    assert answers(found) == {(path, *one) for path, text in files.items() for one in told(text)}


def told(text: str) -> Iterator[tuple[int, str, str]]:
    line = 0
    for number, written in enumerate(text.split("\n"), 1):
        line = line if written.strip().startswith("#") and _TOLD.search(written) else number
        if match := _TOLD.search(written):
            yield from ((line, match[1], one) for one in (match[2] or "").split(", "))


def answers(found: Discovery) -> set[tuple[str, int, str, str]]:
    return {
        *((one.location.path, one.location.line, "judged", one.text) for one in found.occurrences),
        *((one.occurrence.location.path, one.occurrence.location.line, "unresolved", "") for one in found.unresolved),
        *((one.location.path, one.location.line, "not judged", "") for one in found.not_judged),
    }


def test_there_are_examples() -> None:
    assert {"dockerfile", "compose", "kubernetes", "kustomize", "helm", "github-actions", "tekton", "argo"} <= {
        example.id.rpartition("-")[0] for example in examples()
    }
