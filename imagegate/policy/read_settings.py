"""The settings of a policy: from the repository's own files, each given once."""

from collections.abc import Iterator, Sequence

from imagegate.oci.platform import InvalidPlatformError, Platform
from imagegate.policy.entry import Entry
from imagegate.policy.expressions import check_glob
from imagegate.policy.rule import PolicySettings, Severity
from imagegate.policy.waiver import WaiverLimits
from imagegate.source import DiscoverySettings

SETTINGS = ("failOn", "unknown", "uncovered", "unresolved", "onlyNew", "platforms", "discovery", "waivers")
DISCOVERY = ("include", "exclude", "formats", "contexts", "variables")
WAIVERS = ("maxDays", "warnDays")

_GROUPS = {"discovery": DISCOVERY, "waivers": WAIVERS}


def read_settings(files: Sequence[Entry]) -> PolicySettings:
    """Read the `settings` of several files as one."""
    given: dict[str, Entry] = {}
    for settings in files:
        for name, entry in _leaves(settings):
            if name in given:
                entry.problem(f'the setting "{name}" is given twice', f"first at {given[name].location}")
            else:
                given[name] = entry
    return _settings(given)


def _leaves(settings: Entry) -> Iterator[tuple[str, Entry]]:
    for key, entry in settings.mapping(SETTINGS):
        if key in _GROUPS:
            yield from ((f"{key}.{name}", item) for name, item in entry.mapping(_GROUPS[key]))
        else:
            yield key, entry


def _settings(given: dict[str, Entry]) -> PolicySettings:
    return PolicySettings(
        fail_on=_fail_on(given),
        unknown=_severity(given, "unknown", Severity.WARNING),
        uncovered=_severity(given, "uncovered", Severity.ERROR),
        unresolved=_severity(given, "unresolved", Severity.ERROR),
        only_new=given["onlyNew"].flag(default=False) if "onlyNew" in given else False,
        platforms=_platforms(given),
        discovery=DiscoverySettings(
            include=_globs(given, "discovery.include"),
            exclude=_globs(given, "discovery.exclude"),
            formats=_texts(given, "discovery.formats"),
            contexts=_texts(given, "discovery.contexts"),
            variables=_texts(given, "discovery.variables"),
        ),
        waivers=_limits(given),
    )


def _fail_on(given: dict[str, Entry]) -> Severity:
    severity = _severity(given, "failOn", Severity.ERROR)
    if severity is Severity.OFF:
        given["failOn"].problem("failOn must be one of error, warning, notice", "use warn-only to let everything pass")
    return severity


def _severity(given: dict[str, Entry], name: str, default: Severity) -> Severity:
    return given[name].word(Severity, default) if name in given else default


def _platforms(given: dict[str, Entry]) -> tuple[Platform, ...]:
    platforms = []
    for entry in given["platforms"].sequence() if "platforms" in given else ():
        try:
            platforms.append(Platform.parse(entry.text()))
        except InvalidPlatformError as error:
            entry.problem(error.message, error.hint)
    return tuple(platforms)


def _globs(given: dict[str, Entry], name: str) -> tuple[str, ...]:
    if name not in given:
        return ()
    for glob in given[name].sequence():
        check_glob(glob.text(), glob)
    return given[name].texts()


def _texts(given: dict[str, Entry], name: str) -> dict[str, str]:
    return {key: item.text() for key, item in given[name].mapping()} if name in given else {}


def _limits(given: dict[str, Entry]) -> WaiverLimits:
    limits = WaiverLimits()
    days = given.get("waivers.maxDays")
    warn = given.get("waivers.warnDays")
    return WaiverLimits(
        days.count(limits.max_days) if days else limits.max_days,
        warn.count(limits.warn_days) if warn else limits.warn_days,
    )
