"""`python -m imagegate`, and the console script."""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn


def main() -> NoReturn:
    """Run the command line on this process's arguments and environment, and end with its exit code."""
    # A run is short: what it leaves is cheaper to drop with the process than to tidy up.
    gc.disable()
    from imagegate.cli.main import main as run

    code = run(sys.argv[1:], os.environ)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):  # what could not be written has had its say in the exit code
            if stream is not None:  # closed before the process began
                stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
