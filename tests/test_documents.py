"""The documents say what is there."""

import re
from pathlib import Path

import pytest

from imagegate import __version__
from imagegate.report.report import ExitCode
from imagegate.strict.yaml import parse

ROOT = Path(__file__).parents[1]
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))
DOCUMENTS = (*PAGES, "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
INDEX = "docs/README.md"
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize(("heading", "key"), [("Inputs", "inputs"), ("Outputs", "outputs")])
def test_the_readme_lists_what_the_action_declares(heading: str, key: str) -> None:
    action = parse((ROOT / "action.yml").read_bytes(), "action.yml").value
    assert isinstance(action, dict)
    declared = action[key]
    assert isinstance(declared, dict)
    assert sorted(_first_column(_section(README, heading))) == sorted(declared)


def test_the_readme_lists_every_exit_code() -> None:
    codes = re.findall(r"^\| (\d) \|", _section(README, "Exit codes"), flags=re.MULTILINE)
    assert [int(code) for code in codes] == list(ExitCode)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#: ]*)(?:#([^)]+))?\)", (ROOT / name).read_text("utf-8"))
    assert [link for link in links if not _leads(ROOT / name, *link)] == []


def test_the_changelog_is_laid_out_as_a_release_wants_it() -> None:
    titles = re.findall(r"^## (.*)", (ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE)
    released = titles[1:] if titles[0] == "Unreleased" else titles
    assert [title for title in released if not re.fullmatch(r"\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)", title)] == []
    assert titles[0].partition(" ")[0] in {"Unreleased", __version__}


def test_the_index_lists_every_page_once() -> None:
    linked = re.findall(r"^- \*\*\[[^]]+\]\(([^)#]+)\)\*\*", (ROOT / INDEX).read_text("utf-8"), flags=re.MULTILINE)
    pages = [name.removeprefix("docs/") for name in PAGES if name != INDEX]
    assert sorted(linked) == sorted([*pages, "formats/README.md", "examples"])
    assert f"({INDEX})" in README


def test_the_architecture_s_tree_exists() -> None:
    tree = (ROOT / "ARCHITECTURE.md").read_text("utf-8").split("```")[1]
    inside = tree.partition("imagegate/\n")[2].partition("policies/")[0]
    names = [name for line in inside.splitlines() for name in re.split(" {2,}", line.strip())[0].split()]
    assert [name for name in names if not (ROOT / "imagegate" / name).exists()] == []
    units = {path.name for path in (ROOT / "imagegate").iterdir() if not path.name.startswith("_")} - {"py.typed"}
    assert {name.rstrip("/") for name in names} == units


def test_the_readme_s_policy_is_one() -> None:
    from imagegate.policy.load import load
    from imagegate.policy_file import read

    text = re.search(r"```yaml\n(imagegate: v1\n.*?)```", README, flags=re.DOTALL)
    assert text
    policy = load(("own.yaml",), lambda name: text[1].encode() if name == "own.yaml" else read(name, ROOT))
    assert "our-registries" in {rule.id for rule in policy.rules}


def _leads(page: Path, path: str, anchor: str) -> bool:
    target = page.parent / path if path else page
    return target.exists() and (not anchor or anchor in _anchors(target.read_text("utf-8")))


def _anchors(text: str) -> set[str]:
    """Give the anchors that GitHub makes of headings: words in lower case, joined by hyphens."""
    headings = re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _section(text: str, heading: str) -> str:
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def _first_column(section: str) -> list[str]:
    return re.findall(r"^\| `([a-z-]+)` \|", section, flags=re.MULTILINE)
