"""The way through a proxy to a host that is asked by TLS (RFC 9110, 9.3.6: CONNECT)."""

import re
import socket

from imagegate.http.errand import Errand
from imagegate.http.errors import ConnectError, ProxyError, TransportError
from imagegate.http.origin import host_of, host_port
from imagegate.http.proxy import Proxy

HEAD_BYTES_MAX = 16 * 1024

_STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3})(?: [^\r\n]*)?\r?\n")
_END = re.compile(rb"\r?\n\r?\n")
_OVERLOADED = frozenset({502, 503, 504})
_UNKNOWN = 407


def tunnel(sock: socket.socket, proxy: Proxy, task: Errand) -> None:
    """Ask a proxy to lead a connection on to the errand's host; what it does not is a `TransportError`."""
    sock.sendall(_request(proxy, task))
    head = _head(sock, proxy)
    status = int(head[1])
    if not 200 <= status < 300:  # noqa: PLR2004 - HTTP's class of success
        raise refused(proxy, status, host_of(task.url))


def refused(proxy: Proxy, status: int, host: str) -> TransportError:
    """Say that a proxy does not lead to a host."""
    if status == _UNKNOWN:
        message = f"the proxy {proxy} wants another user and password than it was given"
        return ProxyError(message, hint="give them as http://USER:PASSWORD@HOST:PORT")
    if status in _OVERLOADED:
        return ConnectError(f"the proxy {proxy} does not reach {host}: it answered with status {status}")
    message = f"the proxy {proxy} does not lead to {host}: it answered with status {status}"
    return ProxyError(message, hint="let the proxy allow that host, or add the host to NO_PROXY")


def _request(proxy: Proxy, task: Errand) -> bytes:
    host = host_port(task.url)
    lines = [f"CONNECT {host} HTTP/1.1", f"Host: {host}", f"User-Agent: {task.network.user_agent}"]
    if proxy.authorization:
        lines.append(f"Proxy-Authorization: {proxy.authorization}")
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode("ascii")


def _head(sock: socket.socket, proxy: Proxy) -> re.Match[bytes]:
    head = bytearray()
    chunk = bytearray(4096)
    while not (end := _END.search(head)) and len(head) <= HEAD_BYTES_MAX:
        count = sock.recv_into(chunk)
        if not count:
            message = f"the proxy {proxy} closed the connection before it had answered"
            raise ConnectError(message)
        head += chunk[:count]
    status = _STATUS.match(head)
    # Behind the tunnel it is we who speak first: what comes earlier is not from the host.
    if not end or not status or (end.end() < len(head) and status[1].startswith(b"2")):
        message = f"the proxy {proxy} sent something that is not HTTP"
        raise ProxyError(message)
    return status
