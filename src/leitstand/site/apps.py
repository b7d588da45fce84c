"""Tells Django about the pages that compose the verbs."""

from django.apps import AppConfig


class App(AppConfig):
    """Settings, addresses, the base page and the desk."""

    name = "leitstand.site"
    label = "site"
