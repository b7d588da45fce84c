"""Pages of experiments: all of them, a new one, and one with what may be said by now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from leitstand.decide.trials import actions, forms, pages, queries, starters, telling
from leitstand.people import queries as people
from leitstand.people.queries import EDITOR, here, may
from leitstand.speak.aiming import queries as aiming
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused

if TYPE_CHECKING:
    from leitstand.decide.models import Experiment
    from leitstand.people.models import Membership


def experiments(request: HttpRequest) -> HttpResponse:
    """What runs, what is planned, and the library of what was found out."""
    member = here(request)
    rows = queries.experiments(member.organization).prefetch_related("units")
    lines = [pages.line(one) for one in rows]
    context = {
        "running": [one for one in lines if one.row.state == queries.RUNNING],
        "drafts": [one for one in lines if one.row.state == queries.DRAFT],
        "library": [one for one in lines if one.row.state in queries.OVER],
        "starters": starters.STARTERS,
        "may": may(member, EDITOR),
    }
    return render(request, "decide/trials/experiments.html", context)


def experiments_json(request: HttpRequest) -> JsonResponse:
    """The same for programs."""
    rows = queries.experiments(here(request).organization)
    return JsonResponse({"experiments": [telling.listed(one, _url(request, one)) for one in rows]})


def begin(request: HttpRequest) -> HttpResponse:
    """A new plan; it is a draft until somebody begins it."""
    member, now = here(request), timezone.now()
    first = forms.start(timezone.localdate(), member.person_id) | starters.start(request.GET.get("like", ""))
    form = _form(member, request, first)
    problem: LeitstandError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.draft(member, form.given(), now=now, past=form.cleaned_data["past"])
            return redirect("decide:experiment", row.pk)
        except (Invalid, Refused) as error:
            problem = error
    return _plan(request, form, problem)


def change(request: HttpRequest, experiment_id: int) -> HttpResponse:
    """Another plan for a draft."""
    member, now = here(request), timezone.now()
    row = queries.experiment(member.organization, experiment_id)
    form = _form(member, request, forms.of(row))
    problem: LeitstandError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(member, row, form.given(), now=now, past=form.cleaned_data["past"])
            return redirect("decide:experiment", row.pk)
        except (Invalid, Refused) as error:
            problem = error
    return _plan(request, form, problem, row)


def _form(member: Membership, request: HttpRequest, first: dict[str, Any]) -> forms.PlanForm:
    everybody = [one.person for one in people.members(member.organization)]
    aims = aiming.usable(member.organization, "goal")
    posted = request.POST if request.method == "POST" else None
    return forms.PlanForm(everybody, aims, posted, initial=first)


def _plan(
    request: HttpRequest, form: forms.PlanForm, problem: LeitstandError | None, row: Experiment | None = None
) -> HttpResponse:
    context = {"form": form, "problem": problem, "row": row, "starters": starters.STARTERS}
    status = 200 if request.method != "POST" else 409 if isinstance(problem, Refused) else 422
    return render(request, "decide/trials/plan.html", context, status=status)


def experiment(request: HttpRequest, experiment_id: int) -> HttpResponse:
    """One experiment: what to do now, what may be said, the plan, and its end."""
    member, now = here(request), timezone.now()
    row = queries.experiment(member.organization, experiment_id)
    act, problem = request.POST.get("act", ""), None
    units = pages.enterable(row, queries.units(row), row.organization.day(now))
    form = forms.UnitsForm(row, units, request.POST if act == "enter" else None)
    if act and (act != "enter" or form.is_valid()):
        try:
            _do(request, member, row, form)
            return redirect(
                "decide:experiments" if act == "drop" else reverse("decide:experiment", args=[row.pk])
            )
        except (Invalid, Refused) as error:
            problem = error
            row = queries.experiment(member.organization, experiment_id)
    page = pages.one(row, now)
    context = pages.words(page) | {
        "page": page,
        "row": row,
        "form": form,
        "problem": problem,
        "reason": request.POST.get("reason", ""),
        "may": may(member, EDITOR),
        "quotation": telling.quotation(row, page.units, _url(request, row))
        if row.state in queries.OVER
        else "",
    }
    status = 200 if not act else 409 if isinstance(problem, Refused) else 422
    return render(request, "decide/trials/experiment.html", context, status=status)


def _do(request: HttpRequest, member: Membership, row: Experiment, form: forms.UnitsForm) -> None:
    """What the button says."""
    now = timezone.now()
    match request.POST.get("act"):
        case "start":
            actions.start(member, row, now=now)
            messages.success(request, gettext("It has begun. The lot is drawn."))
        case "drop":
            actions.drop(member, row)
            messages.success(request, gettext("The draft is thrown away."))
        case "enter":
            actions.enter(member, row, form.given(), now=now)
            messages.success(request, gettext("Saved."))
        case "end":
            actions.end(member, row, request.POST.get("reason", ""), now=now)
            messages.success(request, gettext("It has ended. What was found stays here."))


def experiment_json(request: HttpRequest, experiment_id: int) -> JsonResponse:
    """The same for programs, with every unit."""
    row = queries.experiment(here(request).organization, experiment_id)
    units = queries.units(row)
    reading = queries.reading(row, units) if units else None
    return JsonResponse(telling.told(row, units, reading, _url(request, row)))


def _url(request: HttpRequest, row: Experiment) -> str:
    return request.build_absolute_uri(reverse("decide:experiment", args=[row.pk]))
