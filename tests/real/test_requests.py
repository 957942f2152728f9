"""How many requests one image costs."""

import re

import pytest

from tests.real.hub import Hub
from tests.real.program import Terminal

pytestmark = [pytest.mark.registry, pytest.mark.engine]

_DIGEST = re.compile("sha256:[0-9a-f]{64}")


def test_index_of_two_platforms(terminal_inside: Terminal, hub: Hub) -> None:
    with hub.registry.requests() as asked, hub.tokens.requests() as tokens:
        terminal_inside.imagegate("check", "--used-as", "base", "ruby")
    assert sorted(_DIGEST.sub("DIGEST", line) for line in asked) == [
        "GET /v2/library/ruby/blobs/DIGEST 200",
        "GET /v2/library/ruby/blobs/DIGEST 200",
        "GET /v2/library/ruby/manifests/DIGEST 200",
        "GET /v2/library/ruby/manifests/DIGEST 200",
        "GET /v2/library/ruby/manifests/latest 200",
    ]
    assert len(set(asked)) == len(asked)
    assert tokens == [
        "GET /token?service=registry.docker.io&scope=repository%3Alibrary%2Fruby%3Apull&client_id=imagegate 200"
    ]
