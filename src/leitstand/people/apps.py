"""Tells Django about the verb people."""

from django.apps import AppConfig


class App(AppConfig):
    """Who works here: organisations, people, roles, and the network accounts we speak as."""

    name = "leitstand.people"
    label = "people"
