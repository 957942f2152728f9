"""Which files hold Helm values, and what else decides what they mean."""

import pytest

from imagegate.discovery import helm
from imagegate.discovery.detector import Claim
from imagegate.discovery.discover import Discovery, discover
from imagegate.source import DiscoverySettings

VALUES = b"image:\n  repository: team/app\n  tag:\n"
CHART = b"apiVersion: v2\nappVersion: v1\n"


def found(files: dict[str, bytes], *, changed: frozenset[str] | None = None, told: str = "") -> Discovery:
    formats = {told: helm.FORMAT} if told else {}
    return discover(files, files.get, DiscoverySettings(formats=formats), changed=changed)


@pytest.mark.parametrize(
    ("path", "claim"),
    [
        ("values.yaml", Claim.YES),
        ("charts/app/values.yml", Claim.YES),
        ("values-prod.yaml", Claim.YES),
        ("values.prod.yaml", Claim.YES),
        ("prod-values.yaml", Claim.YES),
        ("chart/values/prod.yaml", Claim.MAYBE),
        ("values/prod.yaml", Claim.MAYBE),
        ("values/sub/prod.yaml", Claim.NO),
        ("values.json", Claim.NO),
        ("myvalues.yaml", Claim.NO),
        ("values.yaml.gotmpl", Claim.NO),
    ],
)
def test_names(path: str, claim: Claim) -> None:
    assert helm.claims(path) is claim


@pytest.mark.parametrize(
    ("files", "told", "texts"),
    [
        pytest.param({"a/values/p.yaml": VALUES, "a/Chart.yaml": CHART}, "", ["team/app:v1"], id="below a chart"),
        pytest.param({"values/p.yaml": VALUES, "values/Chart.yaml": CHART}, "", ["team/app:v1"], id="beside one"),
        pytest.param({"a/values/p.yaml": VALUES.replace(b"tag:", b"tag: v2")}, "", [], id="without one"),
        pytest.param({"a/values/p.yaml": VALUES.replace(b"tag:", b"tag: v2")}, "a/**", ["team/app:v2"], id="told"),
    ],
)
def test_a_folder_of_values(files: dict[str, bytes], told: str, texts: list[str]) -> None:
    assert [one.text for one in found(files, told=told).occurrences] == texts


def test_an_empty_tag_is_looked_up_beside_and_above() -> None:
    files = {"a/Chart.yaml": CHART, "a/ci/values.yaml": VALUES}
    (one,) = found(files).occurrences
    assert (one.text, str(one.location), str(one.contributing[0])) == (
        "team/app:v1",
        "a/ci/values.yaml:2:15",
        "a/Chart.yaml:2:13",
    )


@pytest.mark.parametrize(
    ("chart", "reason"),
    [
        pytest.param(
            b"\xff", "the tag is empty, and Chart.yaml: the file is not UTF-8: byte 1 is 0xff", id="unreadable"
        ),
        pytest.param(b"", "the tag is empty, and Chart.yaml says nothing", id="empty"),
        pytest.param(b"a: [", "neither the tag nor the chart's appVersion says which image", id="broken"),
    ],
)
def test_a_chart_that_does_not_help(chart: bytes, reason: str) -> None:
    (one,) = found({"Chart.yaml": chart, "values.yaml": VALUES}).unresolved
    assert one.reason == reason


@pytest.mark.parametrize(
    ("path", "changed", "expected"),
    [
        pytest.param("a/values.yaml", "a/Chart.yaml", True, id="the chart"),
        pytest.param("a/values/p.yaml", "a/Chart.yaml", True, id="the chart above"),
        pytest.param("a/values-p.yaml", "a/values.yaml", True, id="the values it completes"),
        pytest.param("a/values.yaml", "b/Chart.yaml", False, id="another chart"),
        pytest.param("values.yaml", "README.md", False, id="nothing of it"),
    ],
)
def test_what_it_may_depend_on(path: str, changed: str, expected: bool) -> None:  # noqa: FBT001 - the expected value
    assert helm.may_depend(path, frozenset({changed})) is expected


def test_a_changed_chart_changes_what_its_values_say() -> None:
    files = {"a/Chart.yaml": CHART, "a/values.yaml": VALUES, "b/Chart.yaml": CHART, "b/values.yaml": VALUES}
    changed = found(files, changed=frozenset({"a/Chart.yaml"}))
    assert [str(one.location) for one in changed.occurrences] == ["a/values.yaml:2:15"]
    assert changed.dependencies["a/values.yaml"] == {"a/Chart.yaml"}
