"""What a case is about, as a tests file writes it: an image, its name, and the time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from imagegate.errors import ImagegateError
from imagegate.oci.config import EXECUTION_FIELDS, FIELDS
from imagegate.oci.image import Image
from imagegate.oci.platform import InvalidPlatformError, Platform
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.policy.at import below
from imagegate.policy.cases.minimal import PLATFORM, REFERENCE, Written, minimal_image
from imagegate.policy.document.fields import schema
from imagegate.policy.entry import Entry
from imagegate.policy.formats import instant
from imagegate.policy.overlay import overlaid
from imagegate.policy.pointer import join
from imagegate.policy.problem import did_you_mean
from imagegate.policy.rule import Policy
from imagegate.policy.trial import Matter
from imagegate.policy.verdict import Candidate, Use
from imagegate.source import UsedAs
from imagegate.strict.json import Json, JsonObject, load_object

IMAGE_KEYS = ("reference", "platforms", "config", "manifest")

ReadFile = Callable[[str], bytes]


def read_matter(entry: Entry, policy: Policy, now: datetime, read: ReadFile) -> Matter:
    """Read what a case judges."""
    platforms = policy.settings.platforms[:1] or (PLATFORM,)
    image = _image(entry, Written(Reference.parse(REFERENCE), platforms), read)
    previous = entry.at("previous")
    previous.mapping(IMAGE_KEYS)
    old = _image(previous, Written(Reference.parse(REFERENCE), platforms), read) if previous.written else None
    use = Use(
        entry.at("usedAs").word(UsedAs, UsedAs.NAMED),
        entry.at("file").text() or None,
        previous=old.reference if old else None,
    )
    matter = Matter(Candidate(image.reference, use), image, now, old)
    return replace(matter, amendment=_amendment(entry.at("doc"), matter, read))


def moment(entry: Entry) -> datetime | None:
    """Read a day, which means its beginning in UTC, or a time with its offset."""
    text = entry.text()
    found = instant(text) or instant(f"{text}T00:00:00Z")
    if text and found is None:
        entry.problem(f'"{text}" is neither a day nor a time', "such as 2027-03-31 or 2027-03-31T12:00:00Z")
    return found.astimezone(UTC) if found else None


def _image(entry: Entry, default: Written, read: ReadFile) -> Image:
    before = len(entry.problems)
    config = _mapping(entry.at("config"), read)
    _check_config(entry.at("config"))
    written = Written(
        reference=_reference(entry.at("reference")) or default.reference,
        platforms=_platforms(entry.at("platforms")) or default.platforms,
        config=config,
        manifest=_mapping(entry.at("manifest"), read),
        whole=isinstance(entry.at("config").value, str),
    )
    try:
        return minimal_image(written if len(entry.problems) == before else default)
    except ImagegateError as error:
        entry.problem(error.message, error.hint)
        return minimal_image(default)


def _reference(entry: Entry) -> Reference | None:
    try:
        return Reference.parse(entry.text()) if entry.written else None
    except InvalidReferenceError as error:
        entry.problem(error.message, error.hint)
        return None


def _platforms(entry: Entry) -> tuple[Platform, ...]:
    platforms = []
    for item in entry.sequence():
        try:
            platforms.append(Platform.parse(item.text()))
        except InvalidPlatformError as error:
            item.problem(error.message, error.hint)
    if entry.value == []:
        entry.problem("an image has at least one platform", "such as [linux/amd64]")
    return tuple(platforms)


def _mapping(entry: Entry, read: ReadFile) -> JsonObject:
    """Read a mapping, or the JSON file that a text names."""
    if not isinstance(entry.value, str):
        entry.mapping()
        return entry.value if isinstance(entry.value, dict) else {}
    try:
        return load_object(read(entry.value))
    except ImagegateError as error:
        entry.problem(f"{entry.value}: {error.message}", error.hint)
        return {}


def _check_config(entry: Entry) -> None:
    """Note fields that no builder writes: nothing would read them, and the case would test something else."""
    if not isinstance(entry.value, dict):
        return
    for key, item in entry.mapping():
        if key in EXECUTION_FIELDS and key not in FIELDS:
            item.problem(f'"{key}" stands one level too high', f"write config: {{ config: {{ {key}: … }} }}")
        elif key not in FIELDS and "." not in key:
            item.problem(f'no image config has the field "{key}"', did_you_mean(key, FIELDS))
    execution = entry.at("config")
    for key, item in execution.mapping() if isinstance(execution.value, dict) else ():
        if key not in EXECUTION_FIELDS:
            item.problem(f'no image config has the field "config.{key}"', did_you_mean(key, EXECUTION_FIELDS))


def _amendment(entry: Entry, matter: Matter, read: ReadFile) -> JsonObject:
    fields = _mapping(entry, read)
    if not fields or not isinstance(entry.value, dict):
        return fields
    before = len(entry.problems)
    _check_fields(entry, schema(), "")
    if len(entry.problems) == before:
        _check_types(entry, overlaid(matter.setting(matter.image.platforms[0]).document, fields))
    return fields


def _check_fields(entry: Entry, node: JsonObject, pointer: str) -> None:
    if isinstance(entry.value, list):
        for item in entry.sequence():
            _check_fields(item, below(node, "0") or {}, join(pointer, "0"))
    elif isinstance(entry.value, dict):
        names = node.get("properties")
        for key, item in entry.mapping():
            inner = below(node, key)
            if inner is None:
                known = tuple(names) if isinstance(names, dict) else ()
                item.problem(f'the image document has no "{join(pointer, key)}"', did_you_mean(key, known))
            else:
                _check_fields(item, inner, join(pointer, key))


def _check_types(entry: Entry, facts: Json) -> None:
    from imagegate.policy.detail import failure
    from imagegate.policy.dialect import Evaluation, validator

    for error in validator(schema(), Evaluation(datetime.min.replace(tzinfo=UTC))).iter_errors(facts):
        at = entry.at(*error.relative_path)
        at.problem(failure(error, "").detail)
