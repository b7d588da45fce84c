"""Tells Django about the verb learn."""

from django.apps import AppConfig


class App(AppConfig):
    """See what came of what we said, with its time and its count."""

    name = "leitstand.learn"
    label = "learn"
