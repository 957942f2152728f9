"""Texts with a form: the formats that schemas may ask for, checked here and nowhere else.

What a plain installation of a library checks depends on what else is installed; these do not.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from imagegate.oci.digest import Digest, InvalidDigestError
from imagegate.oci.platform import InvalidPlatformError, Platform
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.policy.quantity import byte_size, seconds
from imagegate.policy.spdx import is_expression

_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}):([0-9]{2})(?:\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})",
    re.ASCII,
)
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+", re.ASCII)
_NUMBER = "(?:0|[1-9][0-9]{0,17})"
_PRERELEASE = "(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_SEMVER = re.compile(
    rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_PRERELEASE}(?:\.{_PRERELEASE})*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?",
    re.ASCII,
)
_REVISION = re.compile("[0-9a-f]{7,64}", re.ASCII)
_SIGNAL = re.compile("(?:SIG(?=[A-Z])|(?!SIG))(?:[A-Z][A-Z0-9]{1,9})(?:[+-][0-9]{1,2})?|[0-9]{1,2}", re.ASCII)
_PORT = re.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?(?:/(?:tcp|udp|sctp))?", re.ASCII)
_LENGTH_MAX = 4096


def _date_time(text: str) -> bool:
    return instant(text) is not None


def instant(text: str) -> datetime | None:
    """Read a date and time as RFC 3339 writes it, with its offset; None if it is none."""
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        return None
    second = min(match[3], "59") if match[3] == "60" else match[3]  # RFC 3339, 5.6: a leap second
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}:{second}{match[4].upper()}")
    except ValueError:
        return None


def _url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    plain = text.isascii() and text.isprintable() and " " not in text
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0


def _digest(text: str) -> bool:
    try:
        Digest.parse(text)
    except InvalidDigestError:
        return False
    return True


def _reference(text: str) -> bool:
    try:
        Reference.parse(text)
    except InvalidReferenceError:
        return False
    return True


def _platform(text: str) -> bool:
    try:
        Platform.parse(text)
    except InvalidPlatformError:
        return False
    return True


def _absolute_path(text: str) -> bool:
    windows = re.match(r"[A-Za-z]:[\\/]", text) is not None
    return (text.startswith("/") or windows) and "\0" not in text


def _port(text: str) -> bool:
    match = _PORT.fullmatch(text)
    return match is not None and all(0 < int(number) <= 65535 for number in match.groups() if number)  # noqa: PLR2004 - 16 bits


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "absolute-path": _absolute_path,
    "byte-size": lambda text: byte_size(text) is not None,
    "date-time": _date_time,
    "digest": _digest,
    "duration": lambda text: seconds(text) is not None,
    "email": lambda text: _EMAIL.fullmatch(text) is not None,
    "git-revision": lambda text: _REVISION.fullmatch(text) is not None,
    "image-reference": _reference,
    "platform": _platform,
    "port": _port,
    "semver": lambda text: _SEMVER.fullmatch(text) is not None,
    "signal": lambda text: _SIGNAL.fullmatch(text) is not None,
    "spdx-expression": is_expression,
    "url": _url,
}


def has_format(name: str, text: str) -> bool:
    """Tell whether a text has a form; one that is too long to be meant has none."""
    return len(text) <= _LENGTH_MAX and FORMATS[name](text)
