"""The page of keywords and formats is written from what the code knows."""

import os
import re
from pathlib import Path

from imagegate.policy.formats import FORMATS
from imagegate.policy.schema_walk import KEYWORDS, REFUSED
from imagegate.policy_file import schema
from imagegate.strict.json import load_object
from tests.docs.keywords_page import render_page

PAGE = Path(__file__).parents[2] / "docs" / "keywords.md"


def test_the_page_is_what_the_code_says() -> None:
    rendered = render_page(load_object(schema("policy")))
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(rendered, "utf-8")
    assert rendered == PAGE.read_text("utf-8")


def test_every_keyword_and_format_has_one_row() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    assert sorted(rows) == sorted([*KEYWORDS, *FORMATS, *REFUSED])
