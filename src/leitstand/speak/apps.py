"""Tells Django about the verb speak."""

from django.apps import AppConfig


class App(AppConfig):
    """Answer as the people we are, safely, and take back what went wrong."""

    name = "leitstand.speak"
    label = "speak"
