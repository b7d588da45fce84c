"""Pages of time accounts: one's own hours, the plan, the sheet for the works council, the beat of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from leitstand.learn.hours import actions, pages, queries, saying, sheet
from leitstand.learn.hours.counting import NAMES
from leitstand.learn.hours.forms import WHOEVER, CorrectForm, PlanForm, title
from leitstand.people import queries as people
from leitstand.people.queries import EDITOR, OWNER, here, may
from leitstand.speak.aiming import queries as aiming
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from datetime import datetime

    from leitstand.people.models import Membership

CHOICES = {
    "pause": _("Your hours are not measured any more."),
    "resume": _("Your hours are measured again."),
    "agree": _("Your hours may be told in small sums from now on."),
    "disagree": _("Small sums with your hours are gone, and none will come."),
    "on": _("Hours are measured from now on. Everybody sees it at the foot of the navigation."),
    "off": _("Nothing is measured any more."),
}


def hours(request: HttpRequest) -> HttpResponse:
    """One's own week, the sums that may be told, and what each person may choose."""
    member, now = here(request), timezone.now()
    act = request.POST.get("act", "")
    form = CorrectForm(
        queries.networks(member.organization),
        member.organization.day(now),
        request.POST if act == "correct" else None,
    )
    problem: LeitstandError | None = None
    try:
        if act == "correct" and form.is_valid():
            return _corrected(request, member, form.cleaned_data, now)
        if act == "say":
            return _corrected(request, member, _said(request, member, now), now)
        if act == "withdraw":
            actions.withdraw(member, _number(request.POST.get("correction", "")))
            return _done(request, gettext("Taken back."))
        if act in CHOICES:
            _choose(member, act, now)
            return _done(request, gettext(CHOICES[act]))
    except (Invalid, Refused) as error:
        problem = error
    page = pages.page(member, request.GET.get("week", ""), now)
    context = {"page": page, "form": form, "problem": problem, "line": request.POST.get("line", "")}
    return render(request, "learn/hours/hours.html", context, status=_status(act, problem))


def _status(act: str, problem: LeitstandError | None) -> int:
    if isinstance(problem, Refused):
        return 409
    return 422 if act else 200


def _said(request: HttpRequest, member: Membership, now: datetime) -> dict[str, Any]:
    """One line of somebody, as the form would have it. Raises Invalid."""
    organization = member.organization
    names = queries.networks(organization)
    known = {title(one).casefold(): one for one in names} | {one: one for one in names}
    line = request.POST.get("line", "")
    found = saying.understood(line, known, organization.day(now))
    return {
        "day": found.day,
        "network": found.network,
        "kind": found.kind,
        "hours": found.minutes,
        "reason": found.reason,
    }


def _corrected(request: HttpRequest, member: Membership, said: dict[str, Any], now: datetime) -> HttpResponse:
    cell = (said["day"], said["network"], said["kind"])
    actions.correct(member, cell, said["hours"], said["reason"], now=now)
    last = queries.last_closed(member.organization)
    late = last is not None and said["day"] < last + pages.WEEK
    told = gettext("Entered: %(minutes)s min on %(day)s, %(network)s, %(kind)s.") % {
        "minutes": said["hours"],
        "day": date_format(said["day"], "j. n."),
        "network": title(said["network"]) if said["network"] else gettext("no network in particular"),
        "kind": gettext(NAMES[said["kind"]]),
    }
    if late:
        late_told = gettext("The sums of that week are closed, so it counts for you and no longer for them.")
        told = f"{told} {late_told}"
    messages.success(request, told)
    return redirect(f"{reverse('learn:hours')}?week={said['day']}")


def _choose(member: Membership, act: str, now: datetime) -> None:
    if act in ("on", "off"):
        actions.switch(member, on=act == "on", now=now)
    elif act in ("pause", "resume"):
        actions.pause(member, on=act == "pause", now=now)
    else:
        actions.agree(member, on=act == "agree", now=now)


def _done(request: HttpRequest, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect(request.get_full_path())


@require_safe
def hours_json(request: HttpRequest) -> HttpResponse:
    """One's own weeks, the sums that may be told and the plan, as JSON."""
    answer = JsonResponse(pages.written(here(request), timezone.now()))
    answer["Cache-Control"] = "private, no-store"
    return answer


def plan(request: HttpRequest) -> HttpResponse:
    """Hours a week meant for each network and voice, and what was meant before."""
    member, now = here(request), timezone.now()
    organization, owner = member.organization, may(member, OWNER)
    everybody = {one.pk: one for one in people.members(organization)}
    voices = [(pk, str(one.person)) for pk, one in everybody.items() if owner or pk == member.pk]
    voices = [(WHOEVER, gettext("Whoever has time")), *voices] if owner else voices
    bound = request.POST if request.method == "POST" else None
    aims = [one for one in aiming.usable(organization) if one.kind != "audience"]
    form = PlanForm(queries.networks(organization), voices, aims, bound, initial={"voice": member.pk})
    problem: LeitstandError | None = None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        voice = everybody.get(said["voice"])
        today = organization.day(now)
        try:
            actions.plan(
                member, voice, said["network"], said["hours"] / 60, today=today, aims=said.get("aims")
            )
        except (Invalid, Refused) as error:
            problem = error
        else:
            messages.success(request, gettext("Kept."))
            return redirect("learn:hours_plan")
    context = {
        "form": form,
        "plans": queries.plans(organization),
        "past": queries.past_plans(organization),
        "budget": queries.budget(organization),
        "may": may(member, EDITOR),
        "problem": problem,
    }
    return render(request, "learn/hours/plan.html", context, status=_status("plan" if bound else "", problem))


@require_safe
def the_sheet(request: HttpRequest) -> HttpResponse:
    """What is measured, what for, who sees it and for how long: to be printed, in German or English."""
    member = here(request)
    language = request.GET.get("in", "")
    language = language if language in ("de", "en") else translation.get_language() or "en"
    with translation.override(language):
        context = {"sheet": sheet.sheet(member.organization, timezone.now()), "language": language[:2]}
        return render(request, "learn/hours/sheet.html", context)


@require_POST
def beat(request: HttpRequest) -> HttpResponse:
    """A page says that somebody types or scrolls on it: nothing but its name comes along."""
    actions.beat(here(request), request.POST.get("page", "")[:60], now=timezone.now())
    return HttpResponse(status=204)


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 16 else 0
