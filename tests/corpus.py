"""Sample cases that lie beside the repository, where they do; the tests do not depend on them."""

import json
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[2] / "shared" / "corpus" / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    """Give the rows of a file; none where the folder is not there, which pytest shows as a skipped test."""
    path = CASES / f"{name}.json"
    rows: list[dict[str, Any]] = json.loads(path.read_bytes()) if path.is_file() else []
    return rows
