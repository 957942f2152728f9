"""Who owns a path, by GitHub's rules."""

import pytest

from imagegate.doctor.codeowners import read_owners


def owners(text: str, path: str) -> tuple[str, ...] | None:
    rule = read_owners("CODEOWNERS", text).rule(path)
    return rule.owners if rule else None


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        pytest.param("*", "a/b/c.txt", True, id="everything"),
        pytest.param("*.js", "a/b/c.js", True, id="a name anywhere"),
        pytest.param("*.js", "a/b/c.ts", False, id="another name"),
        pytest.param("?.js", "c.js", True, id="one character"),
        pytest.param("?.js", "cc.js", False, id="two characters"),
        pytest.param("/build/logs/", "build/logs/a/b", True, id="a folder of the root, and all in it"),
        pytest.param("/build/logs/", "x/build/logs/a", False, id="a folder elsewhere"),
        pytest.param("/build/logs/", "build/logs", False, id="a file with a folder's name"),
        pytest.param("build/logs", "build/logs/a", True, id="a slash inside roots it too"),
        pytest.param("build/logs", "x/build/logs/a", False, id="and no other place has it"),
        pytest.param("docs/*", "docs/a.md", True, id="right in the folder"),
        pytest.param("docs/*", "docs/b/a.md", False, id="not deeper"),
        pytest.param("docs/**", "docs/b/a.md", True, id="deeper"),
        pytest.param("/*", "a", True, id="right in the root"),
        pytest.param("/*", "a/b", False, id="not below it"),
        pytest.param("apps/", "x/apps/a", True, id="a folder anywhere"),
        pytest.param("**/logs", "a/b/logs/c", True, id="at any depth"),
        pytest.param("**/logs", "logs", True, id="at none"),
        pytest.param("a/**/b", "a/b", True, id="no folder between"),
        pytest.param("a/**/b", "a/x/y/b/c", True, id="some between"),
        pytest.param(".github", ".github/workflows/a.yml", True, id="a folder without a slash"),
        pytest.param("/.GitHub/", ".github/a", False, id="case counts"),
        pytest.param(r"a\ b.txt", "a b.txt", True, id="a blank"),
        pytest.param("/", "a", False, id="nothing"),
        pytest.param("a[b]", "a[b]", False, id="brackets are no rule at all"),
    ],
)
def test_patterns(pattern: str, path: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert (owners(f"{pattern} @me", path) is not None) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("* @a\n*.yml @b\n", ("@b",), id="the last one counts"),
        pytest.param("*.yml @b\n* @a\n", ("@a",), id="even if it says less"),
        pytest.param("* @a\n*.yml\n", (), id="without owners nobody owns it"),
        pytest.param("* @a # and not @b", ("@a",), id="a comment behind it"),
        pytest.param("* @a @org/team me@example.com", ("@a", "@org/team", "me@example.com"), id="several"),
        pytest.param("\ufeff* @a\r\n", ("@a",), id="a mark, and other line ends"),
        pytest.param("# * @a", None, id="a comment"),
        pytest.param("!*.yml @a", None, id="no negation"),
        pytest.param("*.[y]ml @a", None, id="no ranges"),
        pytest.param(r"\#.yml @a", None, id="no escaped comment"),
        pytest.param("* @a\n*.yml nobody\n", ("@a",), id="a line with what is no owner is none"),
        pytest.param("", None, id="empty"),
    ],
)
def test_lines(text: str, expected: tuple[str, ...] | None) -> None:
    assert owners(text, "x.yml") == expected


def test_many_stars_take_no_time_to_speak_of() -> None:
    assert owners("*a" * 1000 + "b @me\n" + "**/" * 1000 + "b @me", "a" * 2000 + "/" + "c/" * 1000) is None
