"""Which workflows and actions could not be read."""

from collections.abc import Iterator

from imagegate.doctor.check import Check, Found, Repository
from imagegate.doctor.files import place
from imagegate.policy.rule import Severity
from imagegate.strict.yaml import MalformedYamlError


def unreadable(repository: Repository) -> Iterator[Found]:
    """Find files that are no YAML as GitHub takes it."""
    for path, error in repository.files.faults.items():
        reason = error.reason if isinstance(error, MalformedYamlError) else error.message
        yield Found(place(path, error), f"the file cannot be read: {reason}", error.hint or "mend the file")


CHECKS = (
    Check(
        "unreadable",
        Severity.WARNING,
        unreadable,
        "A workflow, or an action that one uses, is no YAML that can be read.",
        "GitHub does not run it either, and whether it is a gate cannot be told.",
        "Mend the file.",
    ),
)
