"""Addresses of the public page of decisions; they need nobody to be signed in."""

from __future__ import annotations

from django.urls import URLPattern, path

from leitstand.decide.deciding import public

app_name = "decisions"
urlpatterns: list[URLPattern] = [
    path("<slug:slug>/decisions", public.decisions, name="page"),
    path("<slug:slug>/decisions.json", public.decisions_json, name="json"),
]
