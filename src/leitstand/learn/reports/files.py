"""Answers with a report in one of its other forms: JSON, PDF, spreadsheet."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse

from leitstand.learn.reports import printing
from leitstand.learn.reports.shapes import Report, as_json

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(report: Report, form: str) -> HttpResponse:
    """The report as "json", "pdf" or "xlsx". Raises Refused where nothing can print."""
    if form == "json":
        return JsonResponse(as_json(report), json_dumps_params={"ensure_ascii": False})
    made, kind = (printing.pdf(report), PDF) if form == "pdf" else (printing.sheet(report), XLSX)
    found = HttpResponse(made, content_type=kind)
    found["Content-Disposition"] = f'attachment; filename="{report.kind}-{report.name}.{form}"'
    return found
