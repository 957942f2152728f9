"""How commands that show something to a reader end."""

from collections.abc import Callable

from imagegate import delivery
from imagegate.errors import ImagegateError, UsageError
from imagegate.report.report import ExitCode
from imagegate.report.sanitise import prose


def answer(tell: Callable[[], str]) -> int:
    """Print what a command tells, or in one line why it cannot, and give the exit code."""
    try:
        text = tell()
    except UsageError as error:
        return _failed(error, ExitCode.USAGE)
    except ImagegateError as error:
        return _failed(error, ExitCode.UNVERIFIED)
    try:
        delivery.write_out(text)
    except OSError:
        return _failed(delivery.DeliveryError("standard output cannot be written"), ExitCode.INTERNAL)
    return int(ExitCode.COMPLIANT)


def _failed(error: ImagegateError, code: ExitCode) -> int:
    hint = f"; {error.hint}" if error.hint else ""
    delivery.write_error(f"imagegate: {prose(error.message + hint)}\n")
    return int(code)
