"""The build arguments that a service passes to its Dockerfile."""

import re
from collections.abc import Iterable

from imagegate.discovery.compose.compose_file import Setting
from imagegate.discovery.compose.service import pairs
from imagegate.discovery.detector import Argument
from imagegate.discovery.yaml.nodes import Scalar
from imagegate.discovery.yaml.source import is_text

_INTEGER = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}\.[0-9]{0,15}")
_WORDS = re.compile("true|false|yes|no|on|off", re.IGNORECASE)
_SMALLEST = 1e-4


def arguments(settings: Iterable[Setting]) -> dict[str, Argument]:
    """Give the arguments of several mappings or lists, later ones over earlier ones.

    One without a value takes that of the variable of its name.
    """
    found: dict[str, Argument] = {}
    for setting in settings:
        for name, value, is_given in pairs(setting):
            found[name] = _given(value) if is_given else _inherited(name, value)
    return found


def _given(setting: Setting) -> Argument:
    meaning = setting.meaning()
    places = (*setting.contributing, *meaning.places)
    is_known = setting.scalar is not None and not meaning.why_unknown
    text = meaning.text if setting.scalar is None or is_text(setting.scalar) else number(setting.scalar)
    return Argument(text if is_known else None, setting.location, places)


def _inherited(name: str, setting: Setting) -> Argument:
    value = setting.file.environment.value(name)
    if value is None or value.why_unknown:
        return Argument(None, setting.location)
    return Argument(value.text, setting.location, (*setting.contributing, *value.places))


def number(scalar: Scalar) -> str | None:
    """Give what Compose makes of a number or a truth value that is not quoted: `1.10` is 1.1; None if in doubt."""
    text = scalar.text
    if _INTEGER.fullmatch(text):
        return str(int(text))
    if _DECIMAL.fullmatch(text) and (float(text) == 0 or abs(float(text)) >= _SMALLEST):
        return repr(float(text)).removesuffix(".0")
    if _WORDS.fullmatch(text):
        return text.lower() if text[0] in "tTfF" else text
    return None
