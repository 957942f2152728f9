"""Whatever a file holds, it is an image or the reason why not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.local.opened import Opened
from imagegate.oci.image import Image, Unread
from tests.local.images import config, handed_over, image, layout, read, saved

CONFIG = config("1")
BLOBS, ENTRY = image(CONFIG)
BOTH = {**saved((CONFIG, ["app:1"]), path="blobs/sha256/{hex}"), **layout(BLOBS, ENTRY)}

_KEYS = st.sampled_from(
    ["Config", "RepoTags", "Layers", "manifests", "digest", "size", "config", "annotations", "data"]
)
_LEAVES = st.none() | st.booleans() | st.integers(-1, 2**70) | st.text(max_size=4) | st.sampled_from([*BLOBS, "app:1"])
_JSON = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4))


@given(st.sampled_from(["manifest.json", "index.json", "oci-layout", *BLOBS]), _JSON | st.lists(_JSON, max_size=2))
def test_any_json_in_the_place_of_a_file(name: str, content: object) -> None:
    files = {**BOTH, name: json.dumps(content).encode()}
    alone = {key: value for key, value in files.items() if key != "manifest.json"}
    for text, each in (("docker-archive:-", files), ("docker-archive:-:app:1", files), ("oci:-", alone)):
        resolution = read(text, handed_over(each))
        assert isinstance(resolution, Unread | Image)
        if isinstance(resolution, Image):
            assert resolution.platforms[0].config.execution.user == "1"


def test_a_bug_is_not_an_answer() -> None:
    def broken(_: int) -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        read("oci:-", Opened(broken, lambda: None))
