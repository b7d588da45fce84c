"""Pages of the portfolio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from leitstand.decide.portfolio import actions, export, pages, queries, terms
from leitstand.decide.portfolio.forms import ChangeForm, NameForm, StepForm
from leitstand.people.queries import here
from leitstand.speak.aiming import queries as aiming
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.decide.models import Presence


def networks(request: HttpRequest) -> HttpResponse:
    """Every network we consider, try, keep or leave; a further one can be named."""
    member, now = here(request), timezone.now()
    today = member.organization.day(now)
    posted = request.POST if request.method == "POST" else None
    form = NameForm(today, posted, initial={"title": request.GET.get("name", "")})
    problem: LeitstandError | None = None
    if posted is not None and form.is_valid():
        try:
            made = actions.name(member, form.cleaned_data["title"], form.terms(), now=now)
            return redirect("decide:network", made.pk)
        except Invalid as error:
            problem = error
    page = pages.portfolio(member, now)
    context = {"page": page, "form": form, "problem": problem, "asked": "name" in request.GET}
    return render(
        request, "decide/portfolio/networks.html", context, status=422 if posted is not None else 200
    )


def networks_json(request: HttpRequest) -> JsonResponse:
    """The same for programs."""
    return JsonResponse(pages.told(pages.portfolio(here(request), timezone.now())))


def network(request: HttpRequest, presence_id: int) -> HttpResponse:
    """One network: why, at what cost, how it is doing, what was decided, how it is left."""
    member = here(request)
    row = queries.presence(member.organization, presence_id)
    today, before = member.organization.day(timezone.now()), terms.of(row)
    start = {name: getattr(before, name) for name in terms.NAMES} | {"aims": [a.pk for a in row.aims.all()]}
    act = request.POST.get("act", "")
    given = request.POST if act.partition(":")[0] == "agree" else None
    form = ChangeForm(aiming.usable(member.organization), today, given, before=before, initial=start)
    problem: LeitstandError | None = None
    if act and (given is None or form.is_valid()):
        try:
            _done(request, row, act, form)
            return redirect("decide:network", row.pk)
        except (Invalid, Refused) as error:
            problem = error
            row = queries.presence(member.organization, presence_id)
    page = pages.one(member, row, timezone.now())
    status = 200 if not act else 409 if isinstance(problem, Refused) else 422
    context = {"page": page, "form": form, "problem": problem, "said": request.POST.get("words", "")}
    return render(request, "decide/portfolio/network.html", context, status=status)


def _done(request: HttpRequest, row: Presence, act: str, form: ChangeForm) -> None:
    """Do what the button says."""
    member, now = here(request), timezone.now()
    what, _colon, which = act.partition(":")
    if what == "move":
        actions.move(member, row, which, request.POST.get("words", ""), now=now)
    elif what == "step":
        said = StepForm(request.POST)
        said.is_valid()
        given = said.cleaned_data
        actions.step(member, row, which, given.get("outcome", ""), given.get("evidence", ""), now=now)
    elif what != "agree":
        raise Invalid(_("This button is not known here. Nothing was changed; reload the page."))
    else:
        given = form.cleaned_data
        actions.agree(member, row, form.terms(), given["words"], given["aims"], now=now)
    messages.success(request, gettext("Saved."))


def archive(request: HttpRequest, presence_id: int) -> StreamingHttpResponse:
    """Our posts of this network, a line each, to keep."""
    row = queries.presence(here(request).organization, presence_id)
    answer = StreamingHttpResponse(export.lines(row), content_type="application/x-ndjson")
    answer["Content-Disposition"] = f'attachment; filename="{_plain(row.network)}.jsonl"'
    return answer


def _plain(network: str) -> str:
    return "".join(one for one in network if one.isascii() and (one.isalnum() or one in "-_")) or "network"
