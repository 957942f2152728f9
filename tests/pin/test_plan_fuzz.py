"""Damaged files of all sorts: whatever they hold, only digests are put in, and what is pinned stays so."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from imagegate.oci.digest import Digest
from imagegate.oci.reference import Reference
from imagegate.pin.goal import Goal
from imagegate.pin.plan import Plan, plan
from imagegate.pin.proof import Files
from imagegate.source import DiscoverySettings

SEEDS = {
    "Dockerfile": "# syntax=docker/dockerfile:1\nARG V=3.20\nFROM alpine:$V\nFROM alp\\\nine:3\nCOPY --from=b:1 x y\n",
    "compose.yaml": "x: &i a:1\nservices:\n  a: {image: *i}\n  b:\n    image: 'redis:${T:-7}'\n  c: {build: .}\n",
    ".env": "T=6\nV='3'\n",
    "values.yaml": "image:\n  repository: a/b\n  tag: 1.2\n  digest: ''\nother: {image: {repository: c, tag: x}}\n",
    ".github/workflows/a.yml": "jobs:\n  a:\n    strategy: {matrix: {v: [1, '2']}}\n    container: a:${{ matrix.v }}\n",
    ".gitlab-ci.yml": "variables: {V: '3'}\nimage: a:$V\nb: {services: [c, d:1], script: [ls]}\n",
    "main.tf": 'locals {\n  i = "a:1"\n}\nresource "docker_image" "a" {\n  name = local.i\n}\n',
    "kustomization.yaml": "images:\n- name: a\n  newTag: v1\n- {name: b, newName: c, newTag: '2'}\n",
}
PIECES = (
    *(
        "\\\n",
        "`",
        "V",
        "$V",
        "${V}",
        "${V:-",
        "}",
        "$",
        "ARG V\n",
        "&i ",
        "*i",
        "{",
        "[",
        "]",
        ",",
        ": ",
        "---\n",
        "FROM ",
    ),
    *("alpine", ":3", "@", "'", '"', " ", "\n", "\r\n", "\r", "\t", "#", "é", "🐳", "\u2028", f"@{Digest.of(b'old')}"),
)
PUT_IN = frozenset(b" :latest@sha256:0123456789abcdef")
DAMAGE = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 3), st.sampled_from(PIECES)), max_size=4)


def planned(contents: dict[str, bytes]) -> Plan:
    files = Files(tuple(contents), contents.get, DiscoverySettings())
    found = files.found()
    read = [(one, Reference.parse(one.text)) for one in found.occurrences]
    goals = [Goal(one, name, Digest.of(one.text.encode())) for one, name in read if name.digest is None]
    done = plan(goals, found, files, contents)
    assert len(goals) == len(done.pinned) + len(done.left)
    return done


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(sorted(SEEDS)), DAMAGE, min_size=1, max_size=3), st.booleans())
def test_only_digests_are_put_in(damage: dict[str, list[tuple[int, int, str]]], has_mark: bool) -> None:  # noqa: FBT001 - drawn
    mark = b"\xef\xbb\xbf" if has_mark else b""
    contents = {path: mark + _damaged(SEEDS[path], places).encode() for path, places in damage.items()}
    done = planned(contents)
    after = {**contents, **{path: content.new for path, content in done.contents.items()}}
    for path, content in done.contents.items():
        assert content.old == contents[path]
        assert _holds(content.new, content.old)
        assert (Counter(content.new) - Counter(content.old)).keys() <= PUT_IN
    again = planned(after)
    assert (again.pinned, again.contents) == ((), {})


def _damaged(text: str, places: list[tuple[int, int, str]]) -> str:
    for start, removed, piece in places:
        text = text[:start] + piece + text[start + removed :]
    return text


def _holds(new: bytes, old: bytes) -> bool:
    """Tell whether every byte of the old text is still there, in its order."""
    rest = iter(new)
    return all(byte in rest for byte in old)
