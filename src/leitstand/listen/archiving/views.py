"""Pages of the archive."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from leitstand.listen import queries as listen
from leitstand.listen.archiving import actions, pages, queries
from leitstand.listen.archiving.forms import ArchiveForm, EraseForm
from leitstand.people.queries import here
from leitstand.vocabulary.errors import Invalid


def archive(request: HttpRequest) -> HttpResponse:
    """What for and how long everything is kept, and how much there is."""
    member = here(request)
    form = ArchiveForm(request.POST or None) if request.method == "POST" else None
    if form and form.is_valid():
        try:
            choice = actions.change(member, **form.cleaned_data, now=timezone.now())
        except Invalid as error:
            form.refuse(error)
        else:
            kept, nothing = gettext("Everything is kept from now on."), gettext("Nothing is kept any more.")
            messages.success(request, kept if choice.active else nothing)
            return redirect("listen:archive")
    page = pages.archive(member, form)
    return render(request, "listen/archiving/archive.html", {"page": page}, status=422 if form else 200)


@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Take a person or a post out."""
    member, form = here(request), EraseForm(request.POST)
    if not form.is_valid():
        page = pages.archive(member, erase=form)
        return render(request, "listen/archiving/archive.html", {"page": page}, status=422)
    gone = actions.erase(member, form.cleaned_data["whom"])
    said = ngettext(
        "%(n)s post is erased from the archive.", "%(n)s posts are erased from the archive.", gone
    )
    messages.success(request, said % {"n": gone})
    return redirect("listen:archive")


@require_POST
def look(request: HttpRequest, id: int) -> HttpResponse:
    """Look for a watch in the archive."""
    member = here(request)
    watch = listen.watch(member.organization, id)
    actions.ask_backfill(member, watch, now=timezone.now())
    messages.success(request, gettext("The archive is looked through for “%(name)s”.") % {"name": watch.name})
    return redirect("listen:watch", id=watch.pk)


@require_POST
def stop(request: HttpRequest, id: int) -> HttpResponse:
    """Look no further."""
    member = here(request)
    actions.stop_backfill(member, queries.backfill(member.organization, id))
    return redirect("listen:archive")
