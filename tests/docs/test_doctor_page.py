"""The page of `imagegate doctor` says what its checks are."""

import os
import re
from pathlib import Path

from imagegate.doctor.catalogue import CHECKS
from tests.docs.doctor_page import render_page

PAGE = Path(__file__).parents[2] / "docs" / "doctor.md"


def test_the_page_is_what_the_code_says() -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(render_page(), "utf-8")
    assert render_page() == PAGE.read_text("utf-8")


def test_every_check_has_one_row() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    assert sorted(rows) == sorted(check.id for check in CHECKS)
    assert len(set(rows)) == len(rows)


def test_checks_are_told_in_whole_sentences() -> None:
    texts = [text for check in CHECKS for text in (check.what, check.why, check.fix)]
    assert [text for text in texts if not re.fullmatch(r"[A-Z`].*\.|imagegate.*\.|CODEOWNERS.*\.", text)] == []
