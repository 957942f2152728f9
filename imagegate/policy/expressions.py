"""Patterns and globs in policy files: noted as problems where they are none."""

from imagegate.oci.platform import InvalidPlatformError, Platform
from imagegate.policy import image_glob
from imagegate.policy.entry import Entry
from imagegate.policy.glob import InvalidGlobError, expression
from imagegate.policy.pattern import InvalidPatternError, compiled
from imagegate.strict.json import Json


def check_pattern(expression_text: Json, entry: Entry) -> None:
    """Note that an expression is none that RE2 reads."""
    if not isinstance(expression_text, str) or not expression_text:
        entry.problem("a pattern must be a text", "quote it")
        return
    try:
        compiled(expression_text)
    except InvalidPatternError as error:
        entry.problem(str(error), error.advice)


def check_image_glob(text: str, entry: Entry) -> None:
    """Note that a text is no glob on image references."""
    try:
        image_glob.parse(text)
    except InvalidGlobError as error:
        entry.problem(str(error), error.advice)


def check_glob(text: str, entry: Entry) -> None:
    """Note that a text is no glob."""
    try:
        compiled(expression(text))
    except InvalidGlobError as error:
        entry.problem(str(error), error.advice)


def platform_globs(entry: Entry) -> tuple[str, ...]:
    """Read globs on platforms; one without a star or question mark is spelt as reports spell the platform."""
    globs = []
    for item in entry.sequence():
        text = item.text()
        if "*" in text or "?" in text:
            check_glob(text, item)
            globs.append(text)
            continue
        try:
            globs.append(str(Platform.parse(text)))
        except InvalidPlatformError as error:
            item.problem(error.message, error.hint)
    return tuple(globs)
