"""What a variable with a modifier (`${V:-w}`, `${V#p}`, …) stands for."""

from imagegate.discovery.dockerfile.pattern import without_prefix, without_suffix
from imagegate.errors import ImagegateError


class InvalidExpansionError(ImagegateError):
    """A word that cannot be expanded; the message says why."""

    code = "invalid-expansion"


def takes_word(value: str | None, modifier: str) -> bool:
    """Tell whether the text after the modifier has a part in the result; `value` is None where nothing is set."""
    match modifier[-1:]:
        case "-" | "?":
            return not _counts(value, modifier)
        case "+":
            return _counts(value, modifier)
        case _:
            return True


def modified(name: str, value: str | None, modifier: str, word: str) -> str:
    """Give the result of `${NAME<modifier><word>}`; a colon in the modifier makes an empty value count as none."""
    match modifier[-1:]:
        case "-":
            return value or "" if _counts(value, modifier) else word
        case "+":
            return word if _counts(value, modifier) else ""
        case "?":
            if not _counts(value, modifier):
                message = f"{name}: {word or 'it must be set'}"
                raise InvalidExpansionError(message)
            return value or ""
        case "#":
            longest = word.startswith("#")
            return without_prefix(value or "", word[longest:], longest=longest)
        case "%":
            longest = word.startswith("%")
            return without_suffix(value or "", word[longest:], longest=longest)
        case _:
            message = f"{modifier!r} is not known after a variable's name"
            raise InvalidExpansionError(message)


def _counts(value: str | None, modifier: str) -> bool:
    return bool(value) if modifier.startswith(":") else value is not None
