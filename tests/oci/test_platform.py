"""Platforms: one spelling, and which of several a runtime takes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagegate.oci.platform import InvalidPlatformError, Platform, choose, names
from tests.corpus import cases


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("linux/amd64", Platform("linux", "amd64"), id="the usual"),
        pytest.param("linux/arm/v7", Platform("linux", "arm", "v7"), id="a variant"),
        pytest.param("Linux/x86_64", Platform("Linux", "x86_64"), id="as it is written"),
    ],
)
def test_parse(text: str, expected: Platform) -> None:
    assert Platform.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("linux", id="an operating system alone"),
        pytest.param("linux/", id="an empty part"),
        pytest.param("linux/*", id="a wildcard"),
        pytest.param("linux/arm/v7/x", id="four parts"),
        pytest.param("linux/amd64\n", id="a newline at the end"),
        pytest.param("linux/amd64,linux/arm64", id="two in one"),
        pytest.param("linux/" + "a" * 65, id="too long"),
        pytest.param("linux/\u0430md64", id="a Cyrillic a"),
        pytest.param("${TARGETPLATFORM}", id="a variable"),
    ],
)
def test_what_is_no_platform_is_quoted(text: str) -> None:
    with pytest.raises(InvalidPlatformError) as raised:
        Platform.parse(text)
    assert raised.value.message == f"{text!r} is not a platform"
    assert raised.value.hint == "write os/architecture[/variant], such as linux/arm64"


@pytest.mark.parametrize(
    ("platform", "expected"),
    [
        pytest.param(Platform("Linux", "AMD64"), "linux/amd64", id="case"),
        pytest.param(Platform("macos", "aarch64"), "darwin/arm64", id="other words"),
        pytest.param(Platform("linux", "x86_64", "v1"), "linux/amd64", id="the least amd64"),
        pytest.param(Platform("linux", "x86-64", "v3"), "linux/amd64/v3", id="a later amd64"),
        pytest.param(Platform("linux", "i386"), "linux/386", id="i386"),
        pytest.param(Platform("linux", "arm64", "v8"), "linux/arm64", id="the least arm64"),
        pytest.param(Platform("linux", "arm64", "8"), "linux/arm64", id="without its v"),
        pytest.param(Platform("linux", "arm64", "v8.0"), "linux/arm64", id="with a zero"),
        pytest.param(Platform("linux", "arm64", "v8.1"), "linux/arm64/v8.1", id="a minor version is another"),
        pytest.param(Platform("linux", "arm64", "9.0"), "linux/arm64/v9", id="a later arm64"),
        pytest.param(Platform("linux", "arm"), "linux/arm/v7", id="arm means v7"),
        pytest.param(Platform("linux", "arm", "6"), "linux/arm/v6", id="arm without its v"),
        pytest.param(Platform("linux", "armhf"), "linux/arm/v7", id="Debian's armhf"),
        pytest.param(Platform("linux", "armel"), "linux/arm/v6", id="Debian's armel"),
        pytest.param(Platform("windows", "amd64", os_version="10.0.17763.1"), "windows/amd64", id="not the version"),
        pytest.param(Platform("", ""), "unknown/unknown", id="nothing said"),
    ],
)
def test_one_spelling(platform: Platform, expected: str) -> None:
    assert str(platform) == expected
    assert platform.normalised.normalised == platform.normalised


def test_unknown_is_what_attestations_say() -> None:
    assert Platform("unknown", "unknown").is_unknown
    assert not Platform("linux", "unknown").is_unknown
    assert not Platform("unknown", "amd64").is_unknown


def test_names_join_for_a_sentence() -> None:
    assert names([Platform("linux", "x86_64"), Platform("linux", "arm", "7")]) == "linux/amd64, linux/arm/v7"


_ARM = (Platform("linux", "arm", "v5"), Platform("linux", "arm", "v6"), Platform("linux", "arm"))


@pytest.mark.parametrize(
    ("wanted", "available", "expected"),
    [
        pytest.param("linux/amd64", (), None, id="nothing there"),
        pytest.param("linux/amd64", (None,), None, id="an entry that says nothing"),
        pytest.param("linux/arm64", (None, Platform("linux", "arm64")), 1, id="past an entry that says nothing"),
        pytest.param("linux/amd64", (Platform("linux", "386"),), None, id="no 386 for amd64"),
        pytest.param("linux/arm64", (Platform("linux", "arm", "v7"),), None, id="no arm for arm64"),
        pytest.param("windows/amd64", (Platform("linux", "amd64"),), None, id="no Linux for Windows"),
        pytest.param("linux/amd64", (Platform("linux", "x86_64"), Platform("linux", "amd64")), 0, id="the first"),
        pytest.param("linux/amd64", (Platform("linux", "amd64", "v2"),), None, id="a processor too new"),
        pytest.param("linux/amd64/v3", (Platform("linux", "amd64"), Platform("linux", "amd64", "v2")), 1, id="nearest"),
        pytest.param("linux/arm", _ARM, 2, id="arm means v7"),
        pytest.param("linux/arm/v6", _ARM, 1, id="an equal variant"),
        pytest.param("linux/arm/v8", _ARM, 2, id="the highest below"),
        pytest.param("linux/arm/v4", _ARM, None, id="nothing as low"),
        pytest.param("linux/arm/odd", _ARM, None, id="an unknown variant has no order"),
        pytest.param("linux/arm/v7", (Platform("linux", "arm", "odd"),), None, id="in neither direction"),
        pytest.param("linux/arm64", (Platform("linux", "arm64", "v8"),), 0, id="v8 is every arm64"),
        pytest.param("linux/arm64", (Platform("linux", "arm64", "v9"),), None, id="v9 is not"),
    ],
)
def test_choose(wanted: str, available: tuple[Platform | None, ...], expected: int | None) -> None:
    assert choose(Platform.parse(wanted), available) == expected


_WINDOWS = tuple(Platform("windows", "amd64", os_version=f"10.0.{v}") for v in ("17763.1", "20348.2", "17763.3"))


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        pytest.param(None, 0, id="no version: the first"),
        pytest.param("10.0.17763.3", 2, id="the exact revision"),
        pytest.param("10.0.17763.9", 0, id="another revision of the build"),
        pytest.param("10.0.20348", 1, id="a build alone"),
        pytest.param("10.0.99999.1", None, id="another build"),
    ],
)
def test_choose_a_version_of_windows(version: str | None, expected: int | None) -> None:
    assert choose(Platform("windows", "amd64", os_version=version), _WINDOWS) == expected


def test_features_that_are_wanted_must_be_there() -> None:
    plain, with_sse = Platform("linux", "amd64"), Platform("linux", "amd64", os_features=("sse4", "x"))
    assert choose(Platform("linux", "amd64", os_features=("sse4",)), [plain, with_sse]) == 1
    assert choose(plain, [with_sse]) == 0


_TEXT = (
    st.sampled_from(["linux", "amd64", "arm", "arm64", "v7", "v8", "v9", "V1", "7", "v8.0", "", "x", "unknown"])
    | st.text()
)
_PLATFORM = st.builds(
    Platform, _TEXT, _TEXT, st.none() | _TEXT, st.none() | _TEXT, st.lists(_TEXT, max_size=2).map(tuple)
)


@given(_PLATFORM, st.lists(st.none() | _PLATFORM, max_size=8))
def test_a_choice_is_of_the_same_system_and_processor(wanted: Platform, available: list[Platform | None]) -> None:
    position = choose(wanted, available)
    chosen = None if position is None else available[position]
    if position is not None:
        assert chosen is not None
        assert chosen.normalised.os == wanted.normalised.os
        assert chosen.normalised.architecture == wanted.normalised.architecture
    else:
        assert all(other is None or other.normalised != wanted.normalised for other in available)


@given(st.text())
def test_any_text_is_a_platform_or_one_kind_of_error(text: str) -> None:
    try:
        platform = Platform.parse(text)
    except InvalidPlatformError:
        return
    assert Platform.parse(str(platform)).normalised == platform.normalised


# What a descriptor calls itself excuses nothing here: runtimes do not ask for `artifactType`.
_DECIDED = {"artifact entry ignored": "sbom"}


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in cases("platform")])
def test_corpus(row: dict[str, Any]) -> None:
    text, _, version = row["wanted"].partition(",osver=")
    expected = _DECIDED.get(row["name"], row["expected"])
    if expected == "invalid-platform":
        with pytest.raises(InvalidPlatformError):
            Platform.parse(text)
        return
    wanted = Platform.parse(text)
    position = choose(
        Platform(wanted.os, wanted.architecture, wanted.variant, version or None),
        [_platform(entry["platform"]) for entry in row["available"]],
    )
    assert (None if position is None else row["available"][position]["id"]) == expected


def _platform(mapping: dict[str, Any] | None) -> Platform | None:
    if mapping is None:
        return None
    features = tuple(mapping.get("os.features", ()))
    return Platform(mapping["os"], mapping["architecture"], mapping.get("variant"), mapping.get("os.version"), features)
