"""Who was probably first: of one story, looking back; and of one mention, as it was worked out last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leitstand.analyses.origin.settled import Heard, ranked
from leitstand.listen.models import Echo, Mention, VoicesReport
from leitstand.listen.spans import span
from leitstand.listen.voices import queries


def likeliest(rows: Sequence[Mention]) -> Mention | None:
    """The first of some mentions by claims, arrivals and who answers whom; None where nothing stands."""
    standing = {row.post_id: row for row in rows if row.taken_down is None}
    order = ranked(_heard(standing.values(), standing))
    return standing[order[0]] if order else None


def _heard(rows: Iterable[Mention], known: Iterable[str]) -> Iterable[Heard]:
    there = set(known)
    for row in rows:
        yield Heard(
            id=row.post_id,
            claimed=row.published.timestamp(),
            observed=row.heard.timestamp(),
            repeats=row.in_reply_to if row.in_reply_to in there else "",
            channel=f"{row.network} {row.source_id}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """What a mention repeats: the post that carried it first (None: not with us), how long before."""

    first: Mention | None
    before: str
    made: datetime | None


def repeated(mention: Mention) -> Repeated | None:
    """What was worked out of a mention, None where it repeats nothing we hear: at most three queries."""
    echo = Echo.objects.filter(pk=mention.pk).first()
    if echo is None:
        return None
    found = queries.mentions(mention.organization, [echo.first])
    made = VoicesReport.objects.filter(
        organization=mention.organization_id, kind=VoicesReport.ORIGIN, days=max(queries.SPANS)
    )
    return Repeated(
        first=found.get(echo.first),
        before="" if echo.lead_seconds is None else span(timedelta(seconds=echo.lead_seconds)),
        made=made.values_list("made", flat=True).first(),
    )
