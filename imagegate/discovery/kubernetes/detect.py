"""Find the images of Kubernetes resources: containers, image volumes, and every field `image`.

A resource is known by its content, `apiVersion` and `kind`, document by document. Kinds are not listed: containers are
found in whatever holds them, custom resources and patches too. A document with template actions (`{{`) that is no YAML
is left alone, and counted; what is YAML in spite of them is read.
"""

import re
from collections.abc import Iterator

from imagegate.discovery.detector import Claim, File, Found, NotJudged, Surroundings
from imagegate.discovery.kubernetes.dialects import dialect_of
from imagegate.discovery.kubernetes.repeats import Repeats
from imagegate.discovery.kubernetes.walk import Walk, is_resource
from imagegate.discovery.yaml.documents import Document, documents
from imagegate.discovery.yaml.nodes import Mapping
from imagegate.discovery.yaml.source import Source
from imagegate.discovery.yaml.template import read

FORMAT = "kubernetes"

_NAME = re.compile(r".*\.(?:ya?ml|json)", re.IGNORECASE | re.DOTALL)
_MENTIONS = re.compile("[iI]mage|bundle")
# What ends a line for YAML alone may stand before a key, and byte order marks; as a text, and as a damaged one's bytes.
_BEFORE = r"(?:^|[,{\r\x85\u2028\u2029]|\xe2\x80[\xa8\xa9])[ \t?\ufeff\xef\xbb\xbf\xfe\xff-]*"
_KEY = _BEFORE + r"""(?:[&!][^\s,\[\]{}]*[ \t]+)*["']?%s["']?\s*:"""
_API_VERSION = re.compile(_KEY % "apiVersion", re.MULTILINE)
_KIND = re.compile(_KEY % "kind", re.MULTILINE)
# A key written with escapes, in base64 or over several lines can be any key.
_ESCAPED_LETTER = r"\\(?:x|u00|U000000)(?:[46][1-9a-f]|[57][0-9a])"
_BASE64 = r"(?<![^\s,\[{])![^\s,\[\]{}]{0,80}(?:binary|%)"
_OBSCURED = re.compile(f"{_ESCAPED_LETTER}|{_BASE64}", re.IGNORECASE)
_EXPLICIT_KEY = re.compile(r"""^[ \t-]*\?\s|[{,][ \t]*\?[ \t]+"[^"\n]*\\\r?$""", re.MULTILINE)


def claims(path: str) -> Claim:
    """Leave it to the content of every YAML and JSON file."""
    return Claim.MAYBE if _NAME.fullmatch(path) else Claim.NO


def sniffs(text: str) -> bool:
    """Tell whether the keys of a resource stand in the text, or keys that hide what they are."""
    return _names_resource(text) or _is_obscured(text)


def may_depend(_path: str, _changed: frozenset[str]) -> bool:
    """Read no other file."""
    return False


def detect(file: File, surroundings: Surroundings) -> Iterator[Found]:
    """Find everything in the file's resources."""
    source, repeats = Source(file, surroundings.settings.variables), Repeats()
    for document in documents(file):
        if sniffs(document.text) and (_MENTIONS.search(document.text) or _is_obscured(document.text)):
            yield from _found(document, source, repeats)


def _found(document: Document, source: Source, repeats: Repeats) -> Iterator[Found]:
    said, roots = read(document, source)
    yield from (one for one in said if isinstance(one, NotJudged) or _names_resource(document.text))
    for root in roots:
        if isinstance(root, Mapping) and is_resource(root):
            yield from Walk(source, dialect_of, repeats).resource(root)


def _names_resource(text: str) -> bool:
    if "apiVersion" not in text or "kind" not in text:
        return False
    return _API_VERSION.search(text) is not None and _KIND.search(text) is not None


def _is_obscured(text: str) -> bool:
    return _OBSCURED.search(text) is not None or ("?" in text and _EXPLICIT_KEY.search(text) is not None)
