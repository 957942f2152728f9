"""Where a rule failed, before it is put into the rule's words."""

from dataclasses import dataclass

from imagegate.strict.json import Json, JsonObject


@dataclass(frozen=True, slots=True)
class Failure:
    """One place that a schema rejects. `detail` is a sentence, `expected` names what would have passed."""

    pointer: str
    value: Json
    detail: str
    expected: str


@dataclass(frozen=True, slots=True)
class Setting:
    """Whose failure it is: the image's name, and its document."""

    image: str
    document: JsonObject
