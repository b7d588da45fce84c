"""Pages about judging: what is asked, how good it has been, and what the team says is right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from leitstand.listen import queries as listen
from leitstand.listen.judging import actions, judges, pages, queries
from leitstand.listen.judging.forms import QuestionForm
from leitstand.people.queries import here, may, require
from leitstand.vocabulary.errors import Invalid

if TYPE_CHECKING:
    from leitstand.people.models import Membership

AT_ONCE = 200


@require_safe
def judging(request: HttpRequest) -> HttpResponse:
    """Every question that may be asked."""
    return _page(request, QuestionForm())


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """A question of the team's own."""
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            actions.ask(here(request), form.cleaned_data["name"], form.answers, now=timezone.now())
        except Invalid as error:
            form.refuse(error, "labels")
        else:
            messages.success(request, gettext("Answer it on some posts, then it is learned."))
            return redirect("listen:judging")
    return _page(request, form)


@require_POST
def switch(request: HttpRequest, key: str) -> HttpResponse:
    """Ask a question from now on, or no more."""
    actions.switch(here(request), key, active="on" in request.POST, now=timezone.now())
    return redirect("listen:judging")


@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Remove a question of the team's own."""
    actions.remove(here(request), key)
    messages.success(request, gettext("The question and its answers are removed."))
    return redirect("listen:judging")


@require_POST
def teach(request: HttpRequest, id: int) -> HttpResponse:
    """Say what is right about a mention; the same answer once more takes it back."""
    member = here(request)
    mention = listen.mention(member.organization, id)
    key, label = request.POST.get("question", ""), request.POST.get("label", "")
    if "forget" in request.POST:
        actions.forget(member, mention, [key])
    else:
        actions.teach(member, mention, key, label, now=timezone.now())
    there = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(there, allowed_hosts={request.get_host()}):
        return redirect(there)
    return redirect("listen:mention", id)


@require_safe
def lessons(request: HttpRequest, key: str) -> HttpResponseBase:
    """All decisions on a question as JSON Lines, as `leitstand teach` reads them."""
    member = here(request)
    require(member, actions.EDITOR)
    answer = StreamingHttpResponse(_lines(member, key), content_type="application/x-ndjson; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{key}.jsonl"'
    return answer


def _lines(member: Membership, key: str) -> Iterator[str]:
    rows = queries.decided(member.organization, key).filter(mention__taken_down=None)
    for lesson in rows.iterator(chunk_size=AT_ONCE):
        (text,) = judges.texts([lesson.mention])
        said = {
            "content": text,
            "label": lesson.label,
            "at": lesson.at.isoformat(),
            "id": lesson.mention.post_id,
        }
        yield json.dumps(said, ensure_ascii=False) + "\n"


def _page(request: HttpRequest, form: QuestionForm) -> HttpResponse:
    member = here(request)
    page = pages.judging_page(member.organization, may=may(member, actions.EDITOR))
    status = 422 if form.errors else 200
    return render(request, "listen/judging/judging.html", {"page": page, "form": form}, status=status)
