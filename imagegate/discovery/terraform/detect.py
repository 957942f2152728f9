"""Find the images that the resources of Terraform and OpenTofu pull.

What a resource pulls stands in `resources.py`. A variable has its default, or what `terraform.tfvars` gives. What only
a run of Terraform knows is unresolved, but for the attributes of resources whose image is found where these stand.
"""

from collections.abc import Iterator

from imagegate.discovery.detector import Claim, File, Found, Problem, Surroundings
from imagegate.discovery.hcl.bounded import bounded
from imagegate.discovery.hcl.parse import parse
from imagegate.discovery.hcl.structure import Block
from imagegate.discovery.terraform.images import Images
from imagegate.discovery.terraform.resources import BUILT, Rule, may_pull, rule
from imagegate.discovery.terraform.variables import Variables, may_hold_variables
from imagegate.discovery.terraform.walk import attributes
from imagegate.discovery.yaml.source import Source

FORMAT = "terraform"

_LABELS = 2


def claims(path: str) -> Claim:
    """Claim the files that Terraform and OpenTofu read, but those in JSON."""
    return Claim.YES if path.endswith((".tf", ".tofu")) else Claim.NO


def sniffs(_text: str) -> bool:
    """Leave it to the name."""
    return False


def may_depend(path: str, changed: frozenset[str]) -> bool:
    """Say yes where a file that usually holds variables changed in the same folder."""
    return may_hold_variables(path, changed)


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a file of a module."""
    return bounded(_in_file(file, surroundings), file)


def _in_file(file: File, surroundings: Surroundings) -> Iterator[Found]:
    if not may_pull(file.text):
        return
    source = Source(file, {})
    content = parse(file.text)
    if content.fault is not None:
        yield Problem(source.location(content.fault.offset), content.fault.error)
    variables = Variables(source, content.body, surroundings)
    for block in content.body.blocks:
        pulled = rule(block.kind, block.labels[0]) if len(block.labels) == _LABELS else None
        if pulled is not None:
            images = Images(source, variables.evaluation, ".".join(block.labels))
            yield from _found(block, pulled, images, surroundings)


def _found(block: Block, pulled: Rule, images: Images, surroundings: Surroundings) -> Iterator[Found]:
    is_built = any(block.body.all(BUILT))
    for called, value in attributes(block, pulled):
        yield from images.built(value) if is_built else images.named(value, called)
    for one in block.body.attributes:
        if one.name in pulled.containers:
            yield from images.containers(one.value)
        if one.name in pulled.manifests:
            yield from images.manifest(one.value, surroundings)
