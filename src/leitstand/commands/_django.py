"""Wakes Django for the commands that need the database, with complaints about settings in plain words."""

from __future__ import annotations

import os

import click


def wake(**settings: str) -> None:
    """Set up Django; `settings` are set in the environment first. Wrong settings end with exit code 2."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "leitstand.site.settings"
    os.environ.update(settings)
    import django

    from leitstand.vocabulary.errors import Invalid

    try:
        django.setup()
    except Invalid as error:
        raise click.UsageError(str(error)) from error
