"""Addresses of the verb decide."""

from __future__ import annotations

from django.urls import URLPattern, path

from leitstand.decide.mixing import views as mixing
from leitstand.decide.portfolio import views as portfolio

app_name = "decide"
urlpatterns: list[URLPattern] = [
    path("hours/", mixing.hours, name="hours"),
    path("hours.json", mixing.hours_json, name="hours_json"),
    path("hours/what-if", mixing.what_if, name="hours_what_if"),
    path("hours/<int:recommendation_id>/", mixing.decide, name="hours_decide"),
    path("networks/", portfolio.networks, name="networks"),
    path("networks.json", portfolio.networks_json, name="networks_json"),
    path("networks/<int:presence_id>/", portfolio.network, name="network"),
    path("networks/<int:presence_id>/archive.jsonl", portfolio.archive, name="archive"),
]
