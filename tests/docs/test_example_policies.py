"""The example policies load, and their tests hold."""

from functools import partial
from pathlib import Path

import pytest

from imagegate import policy_file
from imagegate.policy.cases.read import SUFFIX, load_cases
from imagegate.policy.cases.run import run_case
from imagegate.policy.load import load
from tests.policies import NOW

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.name.removesuffix(SUFFIX) for path in (ROOT / "docs" / "examples").glob(f"*{SUFFIX}"))
READ = partial(policy_file.read, root=ROOT)


def test_every_example_has_tests() -> None:
    files = {path.name for path in (ROOT / "docs" / "examples").iterdir()}
    assert files == {f"{name}{end}" for name in EXAMPLES for end in (".yaml", SUFFIX)}
    assert EXAMPLES == ["minimal", "organisation", "rollout"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_loads_and_every_rule_says_how_to_mend_it(name: str) -> None:
    rules = load([f"docs/examples/{name}.yaml"], READ, now=NOW).rules
    assert [rule.id for rule in rules if not (rule.description and rule.help)] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_its_cases_hold(name: str) -> None:
    results = [run_case(case) for case in load_cases(f"docs/examples/{name}{SUFFIX}", READ, now=NOW)]
    assert [(result.case.name, result.deviations) for result in results if not result.holds] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_its_own_rules_are_seen_to_find_something(name: str) -> None:
    path = f"docs/examples/{name}.yaml"
    own = {rule.id for rule in load([path], READ, now=NOW).rules if rule.location.path == path}
    cases = load_cases(f"docs/examples/{name}{SUFFIX}", READ, now=NOW)
    found = {rule for case in cases for rule, demand in case.demands.items() if not demand.expected.is_quiet}
    assert own - found == set()
