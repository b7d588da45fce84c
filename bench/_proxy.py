"""A small proxy before a real server that delays, cuts and resets, by dice that can be thrown again."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import threading
from collections import Counter

FATES = ("pass", "pass", "delay", "reset before", "reset after", "cut")
ABORT = struct.pack("ii", 1, 0)


class Proxy:
    """Between us and one server. Each connection has a fate; `calm` lets everything through."""

    def __init__(self, target: str, seed: int) -> None:
        host, _colon, port = target.removeprefix("http://").partition(":")
        self.target = host, int(port)
        self.dice, self.calm, self.told = random.Random(seed), True, Counter[str]()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait(10)

    def stop(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._one, "127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        self._loop.run_forever()

    async def _one(self, near: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        fate = "pass" if self.calm else self.dice.choice(FATES)
        self.told[fate] += not self.calm
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            if fate == "reset before":
                self._reset(out)
                return
            far, on = await asyncio.open_connection(*self.target)
            upward = asyncio.create_task(self._pump(near, on))
            if fate == "delay":
                await asyncio.sleep(self.dice.uniform(0.1, 0.6))
            if fate == "reset after":
                await far.read(1)  # the server has done it; nobody hears of it
                self._reset(out)
            elif fate == "cut":
                out.write((await far.read(200))[:60])
                await out.drain()
                self._reset(out)
            else:
                await self._pump(far, out)
            upward.cancel()
            on.close()

    async def _pump(self, near: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        while some := await near.read(65_536):
            out.write(some)
            await out.drain()
        out.close()

    def _reset(self, out: asyncio.StreamWriter) -> None:
        line = out.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
        out.transport.abort()
