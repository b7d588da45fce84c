"""What journeys ask of the real networks beside the program, as anybody could who does not trust it."""

from __future__ import annotations

import base64
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.contract.servers import bluesky, wordpress

FEED = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Auenrieder Bote</title><link>{url}/</link>
<description>Aus der Stadt</description>
<item><title>Werkstatt Lampe öffnet wieder</title><link>{url}/lampe</link><guid>{url}/lampe</guid>
<pubDate>{published}</pubDate>
<description>Die Werkstatt Lampe am Kranichweg öffnet am Montag.</description></item>
<item><title>Linie 5 fährt</title><link>{url}/linie</link><guid>{url}/linie</guid>
<pubDate>{published}</pubDate><description>Und pünktlich.</description></item>
</channel></rss>"""
HOME = """<!doctype html><html lang="de"><head><title>Auenrieder Bote</title>
<link rel="alternate" type="application/rss+xml" title="Auenrieder Bote" href="/feed.xml"></head>
<body><h1>Auenrieder Bote</h1></body></html>"""


class Blog(ThreadingHTTPServer):
    """A local blog on loopback with a home page and a feed of two posts."""

    daemon_threads = True

    def __init__(self, published: str) -> None:
        super().__init__(("127.0.0.1", 0), _Pages)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.pages = {
            "/": ("text/html; charset=utf-8", HOME),
            "/feed.xml": ("application/rss+xml", FEED.format(url=self.url, published=published)),
        }


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, text = self.server.pages.get(self.path, ("", ""))  # type: ignore[attr-defined]  # our Blog
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_words: object) -> None:
        """Quiet."""


def article(site: wordpress.Server, title: str, content: str) -> dict[str, Any]:
    """A published article: {"id", "link", …}."""
    said = {"title": title, "content": content, "status": "publish"}
    return _rest(site, "posts", said)


def comments(site: wordpress.Server, post: int) -> list[dict[str, Any]]:
    """The comments everybody sees below an article; asked without a password."""
    return _rest(site, f"comments?post={post}&per_page=100", None, known=False)


def approve(site: wordpress.Server) -> None:
    """Let through every comment that waits."""
    for one in _rest(site, "comments?status=hold", None):
        _rest(site, f"comments/{one['id']}", {"status": "approve"})


def status(url: str) -> int:
    """What a stranger is answered at this address."""
    try:
        with urlopen(url, timeout=30) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def replies(network: bluesky.Server, uri: str) -> list[dict[str, Any]]:
    """The answers below a post, as the public AppView shows them."""
    asked = f"{network.appview}/xrpc/app.bsky.feed.getPostThread?uri={uri}"
    with urlopen(asked, timeout=30) as answer:
        return [one["post"] for one in json.loads(answer.read())["thread"].get("replies", [])]


def _rest(site: wordpress.Server, path: str, said: object, *, known: bool = True) -> Any:
    word = base64.b64encode(f"{site.user}:{site.password}".encode()).decode()
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Basic {word}"} if known else {})
    body = None if said is None else json.dumps(said).encode()
    with urlopen(Request(f"{site.url}/wp-json/wp/v2/{path}", body, headers), timeout=30) as answer:
        return json.loads(answer.read())
