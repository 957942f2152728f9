"""How a dev container's Dockerfile is built."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from imagegate.discovery.compose.arguments import number
from imagegate.discovery.detector import Argument, Build, Found, Problem
from imagegate.discovery.devcontainer.variables import located, meant, reference
from imagegate.discovery.yaml.nodes import Mapping, Scalar, Sequence
from imagegate.discovery.yaml.source import Role, Source, is_empty, is_text, short
from imagegate.errors import ImagegateError
from imagegate.source import Unresolved, UsedAs

_BUILD = Role("devcontainer-build", UsedAs.BASE, "build")
_CONTEXT = Role("devcontainer-build-context", UsedAs.COPY, "build")
_IMAGE_SCHEME = "docker-image://"
_OPTION = re.compile(r"--(build-arg|build-context|target)(?:=(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Option:
    """An option of `docker build`: its name, its value, and the text that holds the value."""

    name: str
    value: str
    scalar: Scalar


def dockerfile(root: Mapping) -> Scalar | None:
    """Give what names the Dockerfile; the older of the two ways to do it goes first."""
    section = root.get("build")
    for named in (root.get("dockerFile"), section.get("dockerfile") if isinstance(section, Mapping) else None):
        if isinstance(named, Scalar) and not is_empty(named):
            return named
    return None


def found_in_build(root: Mapping, source: Source) -> Iterator[Found]:
    """Give the build that is described, and the images among its named contexts; nothing if there is no Dockerfile."""
    named = dockerfile(root)
    if named is None:
        return
    section = root.get("build")
    section = section if isinstance(section, Mapping) else Mapping(named.start)
    options = list(_options(section))
    contexts = [one for one in options if one.name == "build-context"]
    for option in contexts:
        if (image := _image(option)) is not None:
            yield reference(source.without(option.scalar, _before(option, image)), _CONTEXT, source, image)
    place = source.location(named.start)
    try:
        file, why_unknown = located(short(named), source)
    except ImagegateError as error:
        yield Problem(place, error)
        return
    if why_unknown:
        yield Unresolved(source.occurrence(named, _BUILD, short(named)), why_unknown)
        return
    names = {one.value.partition("=")[0]: _known(_image(one) or "", source) or "" for one in contexts}
    yield Build(file, place, _arguments(section, options, source), names, _target(section, options, source))


def _options(section: Mapping) -> Iterator[_Option]:
    """Give the options that change what is built from; a value stands in the same text, or in the next one."""
    options = section.get("options")
    texts = [one for one in options.items if isinstance(one, Scalar)] if isinstance(options, Sequence) else []
    for scalar, following in zip(texts, (*texts[1:], None), strict=False):
        match = _OPTION.fullmatch(short(scalar))
        if match and match[2] is not None:
            yield _Option(match[1], match[2], scalar)
        elif match and following is not None:
            yield _Option(match[1], short(following), following)


def _image(option: _Option) -> str | None:
    """Give the image that a named context stands for, None if it is a folder or anything else."""
    value = option.value.partition("=")[2]
    return value.removeprefix(_IMAGE_SCHEME) if value.startswith(_IMAGE_SCHEME) else None


def _before(option: _Option, image: str) -> str:
    return short(option.scalar).removesuffix(image)


def _arguments(section: Mapping, options: list[_Option], source: Source) -> dict[str, Argument]:
    given = section.get("args")
    found: dict[str, Argument] = {}
    for entry in given if isinstance(given, Mapping) else ():
        value = _value(entry.value, source) if isinstance(entry.value, Scalar) else None
        found[entry.key or ""] = Argument(value, source.location(entry.start))
    for option in options:
        if option.name == "build-arg":
            name, is_given, text = option.value.partition("=")
            value = _known(text, source) if is_given else None
            found[name] = Argument(value, source.location(option.scalar.start))
    return found


def _value(scalar: Scalar, source: Source) -> str | None:
    """Give an argument's value as JavaScript would write it; None if it is not known."""
    return _known(scalar.text, source) if is_text(scalar) else number(scalar)


def _known(text: str, source: Source) -> str | None:
    meaning, why_unknown = meant(text, source.variables)
    return None if why_unknown else meaning


def _target(section: Mapping, options: list[_Option], source: Source) -> str | None:
    targets = [one.value for one in options if one.name == "target"] or [section.text("target")]
    return meant(targets[-1], source.variables)[0] or None
