"""Image configs with the verdicts of other tools: ours are the same, or differ for a reason that is given.

`python -m tests.policy.test_corpus` writes the rows on which we differ as a table, with the counts.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from imagegate.errors import ImagegateError
from imagegate.policy.problem import InvalidPolicyError
from tests.corpus import cases, fixtures
from tests.policy.other_checks import first_step, parse, verdict

ROWS = cases("policy")
FIXTURES = fixtures("policy")
A_NAME = "only a file in a layer knows the number of a name: unknown, which is a warning, and never a pass"
DEVIATIONS: dict[str, tuple[str, str]] = {
    "dockle-user-nginx": ("unknown", A_NAME),
    "hadolint-user-foo": ("unknown", A_NAME),
    "dockle-sensitive-basic": (
        "pass",
        "PASS alone is a common word; and what ENV sets is judged where it ends, in the config's environment",
    ),
    "dockle-sensitive-secret-with-space": (
        "pass",
        "a variable of the shell within a step is not read: quotes are lost in the history, and GPG key ids look so",
    ),
    "dockle-setuid-clean": (
        "pass",
        "the rule claims less: that no step sets the bit, which the history does tell; its description says so",
    ),
    "hadolint-label-key-com.docker.label": (
        "pass",
        "Docker's own tools write such labels into images that people build with them",
    ),
}


def ours(row: dict[str, Any]) -> str:
    """Give our verdict: pass, fail, unknown, value (the one expected), or error for a policy that is refused."""
    config = row.get("config") or FIXTURES.get(row.get("config_fixture", ""))
    try:
        if row["check"] == "oci-config-schema":
            parse(row["config"])
            return "pass"
        if row["expected"] == "value":
            step = first_step(row)
            return "value" if step == row["expected_value"] else str(step)
        return verdict(row, config)
    except InvalidPolicyError:
        return "error"
    except ImagegateError:
        return "fail"


def wanted(row: dict[str, Any]) -> str:
    """Give what we should say: the other tool's verdict, unless that is known to be wrong or ours is better."""
    ours_is: str = row.get("imagegate_expected", row["expected"])
    return DEVIATIONS.get(row["id"], (ours_is, ""))[0]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in ROWS])
def test_verdicts(row: dict[str, Any]) -> None:
    assert ours(row) == wanted(row)


@pytest.mark.parametrize("rows", [ROWS] if ROWS else [], ids=["all"])
def test_every_deviation_is_one(rows: list[dict[str, Any]]) -> None:
    agreeing = {row["id"] for row in rows if row.get("imagegate_expected", row["expected"]) == wanted(row)}
    assert set(DEVIATIONS) & agreeing == set()
    assert set(DEVIATIONS) <= {row["id"] for row in rows}


def table() -> Iterator[str]:
    """Write how many rows of each check agree with the other tool, and each that does not, with the reason."""
    said = {row["id"]: ours(row) for row in ROWS}
    total = Counter(row["check"] for row in ROWS)
    agreeing = Counter(row["check"] for row in ROWS if said[row["id"]] == row["expected"])
    yield "| check | cases | agree |"
    yield "|---|---|---|"
    yield from (f"| {check} | {count} | {agreeing[check]} |" for check, count in sorted(total.items()))
    yield f"| all | {total.total()} | {agreeing.total()} |"
    yield ""
    yield "| case | check | other tool | ours | reason |"
    yield "|---|---|---|---|---|"
    for row in ROWS:
        own, reason = said[row["id"]], DEVIATIONS.get(row["id"], ("", row.get("divergence", "")))[1]
        if own != row["expected"]:
            yield f"| {row['id']} | {row['check']} | {row['expected']} | {own} | {reason} |"


if __name__ == "__main__":
    print("\n".join(table()))  # noqa: T201 - this is its output
