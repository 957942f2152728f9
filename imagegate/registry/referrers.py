"""What refers to a manifest: the registry's list, the tag that stands in for it, and the tags that cosign writes.

distribution-spec, "Listing Referrers" and "Referrers Tag Schema": a registry without the list answers 404, and clients
keep the list under a tag that is made from the digest. Where there is neither, nothing refers to the manifest.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from imagegate.http.deadline import Deadline
from imagegate.http.message import Response
from imagegate.http.origin import absolute, same_origin
from imagegate.oci import media_type
from imagegate.oci.descriptor import Descriptor, InvalidManifestError
from imagegate.oci.digest import Digest
from imagegate.oci.manifest import Content, Index, Manifest, parse_manifest
from imagegate.oci.reference import Reference, Repository
from imagegate.oci.referrer import PREDICATE_TYPE, Found, Referrer
from imagegate.registry.api import Asked
from imagegate.registry.client import Client
from imagegate.registry.errors import RegistryError
from imagegate.strict.json import JsonObject

PAGES_MAX = 16
COSIGN_SUFFIXES = {
    "sig": "application/vnd.dev.cosign.artifact.sig.v1+json",
    "att": "application/vnd.in-toto+json",
    "sbom": "application/vnd.dev.cosign.artifact.sbom.v1+json",
}

_NO_LIST = frozenset({"not-found", "unexpected-status", "web-page", "denied"})
_NEXT = re.compile(r'<([^<>]*)>[^,<>]*;\s*rel="?next"?(?:[\s;,]|$)', re.IGNORECASE)
_COSIGN_PREDICATE = "predicateType"


@dataclass(frozen=True, slots=True)
class ReferrersReader:
    """Reads what refers to the manifests of one repository until a deadline."""

    repository: Repository
    client: Client
    deadline: Deadline

    def listed(self, subject: Digest) -> Iterator[Referrer]:
        """Give what the registry, or the tag in its place, lists for a manifest."""
        for index in self._lists(subject):
            for descriptor, raw in _entries(index):
                yield Referrer(
                    subject=subject,
                    digest=descriptor.digest,
                    found=Found.LIST,
                    artifact_type=descriptor.artifact_type or "",
                    annotations=descriptor.annotations,
                    predicate_types=_texts(descriptor.annotations.get(PREDICATE_TYPE)),
                    raw=raw,
                )

    def tagged(self, subject: Digest) -> Iterator[Referrer]:
        """Give what lies under the tags that cosign makes from a manifest's digest."""
        for suffix, kind in COSIGN_SUFFIXES.items():
            found = self._under_tag(f"{_tag(subject)}.{suffix}")
            if found is None:
                continue
            digest, content = found
            if not isinstance(content, Manifest) or not content.layers:
                message = f"the tag {_tag(subject)}.{suffix} of {self.repository} holds nothing that cosign writes"
                raise InvalidManifestError(message)
            types = (layer.annotations.get(_COSIGN_PREDICATE) for layer in content.layers)
            yield Referrer(subject, digest, Found.TAG, kind, predicate_types=_texts(*types))

    def attested(self, entry: Descriptor, subject: Digest) -> Iterator[Referrer]:
        """Give what an entry of an index attests: the types of the statements that its manifest lists."""
        fetched = self.client.entry(self.repository, entry, self.deadline)
        content = parse_manifest(fetched.media_type, fetched.body)
        layers = content.layers if isinstance(content, Manifest) else ()
        types = _texts(*(layer.annotations.get(PREDICATE_TYPE) for layer in layers))
        yield Referrer(subject, entry.digest, Found.INDEX, predicate_types=types)

    def _lists(self, subject: Digest) -> Iterator[Index]:
        registry = self.repository.registry
        if registry not in self.client.unlisted:
            try:
                yield from self._pages(subject)
            except RegistryError as error:
                if error.code not in _NO_LIST:
                    raise
                if error.code != "denied":
                    self.client.unlisted.add(registry)
                yield from self._fallback(subject, error)
            return
        yield from self._fallback(subject, None)

    def _fallback(self, subject: Digest, error: RegistryError | None) -> Iterator[Index]:
        found = self._under_tag(_tag(subject))
        if found is None and error and error.code == "denied":
            raise error
        if found:
            yield _index(found[1], self.repository)

    def _pages(self, subject: Digest) -> Iterator[Index]:
        what = f"list of what refers to {subject} of {self.repository}"
        path = f"referrers/{subject}"
        for _ in range(PAGES_MAX):
            response = self.client.api.get(Asked(self.repository, path, what, media_type.OCI_INDEX), self.deadline)
            if media_type.essence(response.header("content-type") or "") != media_type.OCI_INDEX:
                message = f"{self.repository.registry} sent something else than the {what}"
                raise RegistryError(message, code="unexpected-status")
            yield _index(parse_manifest(media_type.OCI_INDEX, response.body), self.repository)
            following = self._next(response)
            if following is None:
                return
            path = following
        message = f"the {what} has more than {PAGES_MAX} pages"
        raise RegistryError(message, code="too-large")

    def _next(self, response: Response) -> str | None:
        """Give the path of the next page (RFC 8288), which must be of the same repository."""
        links = (_NEXT.search(line) for line in response.headers.get("link", ()))
        link = next((match[1] for match in links if match), None)
        if link is None:
            return None
        url = absolute(response.url, link)
        prefix = f"/v2/{self.repository.path}/referrers/"
        if url is None or not same_origin(url, response.url) or not urlsplit(url).path.startswith(prefix):
            message = f"{self.repository.registry} names a next page of the referrers elsewhere"
            raise RegistryError(message, code="bad-link")
        return url.partition(f"/v2/{self.repository.path}/")[2]

    def _under_tag(self, tag: str) -> tuple[Digest, Content] | None:
        reference = Reference(self.repository, tag, None, f"{self.repository}:{tag}")
        try:
            fetched = self.client.manifest(reference, self.deadline)
        except RegistryError as error:
            if error.code != "not-found":
                raise
            return None
        return fetched.digest, parse_manifest(fetched.media_type, fetched.body)


def _tag(subject: Digest) -> str:
    return f"{subject.algorithm[:32]}-{subject.encoded[:64]}"


def _index(content: Content, repository: Repository) -> Index:
    if isinstance(content, Index):
        return content
    message = f"the list of referrers of {repository} is no index"
    raise InvalidManifestError(message)


def _entries(index: Index) -> Iterator[tuple[Descriptor, JsonObject]]:
    raw = index.raw.get("manifests")
    for descriptor, entry in zip(index.manifests, raw if isinstance(raw, list) else (), strict=True):
        yield descriptor, entry if isinstance(entry, dict) else {}


def _texts(*texts: str | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
