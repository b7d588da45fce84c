"""Pages of the matrix."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from leitstand.decide.matrix import actions, pages, queries
from leitstand.decide.matrix.forms import WantedForm
from leitstand.decide.matrix.pages import Matrix
from leitstand.people.queries import here
from leitstand.speak.placing.actions import TOLERANCE
from leitstand.speak.placing.shares import Point
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused


def matrix(request: HttpRequest) -> HttpResponse:
    """All voices or all accounts, one of them chosen; what is wanted of it can be changed."""
    member, now = here(request), timezone.now()
    problem: LeitstandError | None = None
    id = request.POST.get("who", "") or request.GET.get("who", "")
    form = WantedForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        given = form.cleaned_data
        point = Point(given["professional"], given["public"])
        try:
            actions.want(member, id, point, now=now, tolerance=given["tolerance"], words=given["words"])
            messages.success(request, gettext("Saved."))
            return redirect(f"{reverse('decide:matrix')}?who={id}")
        except (Invalid, Refused) as error:
            problem = error
    try:
        page = pages.matrix(member, id, now, kind=request.GET.get("kind", ""))
    except Invalid as error:
        problem, page = error, pages.matrix(member, "", now)
    context = {"page": page, "form": form or WantedForm(initial=_start(page)), "problem": problem}
    failed = 409 if isinstance(problem, Refused) else 422
    status = failed if problem or (form is not None and form.errors) else 200
    return render(request, "decide/matrix/matrix.html", context, status=status)


def _start(page: Matrix) -> dict[str, int]:
    """What is wanted now, else what was measured, else the middle."""
    start: dict[str, int] = {"tolerance": TOLERANCE}
    for name, axis in (("professional", page.across), ("public", page.up)):
        known = (axis.wanted if axis.wanted is not None else axis.mean) if axis else None
        start[name] = 50 if known is None else known
    if page.chosen and page.chosen.wanted:
        start["tolerance"] = page.chosen.wanted.tolerance
    return start


def matrix_json(request: HttpRequest) -> JsonResponse:
    """The same for programs: voices and accounts."""
    return JsonResponse(pages.told(queries.voices(here(request).organization, timezone.now())))
