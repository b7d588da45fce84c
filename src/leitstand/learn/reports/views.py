"""Pages of the weekly report: the week, its other forms, remarks, and how it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from leitstand.learn.reports import actions, pages, printing, queries, weekly, weeks
from leitstand.learn.reports.forms import PlanForm, RemarkForm
from leitstand.learn.reports.looking import Look, look
from leitstand.learn.reports.shapes import Report, as_json
from leitstand.people import queries as people
from leitstand.people.queries import here
from leitstand.vocabulary.errors import Invalid

if TYPE_CHECKING:
    from leitstand.people.models import Membership

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def week(request: HttpRequest, name: str = "") -> HttpResponse:
    """One week; without a name the last one that is over."""
    member = here(request)
    return _page(request, member, _look(member, name), RemarkForm())


def week_file(request: HttpRequest, form: str, name: str = "") -> HttpResponse:
    """The same for programs, on paper, or as a spreadsheet."""
    return file_of(weekly.report(_look(here(request), name)), form)


@require_POST
def remark(request: HttpRequest, name: str) -> HttpResponse:
    """Somebody says something about the week."""
    member = here(request)
    found = _look(member, name)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _page(request, member, found, form, status=422)
    said = form.cleaned_data
    actions.remark(member, found.week, said["figure"], said["content"], now=timezone.now())
    messages.success(request, gettext("Kept with the week."))
    return redirect("learn:week_of", name)


@require_POST
def reword(request: HttpRequest, name: str, id: int) -> HttpResponse:
    """Who said it says it in other words, until the report was sent."""
    member = here(request)
    row = queries.remark(member.organization, id)
    if row is not None:
        try:
            actions.reword(member, row, request.POST.get("content", ""), now=timezone.now())
        except Invalid as problem:
            messages.error(request, gettext(problem.sentence) % problem.facts)
        else:
            messages.success(request, gettext("Kept with the week."))
    return redirect("learn:week_of", name)


def plan(request: HttpRequest) -> HttpResponse:
    """When the report is sent and who wants it; what became of the letters."""
    member = here(request)
    row = queries.plan(member.organization)
    act = request.POST.get("act")
    start = {"active": row.active, "weekday": row.weekday, "hour": row.hour}
    form = PlanForm(request.POST if act == "plan" else None, initial=start)
    if act == "plan" and form.is_valid():
        actions.change_plan(member, **form.cleaned_data, now=timezone.now())
        messages.success(request, gettext("Saved."))
        return redirect("learn:report_plan")
    if act == "reader":
        actions.subscribe(member, wanted=request.POST.get("wanted") == "yes")
        return redirect("learn:report_plan")
    if act == "again":
        actions.send_again(member, int(request.POST.get("letter") or 0), now=timezone.now())
        return redirect("learn:report_plan")
    context = {
        "form": form,
        "plan": row,
        "editor": people.may(member, people.EDITOR),
        "reads": queries.reads(member),
        "readers": queries.readers(member.organization),
        "letters": queries.letters(member.organization),
    }
    return render(request, "learn/reports/plan.html", context, status=422 if form.errors else 200)


def attached(made: bytes, kind: str, name: str) -> HttpResponse:
    """A file for whoever asked; pages of other sites do not get to see it."""
    answer = HttpResponse(made, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def file_of(report: Report, form: str) -> HttpResponse:
    """A report in one of its other forms: "json", "pdf" or "xlsx"."""
    if form == "json":
        return JsonResponse(as_json(report), json_dumps_params={"ensure_ascii": False})
    made, kind = (printing.pdf(report), PDF) if form == "pdf" else (printing.sheet(report), XLSX)
    return attached(made, kind, f"{report.kind}-{report.name}.{form}")


def _look(member: Membership, name: str) -> Look:
    """The week of this name; without one the last that is over. Raises Gone."""
    now, zone = timezone.now(), ZoneInfo(member.organization.time_zone)
    chosen = weeks.known(name, now, zone) if name else weeks.of(now, zone).before()
    return look(member.organization, chosen, now)


def _page(
    request: HttpRequest, member: Membership, found: Look, form: RemarkForm, *, status: int = 200
) -> HttpResponse:
    page = pages.week_page(found, member)
    editor = people.may(member, people.EDITOR)
    context = {"page": page, "form": form, "editor": editor}
    return render(request, "learn/reports/week.html", context, status=status)
