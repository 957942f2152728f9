"""The history and the layers that its steps made."""

from dataclasses import replace
from typing import Any

import pytest

from imagegate.policy.document.history import history_fields
from imagegate.strict.json import Json
from tests.images import CREATED, image

UNSAID: dict[str, Json] = {
    "createdBy": "",
    "created": None,
    "comment": None,
    "author": None,
    "empty": False,
    "builder": "unknown",
    "instruction": None,
    "args": None,
    "buildArgs": [],
    "commands": [],
    "rootfs": False,
    "fromBase": None,
    "layer": None,
    "size": None,
}


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(None, [], id="none"),
        pytest.param(
            [
                {"created_by": "ARG A", "empty_layer": True},
                {
                    "created": "2026-11-01T12:00:00+02:00",
                    "created_by": "RUN |1 A=b /bin/sh -c make # buildkit",
                    "comment": "buildkit.dockerfile.v0",
                    "author": "me",
                },
                {"created": "yesterday", "empty_layer": True},
            ],
            [
                {**UNSAID, "index": 0, "createdBy": "ARG A", "empty": True, "instruction": "ARG", "args": "A"},
                {
                    **UNSAID,
                    "index": 1,
                    "createdBy": "RUN |1 A=b /bin/sh -c make # buildkit",
                    "created": CREATED,
                    "comment": "buildkit.dockerfile.v0",
                    "author": "me",
                    "builder": "buildkit",
                    "instruction": "RUN",
                    "args": "make",
                    "buildArgs": ["A=b"],
                    "commands": ["make"],
                    "rootfs": True,
                    "layer": 0,
                    "size": 1000,
                },
                {**UNSAID, "index": 2, "empty": True},
            ],
            id="one layer, one step that made it",
        ),
        pytest.param(
            [{}, {}],
            [{**UNSAID, "index": 0, "rootfs": True}, {**UNSAID, "index": 1}],
            id="more steps than layers: no step has a layer",
        ),
        pytest.param([{"empty_layer": True}], [{**UNSAID, "index": 0, "empty": True}], id="fewer steps than layers"),
    ],
)
def test_history(history: Any, expected: list[Json]) -> None:
    assert history_fields(image(history=history).platforms[0]) == expected


def test_a_step_s_layer_is_known_without_a_manifest_and_its_size_is_not() -> None:
    without = replace(image().platforms[0], manifest=None)
    assert [(step["layer"], step["size"]) for step in history_fields(without) if isinstance(step, dict)] == [(0, None)]
