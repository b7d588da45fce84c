"""Full-text search of mentions by the index of the database: FTS5 in SQLite, a tsvector in PostgreSQL."""

from __future__ import annotations

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from leitstand.listen.explorer import asking
from leitstand.listen.explorer.asking import Wanted
from leitstand.listen.explorer.narrowing import FEW, Hits, Place, narrowed
from leitstand.listen.models import Mention

_AMONG = "listen_mention.id IN (SELECT rowid FROM listen_words WHERE listen_words MATCH %s)"
_EACH = "EXISTS (SELECT 1 FROM listen_words WHERE listen_words MATCH %s AND rowid = listen_mention.id)"
_COUNTED = "SELECT count(*) FROM (SELECT 1 FROM listen_words WHERE listen_words MATCH %s LIMIT %s)"
_KEYS = "SELECT rowid FROM listen_words WHERE listen_words MATCH %s LIMIT %s"
_TSQUERY = "listen_mention.words @@ to_tsquery('simple', %s)"


def said(them: QuerySet[Mention], asked: Wanted, place: Place | None = None) -> QuerySet[Mention]:
    """Those in whose title, text or author all the words stand, and none of the excluded ones."""
    if connection.vendor == "postgresql":
        return them.filter(_true(_TSQUERY, asking.for_postgresql(asked))) if asked else them
    if asked.none_of:
        them = them.exclude(_true(_EACH, asking.for_sqlite(asked.none_of, joined="OR")))
    return narrowed(them, _hits(asked), place) if asked.all_of else them


def _hits(asked: Wanted) -> Hits:
    match = asking.for_sqlite(asked.all_of, joined="AND")
    among = _true(_AMONG, match)
    beginnings = any(term.open for term in asked.all_of)  # those are put together anew for each row
    return Hits(
        count=lambda most: _rows(_COUNTED, match, most)[0],
        keys=lambda: _rows(_KEYS, match, FEW),
        among=among,
        each=among if beginnings else _true(_EACH, match),
    )


def _true(condition: str, *facts: str) -> RawSQL:
    return RawSQL(condition, facts, output_field=BooleanField())  # noqa: S611  # our own words, facts apart


def _rows(question: str, match: str, most: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(question, [match, most])
        return [number for (number,) in cursor.fetchall()]
