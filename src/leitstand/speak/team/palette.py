"""What the palette finds: pages, drafts, and things to do that name their object."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext

from leitstand.people import queries as people
from leitstand.speak import pages, queries
from leitstand.speak.composing import queries as composing
from leitstand.speak.team import batches
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership

MOST = 6

PAGES = (
    ("desk", _("Today")),
    ("listen:stories", _("Stories")),
    ("listen:alarms", _("Alarms")),
    ("listen:mentions", _("Mentions")),
    ("listen:voices", _("Voices")),
    ("listen:watches", _("Watches")),
    ("listen:sources", _("Sources")),
    ("listen:judging", _("Judging")),
    ("speak:inbox", _("Inbox")),
    ("speak:thoughts", _("Compose")),
    ("speak:releases", _("Approvals")),
    ("speak:publications", _("Publications")),
    ("speak:recalls", _("Taken back")),
    ("speak:saved", _("Saved replies")),
    ("speak:second_looks", _("Second look")),
    ("speak:triage_plan", _("Time in the inbox")),
    ("speak:hold", _("Hold everything")),
    ("learn:outcomes", _("Outcomes")),
    ("people:accounts", _("Accounts")),
    ("people:organization", _("Settings")),
    ("people:me", _("My settings")),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to go to or, with `press`, to do at once; `label` is ready to be read."""

    icon: str
    label: str
    url: str
    press: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one kind under their heading."""

    name: str
    title: str
    entries: Sequence[Entry]


def find(member: Membership, asked: str, *, now: datetime) -> list[Group]:
    """Everything that fits what was typed, grouped; without words the pages and what is nearest."""
    word = asked.strip().casefold()
    groups = (
        Group("pages", _("Pages"), list(_pages(word))[: 2 * MOST]),
        Group("drafts", _("Drafts"), list(_drafts(member, word))[:MOST]),
        Group("acts", _("Do"), list(_acts(member, word, now))[:MOST]),
    )
    return [one for one in groups if one.entries]


def _pages(word: str) -> Iterator[Entry]:
    for name, label in PAGES:
        if word in gettext(label).casefold():
            yield Entry("arrow-right", gettext(label), reverse(name))


def _drafts(member: Membership, word: str) -> Iterator[Entry]:
    for thought in composing.drafts(member.organization)[:50]:
        title = str(thought) or gettext("Draft without words")
        if word in title.casefold():
            yield Entry("pencil", title, reverse("speak:thought", args=[thought.pk]))


def _acts(member: Membership, word: str, now: datetime) -> Iterator[Entry]:
    """Only what this member may do; a post is opened where the act is its next press."""
    if not people.may(member, people.EDITOR):
        return
    last = batches.latest(member, now=now)
    told = gettext("Undo the last press")
    if last and word in told.casefold():
        yield Entry("undo-2", told, reverse("speak:undo_press", args=[last.pk]), press=True, key="U")
    for mention in queries.inbox(member.organization)[:50]:
        who = mention.author_name or mention.author_handle or mention.author_id
        said = f"{who}: {Truncator(mention.text).chars(60)}"
        if word in said.casefold():
            label = gettext("Answer “%(what)s”") % {"what": said}
            yield Entry("reply", label, pages.link(queries.OPEN, mention.pk))
