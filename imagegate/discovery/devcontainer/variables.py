"""What the variables in a `devcontainer.json` stand for (Development Containers specification, "Variables")."""

import re
from collections.abc import Mapping as Values

from imagegate.discovery.detector import Found, beside
from imagegate.discovery.yaml.nodes import Scalar
from imagegate.discovery.yaml.source import TEXT_MAX, Role, Source, is_text, short
from imagegate.source import Unresolved

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_OF_THE_MACHINE = ("localEnv", "env")
_OPENED = "${localWorkspaceFolder}"
_BELOW_OPENED = re.compile(r"(?:\.devcontainer/(?:[^/]+/)?)?[^/]+\Z")


def meant(text: str, variables: Values[str, str]) -> tuple[str, str]:
    """Give what a text means, and why nobody can tell; an empty text if everybody can.

    A variable of the developer's machine has the value that the settings give it, else its default, which ends with
    the next colon. Others have no value but one of the settings.
    """
    if len(text) > TEXT_MAX and "${" in text:
        return text, f"it has variables, and more than {TEXT_MAX} characters"
    missing: list[str] = []

    def value(match: re.Match[str]) -> str:
        kind, *rest = match[1].split(":")
        is_of_the_machine = kind in _OF_THE_MACHINE and rest
        name = rest[0] if is_of_the_machine else match[1]
        default = rest[1] if is_of_the_machine and len(rest) > 1 else None
        if name not in variables and default is None:
            missing.append(name[:80])
        return variables.get(name, default or "")

    meaning = _VARIABLE.sub(value, text)
    names = list(dict.fromkeys(missing))[:3]
    return meaning, f"nothing gives {' and '.join(names)} a value" if names else ""


def located(text: str, source: Source) -> tuple[str, str]:
    """Give the path, from the repository's root, of the file that a text names, and why nobody can tell.

    It is relative to the file with the dev container, or to the folder that is opened: the one in which that lies. A
    path out of the repository is an `OutsideRepositoryError`.
    """
    beginning, path = source.file.path, text
    if text.startswith(f"{_OPENED}/"):
        beginning, path = f"{_BELOW_OPENED.sub('', source.file.path)}x", text.removeprefix(f"{_OPENED}/")
    meaning, why_unknown = meant(path, source.variables)
    return ("", why_unknown) if why_unknown else (beside(beginning, meaning), "")


def reference(scalar: Scalar, role: Role, source: Source, text: str | None = None) -> Found:
    """Say that a scalar is a reference, or why it cannot be one; `text` is what it says, if not all of it."""
    written = short(scalar) if text is None else text
    meaning, why_unknown = meant(written, source.variables)
    if not is_text(scalar):
        why_unknown = "it is no text; quote it"
    if why_unknown:
        return Unresolved(source.occurrence(scalar, role, written), why_unknown)
    return source.reference(scalar, role, meaning)
