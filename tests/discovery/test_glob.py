"""Globs from the repository's root."""

import pytest

from imagegate.discovery.glob import matches, selects


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("Dockerfile", "Dockerfile", True),
        ("Dockerfile", "a/Dockerfile", False),
        ("*", "a", True),
        ("*", "a/b", False),
        ("a/*", "a/b", True),
        ("a/*", "a/b/c", False),
        ("a/**", "a/b/c", True),
        ("a/**", "a", False),
        ("a/**", "ab/c", False),
        ("a/**/**", "a/b/c", True),
        ("a?/**", "ab/c", True),
        ("**/b", "b", True),
        ("**/b", "a/b", True),
        ("**/b", "a/c/b", True),
        ("**/b", "ab", False),
        ("a/**/b", "a/b", True),
        ("a/**/b", "a/c/d/b", True),
        ("**", "a/b", True),
        ("a.y?ml", "a.yaml", True),
        ("?", "/", False),
        ("*.yaml", ".yaml", True),
        ("[a]", "[a]", True),
        ("[a]", "a", False),
        ("a.b", "axb", False),
        ("A", "a", False),
        ("a", "a\n", False),
        ("a*", "a\n", True),
    ],
)
def test_matches(glob: str, path: str, expected: bool) -> None:  # noqa: FBT001 - a row
    assert matches(path, glob) is expected


@pytest.mark.parametrize(
    ("globs", "expected"),
    [
        pytest.param((), True, id="no glob"),
        pytest.param(("a/**",), True, id="named"),
        pytest.param(("b/**",), False, id="not named"),
        pytest.param(("!a/**",), False, id="excluded"),
        pytest.param(("!b/**",), True, id="another is excluded"),
        pytest.param(("a/**", "!a/b"), False, id="the last one counts"),
        pytest.param(("!a/b", "a/**"), True, id="whichever it is"),
    ],
)
def test_selects(globs: tuple[str, ...], expected: bool) -> None:  # noqa: FBT001 - a row
    assert selects("a/b", globs) is expected
