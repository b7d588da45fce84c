"""Reads the script of the demo: who says what, where, and when before now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from leitstand.vocabulary.post import Actor, Attachment, Post, Tag

HERE = Path(__file__).parent
ZONE = ZoneInfo("Europe/Berlin")
"""Whose clocks the script means."""


@dataclass(frozen=True, slots=True)
class Told:
    """One post of the script; `author` is the key of who says it."""

    id: str
    author: str
    post: Post


class Row(NamedTuple):
    """One line of the script."""

    id: str
    when: str
    network: str
    author: str
    to: str
    language: str
    text: str


def posts(now: datetime) -> list[Told]:
    """Every post of the fortnight before `now`, oldest first."""
    authors = {key: (address, name) for key, address, name in _rows("people.tsv")}
    urls: dict[str, str] = {}
    told = []
    for row in map(Row._make, _rows("fortnight.tsv")):
        urls[row.id] = address(row.network, authors[row.author][0], row.id)
        told.append(Told(row.id, row.author, _post(row, authors[row.author], moment(row.when, now), urls)))
    return sorted(told, key=lambda one: (one.post.published, one.id))


def _post(row: Row, author: tuple[str, str], at: datetime, urls: dict[str, str]) -> Post:
    address, name = author
    answered = urls.get(row.to, "") if not row.to.startswith("=") else ""
    title, _dot, rest = row.text.partition(". ") if row.network == "feed" else ("", "", row.text)
    site = address.startswith("https://")
    return Post(
        id=urls[row.id],
        url=urls[row.id],
        network=row.network,
        type="Article" if title else "Note",
        name=title or None,
        content=rest,
        media_type="text/plain",
        language=row.language,
        published=at,
        attributed_to=Actor(
            id=f"{address}#{name}" if site else address,
            name=name,
            preferred_username=None if site else address,
        ),
        in_reply_to=answered or None,
        attachment=(Attachment(url=answered, type="Link"),) if answered else (),
        tag=tuple(
            Tag(type="Mention", name=word.rstrip("?.,!:"))
            for word in row.text.split()
            if word.startswith("@")
        ),
        also={"leitstand:demo": row.id},
    )


def address(network: str, handle: str, id: str) -> str:
    """Where a post of somebody would stand in public."""
    if handle.startswith("https://"):
        return f"{handle}{id}"
    name, _at, server = handle.lstrip("@").partition("@")
    if network == "wordpress":
        return f"https://{name}/{id}"
    return f"https://{server or name}/{name}/{id}" if network == "mastodon" else f"https://{name}/post/{id}"


def moment(when: str, now: datetime, zone: ZoneInfo = ZONE) -> datetime:
    """A line such as "13 08:12" is 13 days before at that time in Auenried; "190" is minutes before now.

    "-2 09:00" lies two days ahead. `zone` is whose clocks are meant.
    """
    if " " not in when:
        return now - timedelta(minutes=int(when))
    days, clock = when.split()
    hour, minute = (int(part) for part in clock.split(":"))
    day = (now.astimezone(zone) - timedelta(days=int(days))).date()
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
    return local.astimezone(now.tzinfo)


def _rows(name: str) -> Iterator[list[str]]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
