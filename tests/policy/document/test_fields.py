"""What the document's schema says of its fields."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from imagegate.policy.document.fields import is_sensitive, is_unknowable, raw_field, schema
from tests.policy.document.page import render_page

PAGE = Path(__file__).parents[3] / "docs" / "document.md"


@pytest.mark.parametrize(
    ("pointer", "raw", "sensitive", "unknowable"),
    [
        pytest.param("", "", True, False, id="the document holds secrets"),
        pytest.param("/user", "config.User", False, False, id="a field with members"),
        pytest.param("/user/root", "config.User", False, True, id="a name does not tell"),
        pytest.param("/created", "created", False, True, id="builders leave it out"),
        pytest.param("/size", "layers", False, True, id="the size"),
        pytest.param("/base", "", False, True, id="the base"),
        pytest.param("/base/name", "", False, True, id="the base's name"),
        pytest.param("/base/known", "", False, False, id="that nothing is known is known"),
        pytest.param("/change/becameRoot", "config.User", False, True, id="a change"),
        pytest.param("/env", "config.Env", True, False, id="the environment holds values"),
        pytest.param("/env/PATH", "config.Env", True, False, id="a value"),
        pytest.param("/env/a~1b~0c", "config.Env", True, False, id="an escaped name"),
        pytest.param("/env/*", "config.Env", True, False, id="every value"),
        pytest.param("/envDuplicates/0", "config.Env", False, False, id="names may be shown"),
        pytest.param("/envMalformed/0", "config.Env", True, False, id="an entry without a name is a value"),
        pytest.param("/exposedPorts/1/port", "config.ExposedPorts", False, False, id="a port"),
        pytest.param("/labels/org.example~1a", "config.Labels", False, False, id="a label"),
        pytest.param("/history", "history", True, False, id="the history holds build arguments"),
        pytest.param("/history/3", "history[3]", True, False, id="so does a step"),
        pytest.param("/history/3/createdBy", "history[3].created_by", True, False, id="its text"),
        pytest.param("/history/*/args", "history[*]", True, False, id="every step's"),
        pytest.param("/history/3/buildArgs/0", "history[3]", True, False, id="a build argument"),
        pytest.param("/history/3/commands/0", "history[3]", False, False, id="a command may be shown"),
        pytest.param("/history/3/fromBase", "history[3]", False, True, id="whether it is the base's"),
        pytest.param("/layers/2/diffId", "rootfs.diff_ids[2]", False, True, id="a place in another document"),
        pytest.param("/layers/2/size", "layers[2].size", False, True, id="a place in the manifest"),
        pytest.param("/source/previous/tag", "", False, False, id="behind a $ref that may be null"),
        pytest.param("/reference/tagParts/numbers/0", "", False, False, id="behind a $ref"),
        pytest.param("/raw", "", True, False, id="the raw image holds secrets"),
        pytest.param("/raw/manifest/layers/0", "", False, False, id="a manifest holds none"),
        pytest.param("/raw/config", "", True, False, id="a config does"),
        pytest.param("/raw/config/config", "config", True, False, id="also below"),
        pytest.param("/raw/config/config/User", "config.User", False, False, id="a member without"),
        pytest.param("/raw/config/config/Labels/a", "config.Labels", False, False, id="and what is below it"),
        pytest.param("/raw/config/config/Env/0", "config.Env", True, False, id="a member with"),
        pytest.param("/raw/config/config/Unheard", "config", True, False, id="a member that nobody knows"),
        pytest.param("/raw/config/container_config/Cmd/0", "", True, False, id="what Docker leaves behind"),
        pytest.param("/raw/config/moby.buildkit.buildinfo.v1", "", True, False, id="BuildKit's build arguments"),
        pytest.param("/raw/config/history/0/created_by", "history", True, False, id="the raw history"),
        pytest.param("/nothing", "", False, False, id="no field"),
        pytest.param("/user/root/x", "config.User", False, False, id="below a field without members"),
        pytest.param("/user/text/x/y", "config.User", False, False, id="far below"),
    ],
)
def test_a_field(pointer: str, raw: str, sensitive: bool, unknowable: bool) -> None:  # noqa: FBT001 - a row
    assert (raw_field(pointer), is_sensitive(pointer), is_unknowable(pointer)) == (raw, sensitive, unknowable)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())


def test_every_object_is_closed_and_lists_its_fields() -> None:
    for pointer, node in _nodes(schema(), ""):
        if "properties" in node and not pointer.startswith("/raw/config"):
            assert node["additionalProperties"] is False, pointer
            assert node["required"] == list(node["properties"]), pointer


def test_every_field_is_described() -> None:
    plain = [
        pointer
        for pointer, node in _nodes(schema(), "")
        if "description" not in node and not pointer.endswith("/-") and not pointer.startswith("/raw/config/")
    ]
    assert plain == ["/env/*", "/labels/*", "/annotations/*", "/metadata/*"]


def test_only_what_may_be_null_is_unknowable() -> None:
    for pointer, node in _nodes(schema(), ""):
        if node.get("x-unknowable") and pointer != "/base":
            assert "null" in node.get("type", ()) or None in node.get("enum", ()), pointer


def test_the_page_describes_every_field() -> None:
    rendered = render_page(schema())
    if os.environ.get("UPDATE_GOLDEN"):
        PAGE.write_text(rendered, encoding="utf-8")
    assert rendered == PAGE.read_text(encoding="utf-8")


def _nodes(node: dict[str, Any], pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield pointer, node
    for name, child in node.get("properties", {}).items():
        yield from _nodes(child, f"{pointer}/{name}")
    for key, token in (("items", "-"), ("additionalProperties", "*")):
        if isinstance(node.get(key), dict):
            yield from _nodes(node[key], f"{pointer}/{token}")
