"""Addresses of the voices."""

from __future__ import annotations

from django.urls import URLPattern, path

from leitstand.listen.voices import views

urlpatterns: list[URLPattern] = [
    path("voices", views.voices, name="voices"),
    path("voices/voice", views.voice, name="voice"),
    path("voices/coordination", views.coordination, name="coordination"),
    path("voices/audiences", views.audiences, name="audiences"),
    path("voices/audiences/<int:id>/remove", views.remove_audience, name="remove-audience"),
]
