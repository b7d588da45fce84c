"""Addresses of reports."""

from __future__ import annotations

from django.urls import path, re_path

from leitstand.learn.reports import views

urlpatterns = [
    path("week", views.week, name="week"),
    re_path(r"^week\.(?P<form>json|pdf|xlsx)$", views.week_file, name="week_file"),
    re_path(r"^week/(?P<name>[0-9W-]+)\.(?P<form>json|pdf|xlsx)$", views.week_file, name="week_of_file"),
    path("week/<str:name>", views.week, name="week_of"),
    path("week/<str:name>/remarks", views.remark, name="week_remark"),
    path("week/<str:name>/remarks/<int:id>", views.reword, name="week_reword"),
    path("reports/plan", views.plan, name="report_plan"),
]
