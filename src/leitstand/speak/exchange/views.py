"""Pages of bringing in and taking out: choose a file, look what it becomes, keep it; everything as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from leitstand.people.queries import EDITOR, here, may, require
from leitstand.speak.exchange import actions, leaving, queries, reading
from leitstand.speak.exchange.forms import BringForm
from leitstand.vocabulary.errors import Invalid, LeitstandError, Refused


def exchange(request: HttpRequest) -> HttpResponse:
    """Choose a file; look at what it would become; only a second press keeps it."""
    member, now = here(request), timezone.now()
    zone = timezone.get_current_timezone_name()
    form = BringForm(
        member.organization, request.POST or None, request.FILES or None, initial={"time_zone": zone}
    )
    context = {"form": form, "may": may(member, EDITOR)}
    if request.method != "POST":
        return render(request, "speak/exchange/exchange.html", context)
    require(member, EDITOR)
    if not form.is_valid():
        return render(request, "speak/exchange/exchange.html", context, status=422)
    given = form.cleaned_data
    read = reading.read(given["content"], given["time_zone"])
    preview = queries.preview(member.organization, read, given["accounts"], now)
    problem: LeitstandError | None = None
    if "keep" in request.POST:
        plan = "plan" in request.POST
        try:
            kept = actions.keep(member, preview, plan=plan, zone=given["time_zone"], now=now)
        except (Invalid, Refused) as error:
            problem = error
        else:
            told = {"made": kept.made, "planned": kept.planned, "here": kept.here}
            said = gettext("Brought in: %(made)s, of them planned: %(planned)s. Here already: %(here)s.")
            messages.success(request, said % told)
            return redirect("speak:thoughts")
    context |= {
        "preview": preview,
        "problem": problem,
        "said": given["content"].decode("utf-8-sig", "replace"),
    }
    return render(request, "speak/exchange/preview.html", context, status=422 if problem else 200)


def everything(request: HttpRequest) -> HttpResponseBase:
    """Every thought as JSON lines."""
    member = here(request)
    require(member, EDITOR)
    lines = (f"{line}\n" for line in leaving.lines(member.organization))
    answer = StreamingHttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="leitstand-thoughts-{day}.jsonl"'
    answer["Cache-Control"] = "private, no-store"
    return answer
