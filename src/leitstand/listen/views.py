"""Pages of what we listen to and what we heard."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from leitstand.listen import actions, course, pages, queries
from leitstand.listen.forms import AddressForm, packed, unpacked
from leitstand.people.queries import here, may, require
from leitstand.people.wires import open_wire
from leitstand.vocabulary.errors import Invalid, LeitstandError


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """The front page."""
    page = pages.stories(here(request).organization, request.GET.get("days", ""), timezone.now())
    return render(request, "listen/stories.html", {"page": page})


@require_safe
def story(request: HttpRequest, id: int) -> HttpResponse:
    """One story from its first post on."""
    page = course.page(here(request).organization, id, timezone.now())
    return render(request, "listen/story.html", {"page": page})


@require_safe
def mention(request: HttpRequest, id: int) -> HttpResponse:
    """One mention in its conversation."""
    member = here(request)
    page = pages.mention(member.organization, id, may=may(member, actions.EDITOR))
    return render(request, "listen/mention.html", {"page": page})


@require_safe
def watches(request: HttpRequest) -> HttpResponse:
    """What we look for."""
    member = here(request)
    page = pages.watches(member.organization, timezone.now(), may=may(member, actions.EDITOR))
    return render(request, "listen/watches.html", {"page": page})


@require_POST
def switch_watch(request: HttpRequest, id: int) -> HttpResponse:
    """Pause a watch, or let it look out again."""
    member = here(request)
    watch = queries.watch(member.organization, id)
    actions.change_watch(member, watch, active=not watch.active)
    return redirect("listen:watches")


@require_POST
def remove_watch(request: HttpRequest, id: int) -> HttpResponse:
    """Look for it no longer."""
    member = here(request)
    watch = queries.watch(member.organization, id)
    actions.remove_watch(member, watch)
    messages.success(request, gettext("“%(name)s” is removed. What it found stays.") % {"name": watch.name})
    return redirect("listen:watches")


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """What we listen to, and how it is doing."""
    member = here(request)
    page = pages.sources(member.organization, timezone.now(), may=may(member, actions.EDITOR))
    return render(request, "listen/sources.html", {"page": page})


@require_safe
def source(request: HttpRequest, id: int) -> HttpResponse:
    """One source."""
    member = here(request)
    page = pages.source(member.organization, id, timezone.now(), may=may(member, actions.EDITOR))
    return render(request, "listen/source.html", {"page": page})


def add_source(request: HttpRequest) -> HttpResponse:
    """First the address is looked at, then one of the ways that were found is chosen."""
    member = here(request)
    if chosen := request.POST.get("chosen"):
        return _chosen(request, chosen)
    form = AddressForm(request.POST or None)
    ways: list[tuple[str, str, object]] = []
    if request.method == "POST" and form.is_valid():
        require(member, actions.EDITOR)
        try:
            with open_wire() as wire:
                found = actions.find_sources(wire, form.cleaned_data["address"])
            ways = [(packed(network, way), network, way) for network, way in found]
        except LeitstandError as error:
            form.refuse(error)
    context = {"form": form, "ways": ways, "may": may(member, actions.EDITOR)}
    return render(request, "listen/add_source.html", context, status=_status(form))


def _chosen(request: HttpRequest, word: str) -> HttpResponse:
    try:
        network, found = unpacked(word)
        source = actions.add_source(here(request), network, found, now=timezone.now())
    except Invalid as error:
        context = {"form": AddressForm(), "problem": error, "may": True}
        return render(request, "listen/add_source.html", context, status=422)
    messages.success(request, gettext("You listen to %(name)s now.") % {"name": source.name})
    return redirect("listen:sources")


@require_POST
def change_source(request: HttpRequest, id: int, act: str) -> HttpResponse:
    """Ask it now, pause it, resume it or remove it."""
    member, now = here(request), timezone.now()
    source = queries.source(member.organization, id)
    if act == "ask":
        actions.ask_now(member, source, now=now)
        messages.success(request, gettext("%(name)s is asked in a moment.") % {"name": source.name})
    elif act == "pause":
        actions.pause_source(member, source)
    elif act == "resume":
        actions.resume_source(member, source, now=now)
    else:
        actions.remove_source(member, source)
        messages.success(
            request, gettext("%(name)s is removed. What was heard stays.") % {"name": source.name}
        )
    return redirect("listen:sources")


def _status(form: AddressForm) -> int:
    return 422 if form.errors else 200
