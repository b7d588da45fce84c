"""Addresses of the verb people."""

from __future__ import annotations

from django.urls import path

from leitstand.people import views

app_name = "people"
urlpatterns = [
    path("me", views.me, name="me"),
    path("organization", views.organization, name="organization"),
    path("accounts", views.accounts, name="accounts"),
    path("demo/remove", views.remove_demo, name="remove_demo"),
]
