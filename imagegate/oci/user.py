"""Who a container starts as: the config's `User` (image-spec, config.md)."""

import re
from dataclasses import dataclass
from typing import Self

from imagegate.oci.image import PlatformImage

UID_MAX = 2**31 - 1

_NUMBER = re.compile("[+-]?[0-9]+")
_DIGITS_MAX = 19  # beyond, no 64-bit number holds it
_WINDOWS = "windows"
_WINDOWS_ACCOUNTS = {"containeradministrator": True, "containeruser": False}


@dataclass(frozen=True, slots=True)
class User:
    """A user and a group, each by name or by number; what is absent is None.

    `is_root` is None for a name whose number only a file in the image tells. Names of Windows accounts have no
    case.
    """

    text: str
    name: str | None
    uid: int | None
    group: str | None
    gid: int | None
    numeric: bool
    is_root: bool | None

    @classmethod
    def parse(cls, text: str, *, windows: bool = False) -> Self:
        """Read `user`, `uid`, and each of them with `:group` or `:gid`; every text has a reading."""
        user, _, group = text.partition(":")
        numeric = _NUMBER.fullmatch(user) is not None
        return cls(
            text=text,
            name=None if numeric else user or None,
            uid=_number(user),
            group=None if _NUMBER.fullmatch(group) else group or None,
            gid=_number(group),
            numeric=numeric,
            is_root=_WINDOWS_ACCOUNTS.get(user.lower()) if windows else _is_root(user),
        )


def default_user(image: PlatformImage) -> User:
    """Give the user that an image starts as, read as its operating system reads it."""
    # Whoever calls itself Windows in one place only is read as Linux, where an empty user is root.
    promised, stated = image.descriptor.platform, image.config.platform.normalised.os
    systems = {stated, promised.normalised.os if promised else stated} - {""}
    return User.parse(image.config.execution.user, windows=systems == {_WINDOWS})


def _is_root(user: str) -> bool | None:
    if user in {"", "root"}:
        return True
    if not _NUMBER.fullmatch(user):
        return None
    # Runtimes have kept such numbers in 32 bits, where a multiple of 2**32 is 0 (CVE-2024-40635).
    number = _number(user)
    return number is None or number == 0 or not -UID_MAX - 1 <= number <= UID_MAX


def _number(text: str) -> int | None:
    if not _NUMBER.fullmatch(text):
        return None
    digits = text.lstrip("+-").lstrip("0") or "0"
    if len(digits) > _DIGITS_MAX:
        return None
    return -int(digits) if text.startswith("-") else int(digits)
