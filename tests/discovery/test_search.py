"""Walks with a small format of its own: `NAME.list` holds one line for each thing that is found."""

from collections.abc import Iterator, Mapping

import pytest

from imagegate.discovery.detector import (
    DEFAULT_PLATFORM,
    Argument,
    Build,
    Claim,
    Detector,
    File,
    Found,
    Included,
    NotJudged,
    OutsideRepositoryError,
    Problem,
    Surroundings,
    beside,
)
from imagegate.discovery.dockerfile import detect as dockerfile
from imagegate.discovery.search import Search
from imagegate.errors import ImagegateError
from imagegate.source import DiscoverySettings, Location, Occurrence, Special, UsedAs


class Lists:
    """`image NAME`; `read PATH` gives the image that PATH holds; `build PATH NAME=VALUE`; `include PATH`; `fail`."""

    FORMAT = "list"

    def claims(self, path: str, /) -> Claim:
        if path.endswith(".list"):
            return Claim.YES
        return Claim.MAYBE if path.endswith(".txt") else Claim.NO

    def sniffs(self, text: str, /) -> bool:
        return text.startswith("list")

    def may_depend(self, path: str, changed: frozenset[str], /) -> bool:
        return bool(changed) and path != "never.list"

    def detect(self, file: File, surroundings: Surroundings, /) -> Iterator[Found]:
        for number, line in enumerate(file.text.splitlines(), 1):
            word, _, rest = line.partition(" ")
            place = file.location(number, 1)
            match word:
                case "image":
                    yield Occurrence(rest, place, 1, "list-image", UsedAs.DEPLOY)
                case "read":
                    text = surroundings.read(beside(file.path, rest)) or "nothing"
                    yield Occurrence(text, place, 1, "list-image", UsedAs.DEPLOY)
                case "build":
                    path, _, argument = rest.partition(" ")
                    name, _, value = argument.partition("=")
                    yield Build(beside(file.path, path), place, {name: Argument(value, place)})
                case "include":
                    yield from self._included(rest, place, surroundings)
                case "fail":
                    message = "it cannot be parsed"
                    raise ImagegateError(message)
                case _:
                    continue

    def _included(self, path: str, place: Location, surroundings: Surroundings) -> Iterator[Found]:
        """Give what another file holds, and whose it is; `DIR/*` is every file of the folder."""
        paths = {path} if "*" not in path else {one for one in surroundings.paths if one.startswith(path[:-1])}
        for other in sorted(paths - {place.path}):
            yield Included(other, place)
            for number, line in enumerate((surroundings.read(other) or "").splitlines(), 1):
                if line.startswith("image "):
                    name = f"{line[6:]} of {place.path}"
                    yield Occurrence(name, Location(other, number, 1), 1, "list-image", UsedAs.DEPLOY)


LISTS: Detector = Lists()


def walk(
    files: Mapping[str, bytes | Special],
    changed: frozenset[str] | None = None,
    settings: DiscoverySettings | None = None,
) -> Search:
    search = Search(files.get, settings or DiscoverySettings(), (DEFAULT_PLATFORM,), changed)
    search.walk((LISTS, dockerfile), files)
    return search


def images(search: Search) -> list[str]:
    return [f"{one.location.path} {one.text}" for one in search.found if isinstance(one, Occurrence)]


def problems(search: Search) -> list[str]:
    return [f"{one.location}: {one.error.message}" for one in search.found if isinstance(one, Problem)]


def test_a_file_is_read_by_whoever_claims_it() -> None:
    search = walk({"a.list": b"image a", "b.txt": b"list\nimage b", "c.txt": b"image c", "d": b"image d"})
    assert images(search) == ["a.list a", "b.txt b"]
    assert search.claimed == {"a.list": ("list",), "b.txt": ("list",)}


def test_formats_of_the_settings_beat_names() -> None:
    formats = {"**": "list", "*.docker": "dockerfile"}
    search = walk({"a": b"image a", "b.docker": b"FROM b", "Dockerfile": b"image c"}, None, _settings(formats=formats))
    assert images(search) == ["Dockerfile c", "a a", "b.docker b"]


@pytest.mark.parametrize(
    ("content", "problem", "not_judged"),
    [
        pytest.param(b"image \xff", "the file is not UTF-8: byte 7 is 0xff", "", id="claimed by name"),
        pytest.param(Special.LINK, "the file is a symbolic link", "the file is a symbolic link", id="link"),
    ],
)
def test_unreadable(content: bytes | Special, problem: str, not_judged: str) -> None:
    search = walk({"a.list": content, "b.txt": content})
    assert problems(search) == [f"a.list:1:1: {problem}"]
    assert [one.reason for one in search.found if isinstance(one, NotJudged)] == [
        not_judged or "the file is not UTF-8: byte 7 is 0xff"
    ]


def test_what_looks_claimed_and_cannot_be_read_is_a_problem() -> None:
    search = walk({"a.txt": "list\nimage a".encode("utf-16-le")})
    assert problems(search) == ["a.txt:1:1: the file holds a NUL byte"]
    assert search.claimed == {"a.txt": ("list",)}


def test_an_error_keeps_what_was_found_before_it() -> None:
    search = walk({"a.list": b"image a\nfail\nimage b"})
    assert (images(search), problems(search)) == (["a.list a"], ["a.list:1:1: it cannot be parsed"])


def test_a_listed_file_that_is_not_there_is_a_problem() -> None:
    search = Search(lambda _: None, DiscoverySettings(), (DEFAULT_PLATFORM,))
    search.walk((dockerfile,), ["Dockerfile"])
    assert problems(search) == ["Dockerfile:1:1: 'Dockerfile' is listed, but it is not there"]


def test_an_unreadable_other_file_is_named() -> None:
    search = walk({"a/b.list": b"read ../c", "c": b"\0"})
    assert problems(search) == ["a/b.list:1:1: c: the file holds a NUL byte"]


def test_a_path_out_of_the_repository_is_a_problem() -> None:
    assert problems(walk({"b.list": b"read ../c"})) == ["b.list:1:1: '../c' lies outside the repository"]


@pytest.mark.parametrize(
    ("path", "name", "expected"),
    [
        ("a", "b", "b"),
        ("a/b", "c", "a/c"),
        ("a/b", "./c", "a/c"),
        ("a/b", "../c", "c"),
        ("a/b", "d/../c", "a/c"),
        ("a/b", "..c", "a/..c"),
    ],
)
def test_beside(path: str, name: str, expected: str) -> None:
    assert beside(path, name) == expected


@pytest.mark.parametrize("name", ["..", "../b", "/b", "x/../../b"])
def test_beside_stays_in_the_repository(name: str) -> None:
    with pytest.raises(OutsideRepositoryError):
        beside("a", name)


def test_what_is_read_is_remembered_even_if_it_is_not_there() -> None:
    search = walk({"a/b.list": b"read c\nread ../d", "d": b"e"})
    assert images(search) == ["a/b.list nothing", "a/b.list e"]
    assert search.dependencies == {"a/b.list": {"a/c", "d"}}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({"a.list"}, ["a.list x", "a.list y"], id="the file itself"),
        pytest.param({"y"}, ["a.list x", "a.list y"], id="a file that it reads"),
        pytest.param({"gone"}, ["b.list nothing"], id="a file that is gone"),
        pytest.param({"other"}, [], id="a file that nobody reads"),
        pytest.param(set(), [], id="none"),
    ],
)
def test_only_what_changes_can_make_different(changed: set[str], expected: list[str]) -> None:
    files = {"a.list": b"image x\nread y", "b.list": b"read gone", "y": b"y", "never.list": b"read y", "other": b""}
    assert images(walk(files, frozenset(changed))) == expected


BUILT = {"a.list": b"build d/x V=2\nread y", "d/x": b"ARG V=1\nFROM b:$V", "y": b"y", "z": b""}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param(None, ["a.list y", "d/x b:1", "d/x b:2"], id="everything"),
        pytest.param({"d/x"}, ["d/x b:1", "d/x b:2"], id="the Dockerfile"),
        pytest.param({"a.list"}, ["a.list y", "d/x b:1", "d/x b:2"], id="the file that describes the build"),
        pytest.param({"y"}, ["a.list y", "d/x b:1", "d/x b:2"], id="a file that this one reads"),
        pytest.param({"z"}, [], id="another"),
    ],
)
def test_builds(changed: set[str] | None, expected: list[str]) -> None:
    search = walk(BUILT, None if changed is None else frozenset(changed))
    assert images(search) == expected


def test_a_dockerfile_depends_on_what_describes_its_build() -> None:
    assert walk(BUILT).dependencies == {"a.list": {"y"}, "d/x": {"a.list", "y"}}


def test_a_dockerfile_that_is_not_there_is_missed_where_it_is_built() -> None:
    files = {"a.list": b"image a\nbuild x V=2"}
    assert problems(walk(files)) == ["a.list:2:1: the Dockerfile 'x' is not in the repository"]
    assert problems(walk(files, frozenset({"b"}))) == []


def test_excluded_files_are_counted() -> None:
    files = {"a.list": b"image a", "b.list": b"image b", "c.txt": b"list\nimage c", "d.txt": b""}
    search = walk(files, None, _settings(exclude=("a.*", "c.*")))
    assert (images(search), sorted(search.excluded)) == (["b.list b"], ["a.list"])
    search = walk(files, frozenset({"c.txt"}), _settings(exclude=("c.*",)))
    assert (images(search), sorted(search.excluded)) == ([], ["c.txt"])
    search = walk(files, None, _settings(include=("a.list",)))
    assert (images(search), sorted(search.excluded)) == (["a.list a"], ["b.list"])


def _settings(
    include: tuple[str, ...] = (), exclude: tuple[str, ...] = (), formats: Mapping[str, str] | None = None
) -> DiscoverySettings:
    return DiscoverySettings(include, exclude, formats or {})


def test_locations_are_those_of_the_file() -> None:
    assert File("a", "", line=5, indent=4).location(2, 3) == Location("a", 6, 7)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"a.list": b"include b.list\nimage a", "b.list": b"image b"},
            ["b.list b of a.list", "a.list a"],
            id="a file that is claimed too",
        ),
        pytest.param({"a.list": b"include b", "b": b"image b"}, ["b b of a.list"], id="a file that nothing claims"),
        pytest.param(
            {"a.list": b"include b.list", "b.list": b"include a.list\nimage b"},
            ["b.list b of a.list"],
            id="files that include each other",
        ),
        pytest.param(
            {"a.list": b"image a", "z.list": b"include a.list\ninclude b.list", "b.list": b"include a.list"},
            ["a.list a of z.list"],
            id="the first of a chain, though it comes last",
        ),
        pytest.param(
            {"a.list": b"include c", "b.list": b"include c", "c": b"image c"},
            ["c c of a.list", "c c of b.list"],
            id="by two files, which may make different things of it",
        ),
        pytest.param(
            {"a.list": b"include d/*\nimage a", "d/b": b"image b", "d/c": b"image c"},
            ["d/b b of a.list", "d/c c of a.list", "a.list a"],
            id="by a pattern",
        ),
    ],
)
def test_included_files(files: dict[str, bytes], expected: list[str]) -> None:
    search = walk(files)
    assert images(search) == expected
    assert set(search.claimed) == set(files)


@pytest.mark.parametrize("changed", ["a.list", "b"])
def test_what_is_included_is_found_when_it_changes(changed: str) -> None:
    files = {"a.list": b"include b", "b": b"image b", "c.list": b"image c"}
    assert images(walk(files, frozenset({changed}))) == ["b b of a.list"]


def test_a_pattern_means_files_that_the_other_side_has() -> None:
    files = {"a.list": b"include d/*\nimage a", "d/b": b"image b"}
    assert images(walk(files, frozenset({"d/c"}))) == ["d/b b of a.list", "a.list a"]
    assert images(walk(files, frozenset({"e/c"}))) == []


def test_an_included_file_that_is_left_out_is_counted() -> None:
    files = {"a.list": b"include b.list\nimage a", "b.list": b"image b"}
    search = walk(files, None, _settings(exclude=("b.*",)))
    assert images(search) == ["a.list a"]
    assert list(search.excluded) == ["b.list"]
    assert search.claimed == {"a.list": ("list",)}


def test_a_file_that_is_left_out_answers_for_nothing() -> None:
    files = {"a.list": b"include b.list", "b.list": b"image b"}
    assert images(walk(files, None, _settings(exclude=("a.*",)))) == ["b.list b"]
