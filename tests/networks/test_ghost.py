"""`ghost` makes its own tokens by the server's clock, and knows when nothing was taken."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from leitstand.networks.ghost import NETWORK
from leitstand.networks.ghost.asking import token
from leitstand.networks.ghost.speaking import slug
from leitstand.vocabulary.errors import Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.post import Actor, Note
from tests.paper_wire import PaperWire

SITE = "https://blog.auenried.example/"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
POSTS = f"{SITE}ghost/api/admin/posts/?source=html"


def _decoded(part: str) -> dict:
    return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_a_token_is_signed_names_its_key_and_lasts_five_minutes():
    head, body, signature = token("abc:00ff", NOW).split(".")
    assert _decoded(head) == {"alg": "HS256", "typ": "JWT", "kid": "abc"}
    said = _decoded(body)
    assert (said["exp"] - said["iat"], said["iat"], said["aud"]) == (300, int(NOW.timestamp()), "/admin/")
    wanted = hmac.new(b"\x00\xff", f"{head}.{body}".encode(), sha256).digest()
    assert urlsafe_b64decode(signature + "=") == wanted


def test_the_clock_is_the_servers_own():
    wire = PaperWire("").says(
        "GET",
        f"{SITE}ghost/api/admin/site/",
        json={"site": {"title": "Blog", "version": "5.99", "url": SITE}},
        headers={"date": "Mon, 02 Mar 2020 09:00:00 GMT"},
    )
    wire.says("GET", f"{SITE}ghost/api/admin/posts/", json={"posts": []})
    connection = NETWORK.renew(wire, {"address": "blog.auenried.example", "key": "abc:00ff"})
    body = _decoded(connection.headers["authorization"].split(".")[1])
    assert datetime.fromtimestamp(body["iat"], UTC).year == 2020


@pytest.mark.parametrize(
    ("status", "kind", "meant"),
    [
        (401, "UnauthorizedError", Reconnect),
        (403, "NoPermissionError", Rejected),
        (422, "ValidationError", Rejected),
        (429, "TooManyRequestsError", TryLater),
        (500, "InternalServerError", Uncertain),
        (503, "MaintenanceError", TryLater),
    ],
)
def test_a_type_means_what_ghost_means_by_it(status, kind, meant):
    wire = PaperWire("https://blog.auenried.example", Actor(id=SITE))
    note = Note(content="x", name="x", published=NOW)
    wire.says("GET", f"{SITE}ghost/api/admin/posts/slug/{slug(note, 'k')}/", status=404)
    wire.says("POST", POSTS, status=status, json={"errors": [{"message": "why", "type": kind}]})
    with pytest.raises(meant):
        NETWORK.publish(wire, note, key="k")


@pytest.mark.parametrize(
    ("page", "api"),
    [
        (
            b'<script defer data-key="94c29402097ab098bab0273fb0" '
            b'data-api="https://blog.auenried.example/ghost/api/content/">',
            "https://blog.auenried.example/ghost/api/content/",
        ),
        (
            b'<script data-ghost="https://blog.auenried.example/" data-key="94c29402097ab098bab0273fb0">',
            "https://blog.auenried.example/ghost/api/content/",
        ),
        (b'<script data-key="kurz" data-ghost="https://blog.auenried.example/">', ""),
        (b"<p>Ein Blog ohne</p>", ""),
    ],
)
def test_a_site_is_found_by_the_key_its_pages_show(page, api):
    wire = PaperWire("").says("GET", "https://blog.auenried.example", body=page)
    if api:
        wire.says("GET", f"{api}settings/", json={"settings": {"title": "Blog"}})
    found = list(NETWORK.find(wire, "blog.auenried.example"))
    assert [one.source for one in found] == ([f"posts {api} 94c29402097ab098bab0273fb0"] if api else [])
