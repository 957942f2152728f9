"""What refers to an image: where it is looked for, how often, and what becomes of registries that do not say."""

from typing import Any

import pytest

from imagegate.http.deadline import Deadline
from imagegate.oci import media_type
from imagegate.oci.image import Image, Part
from imagegate.oci.reference import Reference
from imagegate.oci.referrer import Lookup
from imagegate.registry.credential import Entry, Keychain, Scope
from imagegate.registry.referrers import PAGES_MAX
from imagegate.registry.secret import Credential
from tests import canary
from tests.fake_registry.answer import Change, page, refuse, state, tamper
from tests.fake_registry.auth import Bearer
from tests.fake_registry.server import FakeRegistry, serve
from tests.fake_registry.store import attestation
from tests.images import encoded
from tests.registry.reader import client
from tests.registry.resolved import resolve_all

APP = "team/app"
SIGNATURE = "application/vnd.dev.cosign.artifact.sig.v1+json"
SBOM = "application/spdx+json"
IN_TOTO = "application/vnd.in-toto+json"
SLSA, SPDX = "https://slsa.dev/provenance/v1", "https://spdx.dev/Document"


def read(registry: FakeRegistry, parts: Part, *tags: str) -> list[Image]:
    keychain = Keychain((Entry(Scope(registry.address), Credential(canary.USERNAME, canary.PASSWORD)),))
    references = [Reference.parse(f"{registry.address}/{APP}:{tag}") for tag in tags or ("1",)]
    with client(keychain) as one:
        found = resolve_all(references, parts, client=one, jobs=4, deadline=Deadline.after(10))
        registry.said = one.api.notices.sentences()
    assert all(isinstance(image, Image) for image in found), found
    assert not canary.found(repr(registry.said))
    return [image for image in found if isinstance(image, Image)]


def listed(image: Image) -> list[tuple[str, str]]:
    return sorted((one.artifact_type, one.found.value) for one in image.referrers.found)


def asked(registry: FakeRegistry, kind: str) -> int:
    return sum(f"/{kind}" in path for path in registry.paths())


def test_nothing_is_asked_that_nobody_needs() -> None:
    with serve() as registry:
        one = registry.store.image(APP, "1")
        registry.store.refer(APP, one["digest"], SIGNATURE)
        found = read(registry, Part.NONE)[0].referrers
        assert (found.found, {found.listed, found.provenance, found.tagged}) == ((), {Lookup.SKIPPED})
        assert len(registry.asked) == 2


def test_what_a_registry_lists() -> None:
    with serve() as registry:
        one = registry.store.image(APP, "1")
        kept = [registry.store.refer(APP, one["digest"], kind, {"a": "b"}) for kind in (SIGNATURE, SBOM)]
        found = read(registry, Part.REFERRERS)[0].referrers
        assert (found.listed, found.provenance, found.tagged) == (Lookup.AVAILABLE, Lookup.SKIPPED, Lookup.SKIPPED)
        assert [
            (str(one.subject), str(one.digest), one.artifact_type, one.annotations, one.raw) for one in found.found
        ] == [
            (one["digest"], kept[0]["digest"], SIGNATURE, {"a": "b"}, kept[0]),
            (one["digest"], kept[1]["digest"], SBOM, {"a": "b"}, kept[1]),
        ]
        assert len(registry.asked) == 3
        assert registry.asked[2].headers["accept"] == media_type.OCI_INDEX
        assert registry.said == ()


def test_a_list_of_several_pages() -> None:
    with serve() as registry:
        registry.page_size = 2
        one = registry.store.image(APP, "1")
        for _ in range(3):
            registry.store.refer(APP, one["digest"], SBOM)
        found = read(registry, Part.REFERRERS)[0].referrers
        assert len(found.found) == 3
        assert registry.asked[3].path.endswith("?page=1")


def test_an_index_and_each_of_its_platforms() -> None:
    with serve() as registry:
        ones = [registry.store.image(APP, platform=f"linux/{name}") for name in ("amd64", "arm64")]
        index = registry.store.index(APP, "1", ones)
        registry.store.refer(APP, index["digest"], SIGNATURE)
        registry.store.refer(APP, ones[1]["digest"], SBOM)
        image = read(registry, Part.REFERRERS)[0]
        assert listed(image) == [(SBOM, "referrer"), (SIGNATURE, "referrer")]
        assert asked(registry, "referrers/") == 3
        arm = image.platforms[1].descriptor.digest
        assert [one.artifact_type for one in image.referrers.of(arm, image.descriptor.digest)] == [SIGNATURE, SBOM]
        assert len(image.referrers.of(image.platforms[0].descriptor.digest)) == 0


def test_two_tags_of_one_image_are_looked_up_once() -> None:
    with serve() as registry:
        registry.store.image(APP, "1")
        registry.store.image(APP, "2")
        read(registry, Part.REFERRERS | Part.TAGS, "1", "2", "1")
        assert asked(registry, "referrers/") == 1
        assert asked(registry, "manifests/sha256-") == 3


def fallback(registry: FakeRegistry, digest: str, entries: list[dict[str, Any]]) -> None:
    registry.lists_referrers = False
    registry.store.index(APP, digest.replace(":", "-"), entries)


def test_a_tag_stands_in_for_the_list() -> None:
    with serve() as registry:
        one = registry.store.image(APP, "1")
        fallback(registry, one["digest"], [registry.store.refer(APP, one["digest"], SIGNATURE)])
        image = read(registry, Part.REFERRERS)[0]
        assert (listed(image), image.referrers.listed) == ([(SIGNATURE, "referrer")], Lookup.AVAILABLE)


def test_without_list_and_tag_there_is_nothing() -> None:
    with serve() as registry:
        registry.lists_referrers = False
        registry.store.image(APP, "1")
        found = read(registry, Part.REFERRERS)[0].referrers
        assert (found.found, found.listed) == ((), Lookup.AVAILABLE)


def test_a_registry_without_a_list_is_not_asked_again() -> None:
    with serve() as registry:
        registry.lists_referrers = False
        for tag, user in (("1", "1"), ("2", "2"), ("3", "3")):
            registry.store.image(APP, tag, {"User": user})
        with client() as one:
            for tag in ("1", "2", "3"):
                reference = Reference.parse(f"{registry.address}/{APP}:{tag}")
                resolve_all((reference,), Part.REFERRERS, client=one, jobs=1, deadline=Deadline.after(10))
        assert asked(registry, "referrers/") == 1


LIST = f"/v2/{APP}/referrers/.*"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param(refuse(404), Lookup.AVAILABLE, id="404"),
        pytest.param(refuse(400), Lookup.AVAILABLE, id="400"),
        pytest.param(refuse(405), Lookup.AVAILABLE, id="405"),
        pytest.param(refuse(406), Lookup.AVAILABLE, id="406"),
        pytest.param(page(), Lookup.AVAILABLE, id="a page"),
        pytest.param(state(Content_Type="application/json"), Lookup.AVAILABLE, id="another type"),
        pytest.param(refuse(403), Lookup.ERROR, id="403"),
        pytest.param(refuse(429, Retry_After="3600"), Lookup.ERROR, id="429"),
        pytest.param(refuse(500), Lookup.ERROR, id="500"),
        pytest.param(tamper(b"{"), Lookup.ERROR, id="no JSON"),
        pytest.param(tamper(b'{"schemaVersion":2,"config":{}}'), Lookup.ERROR, id="no index"),
        pytest.param(
            tamper(encoded({"manifests": [{"mediaType": "a", "digest": "sha256:../x", "size": 1}]})),
            Lookup.ERROR, id="a digest that is none",
        ),
        pytest.param(state(Link=f'</v2/{APP}/referrers/x>; rel="next"'), Lookup.ERROR, id="pages for ever"),
        pytest.param(state(Link='<https://evil.example/x>; rel="next"'), Lookup.ERROR, id="a page elsewhere"),
        pytest.param(
            state(Link=f'<https://evil.example/v2/{APP}/referrers/x>; rel="next"'), Lookup.ERROR, id="at another host"
        ),
        pytest.param(state(Link='<javascript:x>; rel="next"'), Lookup.ERROR, id="a page that is no address"),
        pytest.param(state(Link='</v2/other/referrers/x>; rel="next"'), Lookup.ERROR, id="of another repository"),
        pytest.param(state(Link='</v2/x>; rel="prev"'), Lookup.AVAILABLE, id="no next page"),
        pytest.param(state(Link="rel=next"), Lookup.AVAILABLE, id="no link at all"),
    ],
)  # fmt: skip
def test_a_list_that_fails_is_a_fact_and_no_error(change: Change, expected: Lookup) -> None:
    with serve() as registry:
        registry.store.image(APP, "1")
        registry.on(LIST, change)
        image = read(registry, Part.REFERRERS)[0]
        assert image.referrers.listed is expected
        assert asked(registry, "referrers/") <= PAGES_MAX
        noted = [text.startswith(f"the referrers of {image.reference} could not be read: ") for text in registry.said]
        assert noted == ([True] if expected is Lookup.ERROR else [])


def test_what_refers_needs_the_same_login() -> None:
    with serve() as registry:
        registry.auth = Bearer(users={canary.USERNAME: canary.PASSWORD}, public=())
        one = registry.store.image(APP, "1")
        registry.store.refer(APP, one["digest"], SIGNATURE)
        assert len(read(registry, Part.REFERRERS)[0].referrers.found) == 1
        assert registry.statuses() == [401, 200, 200, 200, 200]


def cosign(registry: FakeRegistry, digest: str, suffix: str, *predicates: str) -> None:
    layers = [
        {
            "mediaType": IN_TOTO,
            "digest": digest,
            "size": 2,
            "annotations": {"predicateType": predicate} if predicate else {},
        }
        for predicate in predicates
    ]
    config = registry.store.blob(APP, b"{}")
    registry.store.with_config(APP, f"{digest.replace(':', '-')}.{suffix}", config, layers=layers)


def test_what_cosign_keeps_under_tags() -> None:
    with serve() as registry:
        one = registry.store.image(APP, "1")
        cosign(registry, one["digest"], "sig", "")
        cosign(registry, one["digest"], "att", SLSA, SPDX, SLSA)
        image = read(registry, Part.TAGS)[0]
        assert image.referrers.tagged is Lookup.AVAILABLE
        assert listed(image) == [(SIGNATURE, "cosign-tag"), (IN_TOTO, "cosign-tag")]
        assert [one.predicate_types for one in image.referrers.found] == [(), (SLSA, SPDX)]
        assert asked(registry, "referrers/") == 0


def test_a_tag_that_holds_something_else() -> None:
    with serve() as registry:
        one = registry.store.image(APP, "1")
        cosign(registry, one["digest"], "sig")
        found = read(registry, Part.TAGS)[0].referrers
        assert (found.found, found.tagged) == ((), Lookup.ERROR)
        assert "holds nothing that cosign writes" in registry.said[0]


def attested(registry: FakeRegistry, subject: str, *predicates: str) -> dict[str, Any]:
    layers = [
        {"mediaType": IN_TOTO, "digest": subject, "size": 2, "annotations": {"in-toto.io/predicate-type": predicate}}
        for predicate in predicates
    ]
    made = registry.store.with_config(APP, None, registry.store.blob(APP, b"{}"), layers=layers)
    return attestation(subject, made)


def test_what_an_index_attests() -> None:
    with serve() as registry:
        one = registry.store.image(APP)
        registry.store.index(APP, "1", [one, attested(registry, one["digest"], SLSA, SPDX)])
        found = read(registry, Part.PROVENANCE)[0].referrers
        assert (found.listed, found.provenance, found.tagged) == (Lookup.SKIPPED, Lookup.AVAILABLE, Lookup.SKIPPED)
        assert [(str(each.subject), each.predicate_types) for each in found.found] == [(one["digest"], (SLSA, SPDX))]
        assert len(registry.asked) == 4


def test_an_image_without_an_index_attests_nothing() -> None:
    with serve() as registry:
        registry.store.image(APP, "1")
        found = read(registry, Part.PROVENANCE)[0].referrers
        assert (found.found, found.provenance) == ((), Lookup.AVAILABLE)
        assert len(registry.asked) == 2


def test_an_attestation_that_is_gone_is_a_fact_and_no_error() -> None:
    with serve() as registry:
        one = registry.store.image(APP)
        entry = attested(registry, one["digest"], SLSA)
        registry.store.index(APP, "1", [one, entry])
        del registry.store.manifests[APP, entry["digest"]]
        found = read(registry, Part.PROVENANCE)[0].referrers
        assert (found.found, found.provenance) == ((), Lookup.ERROR)


def test_time_that_runs_out_is_a_fact_too() -> None:
    with serve() as registry:
        registry.store.image(APP, "1")
        reference = Reference.parse(f"{registry.address}/{APP}:1")
        with client() as one:
            resolve_all((reference,), Part.NONE, client=one, jobs=1, deadline=Deadline.after(5))
            registry.on(LIST, lambda answer: answer, times=1)
            registry.on(LIST, _slow)
            found = resolve_all((reference,), Part.REFERRERS, client=one, jobs=1, deadline=Deadline.after(0.2))[0]
        assert isinstance(found, Image)
        assert found.referrers.listed is Lookup.ERROR


def _slow(answer: Any) -> Any:
    from dataclasses import replace

    return replace(answer, drip=0.05)
