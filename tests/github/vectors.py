"""Sample commands and records that lie beside the repository, where they do."""

import json
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parents[3] / "shared" / "corpus" / "cases" / "command.json"


def vectors(section: str) -> list[Any]:
    """Give a section's rows; none where the file is not there, which pytest shows as a skipped test."""
    rows: list[Any] = json.loads(_FILE.read_bytes())[section] if _FILE.is_file() else []
    return rows
