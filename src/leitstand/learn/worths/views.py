"""Pages of what outcomes are worth; JSON of what weeks brought."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from leitstand.learn.worths import actions, pages, queries
from leitstand.learn.worths.forms import KindForm, UnitForm, WorthForm
from leitstand.people.queries import EDITOR, OWNER, here, may
from leitstand.speak.aiming import queries as aiming
from leitstand.vocabulary.errors import Invalid, LeitstandError
from leitstand.vocabulary.moments import zone_of


@require_safe
def brought_json(request: HttpRequest) -> JsonResponse:
    """What the page of outcomes shows, as JSON."""
    page = pages.brought_page(here(request).organization, pages.asked(request.GET), timezone.now())
    networks = [
        {**asdict(one.line), "network": one.line.network}
        for one in (*page.rows, page.together)
        if one is not None
    ]
    told: dict[str, Any] = {
        "unit": page.unit,
        "since": page.since,
        "until": page.until,
        "values": page.asked.values,
        "goal": page.goal.words if page.goal else None,
        "lastFinishedWeek": page.last.week if page.last else None,
        "networks": networks,
        "weeks": [asdict(one) for one in page.weeks],
        "tail": asdict(page.tail) if page.tail else None,
    }
    return JsonResponse(told)


def worths(request: HttpRequest) -> HttpResponse:
    """What outcomes are worth to us: unit, amounts with their history, kinds of our own."""
    member, now = here(request), timezone.now()
    act, given = request.POST.get("act", ""), request.POST
    today = timezone.localdate(now, zone_of(member.organization.time_zone))
    labels, goals = queries.labels(member.organization), aiming.usable(member.organization, "goal")
    forms = {
        "unit": UnitForm(
            given if act in ("unit", "begin") else None, initial={"name": queries.unit(member.organization)}
        ),
        "worth": WorthForm(labels, goals, today, given if act == "worth" else None),
        "kind": KindForm(given if act == "kind" else None),
    }
    problem: LeitstandError | None = None
    form = forms.get("unit" if act == "begin" else act)
    if form is not None and form.is_valid():
        try:
            messages.success(request, _kept(request, act, form.cleaned_data))
            return redirect("learn:worths")
        except Invalid as error:
            problem = error
    context = {
        "page": pages.worth_page(member.organization, now),
        "forms": forms,
        "problem": problem,
        "owner": may(member, OWNER),
        "may": may(member, EDITOR),
    }
    return render(request, "learn/worths/worths.html", context, status=422 if act else 200)


def _kept(request: HttpRequest, act: str, given: dict[str, Any]) -> str:
    """Do it, and say what was done."""
    member, now = here(request), timezone.now()
    if act == "unit":
        actions.name_unit(member, given["name"], now=now)
        return gettext("Saved.")
    if act == "begin":
        made = actions.begin(member, given["name"], now=now)
        return gettext("%(n)s values to begin with are set; change what you see differently.") % {"n": made}
    if act == "kind":
        actions.add_kind(member, given["name"])
        return gettext("Added. Now say what one is worth.")
    aim = next(iter(aiming.ours(member.organization, [given["aim"]])), None) if given["aim"] else None
    actions.appraise(
        member, given["kind"], given["amount"], since=given["since"], why=given["why"], aim=aim, now=now
    )
    return gettext("Saved. What was said before can still be read.")


@require_safe
def worths_json(request: HttpRequest) -> JsonResponse:
    """What outcomes are worth, with everything that was said before."""
    organization = here(request).organization
    told = [
        {
            "kind": row.kind,
            "goal": row.aim.words if row.aim else None,
            "amount": row.amount,
            "since": row.since,
            "why": row.why,
            "by": str(row.by) if row.by else None,
            "made": row.made,
        }
        for row in queries.worths(organization)
    ]
    page = pages.worth_page(organization, timezone.now())
    weighs = [{**asdict(one.weighs), "label": gettext(one.label)} for one in page.kinds if one.weighs]
    return JsonResponse(
        {
            "unit": page.unit,
            "worths": told,
            "weighs": weighs,
            "since": page.since,
            "until": page.until,
            "n": page.n,
        }
    )
