"""What an entry of a kustomization's `images` makes of the images that it matches."""

from collections.abc import Iterator

from imagegate.discovery.detector import Found
from imagegate.discovery.yaml.nodes import Mapping, Node, Scalar
from imagegate.discovery.yaml.source import Role, Source, is_empty, is_text, short
from imagegate.source import Unresolved, UsedAs

_CHANGES = ("newTag", "digest", "tagSuffix", "newName")


def image(entry: Node, source: Source) -> Iterator[Found]:
    """Give the reference that comes out, at the part of it that changes most often.

    A tag and a digest replace both; either alone drops the other. A new name alone keeps the tag of what it matches,
    and a suffix adds to it: which one that is, only the resources say.
    """
    if not isinstance(entry, Mapping):
        return
    parts = {key: value for key in ("name", *_CHANGES) if (value := _scalar(entry, key))}
    main = next((parts[key] for key in _CHANGES if key in parts), None)
    if main is None:
        return
    texts = {key: short(value) for key, value in parts.items()}
    role = Role("kustomize-image", UsedAs.DEPLOY, texts.get("name", ""))
    text = _text(texts)
    places = tuple(source.location(one.start) for one in parts.values() if one is not main)
    reason = _reason(parts, texts)
    if reason:
        yield Unresolved(source.occurrence(main, role, text, places), reason)
    else:
        yield source.reference(main, role, text, places)


def _scalar(entry: Mapping, key: str) -> Scalar | None:
    value = entry.get(key)
    return value if isinstance(value, Scalar) and not is_empty(value) else None


def _text(texts: dict[str, str]) -> str:
    name = texts.get("newName") or texts.get("name", "")
    if "newTag" in texts and "newName" not in texts:
        name = without_tag(name)
    tag = f":{texts['newTag']}" if "newTag" in texts else ""
    digest = f"@{texts['digest']}" if "digest" in texts else ""
    return f"{name}{tag}{digest}"


def _reason(parts: dict[str, Scalar], texts: dict[str, str]) -> str:
    """Say why the reference is not known, if it is not."""
    number = next((key for key, value in parts.items() if not is_text(value)), None)
    if number:
        return f"YAML does not take {texts[number][:80]} for text, and kustomize refuses it; quote it"
    if "name" not in texts and "newName" not in texts:
        return "it has no name"
    if "newTag" in texts or "digest" in texts:
        return ""
    if "tagSuffix" in texts:
        return "the tag before the suffix stands in the resources"
    name = texts["newName"]
    return "" if name != without_tag(name) else "its tag stands in the resources"


def without_tag(name: str) -> str:
    """Leave out a tag and a digest."""
    rest = name.partition("@")[0]
    folder, slash, last = rest.rpartition("/")
    return f"{folder}{slash}{last.partition(':')[0]}"
