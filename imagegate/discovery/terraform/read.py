"""Reading one file of a module."""

from collections.abc import Iterator

from imagegate.discovery.detector import File, Found, Problem, Surroundings
from imagegate.discovery.hcl.evaluate import Budget
from imagegate.discovery.hcl.parse import parse
from imagegate.discovery.terraform.files import ModuleFiles
from imagegate.discovery.terraform.modules import Modules
from imagegate.discovery.terraform.pulled import pulled
from imagegate.discovery.terraform.resources import may_pull
from imagegate.discovery.terraform.variables import Variables
from imagegate.discovery.yaml.source import Source


def found(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a file, and what the modules that it calls pull with what it gives them."""
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
