"""The variables that FROM knows: the predefined ones, and the ARGs before the first FROM.

As BuildKit does: what stands in a stage, ENV, and ARGs that come later never count. A build argument counts where an
ARG declares it. A default is expanded with what was known before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from imagegate.discovery.detector import DEFAULT_PLATFORM, Argument
from imagegate.discovery.dockerfile.expansion import expand
from imagegate.discovery.dockerfile.stages import Default, Dockerfile
from imagegate.errors import ImagegateError
from imagegate.oci.platform import Platform
from imagegate.source import Location

CONTRIBUTING_MAX = 64


@dataclass(slots=True)
class Environment:
    """Values of variables, the places they come from, and why a value is not known.

    `machine` are the variables that differ from one platform to the next.
    """

    values: dict[str, str] = field(default_factory=dict)
    places: dict[str, tuple[Location, ...]] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    machine: set[str] = field(default_factory=set)

    def locations(self, names: tuple[str, ...]) -> tuple[Location, ...]:
        """Give the places that gave variables their values."""
        places = dict.fromkeys(place for name in names for place in self.places.get(name, ()))
        return tuple(places)[:CONTRIBUTING_MAX]

    def why_unknown(self, names: tuple[str, ...]) -> str:
        """Say why one of the variables is not known; an empty text if all are."""
        return next((self.unknown[name] for name in names if name in self.unknown), "")

    def give(self, name: str, argument: Argument) -> None:
        """Take a value that the build passes."""
        why = f"the build argument {name} has no known value" if argument.value is None else ""
        places = (argument.location, *argument.contributing)[:CONTRIBUTING_MAX]
        self._set(name, argument.value or "", places, why)

    def default(self, default: Default, text: str, escape: str) -> None:
        """Take a default, its variables expanded."""
        try:
            expansion = expand(text, self.values, escape)
        except ImagegateError as error:
            self._set(default.name, "", (default.location,), f"the default of {default.name}: {error.message}")
            return
        places = (default.location, *self.locations(expansion.used))[:CONTRIBUTING_MAX]
        differs = not self.machine.isdisjoint(expansion.used)
        self._set(default.name, expansion.text, places, self.why_unknown(expansion.used))
        if differs:
            self.machine.add(default.name)

    def _set(self, name: str, value: str, places: tuple[Location, ...], why_unknown: str) -> None:
        self.values[name] = value
        self.places[name] = places
        self.machine.discard(name)
        self.unknown.pop(name, None)
        if why_unknown:
            self.unknown[name] = why_unknown


def environment(
    dockerfile: Dockerfile, given: Mapping[str, Argument], variables: Mapping[str, str], machine: Mapping[str, str]
) -> Environment:
    """Give what FROM knows in a build with these arguments; `variables` fill what has no value anywhere."""
    known = Environment(values=dict(machine), machine=set(machine))
    for name in machine.keys() & given.keys():
        known.give(name, given[name])
    for default in dockerfile.defaults:
        if default.name in given:
            known.give(default.name, given[default.name])
        elif default.value is not None:
            known.default(default, default.value, dockerfile.escape)
        elif default.name in variables:
            known.values.setdefault(default.name, variables[default.name])
    return known


def predefined(platform: Platform, target: str) -> dict[str, str]:
    """Give the variables that every build has: of the machine that builds, of the platform, and the target stage."""
    return {**_machine("BUILD", DEFAULT_PLATFORM), **_machine("TARGET", platform), "TARGETSTAGE": target}


def _machine(prefix: str, platform: Platform) -> dict[str, str]:
    one = platform.normalised
    return {
        f"{prefix}PLATFORM": str(one),
        f"{prefix}OS": one.os,
        f"{prefix}OSVERSION": one.os_version or "",
        f"{prefix}ARCH": one.architecture,
        f"{prefix}VARIANT": one.variant or "",
    }
