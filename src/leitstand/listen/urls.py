"""Addresses of the verb listen."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "listen"
urlpatterns: list[URLPattern] = []
