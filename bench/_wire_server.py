"""A server on 127.0.0.1 that answers as asked: small pages quickly, and everything that a bad server may do.

python bench/_wire_server.py      prints the two ports it listens on, and runs until its input ends
"""

from __future__ import annotations

import asyncio
import sys
import time
import zlib

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
SMALL = b'{"posts": [' + b'{"id": "1", "content": "Guten Morgen aus Auenried"},' * 40 + b'{"id": "2"}]}'
CHUNK = b"x" * 65_536
PIECE = 0.1
UNPACKED = 8 * 2**30


def bomb() -> bytes:
    """Eight gigabytes of nothing, packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    part = b"\0" * 2**24
    begun = [packer.compress(part) for _ in range(UNPACKED // 2**24)]
    return b"".join(begun) + packer.flush()


class Bad:
    """One port; `other` is the port it sends people on to."""

    def __init__(self, packed: bytes) -> None:
        self.packed, self.other, self.own = packed, 0, 0

    async def serve(self, read: asyncio.StreamReader, write: asyncio.StreamWriter) -> None:
        """Every request of one connection."""
        try:
            while (head := await read.readuntil(b"\r\n\r\n")) and await self.answer(head, write):
                await write.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            write.close()

    async def answer(self, head: bytes, write: asyncio.StreamWriter) -> bool:
        """Whether the connection stays open."""
        path = head.split(b" ", 2)[1].decode()
        if path == "/small":
            write.write(HEAD + b"Content-Length: %d\r\n\r\n" % len(SMALL) + SMALL)
            return True
        if path == "/close":
            write.write(HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(SMALL) + SMALL)
        elif path == "/secret":
            said = b"signed in" if b"\r\nauthorization:" in head.lower() else b"secret"
            write.write(HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(said) + said)
        elif path == "/silent":
            await asyncio.sleep(60)
        elif path == "/inside":
            self.send_on(write, f"http://127.0.0.1:{self.other}/secret")
        elif path.startswith("/loop"):
            self.send_on(write, f"http://127.0.0.1:{self.own}/loop{time.monotonic_ns()}")
            return True
        elif path == "/bomb":
            length = b"Content-Length: %d\r\n\r\n" % len(self.packed)
            write.write(HEAD + b"Content-Encoding: gzip\r\n" + length + self.packed)
        else:
            await self.for_ever(path, write)
        await write.drain()
        return False

    def send_on(self, write: asyncio.StreamWriter, where: str) -> None:
        """A redirect."""
        write.write(f"HTTP/1.1 302 Found\r\nLocation: {where}\r\nContent-Length: 0\r\n\r\n".encode())

    async def for_ever(self, path: str, write: asyncio.StreamWriter) -> None:
        """What never ends, until the other side has enough."""
        begins = {
            "/slow-headers": HEAD,
            "/headers": HEAD,
            "/drip": HEAD + b"\r\n",
            "/endless": HEAD + b"\r\n",
        }
        write.write(begins[path])
        for number in range(10**9):
            if path == "/headers":
                write.write(b"X-%d: %s\r\n" % (number, b"y" * 900))
            elif path == "/endless":
                write.write(CHUNK)
            else:
                write.write(b"X")
                await asyncio.sleep(PIECE)
            await write.drain()


async def main() -> None:
    """Two ports, until the input ends."""
    packed = bomb()
    pair = Bad(packed), Bad(packed)
    servers = [await asyncio.start_server(one.serve, "127.0.0.1", 0) for one in pair]
    ports = [server.sockets[0].getsockname()[1] for server in servers]
    for one, own, other in zip(pair, ports, ports[::-1], strict=True):
        one.own, one.other = own, other
    print(*ports, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
