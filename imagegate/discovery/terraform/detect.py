"""Find the images that the resources of Terraform and OpenTofu pull.

What a resource pulls stands in `resources.py`. A variable has its default, what a file of values gives, or what a
call of the module does. What only
a run of Terraform knows is unresolved, but for the attributes of resources whose image is found where these stand.
"""

from collections.abc import Iterator

from imagegate.discovery.detector import Claim, File, Found, Problem, Surroundings
from imagegate.discovery.hcl.bounded import bounded
from imagegate.discovery.hcl.evaluate import Budget
from imagegate.discovery.hcl.parse import parse
from imagegate.discovery.terraform.files import SUFFIXES, ModuleFiles, may_matter
from imagegate.discovery.terraform.modules import Modules
from imagegate.discovery.terraform.pulled import pulled
from imagegate.discovery.terraform.resources import may_pull
from imagegate.discovery.terraform.variables import Variables
from imagegate.discovery.yaml.source import Source

FORMAT = "terraform"


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
    return bounded(_in_file(file, surroundings), file)


def _in_file(file: File, surroundings: Surroundings) -> Iterator[Found]:
    if not may_pull(file.text):
        return
    source, content = Source(file, {}), parse(file.text)
    if content.fault is not None:
        yield Problem(source.location(content.fault.offset), content.fault.error)
    files = ModuleFiles(surroundings)
    variables = Variables(files, surroundings.settings.variables, Budget())
    variables.define(source, content.body)
    yield from pulled(source, content.body, variables, surroundings)
    told: set[Found] = set()
    for one in Modules(file.path, files, surroundings).found(source, content.body, variables):
        if one not in told:
            yield one
        told.add(one)
