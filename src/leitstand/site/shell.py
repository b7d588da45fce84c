"""What every page shows around its content: rooms, pages, counts, person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from leitstand.listen import queries as listen
from leitstand.listen.alarms import queries as alarms
from leitstand.speak import counts, holding
from leitstand.speak import queries as speak
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization


@dataclass(frozen=True, slots=True)
class Page:
    """One page in the navigation; `count` is shown only where work waits."""

    name: str
    label: str
    key: str = ""
    url: str = ""
    current: bool = False
    count: int = 0

    @property
    def shown(self) -> str:
        """The count; where counting stopped, that it is at least so many."""
        capped = self.name == "speak:inbox" and self.count >= speak.MOST_COUNTED
        return f"{self.count}+" if capped else str(self.count)


@dataclass(frozen=True, slots=True)
class Room:
    """One of the rooms with its pages; on phones its first page stands for it."""

    name: str
    label: str
    icon: str
    pages: tuple[Page, ...]
    current: bool = False


ROOMS = (
    Room(
        "listen",
        _("Listen"),
        icon="ear",
        pages=(
            Page("listen:stories", _("Stories"), "s"),
            Page("listen:alarms", _("Alarms")),
            Page("listen:mentions", _("Mentions")),
            Page("listen:voices", _("Voices")),
            Page("listen:watches", _("Watches")),
            Page("listen:sources", _("Sources")),
            Page("listen:judging", _("Judging")),
        ),
    ),
    Room(
        "decide",
        _("Decide"),
        icon="compass",
        pages=(
            Page("decide:charter", _("Charter")),
            Page("decide:hours", _("Hours")),
            Page("decide:networks", _("Networks")),
            Page("decide:experiments", _("Experiments")),
        ),
    ),
    Room(
        "speak",
        _("Speak"),
        icon="message-circle",
        pages=(
            Page("speak:inbox", _("Inbox"), "p"),
            Page("speak:thoughts", _("Compose")),
            Page("speak:calendar", _("Calendar")),
            Page("speak:releases", _("Approvals")),
            Page("speak:publications", _("Publications")),
            Page("speak:recalls", _("Taken back")),
            Page("speak:media", _("Media")),
            Page("speak:policy", _("Policy")),
            Page("speak:office", _("Office")),
        ),
    ),
    Room(
        "learn",
        _("Learn"),
        icon="graduation-cap",
        pages=(
            Page("learn:week", _("Weekly report"), "w"),
            Page("learn:outcomes", _("Outcomes")),
            Page("learn:hours", _("Time accounts")),
        ),
    ),
)

UNDER = {
    "decide:matrix": "decide:networks",
    "learn:reports": "learn:week",
    "learn:report": "learn:week",
    "learn:report_campaign": "learn:week",
    "learn:report_storm": "learn:week",
    "learn:report_plan": "learn:week",
}
"""Pages reached from another one, whose address does not say so."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """The frame of the page: `membership` (None for strangers), `rooms`, `room` (where we are)."""
    member = getattr(request, "membership", None)
    if member is None:
        return {"membership": None, "mail": bool(settings.CONFIG.mail_url)}
    waits: Any = SimpleLazyObject(lambda: counts.waiting(member.organization))
    rooms: Any = SimpleLazyObject(lambda: tuple(_rooms(request, member.organization, waits)))
    here = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "membership": member,
        "settings_here": here != "people:me"
        and here.startswith(("people:", "mfa_", "account_", "connect", "speak:hook")),
        "rooms": rooms,
        "held": SimpleLazyObject(lambda: holding.pause(member.organization) if waits.held else None),
        "room": SimpleLazyObject(lambda: next((room for room in rooms if room.current), None)),
    }


def _rooms(request: HttpRequest, organization: Organization, waits: counts.Waiting) -> Iterator[Room]:
    match = request.resolver_match
    here = match.view_name if match else ""
    shown = {
        "speak:inbox": speak.open_count(organization),
        "speak:releases": waits.releases,
        "speak:recalls": waits.takedowns,
        "listen:sources": listen.waiting(organization).failing,
        "listen:alarms": alarms.waiting(organization),
    }
    for room in ROOMS:
        urls = [reverse(page.name) for page in room.pages]
        elsewhere = here in (
            "speak:hold",
            "speak:hooks",
            "speak:hook_act",
        )  # beside the rooms, at the foot of the rail
        nearest = (
            ""
            if elsewhere
            else reverse(UNDER[here])
            if here in UNDER
            else max((url for url in urls if request.path.startswith(url)), key=len, default="")
        )
        pages = tuple(
            replace(page, url=url, current=url == nearest, count=shown.get(page.name, 0))
            for page, url in zip(room.pages, urls, strict=True)
        )
        yield replace(room, pages=pages, current=here.startswith(f"{room.name}:"))
