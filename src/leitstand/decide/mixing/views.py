"""The page of hours: the proposal, what would be if, the decision, and what earlier ones came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from leitstand.decide.mixing import actions, leaning, lookback, pages, plain, queries, reckoning, whatif
from leitstand.decide.mixing.material import lack, not_meant
from leitstand.decide.trials import actions as trials
from leitstand.learn.worths import queries as worths
from leitstand.people import queries as people
from leitstand.people.queries import here
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from datetime import datetime

    from leitstand.decide.mixing.material import Lack
    from leitstand.decide.mixing.reckoning import Plan
    from leitstand.decide.models import Recommendation
    from leitstand.people.models import Membership, Organization

SHOWN = 12
DONE = {
    "accept": _("It holds from %(day)s on, for six weeks. The planned hours are set."),
    "half": _("Your hours hold from %(day)s on, for six weeks. The planned hours are set."),
    "leave": _("It stays as it is. In six weeks it is looked back on."),
}


@dataclass(frozen=True)
class Reckoned:
    """What could be reckoned for an organisation: a plan, or what lacks."""

    plan: Plan | None
    lack: Lack | None


def _reckon(organization: Organization, now: datetime) -> Reckoned:
    material = queries.material(organization, now)
    if found := lack(material, people.members(organization).count()):
        return Reckoned(None, found)
    try:
        plan = reckoning.plan(material, queries.kept(organization))
    except Invalid as error:
        return Reckoned(None, not_meant(error))
    actions.keep(organization, plan, now)
    return Reckoned(plan, None)


def _unit(organization: Organization) -> str:
    return worths.unit(organization) or gettext(worths.UNIT)


@require_GET
def hours(request: HttpRequest) -> HttpResponse:
    """Where to with so many hours?"""
    return _page(request, here(request))


def _page(
    request: HttpRequest,
    member: Membership,
    *,
    problem: LeitstandError | None = None,
    data: dict[str, str] | None = None,
) -> HttpResponse:
    now = timezone.now()
    organization = member.organization
    told = _reckon(organization, now)
    past = list(queries.past(organization)[:SHOWN])
    context: dict[str, Any] = {
        "lack": told.lack,
        "past": pages.past(past),
        "score": lookback.score([one.result for one in queries.past(organization) if one.result]),
        "running": pages.one_past(running)
        if (running := queries.running(organization, organization.day(now)))
        else None,
        "unit": _unit(organization),
        "owner": people.may(member, people.OWNER),
        "editor": people.may(member, people.EDITOR),
        "leaving": "leave" in request.GET or (data or {}).get("act") == "leave",
        "problem": problem,
        "words": (data or {}).get("words", ""),
    }
    if told.plan is not None:
        try:
            context |= _what_if(told.plan, {**request.GET.dict(), **(data or {})})
        except Invalid as error:
            context |= {"problem": problem or error, **_what_if(told.plan, {})}
        context["page"] = pages.page(told.plan)
        context["opened"] = any(name.startswith("hours-") for name in (*request.GET, *(data or {})))
        if not context["page"].same:
            context["shown"] = actions.offer(organization, told.plan, now)
        row = queries.reckoned(organization)
        context["leaning"] = leaning.shown(row.leaning if row and row.seal == told.plan.fit_seal else None)
    status = 409 if isinstance(problem, Refused) else 422 if context["problem"] else 200
    return render(request, "decide/mixing/hours.html", context, status=status)


def _what_if(plan: Plan, data: dict[str, str]) -> dict[str, Any]:
    budget = whatif.hours_said(data.get("budget", ""), plan.question.budget_hours)
    return {
        "budgeted": whatif.budgeted(plan, budget),
        "by_hand": whatif.by_hand(plan, whatif.typed(plan, data)),
    }


@require_GET
def what_if(request: HttpRequest) -> HttpResponse:
    """A fragment: what another budget, or hours set by hand, would bring."""
    member = here(request)
    told = _reckon(member.organization, timezone.now())
    if told.plan is None:
        return redirect("decide:hours")
    data = request.GET.dict()
    context: dict[str, Any] = {"unit": _unit(member.organization)}
    try:
        if "budget" in data:
            context["budgeted"] = whatif.budgeted(told.plan, whatif.hours_said(data["budget"], 0.0))
            return render(request, "decide/mixing/_budgeted.html", context)
        context["by_hand"] = whatif.by_hand(told.plan, whatif.typed(told.plan, data))
    except Invalid as error:
        return render(request, "decide/mixing/_amiss.html", {"problem": error}, status=422)
    return render(request, "decide/mixing/_by_hand.html", context)


@require_POST
def decide(request: HttpRequest, recommendation_id: int) -> HttpResponse:
    """Accept, accept half, or leave it."""
    member = here(request)
    now = timezone.now()
    shown = queries.recommendation(member.organization, recommendation_id)
    told = _reckon(member.organization, now)
    data = request.POST.dict()
    if told.plan is None:
        return redirect("decide:hours")
    try:
        row = _decided(member, shown, told.plan, data, now)
    except (Refused, Invalid) as error:
        return _page(request, member, problem=error, data=data)
    said = gettext(DONE[data.get("act", "accept")])
    messages.success(request, said % {"day": pages.day(row.starts)} if "%(day)s" in said else said)
    return redirect("decide:hours")


def _decided(
    member: Membership, shown: Recommendation, plan: Plan, data: dict[str, str], now: datetime
) -> Recommendation:
    words = data.get("words", "")
    match data.get("act"):
        case "leave":
            return actions.refuse(member, shown, plan, words=words, now=now)
        case "half":
            chosen = whatif.typed(plan, data)
            return actions.accept_half(member, shown, plan, chosen, words=words, now=now)
        case _:
            return actions.accept(member, shown, plan, now=now)


@require_POST
def probe(request: HttpRequest) -> HttpResponse:
    """Begin the draft of the experiment that would tell."""
    member = here(request)
    now = timezone.now()
    told = _reckon(member.organization, now)
    network = request.POST.get("network", "")
    asked = pages.probes(told.plan) if told.plan else ()
    found = next((one for one in asked if one.network == network), None)
    if found is None:
        messages.info(request, gettext("The figures have changed; this experiment is not proposed any more."))
        return redirect("decide:hours")
    trial = trials.plan_probe(member, found.network, found.hours, found.weeks, now)
    return redirect("decide:experiment", trial.pk)


@require_GET
def hours_json(request: HttpRequest) -> HttpResponse:
    """The same as data."""
    member = here(request)
    told = _reckon(member.organization, timezone.now())
    past = list(queries.past(member.organization)[:SHOWN])
    return JsonResponse(plain.told(told.plan, told.lack, past, _unit(member.organization)))
