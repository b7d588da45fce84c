"""The first run: from nobody to the first matches in five steps, each its own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from leitstand.listen import actions as listen
from leitstand.listen import queries as heard
from leitstand.listen.forms import packed, unpacked
from leitstand.people import actions as people
from leitstand.people import queries, wires
from leitstand.site import demo, forms
from leitstand.site.seen import Seen, SeenWire
from leitstand.vocabulary.errors import Invalid, LeitstandError
from leitstand.vocabulary.network import Wire
from leitstand.vocabulary.words import _

_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_FIRST = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the line above the page."""

    number: int
    label: str
    done: bool
    now: bool


STEPS = (_("Language"), _("Organisation"), _("Watch"), _("First source"), _("Networks"))


def welcome(request: HttpRequest) -> HttpResponse:
    """Where the first run goes on."""
    return redirect("welcome_watch" if queries.anybody() else "welcome_language")


def language(request: HttpRequest) -> HttpResponse:
    """Step 1: the language. Choosing one goes on."""
    return _away(request) or _page(request, 1, "language")


def organization(request: HttpRequest) -> HttpResponse:
    """Step 2: the organisation and its first person, who is signed in at once."""
    if away := _away(request):
        return away
    form = forms.BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = people.begin(**form.cleaned_data, language=request.LANGUAGE_CODE)
        except Invalid as error:
            form.refuse(error, "password")
        else:
            login(request, member.person, backend=_BACKEND)
            return redirect("welcome_watch")
    return _page(request, 2, "organization", form=form)


def watch(request: HttpRequest) -> HttpResponse:
    """Step 3: what to listen for; the organisation's name is suggested."""
    member = queries.here(request)
    mine = heard.names_of_watches(member.organization).first()
    name = member.organization.name
    first = mine.query if mine else '"' + name.replace('"', "") + '"'
    form = forms.WatchForm(request.POST or None, initial={"query": first})
    if request.method == "POST" and form.is_valid():
        query = form.cleaned_data["query"]
        try:
            if mine:
                listen.change_watch(member, mine, query=query)
            else:
                listen.add_watch(member, name[:100], query, now=timezone.now())
        except Invalid as error:
            form.refuse(error, "query")
        else:
            return redirect("welcome_source")
    return _page(request, 3, "watch", form=form)


def source(request: HttpRequest) -> HttpResponse:
    """Step 4: where to listen. First the address is looked at, then one of the ways is chosen."""
    member = queries.here(request)
    queries.require(member, queries.OWNER)
    form = forms.AddressForm(request.POST if "find" in request.POST else None)
    more: dict[str, Any] = {}
    if chosen := request.POST.get("chosen"):
        try:
            network, found = unpacked(chosen)
            listen.add_source(member, network, found, now=timezone.now())
        except Invalid as error:
            more["problem"] = error
        else:
            return redirect("welcome_networks")
    elif form.is_bound and form.is_valid():
        more = _found(form)
    return _page(request, 4, "source", form=form, sources=heard.sources(member.organization), **more)


def networks(request: HttpRequest) -> HttpResponse:
    """Step 5: an account to speak as, for who wants one already."""
    member = queries.here(request)
    return _page(
        request, 5, "networks", networks=queries.speakers(), accounts=queries.accounts(member.organization)
    )


@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """What we hear: the first matches, appearing by themselves."""
    organization = queries.here(request).organization
    template = "_heard" if request.headers.get("HX-Request") else "heard"
    return render(
        request,
        f"site/welcome/{template}.html",
        {
            "sources": heard.sources(organization),
            "mentions": heard.mentions(organization)[:_FIRST],
            "watches": heard.watches(organization, timezone.now()),
        },
    )


@require_POST
def sample(request: HttpRequest) -> HttpResponse:
    """Fill the sample organisation beside one's own, and look at it."""
    member = queries.here(request)
    queries.require(member, queries.OWNER)
    demo.tell(timezone.now())
    mine = queries.memberships(member.person)
    request.session["organization"] = next(m.organization_id for m in mine if m.organization.is_demo)
    return redirect("desk")


def _found(form: forms.AddressForm) -> dict[str, Any]:
    with wires.open_wire() as wire:
        seen = SeenWire(wire)
        try:
            ways = listen.find_sources(cast("Wire", seen), form.cleaned_data["address"])
        except LeitstandError as error:
            form.refuse(error, "address")
            return {"seen": seen.seen}
    return {"ways": [(packed(network, way), network, way) for network, way in ways], "seen": seen.seen}


def _away(request: HttpRequest) -> HttpResponse | None:
    return (
        redirect("welcome_watch" if request.user.is_authenticated else "desk") if queries.anybody() else None
    )


def _page(request: HttpRequest, number: int, template: str, **more: Any) -> HttpResponse:
    steps = [Step(n, label, n < number, n == number) for n, label in enumerate(STEPS, 1)]
    wrong = bool(more.get("problem")) or bool(more.get("form") and more["form"].errors)
    context = {"steps": steps, "seen": Seen(), **more}
    return render(request, f"site/welcome/{template}.html", context, status=422 if wrong else 200)
