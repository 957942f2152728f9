"""What the YAML parser complains about, in a reader's words, and what to do."""

import yaml

_QUOTE = {
    "*": "quote a text that starts with *",
    "!": "quote a text that starts with !",
    "&": "quote a text that starts with &",
    "@": "quote a text that starts with @",
    "`": "quote a text that starts with `",
    "%": "quote a text that starts with %",
    ">": "quote a text that starts with >",
    "|": "quote a text that starts with |",
    "{": "quote a text that starts with {",
    "[": "quote a text that starts with [",
    '"': "quote the whole text, or none of it",
    "'": "quote the whole text, or none of it",
    "\t": "indent with spaces, not with tabs",
}


_BEGAN_EARLIER = ("while scanning an a", "while scanning a block scalar", "while scanning a simple key")


def problem(error: yaml.MarkedYAMLError) -> str:
    """Give the parser's complaint in one sentence."""
    return "not YAML: " + (error.problem or "").replace("<", "").replace(">", "")


def place(error: yaml.MarkedYAMLError) -> tuple[int, int]:
    """Give the line and column, from 1, of what has to be mended."""
    scalar = (error.context or "").startswith(_BEGAN_EARLIER)
    mark = error.context_mark if scalar else error.problem_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def hint(error: yaml.MarkedYAMLError, text: str) -> str:
    """Guess from the complaint and from what stands there what the writer meant."""
    reason = error.problem or ""
    if "mapping values are not allowed" in reason:
        return 'quote a text that holds ": "'
    if "could not find expected ':'" in reason:
        return 'write "key: value", with a space after the colon'
    for mark in (error.problem_mark, error.context_mark):
        if mark is not None and mark.index < len(text) and text[mark.index] in _QUOTE:
            return _QUOTE[text[mark.index]]
    return _before(error, text)


def _before(error: yaml.MarkedYAMLError, text: str) -> str:
    # `message: {value} moves`: the parser stops after the brace that began it.
    mark = error.problem_mark
    if mark is None or "expected" not in (error.problem or ""):
        return ""
    line = text[: mark.index].rpartition("\n")[2]
    value = line.partition(": ")[2].lstrip() or line.lstrip("- ")
    return _QUOTE.get(value[:1], "")
