"""The document's `env`, `envDuplicates` and `envMalformed`."""

from collections.abc import Sequence

from imagegate.strict.json import Json, JsonObject


def environment_fields(entries: Sequence[str]) -> JsonObject:
    """Split `NAME=value` at the first `=`; of equal names the last counts."""
    env: JsonObject = {}
    duplicates: dict[str, None] = {}
    malformed: list[Json] = []
    for entry in entries:
        name, separator, value = entry.partition("=")
        if name in env:
            duplicates[name] = None
        if not name or not separator:
            malformed.append(entry)
        env[name] = value if separator else None
    return {"env": env, "envDuplicates": [*duplicates], "envMalformed": malformed}
