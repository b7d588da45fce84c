"""Pages of the office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from leitstand.people import queries as people
from leitstand.people.queries import EDITOR, OWNER, here, may
from leitstand.speak.office import actions, queries
from leitstand.speak.office.forms import AuthorityForm, HandoverForm, OfficeForm
from leitstand.vocabulary.errors import Invalid, LeitstandError


def office(request: HttpRequest) -> HttpResponse:
    """Who holds the office, who may decide what, and handing over."""
    member = here(request)
    everybody = [one.person for one in people.members(member.organization)]
    act, given = request.POST.get("act", ""), request.POST
    now = queries.office(member.organization)
    start = {name: getattr(now, name) for name in ("title", "percent", "since")}
    start |= {"holder": now.holder_id, "deputy": now.deputy_id}
    fill = OfficeForm(everybody, given if act == "fill" else None, initial=start)
    allow = AuthorityForm(everybody, given if act == "allow" else None)
    mine = {"giver": member.person_id}
    hand = HandoverForm(everybody, given if act == "hand" else None, initial=mine)
    forms: dict[str, OfficeForm | AuthorityForm | HandoverForm] = {"fill": fill, "allow": allow, "hand": hand}
    problem: LeitstandError | None = None
    if act == "end":
        actions.end(member, int(given.get("authority") or 0))
        return redirect("speak:office")
    if act in forms and forms[act].is_valid():
        try:
            return _done(request, act, forms[act])
        except Invalid as error:
            problem = error
    context = {
        "office": now,
        "forms": forms,
        "authorities": queries.authorities(member.organization),
        "handovers": queries.handovers(member.organization)[:10],
        "mine": queries.open_items(member.organization, member.person, timezone.now()),
        "owner": may(member, OWNER),
        "may": may(member, EDITOR),
        "problem": problem,
    }
    return render(request, "speak/office/office.html", context, status=422 if act else 200)


def _done(request: HttpRequest, act: str, form: OfficeForm | AuthorityForm | HandoverForm) -> HttpResponse:
    member = here(request)
    if isinstance(form, HandoverForm):
        given = form.cleaned_data
        by = {one.person_id: one.person for one in people.members(member.organization)}
        row = actions.hand_over(
            member, by[given["giver"]], by[given["taker"]], given["words"], now=timezone.now()
        )
        return redirect("speak:handover", row.pk)
    if act == "fill":
        actions.fill(member, form.given())
    else:
        actions.allow(member, form.given())
    messages.success(request, gettext("Saved."))
    return redirect("speak:office")


def handover(request: HttpRequest, handover_id: int) -> HttpResponse:
    """One handing over, item by item."""
    member = here(request)
    row = queries.handover(member.organization, handover_id)
    number = request.POST.get("item", "")
    if request.method == "POST" and number.isdecimal():
        actions.take(member, row, int(number), now=timezone.now())
        return redirect("speak:handover", row.pk)
    done = sum(bool(one["done"]) for one in row.items)
    context = {"handover": row, "done": done, "may": may(member, EDITOR)}
    return render(request, "speak/office/handover.html", context)
