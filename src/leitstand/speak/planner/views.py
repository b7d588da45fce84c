"""Pages of the calendar: the days, another time for something, and the address for other calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from leitstand.people.queries import here
from leitstand.speak.composing import queries as composing
from leitstand.speak.planner import actions, feed, pages, queries, spans
from leitstand.speak.planner.forms import FilterForm, MoveForm
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership

KINDS = (("month", _("Month")), ("week", _("Week")), ("day", _("Day")), ("list", _("List")))


def calendar(request: HttpRequest) -> HttpResponse:
    """Month, week, day or list, narrowed as somebody wishes."""
    return _page(request, here(request))


@require_POST
def move(request: HttpRequest, thought_id: int) -> HttpResponse:
    """Another time for a thought; the page again with the sentence where it cannot be."""
    member = here(request)
    row = composing.thought(member.organization, thought_id)
    form = MoveForm(request.POST)
    try:
        due = form.moment(_zone())
        actions.move(member, row, due, was=form.seen(), now=timezone.now())
    except (Refused, Invalid) as error:
        return _page(request, member, problem=error)
    local = due.astimezone(timezone.get_current_timezone())
    told = {"at": f"{local:%Y-%m-%d %H:%M}", "zone": _zone(), "offset": spans.offset(due, local.tzinfo)}  # type: ignore[arg-type]  # ours are ZoneInfo
    messages.success(request, gettext("Moved to %(at)s (%(zone)s, %(offset)s).") % told)
    return redirect(f"{reverse('speak:calendar')}?{request.GET.urlencode()}")


def _page(request: HttpRequest, member: Membership, problem: LeitstandError | None = None) -> HttpResponse:
    now, zone = timezone.now(), _zone()
    kind, day = pages.chosen(request.GET, spans.day_of(now, zone))
    form = FilterForm(member.organization, request.GET)
    page = pages.calendar(member, spans.span(kind, day, zone), form, now, problem=problem)
    status = 200 if problem is None else 409 if isinstance(problem, Refused) else 422
    return render(request, "speak/planner/calendar.html", {"page": page, "kinds": KINDS}, status=status)


def _zone() -> str:
    """The zone on whose clocks this person reads: the IANA name."""
    return timezone.get_current_timezone_name()


def subscribe(request: HttpRequest) -> HttpResponse:
    """The secret address of this person: make it, make it anew, end it."""
    member = here(request)
    if request.method == "POST":
        if request.POST.get("act") == "end":
            actions.end(member)
            messages.success(request, gettext("Ended. Who has the address reads nothing any more."))
        else:
            actions.renew(member, now=timezone.now())
        return redirect("speak:calendar_subscribe")
    found = queries.address(member)
    path = reverse("speak:calendar_feed", args=[queries.token(found)]) if found else ""
    context = {"address": found, "url": request.build_absolute_uri(path) if path else ""}
    return render(request, "speak/planner/subscribe.html", context)


def ics(_request: HttpRequest, token: str) -> HttpResponse:
    """The calendar as other calendars read it, to whoever has the address."""
    address, person = queries.by_token(token)
    now = timezone.now()
    with translation.override(person.language or address.organization.language):
        told = feed.feed(address.organization, now)
    actions.fetched(address, now=now)
    answer = HttpResponse(told, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"], answer["X-Content-Type-Options"] = "private, no-store", "nosniff"
    answer["Referrer-Policy"], answer["X-Robots-Tag"] = "no-referrer", "noindex"
    return answer
