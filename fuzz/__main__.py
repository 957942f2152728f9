"""`python -m fuzz TARGET [OPTION …]`: fuzz one target until it breaks; the options are libFuzzer's.

Needs the package atheris. `-max_total_time=600` ends after ten minutes, `-timeout=1` takes an input that needs longer
than a second for a failure.
"""

import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import atheris

with atheris.instrument_imports(include=["imagegate"]):
    from fuzz.targets import TARGETS
    from imagegate import discovery

    for module in walk_packages(discovery.__path__, "imagegate.discovery."):
        import_module(module.name)  # what reads a format is loaded late otherwise, and would not be watched

WORDS = Path(__file__).parent / "words"


def main(arguments: list[str]) -> None:
    """Fuzz; a failure writes its input to a file and ends the process."""
    name = arguments[1] if len(arguments) > 1 else ""
    if name not in TARGETS:
        sys.exit(f"usage: python -m fuzz {'|'.join(TARGETS)} [OPTION ...]")
    options = [f"-dict={WORDS / name}", *arguments[2:]]
    atheris.Setup([arguments[0], *options], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
