import pytest

from imagegate.github.login import Login, LoginInputs, Logins, read_logins

WHY = "has no user or no password and is not used; pull requests from forks and from Dependabot get no secrets"


def _unused(*scopes: str) -> Logins:
    return Logins((), scopes, tuple(f"the login for {scope} {WHY}" for scope in scopes))


@pytest.mark.parametrize(
    ("text", "logins"),
    [
        pytest.param("", Logins(), id="nothing"),
        pytest.param("ghcr.io=u:p", Logins((Login("ghcr.io", "u", "p"),)), id="a host"),
        pytest.param("ghcr.io/team/app=u:p", Logins((Login("ghcr.io/team/app", "u", "p"),)), id="a prefix"),
        pytest.param("localhost:5000=u:p", Logins((Login("localhost:5000", "u", "p"),)), id="a port"),
        pytest.param("[::1]:5000=u:p", Logins((Login("[::1]:5000", "u", "p"),)), id="IPv6"),
        pytest.param("a=u:p=q:r", Logins((Login("a", "u", "p=q:r"),)), id="first equals sign, then first colon"),
        pytest.param("a=u:p,q", Logins((Login("a", "u", "p,q"),)), id="a comma is part of the password"),
        pytest.param("  a = u:p \r\n\n b=v:q", Logins((Login("a", "u", "p "), Login("b", "v", "q"))), id="two lines"),
        pytest.param("ghcr.io=:", _unused("ghcr.io"), id="both secrets are empty"),
        pytest.param("ghcr.io=u:\nghcr.io=:p", _unused("ghcr.io"), id="one of them is; said once"),
    ],
)
def test_lines(text: str, logins: Logins) -> None:
    assert read_logins(LoginInputs("", "", "", text)) == logins


@pytest.mark.parametrize(
    ("registry", "username", "password", "logins"),
    [
        pytest.param("", "u", "p", Logins((Login("docker.io", "u", "p"),)), id="Docker Hub unless said"),
        pytest.param(" ghcr.io\n", " u\n", "p", Logins((Login("ghcr.io", "u", "p"),)), id="trimmed"),
        pytest.param("a", "u", " p \n", Logins((Login("a", "u", " p "),)), id="of a password one newline only"),
        pytest.param("a", "_json_key", "{\n}\r\n", Logins((Login("a", "_json_key", "{\n}"),)), id="several lines"),
        pytest.param("ghcr.io", "", "", _unused("ghcr.io"), id="a registry alone"),
        pytest.param("", "u", "", _unused("docker.io"), id="a user alone"),
        pytest.param("", "", "p", _unused("docker.io"), id="a password alone"),
    ],
)
def test_single(registry: str, username: str, password: str, logins: Logins) -> None:
    assert read_logins(LoginInputs(registry, username, password, "")) == logins


def test_incomplete_login_does_not_stand_in_the_way_of_a_complete_one() -> None:
    logins = read_logins(LoginInputs("ghcr.io", "u", "p", "ghcr.io=:"))
    assert logins.logins == (Login("ghcr.io", "u", "p"),)
