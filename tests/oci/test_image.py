"""Images as they were read, narrowed to the platforms that a use asks for."""

import pytest

from imagegate.oci.image import Image, LeftOut, NotAnImageError, Unread
from imagegate.oci.platform import Platform
from tests.images import image

PLATFORMS = ("linux/amd64", "linux/arm64", "linux/arm/v6", "linux/arm/v7")


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        pytest.param((), PLATFORMS, id="none asked for means all"),
        pytest.param(("linux/arm64",), ("linux/arm64",), id="one"),
        pytest.param(("linux/arm64", "linux/amd64"), ("linux/amd64", "linux/arm64"), id="two, in the index's order"),
        pytest.param(("linux/arm/v8",), ("linux/arm/v7",), id="what a runtime would take"),
        pytest.param(("linux/aarch64", "windows/amd64"), ("linux/arm64",), id="one is there, one is not"),
        pytest.param(("linux/arm", "linux/arm/v7"), ("linux/arm/v7",), id="the same twice"),
    ],
)
def test_narrowed(wanted: tuple[str, ...], kept: tuple[str, ...]) -> None:
    whole = image(platforms=PLATFORMS)
    narrowed = whole.narrowed(tuple(Platform.parse(text) for text in wanted))
    assert isinstance(narrowed, Image)
    assert tuple(str(one.platform) for one in narrowed.platforms) == kept
    assert narrowed.left_out == tuple(
        LeftOut(one.descriptor, "not one of the platforms asked for")
        for one in whole.platforms
        if str(one.platform) not in kept
    )
    assert (narrowed.reference, narrowed.descriptor, narrowed.index) == (whole.reference, whole.descriptor, whole.index)


def test_an_image_with_none_of_the_platforms_is_unread() -> None:
    whole = image(platforms=("linux/amd64", "linux/arm64"))
    unread = whole.narrowed((Platform("linux", "s390x"), Platform("windows", "amd64")))
    assert isinstance(unread, Unread)
    assert isinstance(unread.error, NotAnImageError)
    assert (unread.reference, unread.error.message, unread.error.code) == (
        whole.reference,
        "it is not built for linux/s390x, windows/amd64; it has linux/amd64, linux/arm64",
        "no-platform",
    )


def test_the_config_names_the_platform_where_no_index_does() -> None:
    single = image(platforms=("linux/arm/v7",))
    (one,) = single.platforms
    assert single.index is None
    assert one.platform == Platform("linux", "arm", "v7")
