"""The containers in a file of JSON that a resource takes them from: `file("tasks/app.json")`."""

from collections.abc import Iterator

from imagegate.discovery.detector import File, Found, Surroundings, beside
from imagegate.discovery.hcl.nodes import Call, Expression, Interpolation, Template, Text, Traversal
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.roots import read_roots
from imagegate.discovery.yaml.source import Role, Source
from imagegate.errors import ImagegateError

_FOLDERS = (("path", "module"), ("path", "root"), ("path", "cwd"))


def named_file(value: Expression) -> str | None:
    """Give the path that a call of `file` names, as far as it is written out; it starts from the module's folder."""
    if not (isinstance(value, Call) and value.name == "file" and len(value.arguments) == 1):
        return None
    argument = value.arguments[0]
    parts = argument.parts if isinstance(argument, Template) else ()
    first = parts[0].value if parts and isinstance(parts[0], Interpolation) else None
    if isinstance(first, Traversal) and first.names in _FOLDERS:
        parts = parts[1:]
    texts = [part.text for part in parts if isinstance(part, Text)]
    return "".join(texts).lstrip("/") if texts and len(texts) == len(parts) else None


def containers_in(name: str, source: Source, role: Role, surroundings: Surroundings) -> Iterator[Found] | None:
    """Find the images of the containers in a file that a module names; None if it is not in the repository."""
    try:
        path = beside(source.file.path, name)
        text = surroundings.read(path)
    except ImagegateError:
        return None
    return None if text is None else _found(File(path, text), role)


def _found(file: File, role: Role) -> Iterator[Found]:
    source = Source(file, {})
    problems, roots = read_roots(source)
    yield from problems
    seen: set[int] = set()
    for root in roots:
        yield from (source.reference(scalar, role) for scalar in images(root, seen))


def images(node: Node, seen: set[int]) -> Iterator[Scalar]:
    """Give the images below a node, each once; `seen` are the nodes that were looked at."""
    if isinstance(node, Scalar) or id(node) in seen:
        return
    seen.add(id(node))
    for item in node.items if isinstance(node, Sequence) else ():
        yield from images(item, seen)
    for entry in node if isinstance(node, Mapping) else ():
        if (entry.key or "").lower() == "image" and isinstance(entry.value, Scalar):
            yield entry.value
        else:
            yield from images(entry.value, seen)
