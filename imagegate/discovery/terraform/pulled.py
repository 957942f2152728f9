"""What the resources in one file of a module pull."""

from collections.abc import Iterator

from imagegate.discovery.detector import Found, Surroundings
from imagegate.discovery.hcl.structure import Block, Body
from imagegate.discovery.terraform.images import Images
from imagegate.discovery.terraform.resources import BUILT, Rule, rule
from imagegate.discovery.terraform.variables import Variables
from imagegate.discovery.terraform.walk import attributes
from imagegate.discovery.yaml.source import Source

_LABELS = 2


def pulled(source: Source, body: Body, variables: Variables, surroundings: Surroundings) -> Iterator[Found]:
    """Find the images of all resources."""
    for block in body.blocks:
        known = rule(block.kind, block.labels[0]) if len(block.labels) == _LABELS else None
        if known is not None:
            images = Images(source, variables, ".".join(block.labels))
            yield from _found(block, known, images, surroundings)


def _found(block: Block, known: Rule, images: Images, surroundings: Surroundings) -> Iterator[Found]:
    is_built = any(block.body.all(BUILT))
    for called, value in attributes(block, known):
        yield from images.built(value) if is_built else images.named(value, called)
    for one in block.body.attributes:
        if one.name in known.containers:
            yield from images.containers(one.value, surroundings)
        if one.name in known.manifests:
            yield from images.manifest(one.value, surroundings)
