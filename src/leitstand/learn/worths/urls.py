"""Addresses of the room of outcomes."""

from __future__ import annotations

from django.urls import path

from leitstand.learn.worths.meters import counting

urlpatterns = [
    path("count/<str:token>", counting.count, name="count"),
]
