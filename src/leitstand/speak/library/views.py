"""Pages of the media library, and the pictures themselves."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from leitstand.people.queries import EDITOR, here, may
from leitstand.speak.library import actions, intake, licences, queries, store
from leitstand.speak.library.forms import RightsForm, TakeForm, first
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused

ROWS = 24
YEAR = "private, max-age=31536000, immutable"


def media(request: HttpRequest) -> HttpResponse:
    """The library: search, add."""
    member = here(request)
    words = request.GET.get("words", "")
    form = TakeForm(request.POST or None, request.FILES or None)
    problem: LeitstandError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            content = form.cleaned_data["file"].read()
            medium = actions.take(member, content, form.rights(), now=timezone.now())
        except (Invalid, Refused) as error:
            problem = error
        else:
            messages.success(
                request, gettext("In the library. Places and names that the camera wrote are gone.")
            )
            return redirect("speak:medium", medium.pk)
    rows = Paginator(queries.media(member.organization, words), ROWS).get_page(request.GET.get("page", 1))
    context = {
        "rows": rows,
        "words": words,
        "form": form,
        "problem": problem,
        "ended": queries.out_of_right(member.organization, timezone.localdate()),
        "may": may(member, EDITOR),
        "thought": request.GET.get("for", ""),
    }
    return render(request, "speak/library/media.html", context, status=422 if problem or form.errors else 200)


def medium(request: HttpRequest, medium_id: int) -> HttpResponse:
    """One medium: its rights, its credit line, where it stands."""
    member = here(request)
    row = queries.medium(member.organization, medium_id)
    form = RightsForm(request.POST or None, initial=first(row))
    problem: LeitstandError | None = None
    if request.method == "POST" and "bin" in request.POST:
        actions.put_away(member, row, now=timezone.now())
        return redirect("speak:media")
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe(member, row, form.rights())
        except (Invalid, Refused) as error:
            problem = error
        else:
            messages.success(request, gettext("Saved."))
            return redirect("speak:medium", row.pk)
    context = {
        "medium": row,
        "form": form,
        "problem": problem,
        "credit": licences.credit(row, request.LANGUAGE_CODE),
        "places": queries.places(row),
        "ended": queries.ended(row, timezone.localdate()),
        "may": may(member, EDITOR),
    }
    return render(
        request, "speak/library/medium.html", context, status=422 if problem or form.errors else 200
    )


def picture(request: HttpRequest, medium_id: int, size: str) -> HttpResponse:
    """The bytes of a medium, small or whole, for those who work here."""
    row = queries.kept(here(request).organization, medium_id)
    content, kind = store.get(row.sha256), row.media_type
    if size == "small" and kind.startswith("image/"):
        content, kind = intake.thumbnail(content), "image/jpeg"
    answer = HttpResponse(content, content_type=kind)
    answer["Cache-Control"], answer["X-Content-Type-Options"] = YEAR, "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
