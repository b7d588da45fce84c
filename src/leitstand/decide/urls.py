"""Addresses of the verb decide."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "decide"
urlpatterns: list[URLPattern] = []
