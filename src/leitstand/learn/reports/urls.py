"""Addresses of reports."""

from __future__ import annotations

from django.urls import path, re_path

from leitstand.learn.reports import views

FORM = r"(?:\.(?P<form>json|pdf|xlsx))?"

urlpatterns = [
    path("week", views.week, name="week"),
    re_path(r"^week\.(?P<form>json|pdf|xlsx)$", views.week_file, name="week_file"),
    re_path(r"^week/(?P<name>[0-9W-]+)\.(?P<form>json|pdf|xlsx)$", views.week_file, name="week_of_file"),
    path("week/<str:name>", views.week, name="week_of"),
    path("week/<str:name>/remarks", views.remark, name="week_remark"),
    path("week/<str:name>/remarks/<int:id>", views.reword, name="week_reword"),
    path("reports/", views.reports, name="reports"),
    re_path(rf"^reports/campaign{FORM}$", views.campaign, name="report_campaign"),
    re_path(rf"^reports/storm/(?P<key>\d{{1,9}}){FORM}$", views.storm, name="report_storm"),
    re_path(rf"^reports/(?P<kind>goal|network|voice)/(?P<key>[\w-]+){FORM}$", views.subject, name="report"),
    path("reports/plan", views.plan, name="report_plan"),
]
