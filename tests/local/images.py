"""What builders write into image layouts and archives, as files."""

import json
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from imagegate.errors import ImagegateError
from imagegate.local.opened import Opened
from imagegate.local.read import read_image
from imagegate.local.source import parse_source
from imagegate.oci import media_type
from imagegate.oci.digest import Digest
from imagegate.oci.image import Image, Resolution, Unread
from imagegate.oci.platform import Platform
from tests.images import config_of, encoded, manifest_of
from tests.local.tarballs import packed

Files = dict[str, bytes]

LAYOUT = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}'}


def config(user: str = "1000", platform: str = "linux/amd64", **top: Any) -> bytes:
    """Give a config whose user tells it apart."""
    return encoded(config_of({"User": user}, Platform.parse(platform), **top))


def blob(content: bytes) -> Files:
    """Give a blob as a file of a layout."""
    return {f"blobs/sha256/{Digest.of(content).encoded}": content}


def image(content: bytes) -> tuple[Files, dict[str, Any]]:
    """Give the blobs of an image with this config, and the descriptor of its manifest."""
    manifest = encoded(manifest_of(content))
    return blob(manifest) | blob(content), descriptor(manifest, media_type.OCI_MANIFEST)


def descriptor(content: bytes, kind: str, **members: Any) -> dict[str, Any]:
    """Give the descriptor of some content."""
    return {"mediaType": kind, "digest": str(Digest.of(content)), "size": len(content), **members}


def index(entries: Sequence[Mapping[str, Any]]) -> bytes:
    """Give an index."""
    return encoded({"schemaVersion": 2, "mediaType": media_type.OCI_INDEX, "manifests": entries})


def multi(**users: str) -> tuple[Files, dict[str, Any]]:
    """Give the blobs and the descriptor of an index; users by architecture."""
    files: Files = {}
    entries = []
    for architecture, user in users.items():
        blobs, entry = image(config(user, f"linux/{architecture}"))
        files |= blobs
        entries.append({**entry, "platform": {"os": "linux", "architecture": architecture}})
    content = index(entries)
    return files | blob(content), descriptor(content, media_type.OCI_INDEX)


def named(entry: Mapping[str, Any], tag: str | None = None, name: str | None = None) -> dict[str, Any]:
    """Give an entry the annotations of a layout."""
    annotations = {"org.opencontainers.image.ref.name": tag, "io.containerd.image.name": name}
    return {**entry, "annotations": {key: value for key, value in annotations.items() if value is not None}}


def layout(files: Files, *entries: Mapping[str, Any]) -> Files:
    """Give an image layout."""
    return {**LAYOUT, "index.json": index(entries), **files}


def saved(*images: tuple[bytes, Sequence[str]], layers: int = 1, path: str = "{hex}.json") -> Files:
    """Give what `docker save` writes of configs and their names; `path` says where a config lies."""
    files: Files = {"layer.tar": b"a layer" * 200}
    items = []
    for content, names in images:
        place = path.format(hex=Digest.of(content).encoded)
        files[place] = content
        items.append({"Config": place, "RepoTags": [*names] or None, "Layers": ["layer.tar"] * layers})
    return {**files, "manifest.json": json.dumps(items).encode()}


def nothing_handed_over(_: int) -> bytes:
    """Give what is on a standard input that nobody writes to."""
    return b""


def read(text: str, opened: Opened | None = None) -> Resolution:
    """Read what a text names."""
    source = parse_source(text)
    assert source is not None
    return read_image(source, opened or Opened(nothing_handed_over, lambda: None))


def handed_over(files: Files) -> Opened:
    """Give what reads files as an archive on standard input."""
    return Opened(BytesIO(packed(files)).read, lambda: None)


def unpacked(files: Files, folder: Path) -> Path:
    """Write files to a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def open_files() -> int:
    """Count the files that this process has open."""
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def users(resolution: Resolution) -> dict[str, str]:
    """Give the users of an image's platforms."""
    assert isinstance(resolution, Image), resolution
    return {str(one.platform): one.config.execution.user for one in resolution.platforms}


def refusal(resolution: Resolution) -> tuple[str, str, str]:
    """Give code, message and hint of what could not be read, and see that they are fit to be shown."""
    assert isinstance(resolution, Unread), resolution
    error: ImagegateError = resolution.error
    assert error.message.startswith(f"{resolution.reference.text}: ")
    assert error.message.isprintable()
    assert len(error.message) < 1500
    assert not error.message.endswith(".")
    return error.code, error.message.partition(": ")[2], error.hint
