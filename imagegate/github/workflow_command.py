"""Workflow commands: lines on standard output that GitHub's runner obeys.

The runner looks for `::name properties::data` at the start of a line, white space before it left aside, and for the
older `##[name properties]data` anywhere in a line. Nothing but `workflow_command` may write the former; `inert`
keeps the latter out of everything else.
"""

_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}
_ANNOTATIONS = frozenset({"error", "warning", "notice"})
_MASK = "add-mask"


def workflow_command(command: str, message: str, **properties: str | int | None) -> str:
    """Write one command, a line without its newline; empty properties are left out.

    The runner drops an annotation whose message is empty: such a one says that it has none. A line break in a
    message stays one in what the runner shows.
    """
    if command in _ANNOTATIONS and not message.strip():
        message = "(no message)"
    # A mask must be the secret to the letter. In all others the runner shows the data, and obeys `##[group]` there.
    data = message if command == _MASK else inert(message)
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value not in (None, ""))
    return f"::{command}{' ' if given else ''}{given}::{_escaped(data, _DATA)}"


def inert(text: str) -> str:
    r"""Break the older form of commands, so that text can stand in any line: `##[error]` becomes `##\[error]`."""
    return text.replace("##[", "##\\[")


def _property(value: str | int | None) -> str:
    return _escaped(inert(str(value)), _PROPERTY)


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)
