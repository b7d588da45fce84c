"""The sheet for the works council, made from the settings and limits in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from leitstand.learn.hours import queries, tidying
from leitstand.learn.hours.actions import DAYS_CORRECTED
from leitstand.learn.hours.counting import LONG, PAUSE, SHORT
from leitstand.learn.hours.parting import FEWEST
from leitstand.people import queries as people

if TYPE_CHECKING:
    from leitstand.people.models import Organization


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, sentence by sentence."""

    title: str
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All of it, in the language of the moment."""

    organization: str
    made: datetime
    since: datetime | None
    members: int
    time_zone: str
    sections: Sequence[Section]
    sources: Sequence[str]


def sheet(organization: Organization, now: datetime) -> Sheet:
    """As it holds now."""
    return Sheet(
        organization=organization.name,
        made=now,
        since=organization.measuring,
        members=people.members(organization).count(),
        time_zone=str(queries.zone(organization)),
        sections=[_what(), _not(), _why(), _who(), _long(), _off(), _limits()],
        sources=_sources(),
    )


def _what() -> Section:
    facts = {"pause": PAUSE, "short": SHORT, "long": LONG}
    return Section(
        _("What is measured"),
        [
            _(
                "For each minute in which somebody opens a page of Leitstand, sends a form, types or "
                "scrolls: the minute, the kind of work the page belongs to (reading, answering, writing, "
                "agreeing, other) and the network it is about, where it is about one."
            ),
            _(
                "Silent minutes between two such minutes count while they are fewer than %(pause)s. Beside "
                "that stand the sums for pauses of %(short)s and of %(long)s minutes, because nobody knows "
                "which is right."
            )
            % facts,
            _(
                "Everybody may enter hours by hand, add and take away; what was measured stays beside it. "
                "This works without any measuring, too."
            ),
        ],
    )


def _not() -> Section:
    return Section(
        _("What is not measured"),
        [
            _("What somebody types or reads; keys, pointer, screen, place, device, other programs."),
            _("A page that is only open; a page in a tab that is hidden; anything outside Leitstand."),
            _(
                "How fast or how well somebody works. There is no ranking of people, no comparison and no "
                "warning about a person's hours."
            ),
        ],
    )


def _why() -> Section:
    return Section(
        _("What it is for"),
        [
            _(
                "To see how many of the few hours go to which network, and with what came of it to work out "
                "how many each deserves. For this only sums are used."
            ),
            _("So that everybody can hold their own time against what was planned for them."),
            _("Not to supervise the conduct or performance of a person, nor for decisions about one."),
        ],
    )


def _who() -> Section:
    return Section(
        _("Who sees what"),
        [
            _("One's own hours, day by day, with their corrections and reasons: only oneself."),
            _(
                "Sums of %(fewest)s people and more: every member of the organisation. A week is summed up "
                "once, on the Tuesday after it, and stays as it is; sums never overlap. So no difference "
                "between two sums, networks or weeks is about fewer than %(fewest)s people."
            )
            % {"fewest": FEWEST},
            _(
                "Sums of fewer only while each person in them has agreed. The agreement is voluntary, can be "
                "taken back on the page at any time, and then those sums are erased."
            ),
            _("Owners see no more than everybody else. Who has paused or agreed is shown to nobody."),
        ],
    )


def _long() -> Section:
    facts = {
        "raw": tidying.DAYS_RAW,
        "daily": tidying.DAYS_DAILY,
        "years": tidying.DAYS_WEEKLY // 365,
        "corrected": DAYS_CORRECTED,
    }
    return Section(
        _("How long it is kept"),
        [
            _("The minutes of a person: %(raw)s days, then only sums of days.") % facts,
            _(
                "A person's sums of days, corrections and their reasons: %(daily)s days, then only sums of "
                "weeks; these for %(years)s years."
            )
            % facts,
            _("Sums of several people carry no names. They stay as long as the organisation."),
            _("With a person who leaves or is erased, all of their own hours are erased at once."),
        ],
    )


def _off() -> Section:
    return Section(
        _("Switching off"),
        [
            _("Measuring is off until an owner switches it on, and an owner can switch it off at any time."),
            _("Everybody can pause their own measuring at any time, without giving a reason."),
            _("While it is on, the foot of the navigation says so on every page."),
        ],
    )


def _limits() -> Section:
    return Section(
        _("What this does not protect from"),
        [
            _("Whoever runs the machine can read its database. The rules above hold for the program."),
            _("Two people who tell each other their own hours can take them off a sum of three."),
            _(
                "The inbox counts the minutes of the current week against one's own inbox budget, also while "
                "measuring is off. Only oneself sees them; they are erased after %(raw)s days."
            )
            % {"raw": tidying.DAYS_RAW},
        ],
    )


def _sources() -> list[str]:
    return [
        _(
            "Works Constitution Act (BetrVG), § 87 (1) no. 6: the works council has a say in technical "
            "devices that can supervise conduct or performance. In public bodies: the matching rule of "
            "their staff representation law."
        ),
        _(
            "General Data Protection Regulation (GDPR), Art. 6 (lawfulness), Art. 88 (employment); also "
            "Art. 5 (purpose, minimisation, storage) and Art. 25 (by design)."
        ),
        _(
            "Federal Data Protection Act (BDSG), § 26: data of employees; (2) on when an agreement is "
            "voluntary. How far § 26 (1) still carries is disputed since the judgment C-34/21 of the "
            "European Court of Justice of 30 March 2023."
        ),
    ]
