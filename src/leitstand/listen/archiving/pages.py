"""What the page of the archive receives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.defaultfilters import filesizeformat

from leitstand.listen.archiving import queries
from leitstand.listen.archiving.forms import ArchiveForm, EraseForm
from leitstand.listen.models import Archiving, Backfill
from leitstand.people.queries import EDITOR, OWNER, may

if TYPE_CHECKING:
    from leitstand.people.models import Membership

SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePage:
    """What was chosen, what lies on the disk, and what was looked for in it."""

    choice: Archiving
    size: str
    days: int
    posts: int
    backfills: list[tuple[Backfill, int]]
    form: ArchiveForm
    erase: EraseForm
    may: bool
    may_stop: bool


def archive(
    member: Membership, form: ArchiveForm | None = None, erase: EraseForm | None = None
) -> ArchivePage:
    """The page as the organisation has it."""
    choice, kept = queries.choice(member.organization), queries.kept(member.organization)
    given = {"active": choice.active, "purpose": choice.purpose, "days": choice.days}
    return ArchivePage(
        choice=choice,
        size=filesizeformat(kept.size),
        days=len(kept.days),
        posts=kept.posts,
        backfills=[(row, _share(row)) for row in queries.backfills(member.organization)[:SHOWN]],
        form=form or ArchiveForm(initial=given),
        erase=erase or EraseForm(),
        may=may(member, OWNER),
        may_stop=may(member, EDITOR),
    )


def _share(row: Backfill) -> int:
    """How much of it is done, in percent of its days."""
    return round(100 * row.days_done / row.days_all) if row.days_all else 0
