"""Works out who was first and who acts together, and keeps it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from leitstand.analyses import coordination, origin
from leitstand.listen.models import Mention, VoicesReport
from leitstand.listen.voices import queries
from leitstand.listen.voices.echoes import Echoes, write
from leitstand.vocabulary import activity, batch
from leitstand.vocabulary.analysis import Context

if TYPE_CHECKING:
    from leitstand.people.models import Organization

TOLD = 300
"""So many voices are kept in a report, the most followed; and all of ours."""
GROUPS = 50
EXAMPLES = 5
"""So many of the latest firsts and echoes of a voice are kept, to be looked at."""
_COPIES = pa.schema([("copy_of", pa.string())])
_ROW = ("id", "attributed_to", "network", "published", "shares", *origin.GIVES.names)


def work_out(organization: Organization, now: datetime) -> int:
    """Look through the mentions of 90 days once: a report for each span; for each mention what it repeats.

    Says how many were seen. Memory grows with `queries.MOST` mentions and is let go at the end.
    """
    began = monotonic()
    owner = queries.owners(organization.pk)
    looks = {days: _Look(now - timedelta(days=days)) for days in queries.SPANS}
    known, context = origin.Known(owners=owner), Context(now=now)
    echoes = Echoes()
    for piece in queries.heard(organization.pk, now):
        rows, known = _columns(piece, known, context)
        right = origin.set_right(known)
        echoes.see({mention.post_id: mention.pk for mention in piece}, rows, right)
        for look in looks.values():
            look.see(rows, right, echoes.moments)
    write(organization.pk, echoes.told())
    ours = queries.ours(organization)
    for days, look in looks.items():
        said = {
            VoicesReport.ORIGIN: look.voices_told(ours),
            VoicesReport.COORDINATION: look.groups_told(owner),
        }
        for kind, content in said.items():
            VoicesReport.objects.update_or_create(
                organization=organization,
                kind=kind,
                days=days,
                defaults={
                    "made": now,
                    "took_seconds": monotonic() - began,
                    "mentions": look.posts,
                    "content": content,
                },
            )
    return looks[max(looks)].posts


def _columns(
    piece: Sequence[Mention], known: origin.Known, context: Context
) -> tuple[list[dict[str, Any]], origin.Known]:
    """The posts of some mentions with what the two analyses say of them."""
    posts = batch.of(activity.of(_said(mention)) for mention in piece)
    copies = pa.array([mention.copy_of or None for mention in piece], pa.string())
    posts = batch.widen(posts, pa.RecordBatch.from_arrays([copies], schema=_COPIES))
    posts = batch.widen(posts, coordination.analyse(posts, context))
    answer, known = origin.analyse(posts, known, context)
    return batch.widen(posts, answer).select(_ROW).to_pylist(), known


def _said(mention: Mention) -> dict[str, Any]:
    """The post with the moment we heard it, under the id and author that its mention goes by."""
    author = {
        "id": mention.author_id or mention.voice or mention.author_handle,
        "name": mention.author_name or None,
        "preferredUsername": mention.author_handle or None,
    }
    more: dict[str, Any] = {
        "id": mention.post_id,
        "network": mention.network,
        "published": mention.published.isoformat(),
        "observed": mention.heard.isoformat(),
    }
    if author["id"]:
        more["attributedTo"] = author
    said: dict[str, Any] = mention.post
    return said | more


@dataclass(slots=True)
class _Look:
    """What was seen of the mentions since a moment."""

    since: datetime
    posts: int = 0
    voices: origin.Voices = field(default_factory=origin.Voices)
    sharing: coordination.Sharing = field(default_factory=coordination.Sharing)
    handles: dict[str, str] = field(default_factory=dict)
    firsts: dict[str, deque[tuple[str, str]]] = field(default_factory=dict)  # (first, who took it up)
    echoes: dict[str, deque[tuple[str, str]]] = field(default_factory=dict)  # (echo, of which post)

    def see(
        self,
        rows: Iterable[Mapping[str, Any]],
        corrections: Iterable[origin.Correction],
        moments: Mapping[str, datetime],
    ) -> None:
        """Some more posts; a first that lies before the span gets no credit in it."""
        recent = [dict(row) for row in rows if row["published"] >= self.since]
        self.posts += len(recent)
        self.sharing.add(recent)
        for row in recent:
            source = row["echo_of"]
            if row["takes_up"] and moments.get(source, self.since) < self.since:
                row["takes_up"] = False
            self._examples(row)
        self.voices.add(recent)
        self.voices.correct(one for one in corrections if moments.get(one.id, self.since) >= self.since)

    def _examples(self, row: Mapping[str, Any]) -> None:
        author = row["attributed_to"]
        if author is None:
            return
        self.handles[author["id"]] = author["preferred_username"] or ""
        if row["echo_of"]:
            self.echoes.setdefault(author["id"], deque(maxlen=EXAMPLES)).append((row["id"], row["echo_of"]))
        if row["takes_up"] and row["origin_author"]:
            taken = self.firsts.setdefault(row["origin_author"], deque(maxlen=EXAMPLES))
            taken.append((row["echo_of"], author["id"]))

    def voices_told(self, ours: frozenset[str]) -> dict[str, Any]:
        """The report of origin, as JSON values."""
        every = self.voices.told()
        told = []
        for place, voice in enumerate(every):
            own = voice.author in ours or self.handles.get(voice.author, "") in ours
            if place < TOLD or own:
                told.append(self._voice(voice, own=own))
        usual = self.voices.usual()
        return {
            "voices": told,
            "authors": len(every),
            "taken_up": sum(voice.followed > 0 for voice in every),
            "usual": [usual.mean, usual.low, usual.high],
        }

    def _voice(self, voice: origin.Voice, *, own: bool) -> dict[str, Any]:
        return asdict(voice) | {
            "handle": self.handles.get(voice.author, ""),
            "ours": own,
            "first": list(self.firsts.get(voice.author, ()))[::-1],
            "echo": list(self.echoes.get(voice.author, ()))[::-1],
        }

    def groups_told(self, owner: Mapping[str, str]) -> dict[str, Any]:
        """The report of coordination, as JSON values."""
        found = coordination.groups(self.sharing, owner=lambda account: owner.get(account, account))
        tallies = self.voices.tallies
        names = {
            account: {
                "name": (tallies[account].name if account in tallies else None) or account,
                "network": (tallies[account].network if account in tallies else None) or "",
            }
            for group in found[:GROUPS]
            for account in group.accounts
        }
        told = []
        for group in found[:GROUPS]:
            one = asdict(group) | {"first": group.first.isoformat(), "last": group.last.isoformat()}
            one["evidence"] = [asdict(piece) | {"first": piece.first.isoformat()} for piece in group.evidence]
            told.append(one)
        return {"groups": told, "found": len(found), "names": names, "error_rate": coordination.ERROR_RATE}
