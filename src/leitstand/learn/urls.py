"""Addresses of the verb learn."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "learn"
urlpatterns: list[URLPattern] = []
