"""What holds for every test, held against itself."""

import socket

import pytest


def test_no_connection_leaves_this_machine() -> None:
    with socket.socket() as outside, pytest.raises(Exception, match="serve it on loopback"):
        outside.connect(("192.0.2.1", 443))


def test_no_name_is_asked_for() -> None:
    with pytest.raises(Exception, match=r"a look-up of registry\.example"):
        socket.getaddrinfo("registry.example", 443)


def test_what_never_resolves_does_not_ask_either() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("registry.invalid", 443)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as connection:
        assert connection.getpeername() == server.getsockname()
