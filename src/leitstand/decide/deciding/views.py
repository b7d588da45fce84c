"""Pages of decisions: all of them, a new one, and one with its votes and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from leitstand.decide.charter import standing
from leitstand.decide.deciding import actions, pages, queries
from leitstand.decide.deciding.forms import DecisionForm, LookForm, VoteForm, WhenForm
from leitstand.people import queries as people
from leitstand.people.queries import here
from leitstand.speak.aiming import queries as aiming
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from leitstand.decide.models import Decision
    from leitstand.people.models import Membership

SHOWN = 200


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """What waits for a word, what is to be looked at again, and all that was decided."""
    member = here(request)
    page = pages.listed(member, timezone.now(), SHOWN)
    return render(request, "decide/deciding/decisions.html", {"page": page})


def new(request: HttpRequest) -> HttpResponse:
    """Write a decision down, or propose it to the group."""
    member, now = here(request), timezone.now()
    people.require(member, people.EDITOR)
    form = _form(member, now, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            row = _written(member, form, now)
        except Invalid as error:
            form.refuse(error)
        else:
            asked = gettext("Proposed. Until the deadline everybody may say a word; the owner decides.")
            messages.success(
                request, asked if row.deadline else gettext("Decided, and kept with its reason.")
            )
            return redirect("decide:decision", row.pk)
    context = {"form": form, "front": "decide"}
    return render(request, "decide/deciding/new.html", context, status=422 if request.POST else 200)


def _form(member: Membership, now: datetime, data: Any) -> DecisionForm:
    organization = member.organization
    return DecisionForm(
        data,
        people=[one.person for one in people.members(organization)],
        today=organization.day(now),
        zone=organization.time_zone,
        aims=aiming.usable(organization),
        initial={"owner_id": member.person_id},
    )


def _written(member: Membership, form: DecisionForm, now: datetime) -> Decision:
    given, deadline = form.cleaned_data, form.deadline()
    figures = standing.snapshot(member.organization, now) if given["freeze"] else None
    if deadline is None:
        return actions.decide(member, form.told(), given["aims"], figures, now=now)
    return actions.propose(member, form.told(), given["aims"], figures, deadline=deadline, now=now)


@require_safe
def decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """One decision."""
    member = here(request)
    return _one(request, member, queries.decision(member.organization, decision_id))


@require_POST
def act(request: HttpRequest, decision_id: int, act: str) -> HttpResponse:
    """Say a word, decide, take back, propose anew, look back, show."""
    member, now = here(request), timezone.now()
    row = queries.decision(member.organization, decision_id)
    forms = _forms(member, row, act, request.POST)
    try:
        if act in forms and not forms[act].is_valid():
            return _one(request, member, row, status=422, **forms)
        _done(member, row, act, request.POST, form=forms.get(act), now=now)
    except (Refused, Invalid) as error:
        status = 409 if isinstance(error, Refused) else 422
        row = queries.decision(member.organization, decision_id)
        return _one(request, member, row, problem=error, status=status, **forms)
    messages.success(request, gettext("Kept."))
    return redirect("decide:decision", decision_id)


def _done(
    member: Membership, row: Decision, act: str, given: Mapping[str, Any], *, form: Any, now: datetime
) -> None:
    match act:
        case "vote":
            said = form.cleaned_data
            actions.vote(member, row, said["vote"], said["words"], now=now)
        case "settle":
            actions.settle(member, row, yes=given.get("yes") == "1", now=now)
        case "withdraw":
            actions.withdraw(member, row, now=now)
        case "again":
            actions.again(member, row, deadline=form.deadline() or now, now=now)
        case "look":
            said = form.cleaned_data
            actions.look_back(member, row, **said, now=now)
        case "show":
            actions.show(member, row, public=given.get("public") == "1")
        case _:
            actions.name(member, row, named=given.get("named") == "1")


def _forms(member: Membership, row: Decision, act: str = "", data: Any = None) -> dict[str, Any]:
    """The forms of one decision; the one that was sent holds what was written."""
    zone = member.organization.time_zone
    mine = next((one for one in row.votes.all() if one.person_id == member.person_id), None)
    said = {"vote": mine.vote, "words": mine.words} if mine else None
    return {
        "vote": VoteForm(data if act == "vote" else None, initial=said),
        "again": WhenForm(data if act == "again" else None, zone=zone),
        "look": LookForm(data if act == "look" else None),
    }


def _one(
    request: HttpRequest,
    member: Membership,
    row: Decision,
    *,
    problem: LeitstandError | None = None,
    status: int = 200,
    **forms: Any,
) -> HttpResponse:
    page = pages.one(member, row, forms or _forms(member, row), timezone.now(), problem)
    return render(request, "decide/deciding/decision.html", {"page": page}, status=status)
