"""The places where images are named, with all the jobs that use what is written there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from imagegate.discovery.detector import Found
from imagegate.discovery.gitlab.config import Config, TooMuchError, Value
from imagegate.discovery.gitlab.environment import Environment
from imagegate.discovery.gitlab.expansion import Text
from imagegate.discovery.yaml.nodes import Scalar
from imagegate.discovery.yaml.source import Role, short
from imagegate.errors import ImagegateError
from imagegate.oci.platform import Platform
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.source import Occurrence, Unresolved

FOUND_MAX = 5_000

_SYSTEMS = ("linux/", "windows/", "darwin/", "freebsd/")


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """The name of an image as it is written, and the platform beside it."""

    config: Config
    scalar: Scalar
    platform: Value | None = None


@dataclass(slots=True)
class _Use:
    """A name, and the variables of the jobs that use it; `spare` are those of what only stands there to be used."""

    name: Name
    role: Role
    jobs: list[Environment] = field(default_factory=list)
    spare: list[Environment] = field(default_factory=list)


class Uses:
    """Collects names."""

    def __init__(self) -> None:
        """Begin with none."""
        self._uses: dict[tuple[int, int, str], _Use] = {}

    def add(self, name: Name, role: Role, environment: Environment, *, is_spare: bool) -> None:
        """Note that a job uses a name; the first one gives the place its key."""
        identity = (id(name.scalar), id(name.config), role.kind)
        use = self._uses.setdefault(identity, _Use(name, role))
        among = use.spare if is_spare else use.jobs
        if not among or among[-1] is not environment:
            among.append(environment)

    def found(self) -> Iterator[Found]:
        """Say what each name is."""
        seen: set[Found] = set()
        for use in self._uses.values():
            for one in _found(use):
                if one not in seen:
                    seen.add(one)
                    yield one
                if len(seen) > FOUND_MAX:
                    message = f"the pipeline names more than {FOUND_MAX} images, those of its variables counted"
                    raise TooMuchError(message)


def _found(use: _Use) -> Iterator[Found]:
    written = Value(use.name.config, use.name.scalar).text()
    environments = use.jobs or use.spare
    found: dict[tuple[str, str | None], Found] = {}
    unresolved: list[Found] = []
    for environment in environments if _varies(use.name) else environments[:1]:
        platform = _platform(use.name.platform, environment)
        for text in _texts(written, environment):
            key = (text.text, platform)
            if key not in found:
                one = _one(use, text, platform)
                if isinstance(one, Occurrence):
                    found[key] = one
                else:
                    unresolved.append(one)
    yield from (*found.values(), *unresolved[:1])


def _varies(name: Name) -> bool:
    """Tell whether variables may stand in a name, or in its platform."""
    values = (Value(name.config, name.scalar), name.platform)
    return any(value is not None and "$" in value.text().text for value in values)


def _texts(written: Text, environment: Environment) -> Iterable[Text]:
    if written.why_unknown or "$" not in written.text:
        return (written,)
    texts = environment.texts(written.text)
    return (Text(one.text, (*written.places, *one.places), one.why_unknown) for one in texts)


def _one(use: _Use, text: Text, platform: str | None) -> Found:
    name = use.name
    why = text.why_unknown or _why_no_reference(text.text)
    shown = short(name.scalar) if why else text.text
    occurrence = name.config.source.occurrence(name.scalar, use.role, shown, text.places)
    return Unresolved(occurrence, why) if why else replace(occurrence, platform=platform)


def _why_no_reference(text: str) -> str:
    try:
        Reference.parse(text)
    except InvalidReferenceError as error:
        return error.message
    return ""


def _platform(value: Value | None, environment: Environment) -> str | None:
    """Give the platform that is asked for (GitLab, `image:docker:platform`); None where nobody can tell."""
    if value is None:
        return None
    texts = list(_texts(value.text(), environment))
    text = texts[0].text if len(texts) == 1 and not texts[0].why_unknown else ""
    try:
        return str(Platform.parse(text if text.startswith(_SYSTEMS) else f"linux/{text}"))
    except ImagegateError:
        return None
