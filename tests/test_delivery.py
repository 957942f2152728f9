"""What happens to a verdict whose telling goes wrong."""

from pathlib import Path

import pytest

from imagegate import delivery
from imagegate.delivery import Format, Target
from imagegate.errors import ImagegateError, UsageError
from imagegate.policy.verdict import Passed
from imagegate.report.report import ExitCode, Fault, Report
from tests.images import candidate, image

PASSED = Report(verdicts=(Passed(candidate(), image(), (), 1),))
BROKEN = Report(fault=Fault(ExitCode.USAGE, UsageError("no image", hint="name one")))


def _fails() -> None:
    raise OSError(28, "No space left on device")


def _refuses() -> None:
    message = "the runner's file is gone"
    raise ImagegateError(message)


@pytest.mark.parametrize(
    ("report", "code"),
    [
        pytest.param(PASSED, ExitCode.INTERNAL, id="a pass that cannot be told is none"),
        pytest.param(BROKEN, ExitCode.USAGE, id="what was wrong before stays"),
    ],
)
def test_unwritable(report: Report, code: ExitCode) -> None:
    delivered = delivery.deliver(report, {"the job summary": _fails})
    assert delivered.exit_code is code
    text = delivered.fault.error.message if code is ExitCode.INTERNAL and delivered.fault else delivered.notices[-1]
    assert text == "the job summary cannot be written: no space left on device"


def test_every_writer_runs_although_one_fails() -> None:
    written: list[str] = []
    writers = {"first": _refuses, "second": lambda: written.append("second"), "third": _fails}
    delivered = delivery.deliver(PASSED, writers)
    assert written == ["second"]
    assert delivered.fault is not None
    assert delivered.fault.error.message == (
        "first cannot be written: the runner's file is gone; third cannot be written: no space left on device"
    )


@pytest.mark.parametrize("form", Format)
def test_every_format_says_what_stops_the_run(form: Format) -> None:
    assert "no image" in delivery.render(BROKEN, form)


def test_targets_are_files(tmp_path: Path) -> None:
    good, bad = tmp_path / "report.json", tmp_path / "absent" / "report.json"
    delivered = delivery.write_targets(PASSED, (Target(Format.JSON, good), Target(Format.JSON, bad)))
    assert '"imagegate/report/v1"' in good.read_text()
    assert delivered.exit_code is ExitCode.INTERNAL


@pytest.mark.parametrize(
    ("report", "stream"),
    [pytest.param(PASSED, "out", id="findings"), pytest.param(BROKEN, "err", id="why nothing was judged")],
)
def test_text_goes_where_a_person_looks(report: Report, stream: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert delivery.finish(report, Format.TEXT, colour=False) == report.exit_code
    captured = capsys.readouterr()
    assert bool(captured.out) is (stream == "out")
    assert bool(captured.err) is (stream == "err")


def test_a_machine_finds_the_fault_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert delivery.finish(BROKEN, Format.JSON, colour=False) == ExitCode.USAGE
    assert '"no image"' in capsys.readouterr().out
