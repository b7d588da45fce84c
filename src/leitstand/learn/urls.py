"""Addresses of the verb learn."""

from __future__ import annotations

from django.urls import path

from leitstand.learn import views

app_name = "learn"
urlpatterns = [
    path("", views.outcomes, name="outcomes"),
    path("<int:delivery_id>/", views.outcome, name="outcome"),
]
