"""Documents that may be templates, to be filled in before they are YAML."""

import re

from imagegate.discovery.detector import Found, NotJudged, Problem
from imagegate.discovery.yaml.documents import Document
from imagegate.discovery.yaml.nodes import Node
from imagegate.discovery.yaml.source import Source

_ACTION = re.compile(r"^[^#\n]*?(\{\{|\{%)", re.MULTILINE)


def read(document: Document, source: Source) -> tuple[tuple[Found, ...], tuple[Node, ...]]:
    """Give what is to say of a document, and the nodes in it that can be read.

    One with template actions (`{{`) that is no YAML is left alone; what is YAML in spite of them is read.
    """
    content = document.read()
    fault = content.fault
    action = _ACTION.search(document.text)
    if action and (fault.is_of_syntax if fault else content.holds_complex_keys):
        place = source.location(document.start + action.start(1))
        told = NotJudged(place, "a template, whose images are known when it is filled in")
        return (told,), () if fault else content.roots
    problems = (Problem(source.location(fault.offset), fault.error),) if fault else ()
    return problems, content.roots
