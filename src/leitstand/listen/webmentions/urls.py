"""Addresses of webmentions, for members."""

from __future__ import annotations

from django.urls import URLPattern, path

from leitstand.listen.webmentions import views

urlpatterns: list[URLPattern] = [path("links", views.links, name="webmentions")]
