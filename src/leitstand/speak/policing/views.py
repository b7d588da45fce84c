"""Pages of the policy: its articles, one being changed, older versions, and the question of programs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from leitstand import registry
from leitstand.people import queries as people
from leitstand.people.queries import here
from leitstand.speak.policing import actions, answering, files, labels, pages, queries, situations
from leitstand.speak.policing.forms import ArticleForm, BeginForm, HouseForm, TrainForm
from leitstand.vocabulary import policy
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused
from leitstand.vocabulary.policy import Article, Policy, Words

if TYPE_CHECKING:
    from datetime import datetime

    from leitstand.people.models import Membership

HEAD = '[policy]\nversion = "1"\nname.en = "One article"\n\n'


def the_policy(request: HttpRequest) -> HttpResponse:
    """The policy to read; how it begins, who has read it, what we are."""
    member, now = here(request), timezone.now()
    if request.method == "POST":
        return _done(request, member, now)
    actions.noticed(member.organization, now=now)
    return render(request, "speak/policing/policy.html", {"page": pages.page(member, now)})


def _done(request: HttpRequest, member: Membership, now: datetime) -> HttpResponse:
    act, given = request.POST.get("act", ""), request.POST
    house = HouseForm(situations.circumstances(member.organization), given if act == "house" else None)
    everybody = [one.person for one in queries.readers(member.organization)]
    train = TrainForm(everybody, given if act == "train" else None)
    begin = BeginForm(given)
    try:
        if act == "begin" and begin.is_valid():
            actions.begin(member, begin.cleaned_data["starter"], now=now)
        elif act == "read":
            actions.acknowledge(member, given.get("wording", ""), now=now)
            messages.success(request, gettext("Thank you. It is noted that you have read it."))
        elif act == "house" and house.is_valid():
            actions.tell(member, house.given())
            messages.success(request, gettext("Saved."))
        elif act == "train" and train.is_valid():
            by = {one.pk: one for one in everybody}
            actions.train(member, by[train.cleaned_data["person"]], train.cleaned_data["day"])
        else:
            again = {"house": house} if act == "house" else {"train": train} if act == "train" else {}
            return render(
                request, "speak/policing/policy.html", {"page": pages.page(member, now, **again)}, status=422
            )
    except (Invalid, Refused) as error:
        status = 409 if isinstance(error, Refused) else 422
        page = pages.page(member, now, problem=error)
        return render(request, "speak/policing/policy.html", {"page": page}, status=status)
    return redirect("speak:policy")


def article(request: HttpRequest, id: str = "") -> HttpResponse:
    """One article: change it, look what that would have done, save it. Without an id: a new one."""
    member, now = here(request), timezone.now()
    people.require(member, people.OWNER)
    held = _held(member)
    before = _article(held, id, request.GET.get("rule", ""))
    act, _colon, way = request.POST.get("act", "").partition(":")
    if request.method != "POST":
        return _shown(request, pages.editor(held, before, fresh=not id))
    form = ArticleForm(before, request.POST if way != "toml" and act != "remove" else None)
    page = pages.editor(held, before, fresh=not id, form=form)
    try:
        candidate = _candidate(request, page, way) if act != "remove" else None
        if act != "remove" and candidate is None:
            return _shown(request, page, status=422)
        return _weighed(request, member, replace(page, candidate=candidate, by_toml=way == "toml"), now)
    except policy.Unreadable as error:
        told = request.POST.get("toml", page.toml)
        return _shown(request, replace(page, problems=pages.wrong(error.problems), toml=told), status=422)
    except (Invalid, Refused) as error:
        return _shown(request, replace(page, problem=error), status=409)


def _weighed(request: HttpRequest, member: Membership, page: pages.Editor, now: datetime) -> HttpResponse:
    """Show what the change would do; save it only where exactly this was shown before."""
    id = "" if page.fresh else page.article.id
    actions.checked_id(member.organization, page.candidate, id)
    found = queries.proposal(member.organization, page.candidate, id, now)
    seen = request.POST.get("proposed") == found.new.hash
    if page.candidate is not None:
        form = ArticleForm(page.candidate) if page.by_toml else page.form
        page = replace(page, toml=policy.written(page.candidate), form=form)
    page = replace(page, proposal=found)
    if request.POST.get("act", "").startswith("look") or not seen:
        return _shown(request, page, status=422 if found.failed else 200)
    try:
        actions.change(member, page.candidate, id, seen=request.POST.get("seen", ""), now=now)
    except Refused as error:
        return _shown(request, replace(page, problem=error), status=409)
    messages.success(request, gettext("Saved. It holds from now on."))
    return redirect("speak:policy")


def _candidate(request: HttpRequest, page: pages.Editor, way: str) -> Article | None:
    """The article as it was written, by the form or as TOML; None where the form is not right yet."""
    if way == "toml":
        read = policy.read({"article.toml": HEAD + request.POST.get("toml", "")}, registry.rules())
        if len(read.articles) != 1:
            raise Invalid(labels.ONE_ARTICLE)
        return read.articles[0]
    return page.form.said() if page.form.is_valid() else None


def _held(member: Membership) -> Policy:
    held = files.held(member.organization_id).policy
    if held is None:
        raise Http404
    return held


def _article(held: Policy, id: str, rule: str) -> Article:
    """The article of this id, or a new one for this rule."""
    if id:
        try:
            return held.article(id)
        except KeyError as error:
            raise Http404 from error
    rule = rule if rule in registry.rules() else ""
    return Article(id="", title=Words(), text=Words(), rule=rule)


def _shown(request: HttpRequest, page: pages.Editor, status: int = 200) -> HttpResponse:
    return render(request, "speak/policing/article.html", {"page": page}, status=status)


def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """An older version as it was written; owners may let it hold again."""
    member = here(request)
    row = queries.version(member.organization, version_id)
    problem: LeitstandError | None = None
    if request.method == "POST":
        try:
            actions.bring_back(member, row, now=timezone.now())
        except (Invalid, Refused) as error:
            problem = error
        else:
            return redirect("speak:policy")
    held = files.held(member.organization_id).policy
    context = {
        "version": row,
        "now": held is not None and held.hash == row.hash,
        "owner": people.may(member, people.OWNER),
        "problem": problem,
    }
    return render(request, "speak/policing/version.html", context, status=409 if problem else 200)


@require_POST
def check(request: HttpRequest) -> JsonResponse:
    """What the policy says of planned posts, for programs: JSON in, JSON out (docs/reference/rules.md)."""
    member = here(request)
    actions.may_ask(member)
    try:
        said = json.loads(request.body or b"null")
        return JsonResponse(answering.answer(member.organization, said, timezone.now()))
    except (ValueError, RecursionError) as error:
        return JsonResponse({"error": gettext("This is no JSON: %(why)s.") % {"why": error}}, status=422)
    except Invalid as error:
        return JsonResponse({"error": gettext(error.sentence) % error.facts}, status=422)
