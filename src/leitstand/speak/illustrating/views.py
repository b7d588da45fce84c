"""Pages where a picture is chosen for a thought."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from leitstand.people.queries import here
from leitstand.speak.composing import picturing, queries
from leitstand.speak.library import actions as taking
from leitstand.speak.library import queries as library
from leitstand.speak.library.forms import TakeForm
from leitstand.speak.models import Use
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused

ROWS = 24


@require_POST
def use(request: HttpRequest, thought_id: int) -> HttpResponse:
    """Put a picture into a thought: one of the library, or a new one with its rights."""
    member = here(request)
    thought = queries.thought(member.organization, thought_id)
    chosen = request.POST.get("medium", "")
    if chosen.isdecimal():
        picturing.use(member, thought, library.medium(member.organization, int(chosen)))
        return redirect("speak:thought", thought.pk)
    form = TakeForm(request.POST, request.FILES)
    problem: LeitstandError | None = None
    if form.is_valid():
        try:
            row = taking.take(member, form.cleaned_data["file"].read(), form.rights(), now=timezone.now())
            picturing.use(member, thought, row)
        except (Invalid, Refused) as error:
            problem = error
        else:
            return redirect("speak:thought", thought.pk)
    context = {"thought": thought, "form": form, "problem": problem}
    return render(request, "speak/library/use.html", context, status=422)


def choose(request: HttpRequest, thought_id: int) -> HttpResponse:
    """Choose a picture of the library for a thought, or add a new one."""
    member = here(request)
    words = request.GET.get("words", "")
    context = {
        "thought": queries.thought(member.organization, thought_id),
        "rows": library.media(member.organization, words)[:ROWS],
        "words": words,
        "form": TakeForm(),
    }
    return render(request, "speak/library/use.html", context)


@require_POST
def unuse(request: HttpRequest, thought_id: int, use_id: int) -> HttpResponse:
    """Take a picture out of a thought."""
    member = here(request)
    row = get_object_or_404(Use, pk=use_id, thought=thought_id, thought__organization=member.organization)
    picturing.unuse(member, row)
    return redirect("speak:thought", thought_id)
