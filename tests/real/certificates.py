"""A private certificate authority, made with openssl."""

from dataclasses import dataclass
from pathlib import Path

from tests.machine.command import run

_CONFIG = """\
[req]
prompt = no
distinguished_name = name
x509_extensions = extensions
[name]
CN = {name}
[extensions]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
"""
_AUTHORITY = "basicConstraints = critical,CA:TRUE\nkeyUsage = critical,keyCertSign,cRLSign\n"
_SERVER = (
    "basicConstraints = critical,CA:FALSE\nkeyUsage = critical,digitalSignature\nsubjectAltName = {alternatives}\n"
)
_KEY = ("-newkey", "rsa:2048", "-nodes", "-days", "30")


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key, as PEM files."""

    certificate: Path
    key: Path


def authority(folder: Path) -> Pair:
    """Make a certificate authority."""
    return _make(folder, "imagegate tests", _AUTHORITY)


def server(folder: Path, issuer: Pair, *names: str) -> Pair:
    """Make a certificate for a server with these names."""
    alternatives = ",".join(f"DNS:{name}" for name in names)
    extensions = _SERVER.format(alternatives=alternatives)
    return _make(folder, names[0], extensions, "-CA", str(issuer.certificate), "-CAkey", str(issuer.key))


def _make(folder: Path, name: str, extensions: str, *issuer: str) -> Pair:
    folder.mkdir(parents=True)
    config = folder / "openssl.cnf"
    config.write_text(_CONFIG.format(name=name) + extensions)
    pair = Pair(folder / "certificate.pem", folder / "key.pem")
    files = ("-config", config, "-keyout", pair.key, "-out", pair.certificate)
    run("openssl", "req", "-x509", *_KEY, *issuer, *files)
    return pair
