"""The order of exposed ports."""

from imagegate.policy.document.ports import port_fields


def test_ports_are_sorted_by_number() -> None:
    assert port_fields(("http", "8000-8010/udp", "8000/udp", "443", "80/tcp", "9/x")) == [
        {"text": "9/x", "port": 9, "portEnd": 9, "protocol": "x", "valid": False},
        {"text": "80/tcp", "port": 80, "portEnd": 80, "protocol": "tcp", "valid": True},
        {"text": "443", "port": 443, "portEnd": 443, "protocol": "tcp", "valid": True},
        {"text": "8000/udp", "port": 8000, "portEnd": 8000, "protocol": "udp", "valid": True},
        {"text": "8000-8010/udp", "port": 8000, "portEnd": 8010, "protocol": "udp", "valid": True},
        {"text": "http", "port": None, "portEnd": None, "protocol": "tcp", "valid": False},
    ]
