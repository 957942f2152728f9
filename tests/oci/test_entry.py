"""What an entry of an index promises, and whether its content keeps it."""

import pytest

from imagegate.oci import media_type
from imagegate.oci.config import parse_config
from imagegate.oci.descriptor import Descriptor, InvalidManifestError
from imagegate.oci.digest import Digest
from imagegate.oci.entry import candidates, check_image, check_platform, check_type
from imagegate.oci.image import NotAnImageError
from imagegate.oci.manifest import Index, Manifest
from imagegate.oci.platform import Platform
from tests.images import encoded

A, B = Digest.of(b"a"), Digest.of(b"b")
UNKNOWN = Platform("unknown", "unknown")
LINUX = Platform("linux", "amd64")


def entry(own: Digest, platform: Platform | None = LINUX, /, **annotations: str) -> Descriptor:
    named = {f"vnd.docker.reference.{key}": value for key, value in annotations.items()}
    return Descriptor(media_type.OCI_MANIFEST, own, 1, platform, named)


IMAGE = entry(A)


@pytest.mark.parametrize(
    ("other", "looked_at"),
    [
        pytest.param(entry(B, UNKNOWN, type="attestation-manifest", digest=str(A)), False, id="an attestation"),
        pytest.param(entry(B, LINUX, type="attestation-manifest", digest=str(A)), True, id="of a real platform"),
        pytest.param(entry(B, None, type="attestation-manifest", digest=str(A)), True, id="of no platform"),
        pytest.param(entry(B, UNKNOWN, digest=str(A)), True, id="without the type"),
        pytest.param(entry(B, UNKNOWN, type="attestation-manifest"), True, id="of nothing"),
        pytest.param(
            entry(B, UNKNOWN, type="x", digest=str(Digest.of(b"c"))), True, id="of something that is not there"
        ),
        pytest.param(entry(B, UNKNOWN, type="x", digest=str(B)), True, id="of itself"),
        pytest.param(entry(B, Platform("unknown", "amd64"), type="x", digest=str(A)), True, id="half unknown"),
        pytest.param(entry(B, UNKNOWN), True, id="unknown alone excuses nothing"),
    ],
)
def test_candidates(other: Descriptor, looked_at: bool) -> None:  # noqa: FBT001 - a column of the table
    expected = (IMAGE, other) if looked_at else (IMAGE,)
    assert candidates(Index(media_type.OCI_INDEX, (IMAGE, other))) == expected


@pytest.mark.parametrize(
    ("promised", "found", "agrees"),
    [
        pytest.param(LINUX, {"os": "linux", "architecture": "amd64"}, True, id="the same"),
        pytest.param(LINUX, {"os": "Linux", "architecture": "x86_64"}, True, id="in another spelling"),
        pytest.param(LINUX, {"os": "linux", "architecture": "arm64"}, False, id="another processor"),
        pytest.param(LINUX, {"os": "windows", "architecture": "amd64"}, False, id="another system"),
        pytest.param(LINUX, {"architecture": "amd64"}, False, id="no system"),
        pytest.param(
            Platform("linux", "arm", "v6"), {"os": "linux", "architecture": "arm", "variant": "v7"}, False,
            id="another variant",
        ),
        pytest.param(Platform("linux", "arm", "v6"), {"os": "linux", "architecture": "arm"}, True,
            id="no variant in it",
        ),
        pytest.param(
            Platform("linux", "arm64", "v8"), {"os": "linux", "architecture": "arm64"}, True,
            id="the variant they all have",
        ),
        pytest.param(Platform("", ""), {"os": "linux", "architecture": "amd64"}, False, id="an empty promise"),
        pytest.param(UNKNOWN, {"os": "linux", "architecture": "amd64"}, True, id="unknown promises nothing"),
        pytest.param(None, {"os": "linux", "architecture": "amd64"}, True, id="nothing was promised"),
    ],
)  # fmt: skip
def test_check_platform(promised: Platform | None, found: dict[str, str], agrees: bool) -> None:  # noqa: FBT001 - a column of the table
    config = parse_config(encoded(found))
    if agrees:
        check_platform(entry(A, promised), config)
        return
    with pytest.raises(NotAnImageError, match="but its config is for") as caught:
        check_platform(entry(A, promised), config)
    assert caught.value.code == "platform-mismatch"


def test_check_type() -> None:
    index = Index(media_type.OCI_INDEX, ())
    check_type(Descriptor("", A, 1), index)
    check_type(Descriptor("application/vnd.example", A, 1), index)
    check_type(Descriptor(media_type.OCI_INDEX, A, 1), index)
    with pytest.raises(InvalidManifestError, match="which it is not"):
        check_type(Descriptor(media_type.DOCKER_LIST, A, 1), index)


@pytest.mark.parametrize(
    ("config_type", "artifact_type", "message"),
    [
        pytest.param(media_type.OCI_CONFIG, None, "it is not an image: its config", id="no artifact"),
        pytest.param(media_type.OCI_EMPTY, "application/x.sbom", "but 'application/x.sbom': its config", id="its type"),
        pytest.param("application/x.helm", None, "but 'application/x.helm': its config", id="its config's type"),
    ],
)
def test_check_image(config_type: str, artifact_type: str | None, message: str) -> None:
    manifest = Manifest(media_type.OCI_MANIFEST, Descriptor(config_type, A, 2), (), artifact_type=artifact_type)
    check_image(manifest, parse_config(b'{"rootfs":{}}'))
    with pytest.raises(NotAnImageError, match="names neither `os` nor `rootfs`") as caught:
        check_image(manifest, parse_config(b"{}"))
    assert message in caught.value.message
