"""Waivers as a policy file writes them: malformed ones stop the run, so that none counts by mistake."""

import re
from collections.abc import Collection
from datetime import date, datetime

from imagegate.oci.digest import Digest, InvalidDigestError
from imagegate.policy.entry import Entry
from imagegate.policy.expressions import check_glob, check_image_glob, platform_globs
from imagegate.policy.glob import matches
from imagegate.policy.problem import did_you_mean
from imagegate.policy.waiver import BY_NAME, Standing, Waiver, WaiverLimits

REQUIRED = ("id", "rules", "images", "reason", "owner", "expires")
OPTIONAL = ("platforms", "digest", "ticket", "created")
REASON_LENGTH_MIN = 10

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NO_DAY = date.min


def read_waiver(entry: Entry, rules: Collection[str]) -> Waiver:
    """Read a waiver; `rules` are the ids that it may name."""
    entry.mapping((*REQUIRED, *OPTIONAL))
    for key in REQUIRED:
        if entry.at(key).value in (None, "", []):
            entry.problem(f'a waiver has no "{key}"', _WHY[key])
    reason = entry.at("reason").text()
    if reason and len(reason.strip()) < REASON_LENGTH_MIN:
        entry.at("reason").problem(
            f"a reason has at least {REASON_LENGTH_MIN} characters", "say why this is acceptable"
        )
    return Waiver(
        id=entry.at("id").text(),
        rules=_rules(entry.at("rules"), rules),
        images=_images(entry.at("images")),
        reason=reason,
        owner=entry.at("owner").text(),
        expires=_day(entry.at("expires")) or _NO_DAY,
        location=entry.location,
        platforms=_platforms(entry.at("platforms")),
        digest=_digest(entry.at("digest")),
        ticket=entry.at("ticket").text(),
        created=_day(entry.at("created")),
    )


def check_end(entry: Entry, waiver: Waiver, limits: WaiverLimits, now: datetime) -> None:
    """Note that a waiver ends too far ahead."""
    if limits.standing(waiver, now) is Standing.TOO_LONG:
        hint = f"the latest day is {limits.latest(now)}"
        entry.at("expires").problem(f"a waiver ends at most {limits.max_days} days ahead", hint)


def _rules(entry: Entry, known: Collection[str]) -> tuple[str, ...]:
    for glob in entry.sequence():
        text = glob.text()
        check_glob(text, glob)
        if text not in BY_NAME and not any(matches(text, rule) for rule in known):
            glob.problem(f'no rule is called "{text}"', did_you_mean(text, [*known, *BY_NAME]))
    return entry.texts()


def _images(entry: Entry) -> tuple[str, ...]:
    for glob in entry.sequence():
        check_image_glob(glob.text(), glob)
    return entry.texts()


def _platforms(entry: Entry) -> tuple[str, ...]:
    if entry.value == []:
        entry.problem('"platforms" is empty', "remove it for all platforms, or name some")
    return platform_globs(entry)


def _digest(entry: Entry) -> Digest | None:
    text = entry.text()
    if not entry.written:
        return None
    try:
        return Digest.parse(text)
    except InvalidDigestError as error:
        entry.problem(error.message, error.hint)
        return None


def _day(entry: Entry) -> date | None:
    text = entry.text()
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if text and day is None:
        entry.problem(f'"{text}" is not a day', "write it as 2027-03-31")
    return day


_WHY = {
    "id": "a name that reports can give, such as W-2027-001",
    "rules": "the ids of the rules whose findings are accepted",
    "images": "the images it is about, such as docker.io/library/nginx:1.27*",
    "reason": "say why this is acceptable",
    "owner": "who answers for it",
    "expires": "the last day on which it counts, such as 2027-03-31",
}
