"""Full-text search of mentions by the index of the database: FTS5 in SQLite, a tsvector in PostgreSQL."""

from __future__ import annotations

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from leitstand.listen.explorer import asking
from leitstand.listen.explorer.asking import Wanted
from leitstand.listen.models import Mention

FEW = 10_000
"""Hits that are gathered and sorted; where there are more, the list is walked and each of its rows asked."""

_AMONG = "listen_mention.id IN (SELECT rowid FROM listen_words WHERE listen_words MATCH %s)"
_EACH = "EXISTS (SELECT 1 FROM listen_words WHERE listen_words MATCH %s AND rowid = listen_mention.id)"
_COUNTED = "SELECT count(*) FROM (SELECT 1 FROM listen_words WHERE listen_words MATCH %s LIMIT %s)"
_TSQUERY = "listen_mention.words @@ to_tsquery('simple', %s)"


def said(them: QuerySet[Mention], asked: Wanted) -> QuerySet[Mention]:
    """Those in whose title, text or author all the words stand, and none of the excluded ones.

    In SQLite one more query counts the hits, up to FEW.
    """
    if connection.vendor == "postgresql":
        return them.filter(_true(_TSQUERY, asking.for_postgresql(asked))) if asked else them
    if asked.all_of:
        match = asking.for_sqlite(asked.all_of, joined="AND")
        them = them.filter(_true(_AMONG if _hits(match) <= FEW else _EACH, match))
    if asked.none_of:
        them = them.exclude(_true(_EACH, asking.for_sqlite(asked.none_of, joined="OR")))
    return them


def _true(condition: str, *facts: str) -> RawSQL:
    return RawSQL(condition, facts, output_field=BooleanField())  # noqa: S611  # our own words, facts apart


def _hits(match: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [match, FEW + 1])
        return int(cursor.fetchone()[0])
