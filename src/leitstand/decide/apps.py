"""Tells Django about the verb decide."""

from django.apps import AppConfig


class App(AppConfig):
    """Know what we want, and which networks deserve how many of our few hours."""

    name = "leitstand.decide"
    label = "decide"
