"""Tags become digests: one request for each image, and nothing below the manifest."""

from imagegate.http.deadline import Deadline
from imagegate.oci.digest import Digest
from imagegate.oci.image import Unread
from imagegate.oci.reference import Reference
from imagegate.registry.digests import resolve_digests
from tests.fake_registry.server import serve
from tests.registry.reader import client


def test_each_tag_has_a_digest_or_a_reason() -> None:
    with serve() as registry:
        one = registry.store.image("app", "1")
        index = registry.store.index("app", "2", [registry.store.image("app", platform="linux/arm64")])
        registry.store.manifest("app", b"{}", "application/json", "3")
        names = [Reference.parse(f"{registry.address}/app:{tag}") for tag in ("1", "2", "1", "3", "4")]
        with client() as reader:
            found = resolve_digests(names, client=reader, jobs=4, deadline=Deadline.after(60))
    assert found[:3] == (Digest.parse(one["digest"]), Digest.parse(index["digest"]), found[0])
    reasons = [(what.error.code, str(what.reference)) for what in found[3:] if isinstance(what, Unread)]
    assert reasons == [("invalid-manifest", str(names[3])), ("not-found", str(names[4]))]
    assert sorted(asked.path for asked in registry.asked) == [f"/v2/app/manifests/{tag}" for tag in "1234"]
