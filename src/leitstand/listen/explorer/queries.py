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
from leitstand.listen.explorer.narrowing import FEW, Hits, Place, narrowed, older
from leitstand.listen.foreign import composed
from leitstand.listen.judging.queries import labelled
from leitstand.listen.models import Judgement, Lesson, Mention, SavedView
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership, Organization

_TREATMENTS: Any = Mention._meta.get_field("treatment").related_model
"""What became of mentions stands a verb above."""

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


def listed(
    them: QuerySet[Mention], sieve: Sieve, zone: tzinfo = UTC, place: Place | None = None
) -> QuerySet[Mention]:
    """The mentions a sieve lets through, after a place. In SQLite a few small queries count hits before."""
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
    for hits in _hits(sieve):
        them = narrowed(them, hits, place)
    if sieve.author:
        them = _by(them, sieve.author, place)
    them = _in_state(them, sieve.state)
    if sieve.judged:
        them = them.filter(labelled(*sieve.judged.partition(":")[::2]))
    return older(words.said(them, wanted(sieve.text), place), place)


def _in_state(them: QuerySet[Mention], state: str) -> QuerySet[Mention]:
    """The states that no index of hits knows; not joined, because PostgreSQL would expect next to nothing."""
    if state == "new":
        treated = _TREATMENTS.objects.filter(mention=OuterRef("pk")).exclude(state="new")
        return them.filter(~Exists(treated))
    return them.filter(addressed=True) if state == "addressed" else them


def _hits(sieve: Sieve) -> Iterator[Hits]:
    """What indexes know about the sieve: found by a watch, treated, judged."""
    if sieve.watch:
        table = Mention.watches.through.objects.filter(watch_id=sieve.watch)
        yield _of(table.values_list("mention_id", flat=True), Exists(table.filter(mention_id=OuterRef("pk"))))
    if sieve.state not in ("", "new", "addressed"):
        treated = Mention.objects.filter(treatment__state=sieve.state)
        yield _of(treated.order_by().values_list("pk", flat=True), Q(treatment__state=sieve.state))
    if sieve.judged:
        question, _colon, label = sieve.judged.partition(":")
        said = Judgement.objects.filter(question=question, label=label).values_list("mention_id", flat=True)
        taught = Lesson.objects.filter(question=question, label=label).values_list("mention_id", flat=True)
        yield _of(said.union(taught), Q(pk__in=said) | Q(pk__in=taught))


def _of(keys: QuerySet[Any, Any], each: Any) -> Hits:
    return Hits(
        count=lambda most: keys[:most].count(),
        keys=lambda: list(keys[:FEW]),
        among=each if keys.query.combinator else Q(pk__in=keys),
        each=each,
    )


def _by(them: QuerySet[Mention], author: str, place: Place | None) -> QuerySet[Mention]:
    """By an id as it is, by a handle with or without its server, or by a name."""
    if ":" in author:
        return them.filter(author_id=author)
    author = composed(author.removeprefix("@"))
    named = Q(author_handle__iexact=author) | Q(author_name__iexact=author)
    named |= Q(author_handle__istartswith=f"{author}@") | Q(author_handle__iexact=f"@{author}")
    return words.said(them.filter(named | Q(author_id=author)), wanted(f'"{author}"'), place)


def latest(organization: Organization, most: int, **fields: Any) -> list[Mention]:
    """The newest mentions of a watch or source, without their whole posts."""
    return list(listed(queries.mentions(organization), Sieve(**fields)).defer("post")[:most])


def pieces(them: QuerySet[Mention], sieve: Sieve, zone: tzinfo = UTC) -> Iterator[list[Mention]]:
    """All of them, AT_ONCE at a time, each piece read by queries of its own: memory does not grow."""
    place: Place | None = None
    while some := list(listed(them, sieve, zone, place)[:AT_ONCE]):
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
