"""Pages of reports: the week with its remarks and letters; goals, networks, voices, campaigns, storms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from leitstand.learn.reports import actions, gathering, pages, queries, storms, subjects, weekly, weeks
from leitstand.learn.reports.files import answer
from leitstand.learn.reports.forms import PlanForm, RemarkForm
from leitstand.learn.reports.looking import Look, look
from leitstand.learn.reports.measuring import Span
from leitstand.learn.reports.printing import drawn
from leitstand.learn.reports.shapes import Report
from leitstand.listen.alarms import queries as alarms
from leitstand.people import queries as people
from leitstand.people.queries import here
from leitstand.speak.aiming import queries as aiming
from leitstand.vocabulary.errors import Gone, Invalid
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leitstand.listen.models import Alarm
    from leitstand.people.models import Membership, Organization
    from leitstand.speak.models import Aim

SPANS = (4, 12, 26, 52)
USUAL = 12
STORMS = 20
FIRST_DAY, LONGEST = date(2000, 1, 1), timedelta(days=366 * 3)


def week(request: HttpRequest, name: str = "") -> HttpResponse:
    """One week; without a name the last one that is over."""
    member = here(request)
    return _page(request, member, _look(member, name), RemarkForm())


def week_file(request: HttpRequest, form: str, name: str = "") -> HttpResponse:
    """The same for programs, on paper, or as a spreadsheet."""
    return answer(weekly.report(_look(here(request), name)), form)


@require_POST
def remark(request: HttpRequest, name: str) -> HttpResponse:
    """Somebody says something about the week."""
    member = here(request)
    found = _look(member, name)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _page(request, member, found, form, status=422)
    said = form.cleaned_data
    actions.remark(member, found.week, said["figure"], said["content"], now=timezone.now())
    messages.success(request, gettext("Kept with the week."))
    return redirect("learn:week_of", name)


@require_POST
def reword(request: HttpRequest, name: str, id: int) -> HttpResponse:
    """Who said it says it in other words, until the report was sent."""
    member = here(request)
    row = queries.remark(member.organization, id)
    if row is not None:
        try:
            actions.reword(member, row, request.POST.get("content", ""), now=timezone.now())
        except Invalid as problem:
            messages.error(request, gettext(problem.sentence) % problem.facts)
        else:
            messages.success(request, gettext("Kept with the week."))
    return redirect("learn:week_of", name)


def plan(request: HttpRequest) -> HttpResponse:
    """When the report is sent and who wants it; what became of the letters."""
    member = here(request)
    row = queries.plan(member.organization)
    act = request.POST.get("act")
    start = {"active": row.active, "weekday": row.weekday, "hour": row.hour}
    form = PlanForm(request.POST if act == "plan" else None, initial=start)
    if act == "plan" and form.is_valid():
        actions.change_plan(member, **form.cleaned_data, now=timezone.now())
        messages.success(request, gettext("Saved."))
        return redirect("learn:report_plan")
    if act == "reader":
        actions.subscribe(member, wanted=request.POST.get("wanted") == "yes")
        return redirect("learn:report_plan")
    if act == "again":
        actions.send_again(member, _number(request.POST.get("letter", "")), now=timezone.now())
        return redirect("learn:report_plan")
    context = {
        "form": form,
        "plan": row,
        "editor": people.may(member, people.EDITOR),
        "reads": queries.reads(member),
        "readers": queries.readers(member.organization),
        "letters": queries.letters(member.organization),
    }
    return render(request, "learn/reports/plan.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class Choice:
    """What one can ask a report of."""

    goals: Sequence[Aim]
    aims: Sequence[Aim]
    networks: Sequence[str]
    voices: Sequence[Membership]
    storms: Sequence[Alarm]


def reports(request: HttpRequest) -> HttpResponse:
    """Everything one can ask a report of."""
    organization = here(request).organization
    choice = Choice(
        goals=aiming.usable(organization, gathering.GOAL),
        aims=aiming.usable(organization),
        networks=gathering.networks(organization),
        voices=list(people.members(organization)),
        storms=list(alarms.alarms(organization)[:STORMS]),
    )
    return render(request, "learn/reports/reports.html", {"choice": choice})


def subject(request: HttpRequest, kind: str, key: str, form: str = "") -> HttpResponse:
    """A goal, a network or a voice over the last weeks."""
    organization = here(request).organization
    chosen = gathering.subject(organization, kind, key)
    found = gathering.gather(chosen, _last(organization, request.GET.get("weeks", "")))
    return _told(request, subjects.report(found), form, spans=True)


def campaign(request: HttpRequest, form: str = "") -> HttpResponse:
    """Thoughts chosen by what they are for, by words of their title, and by time."""
    organization = here(request).organization
    asked = {name: request.GET.get(name, "").strip()[:200] for name in ("aim", "title", "since", "until")}
    chosen = gathering.campaign(organization, asked["aim"], asked["title"])
    found = gathering.gather(chosen, _between(organization, asked["since"], asked["until"]))
    return _told(request, subjects.report(found), form)


def storm(request: HttpRequest, key: str, form: str = "") -> HttpResponse:
    """One storm after it is over."""
    now = timezone.now()
    return _told(request, storms.report(storms.gather(here(request).organization, int(key), now), now), form)


def _look(member: Membership, name: str) -> Look:
    """The week of this name; without one the last that is over. Raises Gone."""
    now, zone = timezone.now(), ZoneInfo(member.organization.time_zone)
    chosen = weeks.known(name, now, zone) if name else weeks.of(now, zone).before()
    return look(member.organization, chosen, now)


def _page(
    request: HttpRequest, member: Membership, found: Look, form: RemarkForm, *, status: int = 200
) -> HttpResponse:
    page = pages.week_page(found, member)
    editor = people.may(member, people.EDITOR)
    context = {"page": page, "form": form, "editor": editor}
    return render(request, "learn/reports/week.html", context, status=status)


def _told(request: HttpRequest, report: Report, form: str, *, spans: bool = False) -> HttpResponse:
    if form:
        return answer(report, form)
    shown = drawn(report)
    context = {
        "report": shown,
        "parts": [(one, [pages.drawing(picture) for picture in one.pictures]) for one in shown.sections],
        "spans": [(n, str(n) == request.GET.get("weeks", str(USUAL))) for n in SPANS] if spans else [],
        "query": request.GET.urlencode(),
    }
    return render(request, "learn/reports/report.html", context)


def _last(organization: Organization, said: str) -> Span:
    """So many weeks up to the one that runs."""
    zone, now = ZoneInfo(organization.time_zone), timezone.now()
    wanted = _number(said) if _number(said) in SPANS else USUAL
    week = weeks.of(now, zone)
    start, end = week.before(wanted - 1).span(zone)[0], week.span(zone)[1]
    return Span(organization, start, end, zone, now)


def _between(organization: Organization, since: str, until: str) -> Span:
    """From one day to another, both included. Raises Gone when these are no days or the wrong way round."""
    zone, now = ZoneInfo(organization.time_zone), timezone.now()
    try:
        first = parse_date(since) if since else (now - timedelta(weeks=USUAL)).astimezone(zone).date()
        last = parse_date(until) if until else now.astimezone(zone).date()
    except ValueError:
        first = last = None
    latest = now.date() + timedelta(days=366)
    if first is None or last is None or not FIRST_DAY <= first <= last <= latest or last - first > LONGEST:
        raise Gone(
            _("This is no span of time. Choose a first day and a later last one, at most three years.")
        )
    return Span(
        organization, weeks.midnight(first, zone), weeks.midnight(last + timedelta(days=1), zone), zone, now
    )


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else 0
