"""Asks a virus scanner about an upload, where one is configured: clamd(8), its command INSTREAM."""

from __future__ import annotations

import socket
import struct

from django.conf import settings

from leitstand.vocabulary.errors import Invalid, Refused
from leitstand.vocabulary.words import _

PIECE = 1 << 16
SECONDS = 30.0


def scan(content: bytes) -> None:
    """Raises Invalid for what the scanner finds, Refused when it is configured and does not answer."""
    place = str(settings.CONFIG.virus_scanner)
    if not place:
        return
    try:
        said = _ask(place, content)
    except OSError as error:
        raise Refused(
            _(
                "The virus scanner does not answer, so nothing was kept. "
                "Try again later, or tell the administrator."
            )
        ) from error
    if said.endswith("FOUND"):
        raise Invalid(
            _("The virus scanner found something in this file: %(what)s. Nothing was kept."),
            what=said.removeprefix("stream:").removesuffix("FOUND").strip(),
        )
    if not said.endswith("OK"):
        raise Refused(
            _("The virus scanner could not look at this file, so nothing was kept: %(why)s"), why=said
        )


def _ask(place: str, content: bytes) -> str:
    """One question over the socket at a path, or at host:port."""
    family = socket.AF_UNIX if place.startswith("/") else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as line:
        line.settimeout(SECONDS)
        host, _colon, port = place.rpartition(":")
        line.connect(place if family == socket.AF_UNIX else (host, int(port)))
        line.sendall(b"zINSTREAM\0")
        for at in range(0, len(content), PIECE):
            piece = content[at : at + PIECE]
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
        said = b""
        while piece := line.recv(4096):
            said += piece
    return said.decode("utf-8", "replace").strip("\0\n ")
