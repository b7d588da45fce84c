"""Addresses of the pages on which a watch is written."""

from __future__ import annotations

from django.urls import URLPattern, path

from leitstand.listen.editing import views

urlpatterns: list[URLPattern] = [
    path("watches/add", views.add_watch, name="add-watch"),
    path("watches/try", views.try_watch, name="try-watch"),
    path("watches/build", views.build_watch, name="build-watch"),
    path("watches/<int:id>", views.watch, name="watch"),
]
