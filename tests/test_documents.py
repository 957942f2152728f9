"""The documents say what is there."""

import re
from pathlib import Path

import pytest

from imagegate.report.report import ExitCode
from imagegate.strict.yaml import parse

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("docs/registries.md", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
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
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


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


def _section(text: str, heading: str) -> str:
    return text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def _first_column(section: str) -> list[str]:
    return re.findall(r"^\| `([a-z-]+)` \|", section, flags=re.MULTILINE)
