"""Find the images that the resources of Terraform and OpenTofu pull.

What a resource pulls stands in `resources.py`. A variable has its default, what a file of values gives, or what a
call of the module does. What only a run of Terraform knows is unresolved, but for the attributes of resources whose
image is found where these stand.
"""

from collections.abc import Iterator

from imagegate.discovery.bounded import bounded
from imagegate.discovery.detector import Claim, File, Found, Surroundings
from imagegate.discovery.terraform.names import SUFFIXES, may_matter

FORMAT = "terraform"

FOUND_MAX = 20_000


def claims(path: str) -> Claim:
    """Claim the files that Terraform and OpenTofu read, but those in JSON."""
    return Claim.YES if path.endswith(SUFFIXES) else Claim.NO


def sniffs(_text: str) -> bool:
    """Leave it to the name."""
    return False


def may_depend(_path: str, changed: frozenset[str]) -> bool:
    """Say yes where any file of a module changed: modules call each other."""
    return may_matter(changed)


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a file of a module."""
    from imagegate.discovery.terraform.read import found

    return bounded(found(file, surroundings), file, FOUND_MAX)
