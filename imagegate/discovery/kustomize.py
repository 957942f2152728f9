"""Find the images that a kustomization sets: `images`, patches, and the values of its Helm charts."""

from collections.abc import Iterator

from imagegate.discovery.detector import Claim, File, Found, Surroundings
from imagegate.discovery.helm_values import Values
from imagegate.discovery.kubernetes.dialects import dialect_of
from imagegate.discovery.kubernetes.walk import Walk
from imagegate.discovery.kustomize_image import image
from imagegate.discovery.kustomize_patch import patches
from imagegate.discovery.kustomize_patch_file import patch_files
from imagegate.discovery.yaml.nodes import Mapping, items
from imagegate.discovery.yaml.roots import read_roots
from imagegate.discovery.yaml.source import Source

FORMAT = "kustomize"

_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_KINDS = ("", "Kustomization", "Component")


def claims(path: str) -> Claim:
    """Claim the three names that kustomize looks for."""
    return Claim.YES if path.rpartition("/")[2] in _NAMES else Claim.NO


def sniffs(_text: str) -> bool:
    """Leave it to the name."""
    return False


def may_depend(path: str, changed: frozenset[str]) -> bool:
    """Tell whether a file has changed that may be a patch: kustomize takes none from outside the folder."""
    folder = path[: path.rfind("/") + 1]
    return any(one.startswith(folder) for one in changed)


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in a kustomization."""
    source = Source(file, surroundings.settings.variables)
    problems, roots = read_roots(source)
    yield from problems
    for root in roots:
        if isinstance(root, Mapping) and root.text("kind") in _KINDS:
            yield from _found(root, source)
            yield from patch_files(root, Walk(source, dialect_of), surroundings)


def _found(root: Mapping, source: Source) -> Iterator[Found]:
    for entry in items(root.get("images")):
        yield from image(entry, source)
    yield from patches(root, Walk(source, dialect_of))
    values = Values(source, None)
    for chart in items(root.get("helmCharts")):
        if isinstance(chart, Mapping) and (inline := chart.get("valuesInline")):
            yield from values.found(inline)
