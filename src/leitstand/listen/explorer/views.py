"""The explorer: the list of mentions, the views that were kept, and taking it all along."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from leitstand.listen import queries
from leitstand.listen.explorer import actions, export, pages
from leitstand.listen.explorer import queries as explorer
from leitstand.listen.explorer.forms import ViewForm
from leitstand.people.queries import here
from leitstand.vocabulary.errors import Invalid

KINDS = {"csv": ("text/csv; charset=utf-8", export.table), "jsonl": ("application/jsonl", export.posts)}


@require_safe
def mentions(request: HttpRequest) -> HttpResponse:
    """What was heard, narrowed to what the address says."""
    return render(request, "listen/mentions.html", {"page": pages.mentions(here(request), request.GET)})


@require_safe
def take_along(request: HttpRequest) -> StreamingHttpResponse:
    """Everything the list holds, as a file; read piece by piece, however long it is."""
    organization = here(request).organization
    kind = request.GET.get("as", "")
    media_type, written = KINDS.get(kind, KINDS["csv"])
    form, _ground = pages.narrowing(organization, request.GET)
    them, zone = queries.mentions(organization), timezone.get_current_timezone()
    name = f"leitstand-{timezone.localdate().isoformat()}.{kind if kind in KINDS else 'csv'}"
    return StreamingHttpResponse(
        written(explorer.pieces(them, form.sieve, zone)),
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep what the list is narrowed to under a name."""
    member, form = here(request), ViewForm(request.POST)
    narrowed = QueryDict(request.POST.get("narrowed", "")).urlencode()
    if form.is_valid():
        said = form.cleaned_data
        try:
            view = actions.keep_view(
                member, said["name"], narrowed, shared=said["shared"], now=timezone.now()
            )
        except Invalid as error:
            form.refuse(error)
        else:
            messages.success(request, gettext("“%(name)s” is kept.") % {"name": view.name})
            return redirect(f"{reverse('listen:mentions')}?{narrowed}")
    page = pages.mentions(member, QueryDict(narrowed), form)
    return render(request, "listen/mentions.html", {"page": page}, status=422)


@require_POST
def remove_view(request: HttpRequest, id: int) -> HttpResponse:
    """Forget a view; the mentions stay."""
    member = here(request)
    view = explorer.view(member, id)
    actions.remove_view(member, view)
    messages.success(request, gettext("“%(name)s” is removed. The mentions stay.") % {"name": view.name})
    return redirect("listen:mentions")
