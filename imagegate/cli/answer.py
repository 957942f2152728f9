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
        return failed(error, ExitCode.USAGE)
    except ImagegateError as error:
        return failed(error, ExitCode.UNVERIFIED)
    try:
        delivery.write_out(text)
    except OSError:
        return failed(delivery.DeliveryError("standard output cannot be written"), ExitCode.INTERNAL)
    return int(ExitCode.COMPLIANT)


def failed(error: ImagegateError, code: ExitCode) -> int:
    """Say in one line what went wrong, and give the exit code."""
    hint = f"; {error.hint}" if error.hint else ""
    delivery.write_error(f"imagegate: {prose(error.message + hint)}\n")
    return int(code)
