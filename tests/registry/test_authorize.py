"""Which tokens are asked for, how often, and who gets them: an authorizer with a scripted sender."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from imagegate.http.deadline import Deadline
from imagegate.http.errors import DeadlineError
from imagegate.http.message import Request, Response
from imagegate.oci.reference import Repository
from imagegate.registry.authorize import Authorizer
from imagegate.registry.credential import Entry, Keychain, Scope
from imagegate.registry.errors import RegistryError
from imagegate.registry.realm import RealmError
from imagegate.registry.secret import Credential, IdentityToken, RegistryToken
from tests import canary
from tests.fake_registry.scripted import Scripted, answer, answers

APP, TOOL = Repository("r.example", "team/app"), Repository("r.example", "team/tool")
LATER = Deadline.after(3600)  # counted from the import: longer than any whole run
CREDENTIAL = Credential(canary.USERNAME, canary.PASSWORD)
KEYCHAIN = Keychain((Entry(Scope("r.example"), CREDENTIAL),))


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def token(value: str, lifetime: int = 300) -> Response:
    return answer(200, f'{{"token":"{value}","expires_in":{lifetime}}}'.encode())


def refused(challenge: str = 'Bearer realm="https://r.example/token",service="s"', path: str = "team/app") -> Response:
    headers = {"www-authenticate": (challenge,)} if challenge else {}
    return Response(f"https://r.example/v2/{path}/manifests/1", 401, b"", headers)


def learnt(sender: Scripted, keychain: Keychain = KEYCHAIN, clock: Clock | None = None) -> Authorizer:
    authorizer = Authorizer(sender, keychain, clock or Clock())
    assert authorizer.learn(APP, refused(), LATER)
    return authorizer


def asked(sender: Scripted) -> list[tuple[str, str | None]]:
    scopes = (sent.url.partition("scope=")[2].partition("&client_id")[0] for sent in sender.sent)
    return list(zip(scopes, (sent.headers.get("Authorization") for sent in sender.sent), strict=True))


def test_nothing_is_known_of_a_new_registry() -> None:
    assert Authorizer(answers(), KEYCHAIN).header(APP, LATER) is None


def test_a_token_is_asked_for_once_for_each_repository() -> None:
    sender = answers(token("one"), token("two"))
    authorizer = learnt(sender)
    headers = [authorizer.header(repository, LATER) for repository in (APP, APP, TOOL, APP, TOOL)]
    assert headers == ["Bearer one", "Bearer one", "Bearer two", "Bearer one", "Bearer two"]
    assert asked(sender) == [
        ("repository%3Ateam%2Fapp%3Apull", CREDENTIAL.basic),
        ("repository%3Ateam%2Ftool%3Apull", CREDENTIAL.basic),
    ]


def test_the_scope_of_one_repository_is_not_asked_for_another() -> None:
    sender = answers(token("one"), token("two"))
    authorizer = Authorizer(sender, Keychain())
    challenge = 'Bearer realm="/token",scope="repository:key/team/app:pull"'
    demand = authorizer.learn(APP, refused(challenge), LATER)
    assert demand
    authorizer.renew(APP, demand, None, LATER)
    authorizer.header(TOOL, LATER)
    assert [scope for scope, _ in asked(sender)] == [
        "repository%3Ateam%2Fapp%3Apull&scope=repository%3Akey%2Fteam%2Fapp%3Apull",
        "repository%3Ateam%2Ftool%3Apull",
    ]


def test_many_threads_share_one_token() -> None:
    gate, lock, sent = threading.Event(), threading.Lock(), list[str]()

    class Slow:
        def send(self, request: Request) -> Response:
            gate.wait(5)
            with lock:
                sent.append(request.url)
            return token("one")

    authorizer = Authorizer(Slow(), KEYCHAIN)
    authorizer.learn(APP, refused(), LATER)
    with ThreadPoolExecutor(8) as executor:
        waiting = [executor.submit(authorizer.header, APP, LATER) for _ in range(8)]
        gate.set()
        assert {one.result() for one in waiting} == {"Bearer one"}
    assert len(sent) == 1


def test_an_old_token_is_replaced_before_it_is_refused() -> None:
    clock = Clock()
    sender = answers(token("one"), token("two"))
    authorizer = learnt(sender, clock=clock)
    headers = [authorizer.header(APP, LATER)]
    for seconds in (289, 2):
        clock.now += seconds
        headers.append(authorizer.header(APP, LATER))
    assert headers == ["Bearer one", "Bearer one", "Bearer two"]


def test_a_refused_token_is_replaced_once_for_all_who_had_it() -> None:
    sender = answers(token("one"), token("two"))
    authorizer = learnt(sender)
    old = authorizer.header(APP, LATER)
    demand = authorizer.learn(APP, refused(), LATER)
    assert demand
    assert [authorizer.renew(APP, demand, old, LATER) for _ in range(3)] == ["Bearer two"] * 3


def test_the_same_token_again_is_no_answer() -> None:
    authorizer = learnt(answers(token("one"), token("one")))
    old = authorizer.header(APP, LATER)
    demand = authorizer.learn(APP, refused(), LATER)
    assert demand
    assert authorizer.renew(APP, demand, old, LATER) is None


def test_a_token_that_does_not_reach_is_not_asked_for_again() -> None:
    authorizer = learnt(answers(token("one")))
    old = authorizer.header(APP, LATER)
    challenge = 'Bearer realm="https://r.example/token",error="insufficient_scope"'
    demand = authorizer.learn(APP, refused(challenge), LATER)
    assert demand
    assert authorizer.renew(APP, demand, old, LATER) is None


@pytest.mark.parametrize(
    ("keychain", "expected"),
    [
        pytest.param(KEYCHAIN, CREDENTIAL.basic, id="with credentials"),
        pytest.param(Keychain(), None, id="without"),
    ],
)
def test_basic(keychain: Keychain, expected: str | None) -> None:
    authorizer = Authorizer(answers(), keychain)
    demand = authorizer.learn(APP, refused("Basic realm=x"), LATER)
    assert demand
    assert authorizer.renew(APP, demand, None, LATER) == expected
    assert authorizer.header(TOOL, LATER) == expected
    assert authorizer.renew(APP, demand, expected, LATER) is None


@pytest.mark.parametrize("challenge", ["Basic realm=x", 'Bearer realm="https://elsewhere.example/token"'])
def test_a_registry_token_is_sent_as_it_is(challenge: str) -> None:
    authorizer = Authorizer(answers(), Keychain((Entry(Scope("r.example"), RegistryToken(canary.TOKEN)),)))
    assert authorizer.header(APP, LATER) is None  # nothing is told before it is asked for
    demand = authorizer.learn(APP, refused(challenge), LATER)
    assert demand
    assert authorizer.renew(APP, demand, None, LATER) == f"Bearer {canary.TOKEN}"
    assert authorizer.header(TOOL, LATER) == f"Bearer {canary.TOKEN}"
    assert authorizer.renew(APP, demand, f"Bearer {canary.TOKEN}", LATER) is None
    assert authorizer.retreat(APP, f"Bearer {canary.TOKEN}", LATER) is None
    assert authorizer.secrets(APP, None) == (canary.TOKEN,)


def test_an_identity_token_is_exchanged_or_sent_as_a_password() -> None:
    identity = IdentityToken(canary.USERNAME, canary.TOKEN)
    known = Keychain((Entry(Scope("r.example"), identity),))
    sender = answers(token("one"))
    assert learnt(sender, known).header(APP, LATER) == "Bearer one"
    assert dict(sender.sent[0].form)["refresh_token"] == canary.TOKEN
    authorizer = Authorizer(answers(), known)
    demand = authorizer.learn(APP, refused("Basic realm=x"), LATER)
    assert demand
    assert authorizer.renew(APP, demand, None, LATER) == identity.basic


@pytest.mark.parametrize(("pairs", "trusted"), [({("r.example", "auth.example")}, True), (set(), False)])
def test_a_pair_that_the_user_trusts(pairs: set[tuple[str, str]], trusted: bool) -> None:  # noqa: FBT001 - a column of the table
    sender = answers(token("one"))
    authorizer = Authorizer(sender, replace(KEYCHAIN, realms=frozenset(pairs)))
    demand = authorizer.learn(APP, refused('Bearer realm="https://auth.example/token"'), LATER)
    assert demand
    assert authorizer.renew(APP, demand, None, LATER) == "Bearer one"
    assert sender.sent[0].headers == ({"Authorization": CREDENTIAL.basic} if trusted else {})


@pytest.mark.parametrize(
    "realm",
    [
        pytest.param("https://evil.example/token", id="another host"),
        pytest.param("https://r.example:8443/token", id="another port"),
        pytest.param("https://auth.docker.io/token", id="another registry's token server"),
    ],
)
def test_a_stranger_gets_no_credentials(realm: str) -> None:
    sender = answers(token("one"))
    authorizer = Authorizer(sender, KEYCHAIN)
    demand = authorizer.learn(APP, refused(f'Bearer realm="{realm}"'), LATER)
    assert demand
    assert authorizer.renew(APP, demand, None, LATER) == "Bearer one"
    assert (sender.sent[0].headers, "account" in sender.sent[0].url) == ({}, False)


def test_a_realm_that_must_not_be_asked_is_not_asked() -> None:
    authorizer = Authorizer(answers(), KEYCHAIN)
    demand = authorizer.learn(APP, refused('Bearer realm="http://r.example/token"'), LATER)
    assert demand
    with pytest.raises(RealmError):
        authorizer.renew(APP, demand, None, LATER)


def test_a_refused_token_request_is_not_repeated() -> None:
    authorizer = learnt(answers(answer(403)))
    for _ in range(3):
        with pytest.raises(RegistryError, match=r"denies access to r\.example/team/app"):
            authorizer.header(APP, LATER)


OFFERED = Keychain((Entry(Scope("r.example"), Credential(canary.USERNAME, canary.PASSWORD, offered=True)),))


def test_an_offer_that_the_token_server_refuses_is_left_out() -> None:
    sender = answers(answer(403), token("one"))
    assert learnt(sender, OFFERED).header(APP, LATER) == "Bearer one"
    assert [authorization is None for _, authorization in asked(sender)] == [False, True]


def test_an_offer_that_the_registry_refuses_is_left_out() -> None:
    sender = answers(token("one"), token("two"))
    authorizer = learnt(sender, OFFERED)
    old = authorizer.header(APP, LATER)
    # Two threads that were refused with the same token both get the other one.
    assert [authorizer.retreat(APP, old, LATER) for _ in range(2)] == ["Bearer two"] * 2
    assert authorizer.retreat(APP, "Bearer two", LATER) is None
    assert [authorization is None for _, authorization in asked(sender)] == [False, True]


def test_a_given_credential_is_never_left_out() -> None:
    authorizer = learnt(answers(token("one")))
    assert authorizer.retreat(APP, authorizer.header(APP, LATER), LATER) is None


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        pytest.param(
            answer(401, headers=[("WWW-Authenticate", 'Bearer realm="/token",scope="repository:user/image:pull"')]),
            "Bearer one",
            id="it says there, with a scope that is nobody's",
        ),
        pytest.param(answer(200), None, id="nothing there either"),
        pytest.param(answer(404), None, id="no base"),
        pytest.param(answer(401), None, id="still no challenge"),
    ],
)
def test_a_401_without_a_challenge(base: Response, expected: str | None) -> None:
    sender = answers(base, *([token("one")] if expected else []))
    authorizer = Authorizer(sender, KEYCHAIN)
    demands = [authorizer.learn(APP, refused(""), LATER) for _ in range(3)]  # the base is asked once
    assert [demand is not None for demand in demands] == [expected is not None] * 3
    assert sender.sent[0].url == "https://r.example/v2/"
    if demands[0]:
        assert authorizer.renew(APP, demands[0], None, LATER) == expected
        assert asked(sender)[1][0] == "repository%3Ateam%2Fapp%3Apull"


def test_the_first_request_goes_alone() -> None:
    authorizer, started, gate = Authorizer(answers(), KEYCHAIN), threading.Event(), threading.Event()
    order: list[str] = []

    def first() -> None:
        with authorizer.opening("r.example", LATER):
            started.set()
            gate.wait(5)
            order.append("first")

    def second() -> None:
        started.wait(5)
        with authorizer.opening("r.example", LATER):
            order.append("second")

    with ThreadPoolExecutor(2) as executor:
        both = [executor.submit(first), executor.submit(second)]
        started.wait(5)
        with pytest.raises(DeadlineError), authorizer.opening("r.example", Deadline.after(0)):
            pass
        with authorizer.opening("other.example", LATER):
            order.append("other")
        gate.set()
        for one in both:
            one.result()
    assert order == ["other", "first", "second"]


def test_after_the_first_nobody_waits() -> None:
    authorizer = Authorizer(answers(), KEYCHAIN)
    with pytest.raises(RuntimeError), authorizer.opening("r.example", LATER):
        raise RuntimeError
    with authorizer.opening("r.example", LATER), authorizer.opening("r.example", LATER):
        pass
