"""The comment on a pull request: the summary once more, in the one comment that every run of a gate brings up to date.

GitHub takes no body of more than 65,536 characters; bytes are counted here, which are never fewer.
"""

from enum import StrEnum

from imagegate.oci.digest import Digest
from imagegate.report.report import Report, Result
from imagegate.report.sanitise import markdown_link
from imagegate.report.summary import render_summary

BYTES_MAX = 65_536

_KEY_LENGTH = 16


class Posting(StrEnum):
    """When a pull request gets a comment."""

    NEVER = "never"
    ON_FAILURE = "on-failure"
    ALWAYS = "always"


class Upsert(StrEnum):
    """What is to become of the comment."""

    NOTHING = "nothing"
    UPDATE = "update"
    UPDATE_OR_CREATE = "update or create"


def upsert(posting: Posting, report: Report) -> Upsert:
    """Say what is to become of the comment. One that tells of a failure is never left standing once it is mended.

    A run that judged nothing has nothing to say to who never heard of it.
    """
    if posting is Posting.NEVER:
        return Upsert.NOTHING
    has_failed = report.result in (Result.FAIL, Result.ERROR)
    is_wanted = has_failed or (posting is Posting.ALWAYS and report.result is not Result.SKIPPED)
    return Upsert.UPDATE_OR_CREATE if is_wanted else Upsert.UPDATE


def marker(key: str) -> str:
    """Give the first line of a gate's comment, which nobody sees and by which it is found again.

    `key` tells the gates of a repository apart, such as by workflow and job; it may be any text.
    """
    return f"<!-- imagegate {Digest.of(key.encode('utf-8', 'backslashreplace')).encoded[:_KEY_LENGTH]} -->"


def render_comment(report: Report, key: str, *, run_url: str = "", bytes_max: int = BYTES_MAX) -> str:
    """Render the comment of the gate that `key` names; `run_url` is where the run can be seen."""
    head = f"{marker(key)}\n"
    tail = f"\n{markdown_link(run_url, 'The run')}\n" if run_url else ""
    room = bytes_max - len(f"{head}{tail}".encode())
    return f"{head}{render_summary(report, bytes_max=room)}{tail}"
