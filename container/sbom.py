"""Write down what the final image is made of, as CycloneDX 1.6 in JSON (ECMA-424).

Runs in the build stage, after the file system is assembled: `sbom.py ROOT`. Everything is read from what lies in ROOT:
the installed packages' metadata, the status of the distribution's packages, and the interpreter that runs this.
"""

# ruff: noqa: INP001 - a program of the build stage, in no package

import json
import platform
import runpy
import site
import sys
from collections.abc import Iterable, Iterator
from email.message import Message
from email.parser import HeaderParser
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any
from urllib.parse import quote

PLACE = Path("usr/share/sbom/imagegate.cdx.json")


def main(root: Path, source: Path) -> None:
    """Write the file into the root file system; `source` is the folder of imagegate's modules."""
    version = runpy.run_path(str(source / "__init__.py"))["__version__"]
    file = root / PLACE
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document(root, version), indent=1, ensure_ascii=False) + "\n")
    file.chmod(0o444)
    file.parent.chmod(0o555)


def document(root: Path, version: str) -> dict[str, Any]:
    """Give the whole document; nothing in it depends on when or where it was made."""
    itself = {"type": "container", "bom-ref": "image", "name": "imagegate", "version": version}
    release = dict(line.split("=", 1) for line in (root / "etc/os-release").read_text().splitlines() if "=" in line)
    system, number = (release.get(name, "").strip('"') for name in ("ID", "VERSION_ID"))
    parts = [
        {"type": "operating-system", "name": system, "version": number, "bom-ref": "os"},
        _interpreter(platform.python_version()),
        *_sorted(map(_python, distributions(path=[str(root / site.getsitepackages()[0].lstrip("/"))]))),
        *_sorted(_debian(HeaderParser().parsestr(text), system, number) for text in _statuses(root)),
    ]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": itself},
        "components": parts,
    }


def _interpreter(version: str) -> dict[str, Any]:
    part = _part("python", version, f"pkg:generic/python@{version}")
    return {**part, "cpe": f"cpe:2.3:a:python:python:{version}:*:*:*:*:*:*:*"}


def _python(one: Distribution) -> dict[str, Any]:
    name = one.metadata["Name"].lower().replace("_", "-").replace(".", "-")
    part = _part(name, one.version, f"pkg:pypi/{name}@{one.version}")
    known = "License-Expression" in one.metadata
    return {**part, "licenses": [{"expression": one.metadata["License-Expression"]}]} if known else part


def _debian(status: "Message[str, str]", system: str, number: str) -> dict[str, Any]:
    name, version = str(status["Package"]), str(status["Version"])
    place = f"arch={status['Architecture']}&distro={system}-{number}"
    return _part(name, version, f"pkg:deb/{system}/{quote(name)}@{quote(version)}?{place}")


def _part(name: str, version: str, purl: str) -> dict[str, Any]:
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}


def _statuses(root: Path) -> Iterator[str]:
    for path in (root / "var/lib/dpkg/status.d").iterdir():
        yield path.read_text()


def _sorted(parts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(parts, key=lambda part: str(part["purl"]))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
