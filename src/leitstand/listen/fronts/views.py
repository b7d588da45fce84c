"""The page on which the order of the stories is explained and changed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from leitstand.listen.fronts import actions, pages, queries
from leitstand.listen.fronts.forms import OwnerForm, PublicForm, WeightsForm
from leitstand.people.queries import here, may
from leitstand.vocabulary.errors import Invalid


@require_safe
def order(request: HttpRequest) -> HttpResponse:
    """How the order is made."""
    return _page(request)


@require_POST
def weigh(request: HttpRequest) -> HttpResponse:
    """Other weights and seeds, or the usual ones again."""
    member, now = here(request), timezone.now()
    if "usual" in request.POST:
        actions.weigh_as_usual(member, now=now)
    else:
        form = WeightsForm(request.POST, sources=queries.sources(member.organization))
        if not form.is_valid():
            return _page(request, weights=form)
        actions.weigh(member, form.cleaned_data, [int(pk) for pk in form.cleaned_data["seeds"]], now=now)
    messages.success(request, gettext("Stories are ordered so from now on."))
    return redirect("listen:order")


@require_POST
def own(request: HttpRequest) -> HttpResponse:
    """Somebody owns several outlets."""
    form = OwnerForm(request.POST)
    if form.is_valid():
        try:
            owner = actions.own(here(request), **form.cleaned_data, now=timezone.now())
        except Invalid as error:
            form.refuse(error, "outlets")
        else:
            said = gettext("The outlets of %(owner)s count as one voice from now on.")
            messages.success(request, said % {"owner": owner.name})
            return redirect("listen:order")
    return _page(request, owner=form)


@require_POST
def disown(request: HttpRequest, id: int) -> HttpResponse:
    """Its outlets count one by one again."""
    member = here(request)
    owner = queries.owner(member.organization, id)
    actions.disown(member, owner)
    said = gettext("The outlets of %(owner)s count one by one again.")
    messages.success(request, said % {"owner": owner.name})
    return redirect("listen:order")


@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Switch the public page on or off."""
    form = PublicForm(request.POST)
    if form.is_valid():
        try:
            row = actions.publish(here(request), form.cleaned_data, now=timezone.now())
        except Invalid as error:
            form.refuse(error, "slug")
        else:
            said = gettext("Everybody may read it now.") if row.public else gettext("Only you may read it.")
            messages.success(request, said)
            return redirect("listen:order")
    return _page(request, public=form)


def _page(request: HttpRequest, **wrong: Any) -> HttpResponse:
    member = here(request)
    allowed = may(member, actions.EDITOR)
    page = pages.order(member.organization, timezone.now(), may=allowed, **wrong)
    return render(request, "listen/fronts/order.html", {"page": page}, status=422 if wrong else 200)
