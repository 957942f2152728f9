"""The client against a fake GitHub: what it asks for, and that no trouble is ever taken for an answer."""

import select
import socket
import time
from collections.abc import Iterator

import pytest

from imagegate.github.api import Api, Endpoint
from imagegate.http.address import AddressRule
from imagegate.http.deadline import Deadline
from imagegate.http.network import Network
from imagegate.tree import FILE_BYTES_MAX, Commit, Entry, RepositoryError
from tests import canary
from tests.fake_github.client import client
from tests.fake_github.server import OWNER_AND_NAME, FakeGithub, says, serve
from tests.fake_registry.answer import Change, hang_up, page, refuse, state, tamper
from tests.fake_registry.scripted import answer, answers
from tests.git.origin import Origin, git

RESET = str(int(time.time()) + 24 * 60 * 60)


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Origin:
    origin = Origin.create(tmp_path_factory.mktemp("api") / "origin")
    fork = origin.commit({"Dockerfile": "FROM ruby:3.4\n", "a/b/c.yaml": "image: x\n", "link": "-> Dockerfile"})
    origin.branch("topic", fork)
    origin.commit({"Dockerfile": "FROM ruby:3.5\n", "large": b"x" * (FILE_BYTES_MAX + 100)})
    origin.branch("main", fork)
    origin.commit({"README.md": "hello\n"})
    git(origin.folder, "tag", "-a", "-m", "x", "v1")
    return origin


@pytest.fixture
def github(origin: Origin) -> Iterator[FakeGithub]:
    with serve(origin.folder) as github:
        yield github


def test_commit(github: FakeGithub, origin: Origin) -> None:
    main = origin.oid("main")
    with client(github) as api:
        assert one_commit(api, main) == Commit(origin.oid("main^{tree}"), (origin.oid("main~1"),))
        assert one_commit(api, main) == one_commit(api, main)
        assert one_commit(api, "0" * 40) is None
    assert github.paths() == [f"git/commits/{main}", f"git/commits/{'0' * 40}"]


def test_merge_base_is_a_commit_that_is_known_then(github: FakeGithub, origin: Origin) -> None:
    main, topic, fork = origin.oid("main"), origin.oid("topic"), origin.oid("main~1")
    with client(github) as api:
        assert api.merge_base(main, topic) == fork
        assert one_commit(api, fork) == Commit(origin.oid("main~1^{tree}"))
    assert github.paths() == [f"compare/{main}...{topic}?per_page=1&page=2"]


def test_merge_base_where_only_the_first_page_is_given(origin: Origin) -> None:
    with serve(origin.folder, later_pages=False) as github, client(github) as api:
        assert api.merge_base(origin.oid("main"), origin.oid("topic")) == origin.oid("main~1")


@pytest.mark.parametrize("name", ["main", "heads/topic", "v1"])
def test_resolve(name: str, github: FakeGithub, origin: Origin) -> None:
    with client(github) as api:
        assert api.resolve(name) == origin.oid(f"{name}^{{commit}}")
        assert api.resolve("no/such?ref#x") is None
    assert github.paths() == [f"commits/{name}", "commits/no/such%3Fref%23x"]


def test_folders(github: FakeGithub, origin: Origin) -> None:
    root, folder = origin.oid("main^{tree}"), origin.oid("main:a")
    with client(github) as api:
        assert api.folders((root, folder)) == {
            root: {
                "Dockerfile": Entry(0o100644, origin.oid("main:Dockerfile")),
                "README.md": Entry(0o100644, origin.oid("main:README.md")),
                "a": Entry(0o040000, folder),
                "link": Entry(0o120000, origin.oid("main:link")),
            },
            folder: {"b": Entry(0o040000, origin.oid("main:a/b"))},
        }
    assert sorted(github.paths()) == sorted([f"git/trees/{root}", f"git/trees/{folder}"])


def test_folders_and_all_below(github: FakeGithub, origin: Origin) -> None:
    root = origin.oid("main^{tree}")
    with client(github) as api:
        assert api.folders((root,), deep=True).keys() == {root, origin.oid("main:a"), origin.oid("main:a/b")}
    assert github.paths() == [f"git/trees/{root}?recursive=1"]


def test_a_listing_that_is_cut_off_is_not_taken_for_all(origin: Origin) -> None:
    root = origin.oid("main^{tree}")
    with serve(origin.folder, entries_max=5) as github, client(github) as api:
        assert api.folders((root,), deep=True) == {}
        assert api.folders((root,)).keys() == {root}


def test_a_folder_too_large_for_the_api_is_an_error(origin: Origin) -> None:
    with serve(origin.folder, folder_max=2) as github, client(github) as api:
        assert refused(lambda: api.folders((origin.oid("main^{tree}"),))).code == "too-large"


def test_blobs(github: FakeGithub, origin: Origin) -> None:
    one, other = origin.oid("main:Dockerfile"), origin.oid("main:link")
    with client(github) as api:
        assert api.blobs((one, other)) == {one: b"FROM ruby:3.4\n", other: b"Dockerfile"}


def test_of_a_large_file_enough_is_kept(github: FakeGithub, origin: Origin) -> None:
    oid = origin.oid("topic:large")
    with client(github) as api:
        assert len(api.blobs((oid,))[oid]) == FILE_BYTES_MAX + 1


def test_other_bytes_than_those_asked_for_are_an_error(github: FakeGithub, origin: Origin) -> None:
    github.on("git/blobs/.*", tamper(b"FROM ruby:3.5\n"))
    with client(github) as api:
        assert refused(lambda: api.blobs((origin.oid("main:Dockerfile"),))).code == "digest-mismatch"


def test_enterprise_server(origin: Origin) -> None:
    with serve(origin.folder, prefix="/api/v3") as github, client(github) as api:
        assert one_commit(api, origin.oid("main"))
    assert [asked.path for asked in github.asked] == [
        f"/api/v3/repos/{OWNER_AND_NAME}/git/commits/{origin.oid('main')}"
    ]


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        pytest.param(
            "https://ghes.corp.example/api/v3",
            AddressRule(private_everywhere=False, private=frozenset({"ghes.corp.example"})),
            id="it may have a private address",
        ),
        pytest.param(
            "http://ghes.corp.example:8080/api/v3",
            AddressRule(
                private_everywhere=False,
                private=frozenset({"ghes.corp.example:8080"}),
                plain=frozenset({"ghes.corp.example:8080"}),
            ),
            id="plain http where the runner says so",
        ),
    ],
)
def test_the_apis_host_is_trusted_and_no_other(url: str, rule: AddressRule) -> None:
    assert Endpoint(url, "team/app").rule == rule


def test_the_token_is_sent(origin: Origin) -> None:
    with serve(origin.folder, token=canary.TOKEN) as github:
        with client(github, canary.TOKEN) as api:
            assert one_commit(api, origin.oid("main"))
        with client(github) as api:
            assert one_commit(api, origin.oid("main")) is None
    assert [asked.headers.get("authorization") for asked in github.asked] == [f"Bearer {canary.TOKEN}", None]


def test_the_token_does_not_follow_a_redirect_to_another_host(origin: Origin) -> None:
    with serve(origin.folder) as github, serve(origin.folder) as other:
        path = f"/repos/{OWNER_AND_NAME}/git/commits/{origin.oid('main')}"
        github.on("git/commits/.*", refuse(301, b"", Location=f"http://{other.address}{path}"))
        with client(github, canary.TOKEN) as api:
            assert one_commit(api, origin.oid("main"))
    assert [asked.headers.get("authorization") for asked in other.asked] == [None]


@pytest.mark.parametrize("soon", [True, False])
def test_it_connects_at_once_only_if_it_will_be_asked_soon(*, soon: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        endpoint = Endpoint(f"http://localhost:{listening.getsockname()[1]}", OWNER_AND_NAME)
        api = Api.open(endpoint, Network(endpoint.rule), Deadline.after(5), soon=soon)
        connected, _, _ = select.select([listening], [], [], 5 if soon else 0)
        api.close()
    assert bool(connected) is soon


def test_the_token_follows_a_repository_that_was_renamed() -> None:
    moved = answer(301, headers=[("Location", "https://api.github.com/repositories/1/git/commits/x")])
    found = says({"tree": {"sha": "a" * 40}, "parents": []})
    sender = answers(moved, answer(200, found.body))
    api = Api(sender, Endpoint("https://api.github.com", "team/app", canary.TOKEN), Deadline.after(5))
    assert one_commit(api, "b" * 40) == Commit("a" * 40)
    assert [request.headers.get("Authorization") for request in sender.sent] == [f"Bearer {canary.TOKEN}"] * 2
    assert not canary.found(repr(sender.sent) + repr(api))


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        pytest.param(
            refuse(401, b'{"message":"Bad credentials"}'), "denied", "accept the token (it says: Bad", id="401"
        ),
        pytest.param(
            refuse(403, b'{"message":"Resource not accessible by integration."}'),
            "denied",
            "denies access to the folder {oid} (it says: Resource not accessible by integration)",
            id="403",
        ),
        pytest.param(
            refuse(403, b'{"message":"API rate limit exceeded"}', X_RateLimit_Remaining="0", X_RateLimit_Reset=RESET),
            "rate-limited",
            "limits requests for another",
            id="the hourly limit",
        ),
        pytest.param(
            refuse(403, b'{"message":"x"}', X_RateLimit_Remaining="0", X_RateLimit_Reset="9" * 40),
            "rate-limited",
            "limits requests (it says: x)",
            id="the hourly limit, until who knows when",
        ),
        pytest.param(
            refuse(403, b"{}", Retry_After="60"), "rate-limited", "for another 60 seconds", id="the other limit"
        ),
        pytest.param(
            refuse(403, b'{"message":"You have exceeded a secondary rate limit"}'),
            "rate-limited",
            "limits",
            id="in words",
        ),
        pytest.param(refuse(429, b"{}", Retry_After="100"), "rate-limited", "for another 100 seconds", id="429"),
        pytest.param(refuse(404, b'{"message":"Not Found"}'), "not-found", "has no folder {oid} (it says", id="404"),
        pytest.param(refuse(409, b'{"message":"Git Repository is empty."}'), "not-found", "has no folder", id="empty"),
        pytest.param(refuse(500, b"oops"), "server-error", "failed with status 500", id="500"),
        pytest.param(refuse(204), "unexpected-status", "status 204", id="204"),
        pytest.param(page(), "protocol", "cannot be read: not JSON", id="a login page"),
        pytest.param(hang_up(), "unreachable", "was not to be had: localhost", id="hangs up"),
        pytest.param(tamper(b"{"), "protocol", "cannot be read", id="no JSON"),
        pytest.param(state(Content_Encoding="gzip"), "protocol", "encoding 'gzip'", id="compressed unasked"),
        pytest.param(
            refuse(301, b"", Location="ftp://x"), "redirect", "redirects to something", id="a redirect to junk"
        ),
    ],
)
def test_trouble(change: Change, code: str, message: str, github: FakeGithub, origin: Origin) -> None:
    github.on("git/trees/.*", change)
    oid = origin.oid("main^{tree}")
    with client(github, canary.TOKEN) as api:
        error = refused(lambda: api.folders((oid,)))
    assert (error.code, message.format(oid=oid) in error.message) == (code, True), error.message
    assert error.hint
    assert "registr" not in error.hint


@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_trouble_is_never_taken_for_a_commit_that_is_not_there(status: int, github: FakeGithub, origin: Origin) -> None:
    github.on("(git/commits|commits)/.*", refuse(status, b"{}", Retry_After="100"))
    with client(github) as api:
        refused(lambda: one_commit(api, origin.oid("main")))
        refused(lambda: api.resolve("main"))


@pytest.mark.parametrize("status", [408, 500, 502, 503])
def test_a_hiccup_is_asked_again(status: int, github: FakeGithub, origin: Origin) -> None:
    github.on("git/commits/.*", refuse(status), times=2)
    with client(github) as api:
        assert one_commit(api, origin.oid("main"))


def test_the_token_is_not_repeated_from_an_answer(github: FakeGithub, origin: Origin) -> None:
    github.on("git/trees/.*", refuse(403, f'{{"message":"bad {canary.TOKEN}"}}'.encode()))
    with client(github, canary.TOKEN) as api:
        refused(lambda: api.folders((origin.oid("main^{tree}"),)))


def test_what_is_said_is_one_line(github: FakeGithub, origin: Origin) -> None:
    github.on("git/trees/.*", refuse(403, b'{"message":"a\\n::error::b\\u0007' + b"x" * 1000 + b'"}'))
    with client(github) as api:
        error = refused(lambda: api.folders((origin.oid("main^{tree}"),)))
    assert error.message.isprintable()
    assert len(error.message) < 400


def test_one_of_many_that_fails_fails_all(github: FakeGithub, origin: Origin) -> None:
    github.on(f"git/trees/{origin.oid('main:a')}", refuse(403, b"{}"))
    with client(github) as api:
        refused(lambda: api.folders((origin.oid("main^{tree}"), origin.oid("main:a"), origin.oid("main:a/b"))))


def test_there_is_no_time_left(github: FakeGithub, origin: Origin) -> None:
    with client(github, seconds=0) as api:
        assert refused(lambda: one_commit(api, origin.oid("main"))).code == "timeout"
    assert github.paths() == []


def one_commit(api: Api, oid: str) -> Commit | None:
    return api.commits((oid,))[oid]


def refused(ask: object) -> RepositoryError:
    """Have a request refused, and see that what is said of it is fit to be shown."""
    assert callable(ask)
    with pytest.raises(RepositoryError) as caught:
        ask()
    assert not canary.found(f"{caught.value.message} {caught.value.hint} {caught.value!r}")
    return caught.value
