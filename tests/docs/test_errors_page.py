"""The page of errors lists every code that the program knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "errors.md").read_text("utf-8")


def test_the_page_lists_every_code_once() -> None:
    known = {code for module in (ROOT / "imagegate").rglob("*.py") for code in _codes(ast.parse(module.read_text()))}
    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.MULTILINE)) == sorted(known)


def _codes(module: ast.Module) -> Iterator[str]:
    """Give the codes that classes of errors have, and those that are given where one is raised."""
    for node in ast.walk(module):
        match node:
            case ast.Assign(targets=[ast.Name(id="code")], value=ast.Constant(value=str(code))):
                yield code
            case ast.keyword(arg="code", value=ast.Constant(value=str(code))):
                yield code
            case _:
                pass
