"""Find the images of Helm values: keys that end in `image`, over parts or a whole reference; repositories with tags.

Charts agree on these names; Helm itself does not know them. What a tag leaves empty, the chart's `appVersion` says, and
where a values file gives a tag alone, `values.yaml` beside it says of what.
"""

import re
from collections.abc import Iterator

from imagegate.discovery.detector import Claim, File, Found, Surroundings
from imagegate.discovery.helm_chart import Chart, neighbours
from imagegate.discovery.helm_values import Values
from imagegate.discovery.search import format_of
from imagegate.discovery.yaml.roots import read_roots
from imagegate.discovery.yaml.source import Source

FORMAT = "helm-values"

_NAME = re.compile(r"values\.ya?ml|values[.-].+\.ya?ml|.+-values\.ya?ml", re.DOTALL)
_FOLDER = re.compile(r"(?:.*/)?values/[^/]+\.ya?ml", re.DOTALL)


def claims(path: str) -> Claim:
    """Claim what is called values; of what lies in a folder of that name, a chart nearby decides."""
    if _NAME.fullmatch(path.rpartition("/")[2]):
        return Claim.YES
    return Claim.MAYBE if _FOLDER.fullmatch(path) else Claim.NO


def sniffs(text: str) -> bool:
    """Tell whether a key that ends in `image`, or one for a tag, may stand in the text."""
    return any(word in text.lower() for word in ("image", "tag", "digest", "\\", "!"))


def may_depend(path: str, changed: frozenset[str]) -> bool:
    """Tell whether the chart, or the values that these ones complete, have changed."""
    return not changed.isdisjoint(neighbours(path, "Chart.yaml", "values.yaml"))


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a values file."""
    chart = Chart(file.path, surroundings)
    is_told = format_of(file.path, surroundings.settings.formats) == FORMAT
    if not is_told and claims(file.path) is Claim.MAYBE and not chart.is_there:
        return
    source = Source(file, surroundings.settings.variables)
    problems, roots = read_roots(source)
    yield from problems
    for root in roots:
        yield from Values(source, chart).found(root)
