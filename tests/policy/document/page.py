"""`docs/document.md`, written from the schema of the image document."""

from collections.abc import Iterator
from typing import Any

INTRODUCTION = """\
# The image document

<!-- Written from imagegate/policy/document/document.schema.json by `make golden`; do not edit it here. -->

A rule of a policy sees one platform of an image as the JSON document that is described here. `imagegate inspect
REFERENCE` prints it. The pointers are what a rule's `at` takes; `*` stands for every member or element.

Every field is always there. What the image does not say is null, an empty list or an empty object. Sizes are in bytes,
durations in seconds, times in RFC 3339, in UTC.

- **?** behind a field: null means that manifest and config cannot tell. A rule that ends at such a field and finds
  null has the outcome `unknown`, unless its `missing` says otherwise.
- **\u2020** behind a field: rules see the value, but no report ever shows it.

| Field | Value | Meaning | Read from |
| --- | --- | --- | --- |
"""

_HIDDEN = ("/raw/config/",)


def render_page(schema: dict[str, Any]) -> str:
    """Give the whole page."""
    return INTRODUCTION + "".join(_rows(schema, schema, ""))


def _rows(schema: dict[str, Any], node: dict[str, Any], pointer: str) -> Iterator[str]:
    if pointer and not pointer.startswith(_HIDDEN) and "description" in node:
        yield _row(node, pointer)
    if "$ref" in node and pointer != "/reference":
        return
    node = {**schema["$defs"]["reference"], **node} if "$ref" in node else node
    for name, child in node.get("properties", {}).items():
        yield from _rows(schema, child, f"{pointer}/{name}")
    items = node.get("items", {})
    if "properties" in items:
        yield from _rows(schema, {"properties": items["properties"]}, f"{pointer}/*")


def _row(node: dict[str, Any], pointer: str) -> str:
    marks = ("?" if node.get("x-unknowable") else "") + ("\u2020" if node.get("x-sensitive") else "")
    raw = node.get("x-raw", "")
    cells = (
        f"`{pointer}`" + (f" **{marks}**" if marks else ""),
        _value(node),
        node["description"].replace("|", "\\|"),
        f"`{raw}`" if raw else "",
    )
    return f"| {' | '.join(cells)} |\n"


def _value(node: dict[str, Any]) -> str:
    if "const" in node:
        return f"`{node['const']}`"
    if "enum" in node:
        return ", ".join("null" if word is None else f"`{word}`" for word in node["enum"])
    if "$ref" in node:
        return "object" if "type" in node else "object like `/reference`, null"
    types = [node["type"]] if isinstance(node["type"], str) else node["type"]
    return ", ".join(types)
