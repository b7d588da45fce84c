"""Pages of approval: what waits, one question, the link for others, the plan, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from leitstand.people import queries as people
from leitstand.people.queries import here
from leitstand.speak.approving import actions, friction, pages, queries
from leitstand.speak.approving.forms import PEOPLE, AwayForm, InviteForm, PlanForm
from leitstand.speak.models import Absence
from leitstand.speak.placing import queries as placing
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused

if TYPE_CHECKING:
    from leitstand.people.models import Membership
    from leitstand.speak.models import Release

BACK = timedelta(days=28)
SHOWN = 20


def releases(request: HttpRequest) -> HttpResponse:
    """What waits for a word, and what was decided lately."""
    member = here(request)
    decided = queries.releases(member.organization).exclude(state="asked")[:SHOWN]
    context = {
        "waiting": list(queries.waiting(member.organization)),
        "decided": list(decided),
        "owner": people.may(member, people.OWNER),
    }
    return render(request, "speak/approving/releases.html", context)


def release(request: HttpRequest, release_id: int) -> HttpResponse:
    """One question: exactly what would go out, why it waits, and the word."""
    member = here(request)
    row = queries.release(member.organization, release_id)
    if request.method != "POST":
        return _page(request, member, row)
    words = request.POST.get("words", "")
    try:
        match request.POST.get("act"):
            case "release":
                actions.release(member, row, words, now=timezone.now())
                messages.success(request, gettext("Released."))
            case "decline":
                actions.decline(member, row, words, now=timezone.now())
                messages.success(request, gettext("Not released. The author reads your words."))
            case _:
                return _invited(request, member, row)
    except (Refused, Invalid) as error:
        return _page(request, member, row, problem=error, words=words)
    return redirect("speak:releases")


def _invited(request: HttpRequest, member: Membership, row: Release) -> HttpResponse:
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, member, row, form=form)
    actions.invite(member, row, form.cleaned_data["name"], form.cleaned_data["mail"], now=timezone.now())
    messages.success(request, gettext("The link is on its way."))
    return redirect("speak:release", row.pk)


def _page(
    request: HttpRequest,
    member: Membership,
    row: Release,
    *,
    problem: LeitstandError | None = None,
    words: str = "",
    form: InviteForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    row = queries.release(member.organization, row.pk)
    rows = sorted(row.deliveries.all(), key=lambda one: (one.account_id, one.part))
    why = queries.may(member, row, now)
    context = {
        "release": row,
        "deliveries": rows,
        "due": rows[0].due if rows else None,
        "landing": placing.landing(row.thought) if row.thought else None,
        "asked": queries.who_is_asked(row, now),
        "why": why,
        "invites": not queries.may_invite(member, row, now),
        "form": form or InviteForm(),
        "problem": problem,
        "words": words,
    }
    status = 200 if problem is None and form is None else 409 if isinstance(problem, Refused) else 422
    return render(request, "speak/approving/release.html", context, status=status)


def review(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of somebody without an account."""
    now = timezone.now()
    row = queries.by_token(token, now)
    context: dict[str, Any] = {
        "release": row,
        "deliveries": row.deliveries.select_related("account", "reply__mention").order_by("account", "part"),
    }
    if request.method == "POST":
        words = request.POST.get("words", "")
        try:
            actions.answer_by_link(token, request.POST.get("act") == "yes", words, now=now)
        except (Refused, Invalid) as error:
            return render(request, "speak/approving/review.html", {**context, "problem": error}, status=422)
        return render(request, "speak/approving/review.html", {**context, "done": True})
    return render(request, "speak/approving/review.html", context)


def plan(request: HttpRequest) -> HttpResponse:
    """How the organisation approves, and who is away."""
    member = here(request)
    people.require(member, people.OWNER)
    everybody = [one.person for one in people.members(member.organization)]
    now = queries.plan(member.organization)
    start = {name: getattr(now, f"{name}_id" if name in PEOPLE else name) for name in PlanForm.base_fields}
    act = request.POST.get("act")
    form = PlanForm(everybody, request.POST if act == "plan" else None, initial=start)
    away = AwayForm(everybody, request.POST if act == "away" else None)
    if form.is_valid():
        actions.change_plan(member, form.given())
        messages.success(request, gettext("Saved. It holds for what is handed in from now on."))
        return redirect("speak:approval_plan")
    if away.is_valid():
        given = away.cleaned_data
        person = next(one for one in everybody if one.pk == given["person"])
        try:
            actions.be_away(member, person, given["start"], given["end"])
        except Invalid as error:
            away.add_error("end", gettext(error.sentence))
        else:
            return redirect("speak:approval_plan")
    absences = Absence.objects.filter(organization=member.organization, end__gte=timezone.now().date())
    context = {"form": form, "away": away, "absences": absences.select_related("person").order_by("start")}
    return render(request, "speak/approving/plan.html", context, status=422 if act else 200)


def cost(request: HttpRequest) -> HttpResponse:
    """What approval cost in the last four weeks."""
    member = here(request)
    now = timezone.now()
    told = friction.friction(member.organization, now - BACK, now)
    context = {"told": told, "rows": list(pages.rows(told))}
    return render(request, "speak/approving/friction.html", context)
