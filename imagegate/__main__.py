"""`python -m imagegate`, and the console script."""

import gc
import os
import sys


def main() -> int:
    """Run the command line on this process's arguments and environment; give the exit code."""
    # A run is short: what it leaves is cheaper to drop with the process than to look for on the way.
    gc.disable()
    from imagegate.cli.main import main as run

    return run(sys.argv[1:], os.environ)


if __name__ == "__main__":
    sys.exit(main())
