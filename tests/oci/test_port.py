"""Ports that an image exposes."""

import pytest

from imagegate.oci.port import Port


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        pytest.param(Port("80/tcp", 80, 80, "tcp", valid=True), "80/tcp", id="a port"),
        pytest.param(Port("80", 80, 80, "tcp", valid=True), "80/tcp", id="tcp goes without saying"),
        pytest.param(Port("80/", 80, 80, "tcp", valid=True), "80/tcp", id="an empty protocol is tcp"),
        pytest.param(Port("53/UDP", 53, 53, "udp", valid=True), "53/udp", id="protocols have no case"),
        pytest.param(Port("9/sctp", 9, 9, "sctp", valid=True), "9/sctp", id="sctp"),
        pytest.param(Port("8000-8010/udp", 8000, 8010, "udp", valid=True), "8000-8010/udp", id="a range"),
        pytest.param(Port("80-80", 80, 80, "tcp", valid=True), "80/tcp", id="a range of one"),
        pytest.param(Port("0022/tcp", 22, 22, "tcp", valid=True), "22/tcp", id="zeros before the number"),
        pytest.param(Port("65535", 65535, 65535, "tcp", valid=True), "65535/tcp", id="the last port"),
        pytest.param(Port("65536", 65536, 65536, "tcp", valid=False), "65536", id="beyond the last port"),
        pytest.param(Port("0", 0, 0, "tcp", valid=False), "0", id="no port"),
        pytest.param(Port("90-80", 90, 80, "tcp", valid=False), "90-80", id="a range backwards"),
        pytest.param(Port("22/icmp", 22, 22, "icmp", valid=False), "22/icmp", id="a protocol without ports"),
        pytest.param(Port("22/tcp/x", 22, 22, "tcp/x", valid=False), "22/tcp/x", id="two slashes"),
        pytest.param(Port("http", None, None, "tcp", valid=False), "http", id="a name"),
        pytest.param(Port("", None, None, "tcp", valid=False), "", id="nothing"),
        pytest.param(Port("$PORT/tcp", None, None, "tcp", valid=False), "$PORT/tcp", id="a variable"),
        pytest.param(Port("22\n/tcp", None, None, "tcp", valid=False), "22\n/tcp", id="a line end"),
        pytest.param(Port("\u0662\u0662", None, None, "tcp", valid=False), "\u0662\u0662", id="digits beyond ASCII"),
        pytest.param(Port("1-2-3", None, None, "tcp", valid=False), "1-2-3", id="two dashes"),
    ],
)
def test_a_port_has_one_reading(expected: Port, text: str) -> None:
    assert Port.parse(expected.text) == expected
    assert str(expected) == text
