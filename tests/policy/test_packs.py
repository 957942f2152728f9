"""The packs that ship: each rule explains itself, and is seen to pass and to find something."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from imagegate import policy_file
from imagegate.cli.main import main
from imagegate.policy.cases.case import Expected
from imagegate.policy.cases.read import load_cases
from imagegate.policy.load import load

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 25, tzinfo=UTC)
READ = partial(policy_file.read, root=ROOT)
PACKS = policy_file.packs()
WITH_CASES = [name for name in PACKS if name != "baseline-security"]  # which has a test of its own


def test_the_packs() -> None:
    assert PACKS == ("baseline-security", "build-hygiene", "kubernetes", "oci-labels", "supply-chain")


@pytest.mark.parametrize("name", PACKS)
def test_every_rule_says_what_it_is_for_and_how_to_mend_it(name: str) -> None:
    rules = load((f"pack:{name}",), READ, now=NOW).rules
    assert [rule.id for rule in rules if not (rule.description and rule.help)] == []


@pytest.mark.parametrize("name", WITH_CASES)
def test_cases_hold(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["policy", "test", f"policies/tests/{name}.tests.yaml"], {}) == 0


@pytest.mark.parametrize("name", WITH_CASES)
def test_every_rule_has_a_case_in_which_it_finds_something_and_one_in_which_not(name: str) -> None:
    cases = load_cases(f"policies/tests/{name}.tests.yaml", READ, now=NOW)
    rules = {rule.id for rule in load((f"pack:{name}",), READ, now=NOW).rules}
    demands = [(rule, demand.expected) for case in cases for rule, demand in case.demands.items()]
    found = {rule for rule, expected in demands if expected in (Expected.FAIL, Expected.WARN)}
    quiet = {rule for rule, expected in demands if expected.is_quiet} | {
        rule.id for case in cases if case.exact for rule in case.policy.rules
    }
    assert (rules - found, rules - quiet) == (set(), set())


def test_all_packs_together_are_one_policy() -> None:
    policy = load(tuple(f"pack:{name}" for name in PACKS), READ, now=NOW)
    assert len({rule.id for rule in policy.rules}) == len(policy.rules)
