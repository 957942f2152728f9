"""Count the tests that met the real thing.

With `--complete` a run fails where a test was skipped, or where a kind of real test did not run at all: a green run
then says that everything was tried.
"""

from collections import Counter

import pytest

from tests.corpus import CASES

_KINDS = {"registry": "real registry", "engine": "engine", "act": "act", "pre_commit": "pre-commit"}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--complete`."""
    parser.addoption(
        "--complete", action="store_true", help="fail if a test was skipped or a kind of real test not run"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Count from here on."""
    config.pluginmanager.register(_Tally(complete=config.getoption("--complete")), "tally")


class _Tally:
    def __init__(self, *, complete: bool) -> None:
        self._complete = complete
        self._kinds: dict[str, list[str]] = {}
        self._ran: Counter[str] = Counter()
        self._skipped: list[str] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            self._kinds[item.nodeid] = [kind for kind in _KINDS if item.get_closest_marker(kind)]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self._skip(report)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped:
            self._skip(report)
        elif report.when == "call":
            self._ran.update(self._kinds.get(report.nodeid, ()))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if self._missing() and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self._missing():
            terminalreporter.write_line(f"incomplete: {line}", red=True)
        terminalreporter.write_line(", ".join(f"{name}: {self._ran[kind]}" for kind, name in _KINDS.items()))

    def _skip(self, report: pytest.CollectReport | pytest.TestReport) -> None:
        # Sample cases that lie beside the repository, not in it, may be absent; nothing else may.
        if CASES.is_dir() or "got empty parameter set" not in str(report.longrepr):
            self._skipped.append(report.nodeid)

    def _missing(self) -> list[str]:
        if not self._complete:
            return []
        none = [f'no test ran for "{name}"' for kind, name in _KINDS.items() if not self._ran[kind]]
        return [f"{nodeid} was skipped" for nodeid in self._skipped] + none
