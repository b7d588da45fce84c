"""Pages on which a watch is written and tried."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from leitstand.listen import actions, queries
from leitstand.listen.editing import forms, pages
from leitstand.listen.editing.forms import RowForm, WatchForm
from leitstand.listen.editing.trying import Trial, trial
from leitstand.listen.models import Watch
from leitstand.people.queries import here
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.watch import Mistake, read_query

TRYING = ("try", "build", "add", "exclude", "more")
"""The buttons that change or try the query without keeping it."""


def add_watch(request: HttpRequest) -> HttpResponse:
    """A new watch."""
    return _editor(request, None)


def watch(request: HttpRequest, id: int) -> HttpResponse:
    """One watch: change it, try it, see what it found."""
    return _editor(request, queries.watch(here(request).organization, id))


def _editor(request: HttpRequest, watch: Watch | None) -> HttpResponse:
    member = here(request)
    if request.method != "POST":
        given = {"name": watch.name, "query": watch.query} if watch else {}
        page = pages.editor(member, watch, given.get("query", ""))
        return render(request, "listen/watch.html", {"page": page, "form": WatchForm(initial=given)})
    data, rows = _changed(request.POST)
    form, tried = WatchForm(data), None
    if any(name in data for name in TRYING):
        tried = _tried(request, form)
    elif form.is_valid():
        try:
            _keep(request, watch, form)
            return redirect("listen:watches")
        except Invalid as error:
            form.refuse(error)
    page = pages.editor(member, watch, data.get("query", ""), trial=tried, typed=rows)
    return render(request, "listen/watch.html", {"page": page, "form": form}, status=_status(form))


def _changed(sent: QueryDict) -> tuple[QueryDict, list[RowForm] | None]:
    """What was sent, with the query that the pressed button makes of it, and the rows where they lead."""
    data, rows = sent.copy(), None
    query = data.get("query", "").strip()
    if "build" in data or "more" in data:
        rows = forms.typed(data, spare=1)
        data["query"] = forms.said(rows)
    elif term := data.get("add"):
        data["query"] = f"{query} OR {term}"
    elif term := data.get("exclude"):
        data["query"] = f"({query}) NOT {term}" if " OR " in query else f"{query} NOT {term}"
    return data, rows


def _tried(request: HttpRequest, form: WatchForm) -> Trial | None:
    """What the query of the form would have found; a mistake goes to the form. The name may come later."""
    form.fields["name"].required = False
    if not form.data.get("query", "").strip():
        return None
    form.is_valid()
    try:
        return trial(here(request).organization, form.data["query"].strip(), timezone.now())
    except Invalid as error:
        form.refuse(error)
        return None


def _keep(request: HttpRequest, watch: Watch | None, form: WatchForm) -> None:
    member, said = here(request), form.cleaned_data
    if watch:
        kept = actions.change_watch(member, watch, name=said["name"], query=said["query"])
    else:
        kept = actions.add_watch(member, said["name"], said["query"], now=timezone.now())
    messages.success(request, gettext("“%(name)s” looks out from now on.") % {"name": kept.name})


@require_POST
def try_watch(request: HttpRequest) -> HttpResponse:
    """What the query would have found, while it is written; and its rows, where it can be read."""
    return _live(request, request.POST.copy(), None)


@require_POST
def build_watch(request: HttpRequest) -> HttpResponse:
    """The query that the rows say, while they are filled in, and what it would have found."""
    data = request.POST.copy()
    rows = forms.typed(data)
    data["query"] = forms.said(rows)
    return _live(request, data, rows)


def _live(request: HttpRequest, data: QueryDict, rows: list[RowForm] | None) -> HttpResponse:
    form = WatchForm(data)
    tried = _tried(request, form)
    page = pages.editor(here(request), None, data.get("query", ""), trial=tried, typed=rows)
    context = {"page": page, "form": form, "live": True, "readable": _readable(data.get("query", ""))}
    name = "listen/_trial.html" if rows is None else "listen/editing/_built.html"
    return render(request, name, context, status=422 if form.mistake else 200)


def _readable(query: str) -> bool:
    try:
        return bool(read_query(query))
    except Mistake:
        return False


def _status(form: WatchForm) -> int:
    return 422 if form.errors else 200
