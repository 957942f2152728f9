"""Read a Compose file: all its documents, in today's layout and in the oldest one, without `services`."""

from imagegate.discovery.compose.compose_file import ComposeFile, Setting
from imagegate.discovery.compose.environment import Environment
from imagegate.discovery.detector import File, Problem
from imagegate.discovery.yaml.documents import documents
from imagegate.discovery.yaml.nodes import Content, Entry, Mapping
from imagegate.discovery.yaml.source import Source

_SECTIONS = ("services", "jobs")
_NO_SERVICES = frozenset(
    {*_SECTIONS, "version", "name", "include", "models", "networks", "volumes", "secrets", "configs"}
)


def read_compose_file(file: File, folder: str, environment: Environment) -> ComposeFile:
    """Read all documents of a file; what is wrong becomes a problem."""
    compose_file = ComposeFile(Source(file, {}), folder, environment)
    for document in documents(file):
        _take(document.read(), compose_file)
    return compose_file


def _take(content: Content, file: ComposeFile) -> None:
    if content.fault is not None:
        file.problems.append(Problem(file.source.location(content.fault.offset), content.fault.error))
    for node in content.roots:
        root = Setting(file, Entry(None, node, node.start))
        if isinstance(node, Mapping):
            _take_root(root, node)
        elif not root.is_null:
            file.refuse(root.location, "the file is no mapping, which a Compose file has to be")


def _take_root(root: Setting, node: Mapping) -> None:
    root.file.includes += root.all("include")
    if not node.all(_SECTIONS[0]):
        for setting in filter(_may_be_service, root.entries()):
            _take_service(setting)
    for name in _SECTIONS:
        for section in root.all(name):
            _take_section(section, name)


def _take_section(section: Setting, name: str) -> None:
    for setting in section.entries():
        _take_service(setting)
    if not isinstance(section.node, Mapping) and not section.is_null:
        section.file.refuse(section.location, f"{name} is no mapping")


def _may_be_service(setting: Setting) -> bool:
    """Tell whether a key of a file without `services` is one, as in the oldest layout."""
    key = setting.entry.key or "x-"
    if key in _NO_SERVICES or key.startswith("x-"):
        return False
    return any(setting.all(key) for key in ("image", "build", "extends"))


def _take_service(setting: Setting) -> None:
    key = setting.entry.key
    if key is None:
        setting.file.refuse(setting.location, "the name of this service is no text")
    elif isinstance(setting.node, Mapping):
        setting.file.services.setdefault(key, []).append(setting)
    elif not setting.is_null:
        setting.file.refuse(setting.location, f"the service {key[:80]!r} is no mapping")
