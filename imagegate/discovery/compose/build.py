"""How a service's Dockerfile is built, and the Dockerfile itself where it stands in the Compose file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from imagegate.discovery.compose.arguments import arguments
from imagegate.discovery.compose.compose_file import InvalidComposeError, Setting
from imagegate.discovery.compose.images import image
from imagegate.discovery.compose.inline import found_inline
from imagegate.discovery.compose.other_files import is_elsewhere, path_from, unresolved
from imagegate.discovery.compose.service import Service, layered, pairs, part
from imagegate.discovery.detector import Build, Found, OutsideRepositoryError, Problem, Surroundings
from imagegate.discovery.yaml.nodes import Sequence
from imagegate.discovery.yaml.source import Role
from imagegate.source import Location, UsedAs

_BUILD = "compose-build"
_CONTEXT = "compose-additional-context"
_BAKE_CONTEXT = "compose-xbake-context"
_IMAGE_SCHEME = "docker-image://"
_DEFAULT = "Dockerfile"


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that describes how a service is built; `settings` are laid one over the other."""

    service: Service
    settings: tuple[Setting, ...]

    @property
    def context(self) -> Setting | None:
        """What names the folder that it is built from."""
        contexts = [one if one.scalar else one.get("context") for one in self.settings]
        return next((one for one in reversed(contexts) if one is not None), None)

    def get(self, key: str) -> Setting | None:
        """Give a setting that counts."""
        found = layered(self.settings, key)
        return found[-1] if found else None

    @property
    def is_fragment(self) -> bool:
        """Whether it says too little to stand alone, and so may be meant to be laid over another file."""
        return self.context is None and self.get("dockerfile_inline") is None

    @property
    def role(self) -> Role:
        """What stands where a Dockerfile is named."""
        return Role(_BUILD, UsedAs.BASE, self.service.key)


def recipe(service: Service) -> Recipe | None:
    """Give how a service is built, None if it is not."""
    settings = tuple(service.builds())
    return Recipe(service, settings) if settings else None


def found_in_build(one: Recipe, surroundings: Surroundings, path: str) -> Iterator[Found]:
    """Give the images that a build names, and the build itself; `path` is the file that is looked at."""
    for setting in one.settings:
        if isinstance(setting.node, Sequence):
            message = f"the build of {one.service.name[:80]!r} is no mapping"
            yield Problem(setting.location, InvalidComposeError(message))
    contexts = _contexts(one)
    yield from _context_images(one, contexts, _CONTEXT)
    yield from _context_images(one, _contexts_of_bake(one), _BAKE_CONTEXT)
    target = one.get("target")
    build = Build(
        "",
        _place(one.settings[-1], path),
        arguments(layered(one.settings, "args")),
        {name: _meant(value) for name, value in contexts.items()},
        target.text() if target else None,
    )
    inline = one.get("dockerfile_inline")
    if inline is not None:
        yield from found_inline(inline, build, one.service.key, surroundings)
    if inline is None or one.get("dockerfile") is not None:
        yield _named(one, build)


def _place(setting: Setting, path: str) -> Location:
    """Give a place in the file that is looked at: what it depends on is known of that one alone."""
    place = setting.location
    return place if place.path == path or not setting.via else setting.via[0]


def _contexts(one: Recipe) -> dict[str, Setting | None]:
    """Give the named contexts, later ones over earlier ones."""
    return _paired(layered(one.settings, "additional_contexts"))


def _contexts_of_bake(one: Recipe) -> dict[str, Setting | None]:
    """Give the named contexts that only Bake adds to a build."""
    return _paired(layered(layered(one.settings, "x-bake"), "contexts"))


def _paired(settings: Iterable[Setting]) -> dict[str, Setting | None]:
    found: dict[str, Setting | None] = {}
    for setting in settings:
        found.update((name, value if is_given else None) for name, value, is_given in pairs(setting))
    return found


def _context_images(one: Recipe, contexts: Mapping[str, Setting | None], kind: str) -> Iterator[Found]:
    """Give the images among named contexts, but those that the main file answers for."""
    own = [setting.file for setting in (*one.service.own, *one.service.bases)]
    for value in contexts.values():
        if value is not None and value.file in own and _may_be_image(value):
            yield _context(value, Role(kind, UsedAs.COPY, one.service.key))


def _meant(value: Setting | None) -> str:
    """Give the image that a named context stands for; an empty text if it is none."""
    text = value.text() if value else ""
    return text.removeprefix(_IMAGE_SCHEME) if text.startswith(_IMAGE_SCHEME) else ""


def _may_be_image(setting: Setting) -> bool:
    written = setting.scalar.text if setting.scalar else ""
    is_unknown = written.startswith(("$", _IMAGE_SCHEME)) and setting.meaning().why_unknown != ""
    return is_unknown or setting.text().startswith(_IMAGE_SCHEME)


def _context(setting: Setting, role: Role) -> Found:
    is_written = setting.scalar is not None and setting.scalar.text.startswith(_IMAGE_SCHEME)
    return image(part(setting, len(_IMAGE_SCHEME)) if is_written else setting, role, scheme=_IMAGE_SCHEME)


def _named(one: Recipe, build: Build) -> Found:
    """Give the build of the Dockerfile that is named, or say why nobody can tell which it is."""
    context, dockerfile = one.context, one.get("dockerfile")
    for setting in (context, dockerfile):
        if setting is not None and (why := setting.meaning().why_unknown):
            return unresolved(setting, one.role, why)
    folder = (context or one.service.own[-1]).file.folder
    names = (context.text() if context else "", dockerfile.text() if dockerfile else "")
    if context is not None and is_elsewhere(names[0]):
        return unresolved(context, one.role, "it is built from another place, which is not read")
    try:
        path = path_from(folder, names[0], names[1] or _DEFAULT)
    except OutsideRepositoryError as error:
        named = context or dockerfile
        return Problem(named.location if named else build.location, error)
    return Build(path, build.location, build.arguments, build.contexts, build.target)
