"""Addresses of the verb learn."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from leitstand.learn import views
from leitstand.learn.hours import views as hours

app_name = "learn"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.outcomes, name="outcomes"),
    path("", include("leitstand.learn.reports.urls")),
    path("", include("leitstand.learn.worths.urls")),
    path("hours/", hours.hours, name="hours"),
    path("hours.json", hours.hours_json, name="hours_json"),
    path("hours/plan/", hours.plan, name="hours_plan"),
    path("hours/sheet/", hours.the_sheet, name="hours_sheet"),
    path("hours/beat", hours.beat, name="beat"),
    path("<int:delivery_id>/", views.outcome, name="outcome"),
]
