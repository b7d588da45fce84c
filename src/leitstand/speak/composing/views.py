"""Pages where thoughts are written: the list, one thought, its history."""

from __future__ import annotations

from dataclasses import replace
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from leitstand import registry
from leitstand.people.queries import here
from leitstand.speak import limits
from leitstand.speak.aiming import actions as pointing
from leitstand.speak.aiming import queries as aiming
from leitstand.speak.composing import actions, offering, pages, picturing, planning, pressing, queries, said
from leitstand.speak.composing.forms import ThoughtForm
from leitstand.speak.library.forms import UseForm
from leitstand.speak.models import Thought
from leitstand.speak.placing import actions as placing
from leitstand.vocabulary import moments, sentences
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Membership
    from leitstand.speak.composing.said import Said

ROWS = 30


def thoughts(request: HttpRequest) -> HttpResponse:
    """Drafts and what is planned."""
    member = here(request)
    rows = Paginator(queries.drafts(member.organization), ROWS).get_page(request.GET.get("page", 1))
    context = {
        "rows": rows,
        "drafts": [pages.line(one) for one in rows],
        "planned": [pages.line(one) for one in queries.planned(member.organization)[:ROWS]],
        "accounts": queries.speakers(member.organization),
    }
    return render(request, "speak/composing/thoughts.html", context)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """A fresh thought, on every account that works."""
    member = here(request)
    thought = actions.begin(member, now=timezone.now())
    return redirect("speak:thought", thought.pk)


def thought(request: HttpRequest, thought_id: int) -> HttpResponse:
    """One thought: write, look, plan."""
    member = here(request)
    row = queries.thought(member.organization, thought_id)
    if request.method == "POST":
        return _written(request, member, row)
    return _page(request, pages.composer(member, row, timezone.now()))


def _written(request: HttpRequest, member: Membership, row: Thought) -> HttpResponse:
    """Keep what was written; then do what the button says."""
    accounts, voices = queries.speakers(member.organization), queries.voices(member.organization)
    form = ThoughtForm(accounts, voices, request.POST, aims=aiming.known(member.organization))
    variants = pages.variant_forms(row, request.POST)
    uses = [UseForm(use, request.POST) for use in row.uses.select_related("medium", "thought")]
    now = timezone.now()
    if not (form.is_valid() & all(one.is_valid() for one in (*variants.values(), *uses))):
        page = pages.composer(
            member, row, now, form=form, variants=variants, use_forms=uses, problem=_unsaved(form)
        )
        return _page(request, page, status=422)
    what, mark = form.said(variants), request.POST.get("page", "")[:40]
    try:
        act, __, account = request.POST.get("act", "save").partition(":")
        what = _changed(row, what, act, account)
        seen = _upon(row, mark, form.cleaned_data["seen"], act, account)
        row = actions.save(member, row, what, seen=seen, now=now, aside=form.aside(variants))
        pressing.saved(row, mark, seen)
        if "professional" in request.POST:
            placing.say(member, row, form.cleaned_data["professional"], now=now)
        for one in uses:
            if one.has_changed():
                given = one.cleaned_data
                picturing.arrange(member, one.use, given["alt"], given["waived"], one.crop())
        if act == "plan":
            planning.plan(member, row, seen=row.version, now=now)
            messages.success(request, gettext("Planned. Until it goes out you can take it back."))
            return redirect("speak:thought", row.pk)
    except (Refused, Invalid) as error:
        return _refused(request, member, row, error, form=form, variants=variants, what=what, use_forms=uses)
    if request.headers.get("HX-Request") == "true":
        return _page(request, pages.composer(member, queries.thought(member.organization, row.pk), now))
    return redirect("speak:thought", row.pk)


def _upon(row: Thought, mark: str, seen: int, act: str, version: str) -> int:
    """The version that these words are put upon; "mine": knowingly upon somebody else's, which is kept."""
    if act == "mine" and version.isdecimal():
        return int(version)
    return pressing.upon(row, mark, seen)


def _unsaved(form: ThoughtForm) -> Invalid:
    """That nothing was kept, and the first thing that is wrong: a field may be out of sight."""
    why = next((problem for problems in form.errors.values() for problem in problems), "")
    return Invalid(_("Not saved yet, your words are still in the page. %(why)s"), why=why)


def _changed(row: Thought, what: Said, act: str, account: str) -> Said:
    """What the button does to the words: cut into parts, as the policy offers, or the next free time."""
    if act == "split" and account.isdecimal() and int(account) in what.variants:
        return _split(row, what, int(account))
    if act == "offer":
        uses = list(row.uses.select_related("medium"))
        return offering.taken(row, what, uses, account, timezone.now())
    if act == "slot":
        at = planning.free_slot(row, set(what.variants), now=timezone.now())
        return replace(what, due=at)
    return what


def _split(row: Thought, what: Said, account: int) -> Said:
    """This account's words cut into parts that fit, as its own words."""
    speaker = next(one for one in queries.speakers(row.organization) if one.pk == account)
    length = registry.network(speaker.network).length
    limit = limits.of(speaker).characters or 10**6
    cut = [part for one in said.parts(what, account) for part in sentences.cut(one, limit, length)]
    own = replace(what.variants[account], content=f"\n\n{sentences.CUT}\n\n".join(cut))
    return replace(what, variants={**what.variants, account: own})


def _refused(
    request: HttpRequest, member: Membership, row: Thought, error: LeitstandError, **written: Any
) -> HttpResponse:
    """The page again, with what was written and why it was not done."""
    now, seen = timezone.now(), written["form"].cleaned_data["seen"]
    row = queries.thought(member.organization, row.pk)
    kept = row.version in (seen, seen + 1) and said.of(row) == written["what"]
    clash = None if kept or row.version == seen or isinstance(error, Invalid) else row.version
    page = pages.composer(member, row, now, problem=error, **({} if kept else written))
    return _page(request, replace(page, clash=clash), status=409 if isinstance(error, Refused) else 422)


@require_POST
def act(request: HttpRequest, thought_id: int, act: str) -> HttpResponse:
    """Take back, put into the bin, take out of it, write anew, bring a version back."""
    member = here(request)
    row = get_object_or_404(Thought, pk=thought_id, organization=member.organization)
    now = timezone.now()
    match act:
        case "take-back":
            planning.take_back(member, row, now=now)
            messages.success(
                request,
                gettext("Taken back, as far as it had not gone out.")
                if queries.bound(row)
                else gettext("Taken back. It is a draft again; nothing of it went out."),
            )
        case "bin":
            actions.put_away(member, row, now=now)
            messages.success(request, gettext("In the bin for thirty days."), extra_tags=f"unbin:{row.pk}")
            return redirect("speak:thoughts")
        case "unbin":
            actions.take_out(member, row)
        case "copy":
            chosen = {int(one) for one in request.POST.getlist("account") if one.isdecimal()}
            row = actions.copied(member, row, chosen or None, now=now)
        case _:
            number = request.POST.get("number", "")
            wanted = int(number) if number.isdecimal() and len(number) < 10 else 0
            actions.restore(member, row, wanted, seen=row.version, now=now)
    return redirect("speak:thought", row.pk)


@require_POST
def point(request: HttpRequest, thought_id: int) -> HttpResponse:
    """Say what a thought is for, also after it went out: its words stay as they are."""
    member = here(request)
    row = queries.thought(member.organization, thought_id)
    ids = [int(one) for one in request.POST.getlist("aims") if one.isdecimal() and len(one) < 16]
    pointing.point(member, row, ids)
    messages.success(request, gettext("Kept."))
    return redirect("speak:thought", row.pk)


def history(request: HttpRequest, thought_id: int) -> HttpResponse:
    """Every version of a thought, and who wrote which sentence."""
    member = here(request)
    row = queries.thought(member.organization, thought_id)
    return render(request, "speak/composing/history.html", {"thought": row, "past": pages.history(row)})


def _page(request: HttpRequest, page: pages.Composer, status: int = 200) -> HttpResponse:
    partial = request.headers.get("HX-Request") == "true"
    template = "speak/composing/_kept.html" if partial else "speak/composing/thought.html"
    shown = {"page": page, "zone": moments.zone_of(page.thought.time_zone), "mark": token_urlsafe(12)}
    return render(request, template, shown, status=status)
