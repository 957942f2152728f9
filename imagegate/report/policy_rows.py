"""Rows of Markdown on the policies of a run, and on their waivers that accept something."""

from imagegate.policy.rule import PolicySource
from imagegate.policy.waiver import Waiver
from imagegate.report.sanitise import markdown, markdown_code

POLICIES = "| Policy | From | Digest |\n|---|---|---|\n"
WAIVERS = "| Waiver | Through | Owner | Reason |\n|---|---|---|---|\n"

_DIGEST_LENGTH = 20


def policy_row(source: PolicySource) -> str:
    """Give a policy's row of their table."""
    digest = markdown_code(source.digest, _DIGEST_LENGTH)
    return f"| {markdown(source.name)} | {markdown_code(source.source)} | {digest} |\n"


def waiver_row(waiver: Waiver) -> str:
    """Give a waiver's row of their table."""
    owner = " ".join(filter(None, (waiver.owner, waiver.ticket)))
    cells = (markdown_code(waiver.id), str(waiver.expires), markdown(owner), markdown(" ".join(waiver.reason.split())))
    return f"| {' | '.join(cells)} |\n"
