"""Addresses of the explorer."""

from __future__ import annotations

from django.urls import URLPattern, path

from leitstand.listen.explorer import views

urlpatterns: list[URLPattern] = [
    path("mentions", views.mentions, name="mentions"),
    path("mentions/export", views.take_along, name="export"),
    path("mentions/views", views.keep_view, name="keep-view"),
    path("mentions/views/<int:id>/remove", views.remove_view, name="remove-view"),
]
