"""Which references a rule is about."""

from dataclasses import dataclass

from imagegate.source import UsedAs


@dataclass(frozen=True, slots=True)
class Match:
    """Globs on the canonical reference, on platforms and on files, and the uses; an empty part selects everything."""

    images: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    used_as: tuple[UsedAs, ...] = ()
