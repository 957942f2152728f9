"""Sample cases that lie beside the repository, where they do; the tests do not depend on them."""

import json
from pathlib import Path
from typing import Any

CASES = Path(__file__).parents[2] / "shared" / "corpus" / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    """Give the rows of a file; none where the folder is not there, which pytest shows as a skipped test."""
    path = CASES / f"{name}.json"
    content = json.loads(path.read_bytes()) if path.is_file() else []
    rows: list[dict[str, Any]] = content["cases"] if isinstance(content, dict) else content
    return rows


def fixtures(name: str) -> dict[str, Any]:
    """Give what the rows of a file refer to, by name."""
    path = CASES / f"{name}.json"
    content = json.loads(path.read_bytes()) if path.is_file() else {}
    found: dict[str, Any] = content.get("fixtures", {}) if isinstance(content, dict) else {}
    return found
