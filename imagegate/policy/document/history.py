"""The document's `history`."""

from itertools import accumulate

from imagegate.oci.config import Config, HistoryEntry
from imagegate.oci.image import PlatformImage
from imagegate.policy.document.base import is_built_on
from imagegate.policy.document.step import read_step
from imagegate.policy.document.timestamp import time_text
from imagegate.strict.json import Json, JsonObject


def history_fields(image: PlatformImage, base: Config | None = None) -> list[Json]:
    """Spell the steps out; a step gets its layer only where as many steps made layers as there are layers.

    Which steps come from a base image is told where the image is built on it and begins with its steps.
    """
    inherited = _inherited(image.config, base) if base else None
    entries, layers = image.config.history, image.manifest.layers if image.manifest else None
    made = [*accumulate(int(not entry.empty_layer) for entry in entries)]
    paired = bool(made) and made[-1] == image.layer_count
    steps: list[Json] = []
    for index, entry in enumerate(entries):
        layer = made[index] - 1 if paired and not entry.empty_layer else None
        step = _step(index, entry, is_first_layer=not entry.empty_layer and made[index] == 1)
        step["fromBase"] = None if inherited is None else index < inherited
        steps.append({**step, "layer": layer, "size": layers[layer].size if layers and layer is not None else None})
    return steps


def _inherited(config: Config, base: Config) -> int | None:
    """Count the steps that an image has from its base; None where that cannot be told."""
    count = len(base.history)
    begins = [one.created_by for one in config.history[:count]] == [one.created_by for one in base.history]
    return count if count and begins and is_built_on(config, base) else None


def _step(index: int, entry: HistoryEntry, *, is_first_layer: bool) -> JsonObject:
    step = read_step(entry)
    return {
        "index": index,
        "createdBy": entry.created_by,
        "created": time_text(entry.created),
        "comment": entry.comment or None,
        "author": entry.author or None,
        "empty": entry.empty_layer,
        "builder": step.builder,
        "instruction": step.instruction,
        "args": step.args,
        "buildArgs": [*step.build_args],
        "commands": [*step.commands],
        "rootfs": is_first_layer,
        "fromBase": None,
    }
