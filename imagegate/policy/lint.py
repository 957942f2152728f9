"""What a rule's schema may say: JSON Schema 2020-12 without what would pass silently, fetch, or never end."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from imagegate.policy.entry import Entry
from imagegate.policy.schema_walk import DEPTH_MAX, TOO_DEEP, Walk
from imagegate.policy.vacuous import asserts
from imagegate.strict.json import Json


@dataclass(frozen=True, slots=True)
class Definitions:
    """The `$defs` of a file. `heights` are how deep each nests, what it refers to included."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    heights: Mapping[str, int] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Json]:
        """The schemas by name."""
        return {name: entry.value for name, entry in self.entries.items()}


def definitions(entries: Mapping[str, Entry]) -> Definitions:
    """Check a file's `$defs`, used or not."""
    walks = {name: Walk(entries) for name in entries}
    for name, entry in entries.items():
        walks[name].visit(entry)
    circular = [name for name in entries if _reaches(name, name, walks)]
    for name in circular:
        entries[name].problem(f'the schema "{name}" refers to itself', "a schema that repeats itself never ends")
    return Definitions(entries, {} if circular else _heights(walks))


def check(schema: Entry, known: Definitions) -> None:
    """Note what is wrong with a rule's schema."""
    walk = Walk(known.entries)
    walk.visit(schema)
    for item, name, depth in walk.references:
        if depth + known.heights.get(name, 0) > DEPTH_MAX:
            item.problem(TOO_DEEP)
    if walk.sound and not asserts(schema.value, known.values):
        schema.problem("the schema accepts everything", "say what it should reject, or remove the rule")


def _reaches(start: str, goal: str, walks: Mapping[str, Walk]) -> bool:
    seen: set[str] = set()
    pending = [start]
    while pending:
        for _, target, _ in walks[pending.pop()].references:
            if target == goal:
                return True
            if target not in seen:
                seen.add(target)
                pending.append(target)
    return False


def _heights(walks: Mapping[str, Walk]) -> dict[str, int]:
    # As many rounds as levels count: what is deeper is too deep whatever its height.
    heights = {name: walk.depth for name, walk in walks.items()}
    for _ in range(DEPTH_MAX):
        heights = {
            name: max([walk.depth, *(depth + heights[target] for _, target, depth in walk.references)])
            for name, walk in walks.items()
        }
    return heights
