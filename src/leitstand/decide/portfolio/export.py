"""Our posts of one network as ActivityStreams, a line each: the archive that an exit begins with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from leitstand.decide.portfolio import queries
from leitstand.vocabulary import activity
from leitstand.vocabulary.post import Actor, Attachment, Post

if TYPE_CHECKING:
    from leitstand.decide.models import Presence
    from leitstand.speak.models import Delivery


def lines(presence: Presence) -> Iterator[str]:
    """Everything we published there, oldest first, each line with its end; pictures by their fingerprint."""
    for row in queries.our_posts(presence).iterator(chunk_size=500):
        yield activity.write(post(row)) + "\n"


def post(row: Delivery) -> Post:
    """One line of the ledger as a post."""
    account, note = row.account, row.note or {}
    also: dict[str, Any] = {"leitstand:author": str(row.author)} if row.author else {}
    if getattr(row, "takedown", None) is not None:
        also["leitstand:takedown"] = row.takedown.state
    return Post(
        id=row.receipt_id or f"urn:uuid:{row.key}",
        type="Article" if note.get("name") else "Note",
        content=row.content,
        media_type="text/plain",
        network=account.network,
        attributed_to=Actor(
            id=account.actor_id, name=account.name or None, preferred_username=account.handle or None
        ),
        published=row.receipt_published or row.due,
        url=row.receipt_url or None,
        in_reply_to=note.get("in_reply_to"),
        name=note.get("name"),
        summary=note.get("summary"),
        language=row.language,
        attachment=tuple(_picture(one) for one in note.get("pictures", ())),
        also=also,
    )


def _picture(one: dict[str, Any]) -> Attachment:
    """A picture as the ledger keeps it; its bytes lie in the media library under this fingerprint."""
    return Attachment(
        url=f"urn:sha256:{one.get('sha256', '')}", media_type=one.get("media_type"), name=one.get("alt")
    )
