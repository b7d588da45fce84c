"""Tells Django about the verb listen."""

from django.apps import AppConfig


class App(AppConfig):
    """Hear what is said about us and our subjects, everywhere, early enough."""

    name = "leitstand.listen"
    label = "listen"
