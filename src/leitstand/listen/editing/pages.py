"""What the page of a watch receives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leitstand.listen import keeping
from leitstand.listen.archiving.queries import backfill_of
from leitstand.listen.editing import rows
from leitstand.listen.editing.forms import RowForm, drawn
from leitstand.listen.editing.trying import Trial
from leitstand.listen.explorer.queries import latest
from leitstand.listen.models import Backfill, Mention, Watch
from leitstand.people.queries import EDITOR, may
from leitstand.vocabulary.watch import Mistake, read_query

if TYPE_CHECKING:
    from leitstand.people.models import Membership


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorPage:
    """One watch, or a new one: as text, row by row, and what it would have found."""

    watch: Watch | None
    trial: Trial | None
    recent: list[Mention]
    rows: list[RowForm]
    nested: bool
    archive: bool
    backfill: Backfill | None
    may: bool


def editor(
    member: Membership,
    watch: Watch | None,
    query: str,
    *,
    trial: Trial | None = None,
    typed: list[RowForm] | None = None,
) -> EditorPage:
    """The page; the rows are those that were typed, else what the query says."""
    said = as_rows(query)
    return EditorPage(
        watch=watch,
        trial=trial,
        recent=latest(member.organization, 5, watch=watch.pk) if watch and not trial else [],
        rows=typed or drawn(said or []),
        nested=said is None and not typed,
        archive=keeping.wanted(member.organization_id),
        backfill=backfill_of(watch) if watch else None,
        may=may(member, EDITOR),
    )


def as_rows(query: str) -> list[rows.Row] | None:
    """The rows of a query; none while it cannot be read, None when it nests too deep for rows."""
    try:
        return rows.rows(read_query(query))
    except Mistake:
        return []
