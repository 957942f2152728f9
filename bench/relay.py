"""A TCP relay that holds everything back for half a round trip in both directions; a program of its own.

The kernel opens a connection on loopback at once, so the first bytes of a client wait for the round trip that opening
it would have taken. Usage: relay.py ADDRESS:PORT TARGET:PORT MILLISECONDS, of a whole round trip.
"""

import asyncio
import sys
from functools import partial

_CHUNK_BYTES = 1 << 16


async def relay(target: str, trip: float, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Connect a client with the target; `trip` is in seconds."""
    opened = asyncio.get_running_loop().time() + trip
    there, back = await asyncio.open_connection(*target.rsplit(":", 1))
    await asyncio.gather(_pipe(reader, back, trip / 2, opened), _pipe(there, writer, trip / 2, 0))


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float, opened: float) -> None:
    loop = asyncio.get_running_loop()
    chunk = b"."
    while chunk:
        try:
            chunk = await reader.read(_CHUNK_BYTES)
        except ConnectionError:
            chunk = b""
        due = max(loop.time(), opened) + delay
        loop.call_at(due, writer.write, chunk) if chunk else loop.call_at(due, writer.close)


async def main(listen: str, target: str, milliseconds: str) -> None:
    """Serve until the process is ended."""
    address, port = listen.rsplit(":", 1)
    server = await asyncio.start_server(partial(relay, target, float(milliseconds) / 1000), address, int(port))
    sys.stdout.write(f"listening on {listen}\n")
    sys.stdout.flush()  # who has started this waits for the line
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
