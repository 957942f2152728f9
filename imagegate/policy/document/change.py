"""The document's `change`."""

from imagegate.oci.change import Change
from imagegate.strict.json import JsonObject


def change_fields(change: Change) -> JsonObject:
    """Spell a change out."""
    return {
        "reference": change.reference.canonical,
        "digest": str(change.digest),
        "userBefore": change.user_before,
        "becameRoot": change.became_root,
        "platformsRemoved": [*change.platforms_removed],
        "portsAdded": [*change.ports_added],
        "volumesAdded": [*change.volumes_added],
        "envRemoved": [*change.env_removed],
        "entrypointChanged": change.entrypoint_changed,
        "sizeDelta": change.size_delta,
        "registryChanged": change.registry_changed,
        "repositoryChanged": change.repository_changed,
    }
