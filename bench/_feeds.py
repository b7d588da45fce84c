"""What may be expected of one file of feedparser's suite, and feeds made to keep a reader busy."""

from __future__ import annotations

import io
import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser
from selectolax.lexbor import LexborHTMLParser

from leitstand import registry
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Post
from tests.paper_wire import PaperWire

SUITE = "feedparser-suite"
ORIGIN = "http://127.0.0.1:8097/tests/"
_HEADER = re.compile(rb"^\s*Header:\s*([^:]+):\s*(.+?)\s*$", re.MULTILINE)
_EXPECT = re.compile(rb"Expect:\s*(.+?)\s*-->", re.DOTALL)
Row = tuple[str, str, list[str]]


def judged(name: str, raw: bytes) -> Iterator[Row]:
    """Rows for one file: it is read; each entry is carried; its own expectation holds."""
    headers = {k.decode().strip().lower(): v.decode("latin-1") for k, v in _HEADER.findall(raw[:4000])}
    headers = {k: v for k, v in headers.items() if k not in ("status", "location", "content-encoding")}
    wire = PaperWire("http://127.0.0.1:8097").says("GET", ORIGIN + name, body=raw, headers=headers)
    network = registry.network("feed")
    page = next(iter(network.read(wire, ORIGIN + name, "")))
    # Most files were written to be read without an address; with one, their relative links become absolute.
    base = page.url if b"8097" in raw or "content-location" in headers else ""
    posts, refused = list[Post](), ""
    try:
        posts = list(network.parse(page.raw, base))
    except Invalid as error:
        refused = str(error)
    yield f"{SUITE} read", name, []
    headers.setdefault("content-type", "application/xml")
    headers["content-location"] = base
    oracle = feedparser.parse(io.BytesIO(raw), response_headers=headers)
    if len(oracle.entries) != len(posts):
        yield f"{SUITE} carried", name, [f"{len(posts)} posts of {len(oracle.entries)} entries {refused}"]
    for entry, post in zip(oracle.entries, posts, strict=False):
        yield (
            f"{SUITE} carried",
            name,
            list(_missing(dict(entry) | {"enclosures": entry.get("enclosures", ())}, post)),
        )
    if (row := _expected(name, raw, oracle, posts)) is not None:
        yield row


def _missing(entry: dict[str, Any], post: Post) -> Iterator[str]:
    """What the entry says and the post does not."""
    id = entry.get("id") or entry.get("link")
    if id and post.id != id and not (":" not in id and post.id.endswith(f"#{id}")):
        yield f"id {post.id!r} for {id!r}"
    if title(entry) != (post.name or ""):
        yield f"name {post.name!r} for {title(entry)!r}"
    bodies = [body["value"] for body in entry.get("content", ()) if body["value"]] or [
        entry.get("summary", "")
    ]
    if post.content.strip() not in [body.strip() for body in bodies]:
        yield f"content {post.content!r} for {bodies!r}"
    link = entry.get("link", "")
    if link.startswith("http") and post.url != link:
        yield f"url {post.url!r} for {link!r}"
    yield from _missing_moments(entry, post)
    yield from _missing_author(entry, post)
    yield from _missing_things(entry, post)


def _missing_moments(entry: dict[str, Any], post: Post) -> Iterator[str]:
    keys = ("published_parsed", "created_parsed", "updated_parsed")
    moments = [moment(entry[key]) for key in keys if entry.get(key)]
    if moments and post.published != moments[0]:
        yield f"published {post.published} for {moments[0]}"
    if entry.get("updated_parsed") and moment(entry["updated_parsed"]) not in (post.updated, post.published):
        yield f"updated {post.updated} for {entry['updated_parsed']}"


def _missing_author(entry: dict[str, Any], post: Post) -> Iterator[str]:
    detail, actor = entry.get("author_detail", {}), post.attributed_to
    if detail.get("name") and (actor is None or actor.name != text({"value": detail["name"]})):
        yield f"author {actor} for {detail['name']!r}"
    if detail.get("href", "").startswith("http") and (actor is None or actor.id != detail["href"]):
        yield f"author {actor} for {detail['href']!r}"


def _missing_things(entry: dict[str, Any], post: Post) -> Iterator[str]:
    terms = {text({"value": tag["label"] or tag["term"] or ""}) for tag in entry.get("tags", ())} - {""}
    if terms != {tag.name for tag in post.tag}:
        yield f"tags {post.tag} for {terms}"
    files = {file["href"] for file in entry.get("enclosures", ()) if file.get("href")}
    if not files <= {file.url for file in post.attachment}:
        yield f"attachments {post.attachment} for {files}"
    details = (*entry.get("content", ()), entry.get("summary_detail", {}))
    language = next((detail.get("language") for detail in details if detail), None) or ""
    if re.fullmatch(r"[A-Za-z]{1,8}(-\w{1,8})*", language) and post.language != language:
        yield f"language {post.language!r} for {language!r}"


def text(detail: Any) -> str:
    """A title as people read it."""
    detail = detail or {}
    value = detail.get("value") or ""
    if detail.get("type") != "text/plain":
        body = LexborHTMLParser(f"<body>{value}</body>").body
        value = body.text() if body else ""
    return " ".join(value.split())


def title(entry: dict[str, Any]) -> str:
    """The title of an entry as people read it."""
    return text({"value": entry.get("title"), "type": entry.get("title_detail", {}).get("type")})


def moment(parsed: Any) -> datetime:
    """feedparser's moment as ours."""
    return datetime.fromtimestamp(timegm(parsed), UTC)


class NotOurs(Exception):
    """The expectation is about something that a post does not carry."""


class Seen(dict):
    """One entry made of a post again; what it lacks is not ours to carry."""

    def __missing__(self, key: str) -> Any:
        raise NotOurs(key)

    def __getattr__(self, key: str) -> Any:
        return self[{"description": "summary", "guid": "id"}.get(key, key)]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, dict) and other.keys() - self.keys():
            raise NotOurs
        return super().__eq__(other)

    __hash__ = None  # type: ignore[assignment]  # as a dict

    def get(self, key: str, default: Any = None) -> Any:
        """As feedparser's, but what a post lacks is not ours."""
        return self[key]

    def __getitem__(self, key: str) -> Any:
        return super().__getitem__({"description": "summary", "guid": "id"}.get(key, key))


def _expected(name: str, raw: bytes, oracle: Any, posts: list[Post]) -> Row | None:
    """The file's own expectation, asked of our posts; None: it is about something else."""
    said = _EXPECT.search(raw)
    if not said:
        return None
    expression = said.group(1).decode("utf-8", "replace")
    if "entries" not in expression:
        return None
    seen = [_seen(entry, post) for entry, post in zip(oracle.entries, posts, strict=False)]
    about = {key: oracle.get(key) for key in ("bozo", "feed", "version", "headers", "namespaces", "encoding")}
    about["bozo"] = "not bozo" not in expression
    try:
        held = eval(" ".join(expression.split("\n")), {"feedparser": feedparser}, about | {"entries": seen})
    except (NotOurs, SyntaxError, AttributeError, TypeError):
        return None
    except (IndexError, KeyError) as error:
        return f"{SUITE} expected", name, [f"{expression}: {error!r}"]
    return f"{SUITE} expected", name, [] if held else [expression]


def _seen(entry: Any, post: Post) -> Seen:
    """An entry as the expectations name it, holding what the post holds."""
    seen = Seen(id=post.id)
    if post.name:  # a title without any text, such as a picture alone, is not carried
        name = entry.get("title") if post.name == title(entry) else post.name
        seen |= {"title": name, "title_detail": Seen(value=name)}
    if post.url:
        seen["link"] = post.url
    if entry.get("enclosures"):
        seen["enclosures"] = [Seen(href=file.url, type=file.media_type) for file in post.attachment]
    for key in ("published", "created", "updated"):
        value = post.updated or post.published if key == "updated" else post.published
        if value and entry.get(f"{key}_parsed"):
            seen[f"{key}_parsed"] = value.utctimetuple()
    return Seen(seen | _seen_text(entry, post) | _seen_people(entry, post))


def _seen_text(entry: Any, post: Post) -> dict[str, Any]:
    language = {"language": post.language}
    if "content" in entry:
        same = {"summary": post.content} if entry.get("summary") == post.content else {}
        return {"content": [Seen(value=post.content, **language)], **same}
    return {"summary": post.content, "summary_detail": Seen(value=post.content, **language)}


def _seen_people(entry: Any, post: Post) -> dict[str, Any]:
    seen: dict[str, Any] = {"language": post.language} if entry.get("language") else {}
    if post.tag and all(tag["term"] and not tag["label"] for tag in entry.get("tags", ())):
        seen |= {"tags": [Seen(term=tag.name) for tag in post.tag], "category": post.tag[0].name}
    if post.attributed_to and post.attributed_to.name:
        seen["author_detail"] = Seen(name=post.attributed_to.name)
        if "email" not in entry.get("author_detail", {}):
            seen["author"] = post.attributed_to.name
    return seen


def _rss(inside: str) -> bytes:
    return f"<rss version='2.0'><channel>{inside}</channel></rss>".encode()


def _item(inside: str) -> bytes:
    return _rss(f"<item><description>{inside}</description></item>")


HARD = {
    "ordinary": lambda n: _rss(
        "<item><title>Ein Titel</title><description>Hallo &lt;b&gt;Welt&lt;/b&gt;</description></item>"
        * (n // 90)
    ),
    "deep": lambda n: _item("<a>" * (n // 7) + "</a>" * (n // 7)),
    "comments": lambda n: _item("&lt;!--" * (n // 7)),
    "attributes": lambda n: (
        f"<rss {' '.join(f'''a{i}='1' ''' for i in range(n // 12))}><channel/></rss>".encode()
    ),
    "author": lambda n: _rss("<item><author>" + "a." * (n // 8) + "</author></item>"),
    "base": lambda n: b"<feed xmlns='http://www.w3.org/2005/Atom'>" + b"<x xml:base='a/'>" * (n // 17),
    "unclosed": lambda n: _rss("<item>" * (n // 6)),
    "signs": lambda n: _item("<" * n),
    "quotes": lambda n: _item("&lt;a href='" * (n // 12)),
}
