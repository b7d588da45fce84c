"""Tells Django about the verb listen."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class App(AppConfig):
    """Hear what is said about us and our subjects, everywhere, early enough."""

    name = "leitstand.listen"
    label = "listen"

    def ready(self) -> None:
        """Look after the index of words whenever tables were changed."""
        from leitstand.listen.explorer import upkeep  # noqa: PLC0415  # tables are there only now

        post_migrate.connect(upkeep.after_migrating, sender=self)
