"""Every read of the explorer: what a list is narrowed to, page by page, and the views that were kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from leitstand.listen import queries
from leitstand.listen.explorer import words
from leitstand.listen.explorer.asking import wanted
from leitstand.listen.judging.queries import labelled
from leitstand.listen.models import Judgement, Lesson, Mention, SavedView
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization

Place = tuple[datetime, int]
"""Where a list goes on: the moment and the key of the last mention that was shown."""

AT_ONCE = 1000
"""Rows an export reads with one query."""

_LANGUAGES = """
    WITH RECURSIVE one(code) AS (
        SELECT min(language) FROM listen_mention WHERE organization_id = %s
        UNION ALL
        SELECT (SELECT min(language) FROM listen_mention WHERE organization_id = %s AND language > one.code)
        FROM one WHERE one.code IS NOT NULL
    ) SELECT code FROM one WHERE code <> '' LIMIT 50
"""
"""Steps from one language to the next by the index, instead of reading every mention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """What a list of mentions is narrowed to; empty things narrow nothing. Days are local to the person."""

    text: str = ""
    watch: int | None = None
    source: int | None = None
    network: str = ""
    language: str = ""
    author: str = ""
    since: date | None = None
    until: date | None = None
    state: str = ""  # "new", "answered", "let_stand", "addressed"
    words: str = ""  # "own" or "repeated"
    judged: str = ""  # "question:label"
    story: int | None = None

    def __bool__(self) -> bool:
        return self != Sieve()


def sifted(them: QuerySet[Mention], sieve: Sieve, zone: tzinfo = UTC) -> QuerySet[Mention]:
    """The mentions a sieve lets through. In SQLite up to five small queries count hits beforehand."""
    plain = {"source": sieve.source, "story": sieve.story, "network": sieve.network}
    them = them.filter(**{name: value for name, value in plain.items() if value})
    if sieve.language:
        them = them.filter(Q(language=sieve.language) | Q(language__startswith=f"{sieve.language}-"))
    if sieve.since:
        them = them.filter(published__gte=datetime.combine(sieve.since, time(), zone))
    if sieve.until:
        them = them.filter(published__lt=datetime.combine(sieve.until + timedelta(days=1), time(), zone))
    if sieve.words:
        them = them.filter(copy_of="") if sieve.words == "own" else them.exclude(copy_of="")
    if sieve.watch:
        them = _found_by(them, sieve.watch)
    if sieve.author:
        them = _by(them, sieve.author)
    if sieve.state:
        them = _in_state(them, sieve.state)
    if sieve.judged:
        them = _judged(them, *sieve.judged.partition(":")[::2])
    return words.said(them, wanted(sieve.text))


def _found_by(them: QuerySet[Mention], watch: int) -> QuerySet[Mention]:
    table = Mention.watches.through.objects.filter(watch_id=watch)
    each = Exists(table.filter(mention_id=OuterRef("pk")))
    return _few_or_each(them, table.values("mention_id"), each)


def _few_or_each(them: QuerySet[Mention], hits: QuerySet[Any, Any], each: Any) -> QuerySet[Mention]:
    """Gather the hits where they are few, else walk the list and ask each row; PostgreSQL knows by itself."""
    if connection.vendor == "sqlite" and hits[: words.FEW + 1].count() > words.FEW:
        return them.filter(each)
    return them.filter(pk__in=hits)


def _by(them: QuerySet[Mention], author: str) -> QuerySet[Mention]:
    """By an id as it is, by a handle with or without its server, or by a name."""
    if ":" in author:
        return them.filter(author_id=author)
    author = author.removeprefix("@")
    asked = wanted(f'"{author}"')
    named = Q(author_handle__iexact=author) | Q(author_name__iexact=author)
    named |= Q(author_handle__istartswith=f"{author}@") | Q(author_handle__iexact=f"@{author}")
    return words.said(them, asked).filter(named | Q(author_id=author))


def _in_state(them: QuerySet[Mention], state: str) -> QuerySet[Mention]:
    if state == "addressed":
        return them.filter(addressed=True)
    if state == "new":
        return them.filter(Q(treatment=None) | Q(treatment__state=state))
    hits = Mention.objects.filter(treatment__state=state)
    return _few_or_each(them, hits.values("pk"), Q(treatment__state=state))


def _judged(them: QuerySet[Mention], question: str, label: str) -> QuerySet[Mention]:
    said = {"question": question, "label": label}
    hits = Judgement.objects.filter(**said).values("mention_id")
    taught = Lesson.objects.filter(**said).values("mention_id")
    if connection.vendor == "sqlite" and hits[: words.FEW + 1].count() <= words.FEW:
        them = them.filter(Q(pk__in=hits) | Q(pk__in=taught))
    return them.filter(labelled(question, label))


def older(them: QuerySet[Mention], than: Place | None) -> QuerySet[Mention]:
    """The mentions after this place of the list; by place, not by number, so that page 1000 costs no more."""
    if than is None:
        return them
    moment, pk = than
    return them.filter(published__lte=moment).exclude(published=moment, pk__gte=pk)


def latest(organization: Organization, most: int, **fields: Any) -> list[Mention]:
    """The newest mentions of a watch or source, without their whole posts."""
    return list(sifted(queries.mentions(organization), Sieve(**fields)).defer("post")[:most])


def pieces(them: QuerySet[Mention]) -> Iterator[list[Mention]]:
    """All of them, AT_ONCE at a time, each piece read by queries of its own: memory does not grow."""
    place: Place | None = None
    while some := list(older(them, place)[:AT_ONCE]):
        yield some
        place = (some[-1].published, some[-1].pk)
        if len(some) < AT_ONCE:
            return


def languages(organization: Organization) -> list[str]:
    """Languages there are mentions in, by code: one query, however many mentions there are."""
    with connection.cursor() as cursor:
        cursor.execute(_LANGUAGES, [organization.pk, organization.pk])
        return [code for (code,) in cursor.fetchall()]


def views(member: Membership) -> list[SavedView]:
    """The member's own kept views and those that others share, by name."""
    rows = SavedView.objects.filter(organization=member.organization_id).select_related("owner")
    return list(rows.filter(Q(owner=member.person_id) | Q(shared=True)).order_by("name", "pk"))


def view(member: Membership, id: int) -> SavedView:
    """One kept view that this member may see. Raises Gone."""
    found = next((one for one in views(member) if one.pk == id), None)
    if found is None:
        raise Gone(_("This view is not here any more. The mentions are; narrow the list again and keep it."))
    return found
