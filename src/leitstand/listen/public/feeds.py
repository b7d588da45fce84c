"""The public stories as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.feedgenerator import Atom1Feed

from leitstand.listen.public.told import Public

if TYPE_CHECKING:
    from leitstand.listen.models import FrontPage

ATOM = "application/atom+xml; charset=utf-8"


def atom(row: FrontPage, stories: Sequence[Public], address: str, now: datetime) -> str:
    """The feed of a public page at `address`; each entry links to the story and names its first source."""
    feed = Atom1Feed(
        title=row.title or row.organization.name,
        link=address,
        description=row.about,
        subtitle=row.about or None,
        language=row.organization.language,
        feed_url=f"{address}.atom",
        feed_guid=address,
    )
    host = urlsplit(address).netloc
    for one in stories:
        feed.add_item(
            title=one.headline,
            link=one.first.url or f"{address}/{one.id}",
            description=one.excerpt,
            author_name=one.first.name or None,
            pubdate=one.first_published,
            updateddate=one.last_published,
            unique_id=f"tag:{host},{one.first_published:%Y-%m-%d}:{row.slug}/stories/{one.id}",
        )
    if not stories:
        feed.feed["updated"] = now
    return str(feed.writeString("utf-8"))
