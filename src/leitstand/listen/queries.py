"""Every read of what we listen to and what we heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from leitstand.listen.front import Extent, Told, extent, stories, story, timeline, voices
from leitstand.listen.models import Mention, Source, Watch
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization

__all__ = [
    "ACCOUNT_WORKING",
    "Extent",
    "Told",
    "Waiting",
    "active_watches",
    "conversation",
    "due_sources",
    "extent",
    "live_sources",
    "mention",
    "mentions",
    "names_of_watches",
    "retentions",
    "source",
    "sources",
    "stories",
    "story",
    "timeline",
    "voices",
    "waiting",
    "watch",
    "watches",
    "with_recent",
]

ACCOUNT_WORKING = "working"
SKEW = timedelta(minutes=1)
WEEK = timedelta(days=7)
MOST_STEPS = 8
"""So many answers up and down a conversation are followed."""


def due_sources(now: datetime) -> QuerySet[Source]:
    """Sources to ask now, longest overdue first. One asked in the future: the clock was set back since."""
    return _open_sources().filter(_due(now), live=False).order_by("next_fetch", "pk")


def live_sources(now: datetime) -> dict[int, bool]:
    """Keys of the sources to hold open, and whether one that is not open yet may be opened now."""
    rows = _open_sources().filter(live=True).annotate(due=Q(_due(now)))
    return dict(rows.values_list("pk", "due"))


def _open_sources() -> QuerySet[Source]:
    rows = Source.objects.select_related("account").exclude(state=Source.PAUSED)
    return rows.filter(Q(account=None) | Q(account__state=ACCOUNT_WORKING))


def _due(now: datetime) -> Q:
    return Q(next_fetch__lte=now) | Q(last_asked__gt=now + SKEW)


def retentions() -> list[tuple[int, int]]:
    """Each organisation that has mentions, and for how many days it keeps them."""
    pairs = Mention.objects.values_list("organization", "organization__retention_days")
    return list(pairs.order_by("organization").distinct())


def heard(organization: Organization) -> QuerySet[Mention]:
    """What was heard, bare and in no order: to count or to look up."""
    return Mention.objects.filter(organization=organization)


def mentions(organization: Organization) -> QuerySet[Mention]:
    """What was heard, latest first, with source, story and watches: two queries."""
    return (
        Mention.objects.filter(organization=organization)
        .select_related("source", "story")
        .prefetch_related("watches")
        .order_by("-published", "-pk")
    )


def mention(organization: Organization, id: int) -> Mention:
    """One mention. Raises Gone."""
    found = mentions(organization).filter(pk=id).first()
    if found is None:
        raise Gone(
            _("This mention is not here any more: its time was over, or it was never in this organisation.")
        )
    return found


def conversation(of: Mention) -> list[Mention]:
    """The thread a mention stands in, as far as we have it, oldest first; at most three queries a step."""
    here = mentions(of.organization)
    thread = {of.post_id: of}
    fresh = [of]
    for _step in range(MOST_STEPS):
        above = {m.in_reply_to for m in fresh if m.in_reply_to} - set(thread)
        # Each part by its own index: asked with "or", a database may walk the whole list.
        parts = Mention.objects.filter(organization=of.organization, post_id__in=above).order_by()
        below = Mention.objects.filter(in_reply_to__in=[m.post_id for m in fresh]).order_by()
        found = here.filter(
            pk__in=list(parts.values("pk").union(below.values("pk")).values_list("pk", flat=True))
        )
        fresh = list({m.post_id: m for m in found if m.post_id not in thread}.values())
        if not fresh:
            break
        thread |= {m.post_id: m for m in fresh}
    return sorted(thread.values(), key=lambda m: (m.published, m.pk))


def sources(organization: Organization) -> QuerySet[Source]:
    """What we listen to, what needs us first."""
    rows = Source.objects.filter(organization=organization).select_related("account")
    return rows.order_by("-failures", "name", "pk")


def with_recent(them: QuerySet[Source], now: datetime) -> QuerySet[Source]:
    """The sources with `recent`: mentions said in the last seven days, counted by the index."""
    said = Mention.objects.filter(source=OuterRef("pk"), published__gte=now - WEEK).order_by()
    counted = said.values("source").annotate(n=Count("pk")).values("n")
    return them.annotate(recent=Coalesce(Subquery(counted), 0))


def source(organization: Organization, id: int) -> Source:
    """One source. Raises Gone."""
    found = Source.objects.select_related("account").filter(organization=organization, pk=id).first()
    if found is None:
        raise Gone(
            _("This source is not here any more. What was heard from it stays until its time is over.")
        )
    return found


def watches(organization: Organization, now: datetime) -> list[Watch]:
    """What we look for, with `recent` and `before`: mentions said in the last seven days and before those.

    Two queries; the second reads only the mentions of two weeks.
    """
    found = Mention.watches.through.objects.filter(
        mention__organization=organization, mention__published__gte=now - 2 * WEEK
    ).order_by()
    this_week = Count("pk", filter=Q(mention__published__gte=now - WEEK))
    counts = {
        watch: (recent, both - recent)
        for watch, recent, both in found.values_list("watch").annotate(recent=this_week, both=Count("pk"))
    }
    rows = list(Watch.objects.filter(organization=organization).order_by("-active", "name"))
    for row in rows:
        row.recent, row.before = counts.get(row.pk, (0, 0))  # type: ignore[attr-defined]  # for the page only
    return rows


def names_of_watches(organization: Organization) -> QuerySet[Watch]:
    """What we look for, by name."""
    return Watch.objects.filter(organization=organization).order_by("name")


def active_watches(organization: Organization) -> int:
    """How many watches look out now."""
    return Watch.objects.filter(organization=organization, active=True).count()


def watch(organization: Organization, id: int) -> Watch:
    """One watch. Raises Gone."""
    found = Watch.objects.filter(organization=organization, pk=id).first()
    if found is None:
        raise Gone(_("This watch is not here any more. The mentions it found stay until their time is over."))
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in this room: sources that need somebody, of how many."""

    failing: int
    sources: int


def waiting(organization: Organization) -> Waiting:
    """Counts for the navigation: one query."""
    failing = Count("pk", filter=Q(state=Source.FAILING))
    found = Source.objects.filter(organization=organization).aggregate(failing=failing, sources=Count("pk"))
    return Waiting(**found)
