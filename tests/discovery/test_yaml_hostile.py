"""YAML that is written to be slow, deep or endless: every file ends quickly, and nothing in it passes unseen."""

import pytest

from imagegate.discovery import github_actions, helm, kustomize
from imagegate.discovery.detector import Detector, File, Found, NotJudged, Problem, Surroundings
from imagegate.discovery.kubernetes import detect as kubernetes
from imagegate.source import DiscoverySettings, Occurrence, Unresolved

POD = "apiVersion: v1\nkind: Pod\nspec:\n"
LONG = 100_000


def detect(detector: Detector, text: str, path: str = "values.yaml", **files: str) -> list[Found]:
    return list(detector.detect(File(path, text), Surroundings(files.get, DiscoverySettings())))


def bomb(value: str) -> str:
    """Give a mapping whose aliases stand for 3^30 copies of a value."""
    levels = [f"  a{number}: &a{number} [*a{number - 1}, *a{number - 1}, *a{number - 1}]\n" for number in range(1, 31)]
    return f"  a0: &a0 {value}\n{''.join(levels)}"


@pytest.mark.parametrize(
    ("detector", "text"),
    [
        pytest.param(kubernetes, POD + bomb("{image: nginx}"), id="kubernetes"),
        pytest.param(helm, "v:\n" + bomb("{image: nginx}"), id="helm"),
        pytest.param(
            github_actions,
            "x:\n"
            + bomb("{uses: docker://nginx}").replace("[", "{parallel: [").replace("]", "]}")
            + "jobs: {j: {steps: *a30}}",
            id="github",
        ),
        pytest.param(
            kustomize,
            "x:\n" + bomb("{image: nginx}") + "helmCharts: [{valuesInline: *a30}, {valuesInline: *a30}]",
            id="kustomize",
        ),
    ],
)
def test_alias_bombs_are_walked_once(detector: Detector, text: str) -> None:
    found = detect(detector, text)
    assert [one.text for one in found if isinstance(one, Occurrence)] in ([], ["nginx"])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * LONG, id="open lists"),
        pytest.param("{" * LONG, id="open mappings"),
        pytest.param("- " * LONG, id="dashes"),
        pytest.param("? " * LONG, id="question marks"),
        pytest.param("- " + " " * LONG + ":", id="blanks after a dash"),
        pytest.param(" " * LONG + ":", id="blanks"),
        pytest.param("a: b" + " c" * LONG + ": d", id="words"),
        pytest.param("a: b" + " " * LONG + "#c: d: [", id="blanks before a comment"),
        pytest.param("!" * LONG, id="exclamation marks"),
        pytest.param("&a " * LONG, id="anchors"),
        pytest.param(",&" * LONG, id="commas and anchors"),
        pytest.param('"' + "\\" * LONG, id="backslashes"),
        pytest.param("a: |\n" + " \n" * LONG, id="empty lines"),
        pytest.param("a: |\n x\n" * (LONG // 8), id="literal texts"),
        pytest.param("---\n" * (LONG // 40), id="documents"),
        pytest.param("---\n[[[[[\n" * (LONG // 80), id="broken documents"),
        pytest.param("# c\n" * LONG + "---\n" * 10, id="comments before documents"),
        pytest.param("{{" * LONG, id="actions"),
        pytest.param("a: ${{" + "${{" * LONG, id="expressions"),
        pytest.param("a: $" + "${a" * LONG, id="variables"),
        pytest.param("image: a\n" * (LONG // 60), id="one key again and again"),
    ],
)
@pytest.mark.parametrize("detector", [kubernetes, helm, kustomize, github_actions])
def test_endless_texts_end(detector: Detector, text: str) -> None:
    detect(detector, f"apiVersion: v1\nkind: Pod\nspec:\n  image: nginx\n{text}\n")
    detect(detector, text)


@pytest.mark.parametrize(
    "text",
    [pytest.param("[" * 100, id="too deep"), pytest.param("\x7f", id="a character that JSON has")],
)
def test_a_template_is_no_excuse_for_what_other_readers_take(text: str) -> None:
    found = detect(kubernetes, f"{POD}  # image\n  y: {{{{ x }}}}\n  x: {text}\n")
    assert [type(one) for one in found] == [Problem]


def test_merges_of_merges_are_bounded() -> None:
    chain = "".join(f"  m{number}: &m{number} {{k{number}: 1, <<: *m{number - 1}}}\n" for number in range(1, 3000))
    found = detect(kubernetes, f"{POD}  m0: &m0 {{image: nginx}}\n{chain}")
    assert [str(one.error) for one in found if isinstance(one, Problem)] == [
        "cannot be read: more than 200000 values in the file"
    ]


def test_a_text_that_many_aliases_repeat_is_cut() -> None:
    text = f"{POD}  a: &a {'x' * 100_000}\n  containers:\n" + "  - image: *a\n" * 5000
    found = [one for one in detect(kubernetes, text) if isinstance(one, Unresolved)]
    assert len(found) == 5000
    assert max(len(one.occurrence.text) + len(one.reason) for one in found) < 5000


def test_matrices_are_bounded() -> None:
    axes = "".join(f"      a{number}: [{', '.join(map(str, range(10)))}]\n" for number in range(8))
    names = "-".join(f"${{{{ matrix.a{number} }}}}" for number in range(8))
    job = f"  j:\n    strategy:\n      matrix:\n{axes.replace('      ', '        ')}    container: x:{names}\n"
    (found,) = detect(github_actions, f"jobs:\n{job}")
    assert isinstance(found, Unresolved)


def test_references_that_matrices_multiply_are_bounded() -> None:
    values = ", ".join(f"v{number}" for number in range(256))
    services = "".join(f"      s{number}: x:${{{{ matrix.v }}}}\n" for number in range(30))
    found = detect(
        github_actions, f"jobs:\n  j:\n    strategy: {{matrix: {{v: [{values}]}}}}\n    services:\n{services}"
    )
    assert [str(one.error) for one in found if isinstance(one, Problem)] == [
        "more than 5000 references in the file, its values multiplied"
    ]
    assert len(found) == 5001


def test_one_patch_that_aliases_repeat_is_read_once() -> None:
    body = "      a: b\n" * 2000
    text = f"patches:\n  - &p\n    patch: |\n      image: nginx\n{body}" + "  - *p\n" * 2000
    assert [one.text for one in detect(kustomize, text) if isinstance(one, Occurrence)] == ["nginx"]


def test_keys_are_cut() -> None:
    text = f"{POD}  ? {'k' * 5000}\n  : {{image: nginx}}\n"
    (found,) = detect(kubernetes, text)
    assert isinstance(found, Occurrence)
    assert len(found.key) < 200


def test_an_action_alone_hides_nothing() -> None:
    text = f"# {{{{ x }}}}\n{POD}  containers: [\n"
    assert [type(one) for one in detect(kubernetes, f"{text} image: nginx")] == [Problem, Occurrence]
    assert [type(one) for one in detect(kubernetes, f"{text} {{{{ x }} image: nginx")] == [NotJudged]
