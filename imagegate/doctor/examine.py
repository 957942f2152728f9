"""Look at a repository's files and say what lets a pull request walk around the gate."""

from dataclasses import dataclass

from imagegate.doctor.catalogue import CHECKS
from imagegate.doctor.check import Finding, Repository
from imagegate.doctor.codeowners import PLACES, Owners, read_owners
from imagegate.doctor.files import Files
from imagegate.doctor.gate import Gate, chains, gates
from imagegate.doctor.unseen import unseen
from imagegate.source import Location
from imagegate.tree import Tree


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found, in the order of the files, and what cannot be seen from there. `gates` judge pull requests."""

    gates: tuple[Gate, ...]
    findings: tuple[Finding, ...]
    unseen: tuple[str, ...]


def examine(tree: Tree) -> Examination:
    """Look at the workflows of a tree, and at whatever decides about them."""
    files = Files(tree)
    found = tuple(chains(files))
    repository = Repository(files, found, tuple(gates(files, found)), _owners(files))
    findings = dict.fromkeys(Finding(check, one) for check in CHECKS for one in check.look(repository))
    return Examination(repository.judging, tuple(sorted(findings, key=_order)), unseen(repository))


def _owners(files: Files) -> Owners | None:
    for path in PLACES:
        text = files.text(path)
        if text is not None:
            return read_owners(path, text)
    return None


def _order(finding: Finding) -> tuple[str, int, int, int]:
    place = finding.found.location or Location("", 0, 0)
    return place.path, place.line, place.column, -finding.check.severity.rank
