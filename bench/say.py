"""What a measurement tells, line by line as it comes."""

import sys


def say(line: str) -> None:
    """Write a line to standard output at once, since whoever reads it may wait for the next."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
