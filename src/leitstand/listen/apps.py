"""Tells Django about the verb listen."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from leitstand.listen.explorer import upkeep


class App(AppConfig):
    """Hear what is said about us and our subjects, everywhere, early enough."""

    name = "leitstand.listen"
    label = "listen"

    def ready(self) -> None:
        """Look after the index of words whenever tables were changed."""
        post_migrate.connect(upkeep.after_migrating, sender=self)
