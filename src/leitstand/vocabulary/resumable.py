"""Uploads in pieces that may be repeated, as Google's protocol has them and PeerTube too.

https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from leitstand.vocabulary.errors import Rejected
from leitstand.vocabulary.network import Wire

CHUNK = 8 * 2**20  # a multiple of 256 KiB, as the protocol wants


def step(wire: Wire, content: bytes, session: str, sorting: AbstractContextManager[None]) -> Any | None:
    """Ask how much is there already and send the next piece. The final answer as JSON; None: go on.

    `sorting` is the network's own around its calls. Raises Gone when the upload was forgotten.
    """
    with sorting:
        total = len(content)
        there, done = _put(wire, session, b"", f"bytes */{total}")
        if done is None:
            piece = content[there : there + CHUNK]
            _there, done = _put(wire, session, piece, f"bytes {there}-{there + len(piece) - 1}/{total}")
    return done


def _put(wire: Wire, session: str, piece: bytes, place: str) -> tuple[int, Any | None]:
    """(bytes that are there, None) or (0, the answer). Status 308 says: go on."""
    headers = {"content-range": place, "content-type": "application/octet-stream"}
    try:
        return 0, wire.put(session, body=piece, headers=headers).json()
    except Rejected as error:
        if error.facts.get("status") != 308:
            raise
        _unit, _equals, last = error.headers.get("range", "").rpartition("-")
        return (int(last) + 1 if last.isdecimal() else 0), None
