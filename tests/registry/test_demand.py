"""What a registry demands."""

import pytest

from imagegate.http.message import Response
from imagegate.oci.reference import Repository
from imagegate.registry.demand import Demand

APP = Repository("r.example", "team/app")
OWN = "repository:team/app:pull"


def demand(challenge: str) -> Demand:
    headers = {"www-authenticate": (challenge,)}
    found = Demand.of(Response("https://r.example/v2/team/app/manifests/1", 401, b"", headers))
    assert found
    return found


def bearer(**parameters: str) -> Demand:
    listed = {"realm": "https://r.example/token", **parameters}
    return demand("Bearer " + ",".join(f'{name}="{value}"' for name, value in listed.items()))


@pytest.mark.parametrize(
    ("status", "challenge"),
    [
        pytest.param(403, "Basic", id="no 401"),
        pytest.param(401, "Negotiate", id="nothing that can be answered"),
        pytest.param(401, "", id="nothing at all"),
    ],
)
def test_no_demand(status: int, challenge: str) -> None:
    headers = {"www-authenticate": (challenge,)} if challenge else {}
    assert Demand.of(Response("https://r.example/", status, b"", headers)) is None


@pytest.mark.parametrize(
    ("scope", "scopes", "general"),
    [
        pytest.param(OWN, (OWN,), (OWN,), id="what we would ask for anyway"),
        pytest.param("", (OWN,), (OWN,), id="it does not say"),
        pytest.param("aws", (OWN, "aws"), (OWN, "aws"), id="a scope for all of the registry"),
        pytest.param(
            "repository:key/team/app:pull",
            (OWN, "repository:key/team/app:pull"),
            (OWN,),
            id="another name",
        ),
    ],
)
def test_scopes(scope: str, scopes: tuple[str, ...], general: tuple[str, ...]) -> None:
    given = bearer(scope=scope)
    assert given.scopes(APP) == scopes
    assert given.general.scopes(APP) == general


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(bearer(scope=OWN, error="insufficient_scope"), True, id="the token does not reach"),
        pytest.param(bearer(scope=OWN, error="invalid_token"), False, id="the token is old"),
        pytest.param(bearer(scope=OWN), False, id="it does not say"),
        pytest.param(bearer(scope="aws", error="insufficient_scope"), False, id="it wants another scope"),
    ],
)
def test_denies(given: Demand, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    assert given.denies(APP) is expected
