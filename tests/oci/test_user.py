"""Who a container starts as."""

from dataclasses import replace

import pytest

from imagegate.oci.platform import Platform
from imagegate.oci.user import User, default_user
from tests.images import image


def user(
    text: str,
    *,
    name: str | None = None,
    uid: int | None = None,
    group: str | None = None,
    gid: int | None = None,
    numeric: bool = False,
    root: bool | None = None,
) -> User:
    return User(text, name, uid, group, gid, numeric, root)


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(user("", root=True), id="none"),
        pytest.param(user(":", root=True), id="none, with no group either"),
        pytest.param(user(":1000", gid=1000, root=True), id="none, with a group"),
        pytest.param(user("root", name="root", root=True), id="root"),
        pytest.param(user("root:app", name="root", group="app", root=True), id="root with a group"),
        pytest.param(user("root:1000", name="root", gid=1000, root=True), id="root with a numbered group"),
        pytest.param(user("0", uid=0, numeric=True, root=True), id="zero"),
        pytest.param(user("0:0", uid=0, gid=0, numeric=True, root=True), id="zero twice"),
        pytest.param(user("00", uid=0, numeric=True, root=True), id="two zeros"),
        pytest.param(user("+0", uid=0, numeric=True, root=True), id="plus zero"),
        pytest.param(user("-0:1", uid=0, gid=1, numeric=True, root=True), id="minus zero"),
        pytest.param(user("0" * 5000, uid=0, numeric=True, root=True), id="more zeros than int() takes"),
        pytest.param(user("1", uid=1, numeric=True, root=False), id="one"),
        pytest.param(user("1000", uid=1000, numeric=True, root=False), id="a number"),
        pytest.param(user("01000", uid=1000, numeric=True, root=False), id="a number with a zero before it"),
        pytest.param(user("+5", uid=5, numeric=True, root=False), id="a number with a sign"),
        pytest.param(user("-1", uid=-1, numeric=True, root=False), id="a negative number, which no runtime takes"),
        pytest.param(user("1000:0", uid=1000, gid=0, numeric=True, root=False), id="a number in root's group"),
        pytest.param(user("1000:app", uid=1000, group="app", numeric=True, root=False), id="a number and a group"),
        pytest.param(user("2147483647", uid=2147483647, numeric=True, root=False), id="the last number"),
        pytest.param(user("2147483648", uid=2147483648, numeric=True, root=True), id="beyond the last number"),
        pytest.param(user("4294967296", uid=4294967296, numeric=True, root=True), id="zero in 32 bits"),
        pytest.param(user("-4294967296", uid=-4294967296, numeric=True, root=True), id="zero in 32 bits from below"),
        pytest.param(user("9" * 5000, numeric=True, root=True), id="beyond 64 bits"),
        pytest.param(user("app", name="app"), id="a name"),
        pytest.param(user("app:0", name="app", gid=0), id="a name in root's group"),
        pytest.param(user("app:app", name="app", group="app"), id="a name and a group"),
        pytest.param(user("Root", name="Root"), id="names have case"),
        pytest.param(user(" root", name=" root"), id="a blank belongs to the name"),
        pytest.param(user("root\n", name="root\n"), id="so does a line end"),
        pytest.param(user("0\n", name="0\n"), id="also after a number"),
        pytest.param(user("0x0", name="0x0"), id="no hexadecimal numbers"),
        pytest.param(user("1_0", name="1_0"), id="no underscores in numbers"),
        pytest.param(user("\u0660", name="\u0660"), id="no digits beyond ASCII"),
        pytest.param(user("+", name="+"), id="a sign alone"),
        pytest.param(user("a:b:c", name="a", group="b:c"), id="two colons"),
    ],
)
def test_a_user_on_linux(expected: User) -> None:
    assert User.parse(expected.text) == expected


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(user("ContainerAdministrator", name="ContainerAdministrator", root=True), id="the administrator"),
        pytest.param(user("containeradministrator", name="containeradministrator", root=True), id="without case"),
        pytest.param(user("ContainerUser", name="ContainerUser", root=False), id="the user"),
        pytest.param(user("", root=None), id="none: it depends on the base image"),
        pytest.param(user("root", name="root"), id="root is a name like any other"),
        pytest.param(user("0", uid=0, numeric=True), id="numbers mean nothing"),
    ],
)
def test_a_user_on_windows(expected: User) -> None:
    assert User.parse(expected.text, windows=True) == expected


@pytest.mark.parametrize(
    ("promised", "stated", "expected"),
    [
        pytest.param("windows", "windows", None, id="Windows in both places"),
        pytest.param("Windows", "windows", None, id="in any case"),
        pytest.param(None, "windows", None, id="Windows, no index"),
        pytest.param("windows", "", None, id="Windows, a config that does not say"),
        pytest.param("linux", "windows", True, id="a config that says so alone does not count"),
        pytest.param("windows", "linux", True, id="nor an index that says so alone"),
        pytest.param(None, "", True, id="nothing said"),
    ],
)
def test_an_image_is_read_as_its_operating_system_reads_it(
    promised: str | None,
    stated: str,
    expected: bool | None,  # noqa: FBT001 - a row
) -> None:
    one = image({}, os=stated).platforms[0]
    platform = Platform(promised, "amd64") if promised else None
    assert default_user(replace(one, descriptor=replace(one.descriptor, platform=platform))).is_root is expected
