"""Pages of working off the inbox together: claims, notes, presses, saved replies, second looks, budgets."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from leitstand.listen import queries as listen
from leitstand.people import queries as people
from leitstand.people.queries import here
from leitstand.speak import actions, queries, views
from leitstand.speak import pages as inbox
from leitstand.speak.team import batches, palette
from leitstand.speak.triage import claims, looks, minutes, moderating, words
from leitstand.speak.triage.forms import AssumptionForm, BudgetForm, SavedReplyForm, until
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused

if TYPE_CHECKING:
    from leitstand.listen.models import Mention
    from leitstand.people.models import Membership
    from leitstand.speak.models import SavedReply


def claim(request: HttpRequest, mention_id: int) -> HttpResponse:
    """Who else is writing; asked with POST we are, from now on; with `leave` no longer."""
    member = here(request)
    mention = listen.mention(member.organization, mention_id)
    now = timezone.now()
    if "leave" in request.POST:
        claims.leave(member, mention)
        return HttpResponse(status=204)
    if request.method == "POST":
        claims.claim(member, mention, now=now)
    person = claims.other(member, mention, now=now)
    return render(request, "speak/triage/_writing.html", {"person": person})


@require_POST
def tell(request: HttpRequest, mention_id: int) -> HttpResponse:
    """A word to colleagues."""
    member = here(request)
    mention = listen.mention(member.organization, mention_id)
    try:
        words.tell(member, mention, request.POST.get("content", ""), now=timezone.now())
    except (Refused, Invalid) as error:
        return _problem(request, member, mention, error)
    messages.success(request, gettext("Your colleagues see the note. It stays in the house."))
    return redirect(inbox.link(_tab(request), mention.pk))


@require_POST
def moderate(request: HttpRequest, mention_id: int) -> HttpResponse:
    """Ask the network to do something with a comment; what is removed leaves the inbox, too."""
    member = here(request)
    mention = listen.mention(member.organization, mention_id)
    act, now = request.POST.get("act", ""), timezone.now()
    try:
        moderating.ask(member, mention, act, now=now)
        if act in moderating.REMOVES and queries.is_open(mention):
            reason = "spam" if act == "spam" else "removed"
            actions.let_stand(member, mention, reason, "", now=now)
    except (Refused, Invalid) as error:
        return _problem(request, member, mention, error)
    told = gettext("The network is asked in a moment. Its answer stands with the post.")
    messages.success(request, told, extra_tags=f"undo:{mention.pk}" if act in moderating.REMOVES else "")
    return (
        views.after(request) if act in moderating.REMOVES else redirect(inbox.link(_tab(request), mention.pk))
    )


@require_POST
def press(request: HttpRequest) -> HttpResponse:
    """One press on the chosen post, or on all that are selected."""
    member = here(request)
    now = timezone.now()
    ids = [int(one) for one in request.POST.getlist("post") if one.isdecimal()]
    try:
        pressed = _pressed(request, member, ids, now)
    except (Refused, Invalid) as error:
        if len(ids) == 1:
            return _problem(request, member, listen.mention(member.organization, ids[0]), error)
        messages.error(request, gettext(error.sentence) % error.facts)
        return redirect(f"{request.path_info.removesuffix('press/')}?tab={_tab(request)}")
    messages.success(request, _told(pressed), extra_tags=f"batch:{pressed.batch.pk}")
    return views.after(request)


def _pressed(request: HttpRequest, member: Membership, ids: list[int], now: datetime) -> batches.Pressed:
    given = request.POST
    match given.get("act", ""):
        case "spam":
            return batches.spam(member, ids, now=now)
        case "assign":
            person = given.get("person", "")
            return batches.assign(member, ids, int(person) if person.isdecimal() else None, now=now)
        case "later":
            back = given.get("until") == "now"
            chosen = None if back else until(given.dict(), member.organization, now)
            return batches.later(member, ids, chosen, now=now)
        case _:
            return batches.let_stand(member, ids, given.get("reason", ""), now=now)


def _told(pressed: batches.Pressed) -> str:
    """What a press did, with its object."""
    n = pressed.count
    done = {
        "spam": ngettext("%(n)s post marked as spam.", "%(n)s posts marked as spam.", n),
        "assign": ngettext("%(n)s post assigned.", "%(n)s posts assigned.", n),
        "later": ngettext("%(n)s post put off.", "%(n)s posts put off.", n),
        "let_stand": ngettext("%(n)s post let stand.", "%(n)s posts let stand.", n),
    }[pressed.batch.act] % {"n": n}
    if not pressed.skipped:
        return done
    return f"{done} " + gettext("Somebody else was quicker with %(n)s.") % {"n": pressed.skipped}


@require_POST
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take back one press."""
    member = here(request)
    back, left = batches.undo(member, batch_id, now=timezone.now())
    told = ngettext("%(n)s post is as it was.", "%(n)s posts are as they were.", back) % {"n": back}
    if left:
        told += " " + gettext("%(n)s were changed since and stay as they are.") % {"n": left}
    messages.success(request, told)
    return redirect("speak:inbox")


def saved(request: HttpRequest) -> HttpResponse:
    """All saved replies, and a new one."""
    member = here(request)
    return _saved(request, member, None)


def saved_one(request: HttpRequest, saved_id: int) -> HttpResponse:
    """Change a saved reply, or remove it."""
    member = here(request)
    row = words.one(member.organization, saved_id)
    if request.method == "POST" and "drop" in request.POST:
        words.drop(member, row)
        messages.success(request, gettext("Removed. Answers written with it stay."))
        return redirect("speak:saved")
    return _saved(request, member, row)


def _saved(request: HttpRequest, member: Membership, row: SavedReply | None) -> HttpResponse:
    start = {"name": row.name, "content": row.content, "language": row.language} if row else None
    begin = start or {"language": member.organization.language}
    form = SavedReplyForm(request.POST or None, initial=begin)
    if form.is_valid():
        given = form.cleaned_data
        try:
            words.keep(
                member, given["name"], given["content"], given["language"], now=timezone.now(), row=row
            )
        except Invalid as error:
            form.add_error("content", gettext(error.sentence) % error.facts)
        else:
            messages.success(request, gettext("Kept."))
            return redirect("speak:saved")
    context = {
        "form": form,
        "row": row,
        "rows": list(words.saved(member.organization)),
        "may": people.may(member, people.EDITOR),
    }
    return render(request, "speak/triage/saved.html", context, status=422 if request.POST else 200)


def second_looks(request: HttpRequest) -> HttpResponse:
    """What was drawn from the pile that was let stand, and what such looks have told."""
    member = here(request)
    problem: LeitstandError | None = None
    if request.method == "POST":
        row = looks.look(member.organization, int(request.POST.get("look", "0") or 0))
        verdict, now = request.POST.get("verdict", ""), timezone.now()
        try:
            batches.second_look(member, row, verdict, now=now)
            if verdict == looks.WRONG:
                messages.success(request, gettext("Back in the inbox."))
                return redirect(inbox.link(queries.OPEN, row.mention_id))
            return redirect("speak:second_looks")
        except Refused as error:
            problem = error
    context = {
        "rows": list(looks.waiting(member.organization)[:20]),
        "errors": looks.errors(member.organization),
        "plan": looks.plan(member.organization),
        "may": people.may(member, people.EDITOR),
        "problem": problem,
    }
    return render(request, "speak/triage/second_looks.html", context, status=409 if problem else 200)


def plan(request: HttpRequest) -> HttpResponse:
    """One's own minutes a week, and what the organisation assumes."""
    member = here(request)
    now = timezone.now()
    rule, week = looks.plan(member.organization), minutes.week(member, now=now)
    act = request.POST.get("act")
    mine = BudgetForm(request.POST if act == "budget" else None, initial={"minutes": week.budget})
    ours = AssumptionForm(
        request.POST if act == "plan" else None, initial={"minutes": rule.minutes, "percent": rule.percent}
    )
    if act == "budget" and mine.is_valid():
        minutes.allot(member, mine.cleaned_data["minutes"])
    elif act == "plan" and ours.is_valid():
        looks.change(member, ours.cleaned_data["minutes"], ours.cleaned_data["percent"])
    else:
        context = {
            "mine": mine,
            "ours": ours,
            "week": week,
            "owner": people.may(member, people.OWNER),
            "saved": minutes.saved(member.organization, now=now),
        }
        return render(request, "speak/triage/plan.html", context, status=422 if act else 200)
    messages.success(request, gettext("Kept."))
    return redirect("speak:triage_plan")


def jump(request: HttpRequest) -> HttpResponse:
    """Search pages, drafts and posts, or do something with one: a page, or the list within the dialog."""
    member = here(request)
    asked = request.GET.get("q", "")
    groups = palette.find(member, asked, now=timezone.now())
    partial = request.headers.get("HX-Request") == "true"
    template = "speak/triage/_jump.html" if partial else "speak/triage/jump.html"
    return render(request, template, {"groups": groups, "asked": asked})


def _tab(request: HttpRequest) -> str:
    tab = request.POST.get("tab", "")
    return tab if tab in queries.TABS else queries.OPEN


def _problem(
    request: HttpRequest, member: Membership, mention: Mention, error: LeitstandError
) -> HttpResponse:
    status = 409 if isinstance(error, Refused) else 422
    return views.again(request, member, mention, status=status, problem=error)
