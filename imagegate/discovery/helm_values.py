"""The images in the mappings of Helm values."""

import re
from collections.abc import Callable, Iterator
from typing import TypeAlias

from imagegate.discovery.detector import Found, NotJudged
from imagegate.discovery.helm_chart import Chart, Part, part
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar, Sequence
from imagegate.discovery.yaml.source import Role, Source, is_empty, is_text
from imagegate.source import Unresolved, UsedAs

_KEY_MAX = 80
# Pages, pictures and sentences.
_NO_IMAGE = re.compile(
    r"(?!docker:|oci:)[A-Za-z][A-Za-z0-9+.-]*://.*|data:.*|[^$<]*\s.*|[^:@]*\.(?:png|jpe?g|gif|svg|webp|ico|bmp|iso|img|qcow2)",
    re.IGNORECASE | re.DOTALL,
)
_ELSEWHERE = "the chart, which is elsewhere, has the rest of it"
# Numbers that come out of Helm as they went in: `1.10` becomes `1.1`, and `20240101` may become `2.0240101e+07`.
_SAME = re.compile(r"0|[1-9][0-9]{0,5}|[1-9][0-9]{0,5}\.[0-9]{0,7}[1-9]|0\.[1-9]|0\.[1-9][0-9]{0,7}[1-9]", re.ASCII)
# Repositories of code.
_NO_REPOSITORY = re.compile(r".*://.*|.*@.*|.*\.git|.*\s.*", re.DOTALL)
_PARTS = ("registry", "tag", "version", "digest", "sha")
_IS_DIGEST = re.compile("[a-z0-9]+:.*", re.DOTALL)


_TEMPLATES = "the chart's templates have the rest of it"

Base: TypeAlias = Callable[[tuple[str, ...]], tuple[Mapping, Source] | None]
"""Give the mapping under some keys in the values that others are laid over, None if there is none."""

_Parts: TypeAlias = tuple[Part | None, Part, Part | None, Part | None]
"""Registry, repository, tag and digest."""


class Values:
    """Visits every mapping of a document once."""

    def __init__(self, source: Source, chart: Chart | None, base: Base | None = None) -> None:
        """Take the file, and the chart it belongs to; None where the values are for a chart that is elsewhere.

        `base` are the values that these are laid over, if they are not the chart's own.
        """
        self._source = source
        self._chart = chart
        self._base = base or (chart.value if chart else None)
        self._seen: set[int] = set()
        self._judged: set[int] = set()

    def found(self, node: Node, path: tuple[str, ...] = ()) -> Iterator[Found]:
        """Find everything below a node that some keys lead to."""
        if isinstance(node, Scalar) or id(node) in self._seen:
            return
        self._seen.add(id(node))
        if isinstance(node, Sequence):
            for item in node.items:
                yield from self.found(item, path)
            return
        if id(node) not in self._judged and self._is_in_parts(node, path):
            self._judged.add(id(node))
            yield from self._parts(node, path)
        for entry in node:
            key = (entry.key or "")[:_KEY_MAX]
            if key.lower() == "images" and isinstance(entry.value, Mapping):
                yield from self._beginning(entry.value)
            if entry.key and entry.key.lower().endswith("image") and id(entry.value) not in self._judged:
                yield from self._image(node, entry.value, (*path, key))
            yield from self.found(entry.value, (*path, key))

    def _is_in_parts(self, mapping: Mapping, path: tuple[str, ...]) -> bool:
        """Tell whether a mapping is an image whatever leads to it: a repository that has a place for its tag."""
        if mapping.get("tag") is None and mapping.get("digest") is None:
            return False
        repository = part(mapping, self._source, "repository")
        if repository is None and self._base and (completed := self._base(path)):
            repository = part(*completed, "repository")
        return repository is not None and not _NO_REPOSITORY.fullmatch(repository.text)

    def _beginning(self, mapping: Mapping) -> Iterator[Found]:
        """Leave a repository alone that stands for all images of a chart: templates put names behind it."""
        self._judged.add(id(mapping))
        if beginning := part(mapping, self._source, "repository"):
            yield NotJudged(beginning.location, _TEMPLATES)

    def _image(self, parent: Mapping, value: Node, path: tuple[str, ...]) -> Iterator[Found]:
        if self._source.starts_template(value.start):
            yield NotJudged(self._source.location(value.start), "a template fills it in")
        elif isinstance(value, Mapping):
            self._judged.add(id(value))
            yield from self._parts(value, path)
        elif isinstance(value, Scalar) and not is_empty(value) and is_text(value):
            yield from self._text(parent, value, path)

    def _text(self, parent: Mapping, scalar: Scalar, path: tuple[str, ...]) -> Iterator[Found]:
        """Take a whole reference; charts that put its tag beside it call that `tag` too."""
        source = self._source
        whole = Part(scalar, source)
        is_name = path[-1].lower() == "image"
        tag = part(parent, source, "tag", "imageTag", "version") if is_name and not _is_complete(whole.text) else None
        if tag:
            registry = None if _has_host(whole.text) else part(parent, source, "registry")
            yield from self._reference(tag, (registry, whole, tag, part(parent, source, "digest")), path)
        elif "{{" in whole.text:
            yield NotJudged(whole.location, "a template fills it in")
        elif not _NO_IMAGE.fullmatch(whole.text):
            found = source.reference(scalar, _role(path))
            if is_name or set(whole.text) & set("/:@$<") or not isinstance(found, Unresolved):
                yield found

    def _parts(self, mapping: Mapping, path: tuple[str, ...]) -> Iterator[Found]:
        """Take a reference in parts; those that the mapping lacks are the ones that it is laid over."""
        source = self._source
        registry, repository = part(mapping, source, "registry"), self._name(mapping, source)
        tag, digest = part(mapping, source, "tag", "version"), part(mapping, source, "digest", "sha")
        own = [one for one in (tag, digest, repository, registry) if one]
        mains = own or [Part(one, source) for one in map(mapping.get, _PARTS) if isinstance(one, Scalar)]
        if mains and self._base and (completed := self._base(path)):
            registry = registry or _kept(mapping, completed, "registry")
            repository = repository or self._name(*completed)
            tag = tag or _kept(mapping, completed, "tag", "version")
            digest = digest or _kept(mapping, completed, "digest", "sha")
        if repository:
            yield from self._reference(mains[0], (registry, repository, tag, digest), path)
        elif own and own[0] is registry:
            yield NotJudged(registry.location, _TEMPLATES if self._chart else _ELSEWHERE)
        elif (main := tag or digest) and self._chart:
            occurrence = source.occurrence(main.scalar, _role(path), main.text)
            yield Unresolved(occurrence, "neither it nor values.yaml beside it names a repository")
        elif main:
            yield NotJudged(main.location, _ELSEWHERE)

    def _name(self, mapping: Mapping, source: Source) -> Part | None:
        """Give what stands for the repository; a `name` counts where the mapping has no place for a repository."""
        repository = part(mapping, source, "repository", "image")
        if repository is None and mapping.get("repository") is None and any(mapping.get(key) for key in _PARTS):
            repository = part(mapping, source, "name")
        if repository and source is self._source:
            self._judged.add(id(repository.scalar))
        return repository

    def _reference(self, main: Part, given: _Parts, path: tuple[str, ...]) -> Iterator[Found]:
        """Put a reference together; it stands where its main part does."""
        registry, repository, tag, digest = given
        missing = ""
        if not tag and not digest and not _is_complete(repository.text):
            if self._chart is None:
                yield NotJudged(main.location, _ELSEWHERE)
                return
            version = self._chart.version
            tag, missing = (None, version) if isinstance(version, str) else (version, "")
        parts = [one for one in (registry, repository, tag, digest) if one]
        text = _joined(registry, repository, tag, digest)
        places = tuple(one.location for one in parts if one is not main)
        numbers = [one.text for one in parts if not is_text(one.scalar) and not _SAME.fullmatch(one.text)]
        if any("{{" in one.text for one in parts):
            yield NotJudged(main.location, "a template fills it in")
        elif missing or numbers:
            reason = (
                missing or f"YAML does not take {numbers[0][:80]} for text, and Helm may write it otherwise; quote it"
            )
            yield Unresolved(self._source.occurrence(main.scalar, _role(path), text, places), reason)
        else:
            yield self._source.reference(main.scalar, _role(path), text, places)


def _kept(mapping: Mapping, base: tuple[Mapping, Source], *keys: str) -> Part | None:
    """Give a part of the values below, unless the mapping has it emptied."""
    return None if any(mapping.all(key) for key in keys) else part(*base, *keys)


def _joined(registry: Part | None, repository: Part, tag: Part | None, digest: Part | None) -> str:
    text = f"{registry.text.rstrip('/')}/{repository.text}" if registry else repository.text
    text += f":{tag.text}" if tag else ""
    if digest is None:
        return text
    return f"{text}@{'' if _IS_DIGEST.fullmatch(digest.text) else 'sha256:'}{digest.text}"


def _is_complete(text: str) -> bool:
    """Tell whether a text brings its own tag or digest."""
    return "@" in text or ":" in text.rpartition("/")[2]


def _has_host(text: str) -> bool:
    """Tell whether a name begins with a registry."""
    host, _, rest = text.partition("/")
    return bool(rest) and ("." in host or ":" in host)


def _role(path: tuple[str, ...]) -> Role:
    return Role("helm-values-image", UsedAs.DEPLOY, ".".join(path))
