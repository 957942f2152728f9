"""The document's `exposedPorts`."""

from collections.abc import Iterable

from imagegate.oci.port import Port
from imagegate.strict.json import Json


def port_fields(texts: Iterable[str]) -> list[Json]:
    """Spell ports out, by number; what is no port stays, at the end."""
    ports = sorted((Port.parse(text) for text in texts), key=lambda port: port.order)
    return [
        {
            "text": port.text,
            "port": port.first,
            "portEnd": port.last,
            "protocol": port.protocol,
            "valid": port.valid,
        }
        for port in ports
    ]
