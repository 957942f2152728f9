"""What a mapping says of a key that stands more than once, or that a merge brings."""

import pytest

from imagegate.discovery.yaml.build import build
from imagegate.discovery.yaml.limits import Budget
from imagegate.discovery.yaml.nodes import Mapping, Scalar

MANY = ", ".join(f"k{number}: x" for number in range(40))


def mapping(text: str) -> Mapping:
    (root,) = build(text, 0, Budget()).roots
    assert isinstance(root, Mapping)
    return root


@pytest.mark.parametrize("others", ["", MANY], ids=["few", "many"])
@pytest.mark.parametrize(
    ("text", "counts", "every"),
    [
        pytest.param("a: 1", "1", ["1"], id="once"),
        pytest.param("a: 1, a: 2", "2", ["1", "2"], id="the last counts"),
        pytest.param("<<: {a: 1}", "1", ["1"], id="merged"),
        pytest.param("<<: {a: 1}, a: 2", "2", ["2"], id="overridden"),
        pytest.param("a: 2, <<: {a: 1}", "2", ["2", "1"], id="its own counts, readers differ"),
        pytest.param("<<: {a: 1}, <<: {a: 2}", "1", ["1", "2"], id="merged twice"),
        pytest.param("b: 1", None, [], id="not there"),
    ],
)
def test_a_key(others: str, text: str, counts: str | None, every: list[str]) -> None:
    node = mapping(f"{{{text}, {others}}}" if others else f"{{{text}}}")
    value = node.get("a")
    assert (value.text if isinstance(value, Scalar) else value) == counts
    assert [entry.value.text for entry in node.all("a") if isinstance(entry.value, Scalar)] == every
    assert node.text("a") == (counts or "")


def test_a_text_of_what_is_no_scalar_is_empty() -> None:
    assert mapping("a: [b]").text("a") == ""


def test_an_inherited_entry_knows_its_merge() -> None:
    text = "x: &x {a: 1}\ny: {<<: *x}"
    y = mapping(text).get("y")
    assert isinstance(y, Mapping)
    ((entry,)) = y.all("a")
    assert (text[entry.start], entry.merged_at) == ("1", text.index("*x"))
