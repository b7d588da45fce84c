"""Pages of voices and of signs of coordination."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from leitstand.listen.voices import audiences as looking
from leitstand.listen.voices import followed, pages, queries, together
from leitstand.listen.voices.forms import AudienceForm
from leitstand.people.queries import here
from leitstand.vocabulary.errors import Invalid, Refused


@require_safe
def voices(request: HttpRequest) -> HttpResponse:
    """Who was first, who followed, who only repeats; we too."""
    page = pages.voices(here(request).organization, request.GET)
    return render(request, "listen/voices.html", {"page": page})


@require_safe
def voice(request: HttpRequest) -> HttpResponse:
    """One voice."""
    days = pages.period(request.GET.get("days", ""))
    page = pages.voice(here(request).organization, request.GET.get("id", ""), days)
    return render(request, "listen/voices_one.html", {"page": page})


@require_safe
def coordination(request: HttpRequest) -> HttpResponse:
    """Signs that accounts act together."""
    page = together.coordination(here(request).organization, request.GET.get("days", ""))
    return render(request, "listen/voices_coordination.html", {"page": page})


def audiences(request: HttpRequest) -> HttpResponse:
    """Who follows an account, looked at as a sample; a POST asks for one more."""
    member = here(request)
    form = AudienceForm(request.POST or None, networks=queries.telling(), initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            looking.ask(member, said["network"], said["address"].strip(), said["wanted"], now=timezone.now())
        except (Invalid, Refused) as error:
            form.refuse(error)
        else:
            return redirect("listen:audiences")
    page = followed.audiences(member, form)
    status = 422 if form.is_bound else 200
    return render(request, "listen/voices_audiences.html", {"page": page}, status=status)


@require_POST
def remove_audience(request: HttpRequest, id: int) -> HttpResponse:
    """Keep nothing of it."""
    looking.remove(here(request), id)
    return redirect("listen:audiences")
