"""Patterns for hosts: which fit only the host that is meant."""

import pytest

from imagegate.policy.anchors import ends_hosts, is_begun, is_ended


@pytest.mark.parametrize(
    ("expression", "begun", "ended"),
    [
        pytest.param(r"^ghcr\.io$", True, True, id="a whole host"),
        pytest.param(r"\Aghcr\.io\z", True, True, id="in other words"),
        pytest.param(r"ghcr\.io", False, False, id="neither"),
        pytest.param(r"(?i)ghcr\.io$", False, True, id="flags begin nothing"),
        pytest.param(r"(?i)^ghcr\.io$", True, True, id="nor do they hide the beginning"),
        pytest.param(r"(?im-s)^ghcr\.io", True, False, id="several flags"),
        pytest.param(r"^ghcr\.io|quay\.io$", False, False, id="alternatives, each half open"),
        pytest.param(r"^ghcr\.io$|^quay\.io$", True, True, id="alternatives, each closed"),
        pytest.param(r"^(?:ghcr|quay)\.io$", True, True, id="alternatives in a group"),
        pytest.param(r"(?:^ghcr\.io$|^quay\.io$)", True, True, id="a group around all of it"),
        pytest.param(r"(?P<host>^ghcr\.io$|quay\.io$)", False, True, id="one that has a name"),
        pytest.param(r"(^ghcr|^quay)\.io$", False, True, id="a group that is only the beginning: said more simply"),
        pytest.param(r"^[|a]b$", True, True, id="a bar in a class"),
        pytest.param(r"^[]|]b$", True, True, id="after a bracket that belongs to it"),
        pytest.param(r"^[^]|]b$", True, True, id="after one that does not"),
        pytest.param(r"^a\|b$", True, True, id="a bar that is meant as such"),
        pytest.param(r"^a\$", True, False, id="a dollar that is meant as such"),
        pytest.param(r"^a\\$", True, True, id="a backslash, and the end"),
        pytest.param(r"^a\\\$", True, False, id="a backslash, and a dollar"),
        pytest.param(f"{'(' * 2000}^a${')' * 2000}", False, False, id="groups within groups: said more simply"),
        pytest.param("", False, False, id="nothing"),
        pytest.param("^a(", True, False, id="what RE2 refuses anyway"),
        pytest.param("\\", False, False, id="the same"),
    ],
)
def test_ends(expression: str, begun: bool, ended: bool) -> None:  # noqa: FBT001 - a row
    assert (is_begun(expression), is_ended(expression)) == (begun, ended)


@pytest.mark.parametrize(
    ("expression", "ends"),
    [
        pytest.param(r"^ghcr\.io/", True, id="a slash"),
        pytest.param(r"^ghcr\.io", False, id="none: it fits ghcr.io.example too"),
        pytest.param(r"^ghcr\.io/|^quay\.io", False, id="in one alternative"),
        pytest.param(r"^[^/]+/team/", True, id="any host"),
        pytest.param(r"^.*-slim$", True, id="no host"),
    ],
)
def test_hosts_that_go_on(expression: str, ends: bool) -> None:  # noqa: FBT001 - a row
    assert ends_hosts(expression) is ends
