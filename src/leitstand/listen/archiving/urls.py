"""Addresses of the archive."""

from __future__ import annotations

from django.urls import URLPattern, path

from leitstand.listen.archiving import views

urlpatterns: list[URLPattern] = [
    path("archive", views.archive, name="archive"),
    path("archive/erase", views.erase, name="erase"),
    path("archive/look/<int:id>", views.look, name="look"),
    path("archive/stop/<int:id>", views.stop, name="stop-look"),
]
