"""Addresses of the verb speak."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "speak"
urlpatterns: list[URLPattern] = []
