"""A stand-in for Jetstream: the real PDS's firehose, re-told as Jetstream's JSON in both of its wires.

    python -m tests.contract.servers.jetstream ws://127.0.0.1:PDS 6008

The real one is a Go program which no package registry of ours holds. Wire v1 is `/subscribe`; v2 is
`/xrpc/network.bsky.jetstream.subscribeEvents` (frames of `xrpc.v1.json`). Written after the documentation of
github.com/bluesky-social/jetstream. Everything is derived from the firehose, so a restart tells the same
events with the same cursors. Missing on purpose: compression, options_update, requireHello.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

import libipld
from websockets.asyncio.client import connect
from websockets.asyncio.server import Request, Response, ServerConnection, serve
from websockets.exceptions import ConnectionClosed, InvalidHandshake

V1, V2 = "/subscribe", "/xrpc/network.bsky.jetstream.subscribeEvents"
OLDEST_MOMENT = 10**15
"""A cursor from here on is a moment in microseconds; below it is a sequence number."""


@dataclass(frozen=True)
class Event:
    """One event of the network, before it is put into one of the wires."""

    seq: int
    moment: int
    did: str
    kind: str
    body: dict

    def v1(self) -> dict:
        """The older wire: one bare object."""
        return {"did": self.did, "time_us": self.moment, "kind": self.kind, self.kind: self.body}

    def v2(self) -> dict:
        """The newer wire: an `xrpc.v1.json` message whose payload is flat for commits."""
        when = _moment(self.moment)
        head = {
            "$type": f"{V2[6:]}#{self.kind}",
            "seq": self.seq,
            "did": self.did,
            "time": when,
            "witnessedAt": when,
        }
        body = self.body if self.kind == "commit" else {self.kind: self.body}
        return {"$type": "message", "payload": head | body}


@dataclass
class Network:
    """All events so far, and a bell that rings at each new one."""

    events: list[Event] = field(default_factory=list)
    ready: bool = False
    bell: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def tell(self, frame: bytes) -> None:
        """Take one frame of the firehose."""
        fresh = list(read(frame, self.events[-1] if self.events else None))
        async with self.bell:
            self.events += fresh
            self.bell.notify_all()

    def start(self, cursor: str | None) -> int:
        """The place of the first event for this cursor. ValueError for a malformed one."""
        if cursor is None:
            return len(self.events)
        asked = int(cursor)
        if asked < 0:
            raise ValueError(cursor)
        place = (lambda e: e.seq) if asked < OLDEST_MOMENT else (lambda e: e.moment)
        return next((i for i, event in enumerate(self.events) if place(event) >= asked), len(self.events))


def read(frame: bytes, before: Event | None = None) -> Iterator[Event]:
    """The events in one firehose frame, numbered and dated after the event `before` them."""
    head, body = libipld.decode_dag_cbor_multi(frame)
    kind = str(head.get("t", ""))[1:]
    if kind not in {"commit", "identity", "account"}:
        return
    seq, moment = (before.seq, before.moment) if before else (0, 0)
    at = int(datetime.fromisoformat(body["time"]).timestamp() * 1_000_000)
    did = body["repo"] if kind == "commit" else body["did"]
    for told in _commits(body) if kind == "commit" else [_plain(body)]:
        seq, moment = seq + 1, max(moment + 1, at)
        yield Event(seq, moment, did, kind, told)


def _commits(body: dict) -> Iterator[dict]:
    blocks = libipld.decode_car(body["blocks"])[1] if body["ops"] and body["blocks"] else {}
    for op in body["ops"]:
        collection, _, rkey = op["path"].partition("/")
        told = {"rev": body["rev"], "operation": op["action"], "collection": collection, "rkey": rkey}
        if op["action"] != "delete":
            told |= {"record": _plain(blocks[op["cid"]]), "cid": libipld.encode_cid(op["cid"])}
        yield told


def _plain(value: object) -> object:
    """DAG-CBOR as JSON: links as {"$link"}, bytes as {"$bytes"}."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, bytes):
        if len(value) == 36 and value[:1] == b"\x01" and value[2:4] == b"\x12\x20":
            return {"$link": libipld.encode_cid(value)}
        return {"$bytes": base64.b64encode(value).decode().rstrip("=")}
    return value


def _moment(us: int) -> str:
    return (
        datetime.fromtimestamp(us / 1_000_000, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    )


def _wanted(event: Event, wire: str, query: dict[str, list[str]]) -> bool:
    dids = query.get("dids" if wire == V2 else "wantedDids")
    collections = query.get("collections" if wire == V2 else "wantedCollections")
    kinds = query.get("kinds") if wire == V2 else None
    if (dids and event.did not in dids) or (kinds and event.kind not in kinds):
        return False
    if event.kind != "commit" or not collections:
        return True
    name = event.body["collection"]
    return any(name == c or (c.endswith(".*") and name.startswith(c[:-1])) for c in collections)


async def _serve(network: Network, socket: ServerConnection) -> None:
    parts = urlsplit(socket.request.path)
    query = parse_qs(parts.query)
    cap = int(query.get("maxMessageSizeBytes", ["0"])[0])
    place = network.start(query.get("cursor", [None])[0])
    try:
        while True:
            async with network.bell:
                await network.bell.wait_for(lambda place=place: len(network.events) > place)
            for event in network.events[place:]:
                line = json.dumps(event.v2() if parts.path == V2 else event.v1(), separators=(",", ":"))
                if _wanted(event, parts.path, query) and not (0 < cap < len(line.encode())):
                    await socket.send(line)
                place += 1
    except ConnectionClosed:
        return


def _check(network: Network, socket: ServerConnection, request: Request) -> Response | None:
    """Refuse before the upgrade, as Jetstream does: 404, 503 while not ready, 400 for a wrong question."""
    parts = urlsplit(request.path)
    query = parse_qs(parts.query)
    if parts.path not in {V1, V2}:
        return socket.respond(HTTPStatus.NOT_FOUND, "not found\n")
    if not network.ready:
        return _refuse(socket, parts.path, HTTPStatus.SERVICE_UNAVAILABLE, "service not ready: no events yet")
    try:
        network.start(query.get("cursor", [None])[0])
    except ValueError as error:
        return _refuse(socket, parts.path, HTTPStatus.BAD_REQUEST, f"invalid cursor: {error}")
    if parts.path == V2 and (
        old := {"wantedCollections", "wantedDids", "requireHello", "compress"} & set(query)
    ):
        return _refuse(socket, parts.path, HTTPStatus.BAD_REQUEST, f"not on this endpoint: {', '.join(old)}")
    return None


def _refuse(socket: ServerConnection, wire: str, status: HTTPStatus, message: str) -> Response:
    name = "InvalidRequest" if status == HTTPStatus.BAD_REQUEST else "ServiceUnavailable"
    return socket.respond(
        status, json.dumps({"error": name, "message": message}) if wire == V2 else message + "\n"
    )


async def _listen(network: Network, firehose: str) -> None:
    """Hear the firehose from its beginning; begin again when it breaks."""
    while True:
        try:
            async with connect(
                f"{firehose}/xrpc/com.atproto.sync.subscribeRepos?cursor=0", max_size=None
            ) as socket:
                network.events.clear()
                while True:
                    try:
                        await network.tell(await asyncio.wait_for(socket.recv(), 0.3))
                    except TimeoutError:
                        network.ready = True  # all that was said before is told; from here on it is live
        except (OSError, ConnectionClosed, InvalidHandshake):
            network.ready = False
        await asyncio.sleep(0.2)


async def main(firehose: str, port: int) -> None:
    """Serve until somebody stops us."""
    network = Network()
    async with serve(
        lambda socket: _serve(network, socket),
        "127.0.0.1",
        port,
        process_request=lambda socket, request: _check(network, socket, request),
    ):
        await _listen(network, firehose)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
