"""Addresses of the verb decide."""

from __future__ import annotations

from django.urls import URLPattern, path

from leitstand.decide.portfolio import views as portfolio

app_name = "decide"
urlpatterns: list[URLPattern] = [
    path("networks/", portfolio.networks, name="networks"),
    path("networks.json", portfolio.networks_json, name="networks_json"),
    path("networks/<int:presence_id>/", portfolio.network, name="network"),
    path("networks/<int:presence_id>/archive.jsonl", portfolio.archive, name="archive"),
]
