"""The page about policies names all that a policy may say, and its samples are what they claim to be."""

import re
from functools import partial
from pathlib import Path

import pytest

from imagegate.policy import read_settings, read_waiver, template
from imagegate.policy.cases import read as read_cases
from imagegate.policy.cases.case import Expected
from imagegate.policy.cases.minimal import CREATED, REFERENCE
from imagegate.policy.cases.run import run_case
from imagegate.policy.load import KEYS
from imagegate.policy.parameters import TYPES
from imagegate.policy.read_rule import RULE_KEYS
from imagegate.policy.rule import NEEDS
from imagegate.policy.verdict import Outcome
from imagegate.policy_file import PLACES, packs
from imagegate.policy_file import read as read_policy
from imagegate.source import UsedAs
from tests.policies import NOW, read

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "policy.md").read_text("utf-8")
PAGES = ("policy.md", "keywords.md", "first-policy.md", "document.md")


def rows(heading: str, column: str) -> list[str]:
    """Give what stands between backticks in the first column of a section's table."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    table = section.partition(f"| {column} |")[2].partition("\n\n")[0]
    return [word for row in table.splitlines()[2:] for word in re.findall("`([^`]+)`", row.split("|")[1])]


@pytest.mark.parametrize(
    ("heading", "column", "known"),
    [
        pytest.param("The file", "Key", KEYS, id="a policy"),
        pytest.param("Rules", "Key", RULE_KEYS, id="a rule"),
        pytest.param("Rules", "`usedAs`", UsedAs, id="uses"),
        pytest.param(
            "Settings",
            "Setting",
            (
                *(name for name in read_settings.SETTINGS if name not in ("discovery", "waivers")),
                *(f"discovery.{name}" for name in read_settings.DISCOVERY),
                *(f"waivers.{name}" for name in read_settings.WAIVERS),
            ),
            id="settings",
        ),
        pytest.param("Waivers", "Key", (*read_waiver.REQUIRED, *read_waiver.OPTIONAL), id="waivers"),
        pytest.param("Tests", "Key of the file", read_cases.KEYS, id="a tests file"),
        pytest.param("Tests", "Key of a case", read_cases.CASE_KEYS, id="a case"),
    ],
)
def test_a_table_names_every_key(heading: str, column: str, known: tuple[str, ...]) -> None:
    assert sorted(rows(heading, column)) == sorted(known)


def test_every_placeholder_is_named() -> None:
    named = {re.split("[:}]", word[1:])[0] for word in rows("Rules", "Placeholder")}
    assert named == set(template.PLACEHOLDERS)


@pytest.mark.parametrize(
    "words",
    [(*TYPES,), (*NEEDS,), (*Expected,), (*PLACES[::2],), (REFERENCE, CREATED[:10])],
    ids=lambda words: str(words[0]),
)
def test_other_words_are_named(words: tuple[str, ...]) -> None:
    assert [word for word in words if word not in PAGE] == []


def test_every_outcome_has_a_row() -> None:
    table = PAGE.partition("| Outcome | When |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| ([a-z][a-z-]+) \|", table, flags=re.MULTILINE) == [
        Outcome.PASS,
        Outcome.FAIL,
        Outcome.WAIVED,
        Outcome.UNKNOWN,
        Outcome.NOT_APPLICABLE,
    ]


def test_the_sample_passes_its_tests() -> None:
    policy, tests = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    packed = {f"pack:{name}": read_policy(f"pack:{name}", ROOT).decode() for name in packs()}
    files = {"p.yaml": policy, "p.tests.yaml": tests, **packed}
    results = [run_case(case) for case in read_cases.load_cases("p.tests.yaml", partial(read, files=files), now=NOW)]
    assert [result.deviations for result in results] == [(), ()]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / "docs" / page).read_text("utf-8"))
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_the_readme_leads_to_every_page(page: str) -> None:
    assert f"(docs/{page})" in (ROOT / "README.md").read_text("utf-8")
