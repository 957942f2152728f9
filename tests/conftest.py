"""What holds for every test: nothing leaves this machine, and no secret is written."""

import socket
from collections.abc import Generator
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import settings

from tests import canary

pytest_plugins = ["tests.machine.engine", "tests.machine.tally"]

# How long an example takes says more of the machine than of the code.
settings.register_profile("imagegate", deadline=None)
settings.load_profile("imagegate")


class OutsideConnectionError(Exception):
    """A test that wanted to reach another machine; tests serve what they need on loopback."""


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not ip_address(address[0].partition("%")[0]).is_loopback:
            message = f"a connection to {address}: serve it on loopback, and let `Network.look_up` lead there"
            raise OutsideConnectionError(message)
        connect(self, address)

    def guarded_look_up(host: str, *args: Any, **kwargs: Any) -> Any:
        name = str(host)
        if name.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        if name != "localhost" and not name.replace(".", "").isdigit() and ":" not in name:
            message = f"a look-up of {name}: give `Network` a `look_up` of the test's own"
            raise OutsideConnectionError(message)
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test whose captured output holds one of the canary secrets."""
    report = yield
    leaked = canary.found("".join(text for _, text in report.sections))
    if leaked and report.passed:
        report.outcome = "failed"
        report.longrepr = f"captured output holds {len(leaked)} of the secrets that tests give to the program"
    return report
