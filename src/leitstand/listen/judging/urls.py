"""Addresses of judging."""

from __future__ import annotations

from django.urls import URLPattern, path

from leitstand.listen.judging import views

urlpatterns: list[URLPattern] = [
    path("judging", views.judging, name="judging"),
    path("judging/ask", views.ask, name="ask-question"),
    path("judging/<slug:key>/switch", views.switch, name="switch-question"),
    path("judging/<slug:key>/remove", views.remove, name="remove-question"),
    path("judging/<slug:key>/decisions.jsonl", views.lessons, name="lessons"),
    path("mentions/<int:id>/teach", views.teach, name="teach"),
]
