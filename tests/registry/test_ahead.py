"""Which hosts are connected to before anybody asks them."""

import pytest

from imagegate.http.address import AddressRule
from imagegate.oci.reference import Reference
from imagegate.registry.ahead import REGISTRIES_MAX, first_urls

RULE = AddressRule(plain=frozenset({"plain.example:5000"}))
HUB = [("https://registry-1.docker.io/v2/", "docker.io"), ("https://auth.docker.io/token", "docker.io")]
OWN = [("https://r.example/v2/", "r.example")]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param([], [], id="nobody"),
        pytest.param(["r.example/app"], OWN, id="a registry"),
        pytest.param(["ruby"], HUB, id="and its token server where that is known"),
        pytest.param(["ruby", "r.example/a", "python", "r.example/b"], HUB + OWN, id="each once, in order"),
        pytest.param(
            ["plain.example:5000/app"], [("http://plain.example:5000/v2/", "plain.example:5000")], id="by plain http"
        ),
        pytest.param(
            [f"r{number}.example/app" for number in range(20)],
            [(f"https://r{number}.example/v2/", f"r{number}.example") for number in range(REGISTRIES_MAX)],
            id="not too many",
        ),
    ],
)
def test_first_urls(names: list[str], expected: list[tuple[str, str]]) -> None:
    assert list(first_urls([Reference.parse(name).repository for name in names], RULE)) == expected
