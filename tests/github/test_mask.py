import base64

import pytest

from imagegate.github.inputs import Inputs
from imagegate.github.login import Login
from imagegate.github.mask import render_masks
from tests.runner.model import Command, commands

BASIC = base64.b64encode(b"user:long-password").decode()
KEY = '{\n  "private_key": "-----BEGIN",\n}'
BASIC_KEY = base64.b64encode(f"_json_key:{KEY}".encode()).decode()


@pytest.mark.parametrize(
    ("inputs", "masked"),
    [
        pytest.param(Inputs(), [], id="no secret"),
        pytest.param(Inputs(token="ghs_12345678"), ["ghs_12345678"], id="the token"),
        pytest.param(Inputs(token="short"), [], id="too short: half the log would be stars"),
        pytest.param(
            Inputs(logins=(Login("a", "user", "long-password"),)),
            ["long-password", BASIC],
            id="a password, and as HTTP sends it",
        ),
        pytest.param(
            Inputs(token="long-password", logins=(Login("a", "user", "long-password"),)),
            ["long-password", BASIC],
            id="each once",
        ),
        pytest.param(Inputs(token="%25##[a]:,"), ["%25##[a]:,"], id="to the letter"),
        pytest.param(
            Inputs(logins=(Login("a", "_json_key", KEY),)),
            ['  "private_key": "-----BEGIN",', BASIC_KEY],
            id="of several lines the long ones",
        ),
    ],
)
def test_render_masks(inputs: Inputs, masked: list[str]) -> None:
    assert commands(render_masks(inputs).encode()) == [Command("add-mask", secret) for secret in masked]
