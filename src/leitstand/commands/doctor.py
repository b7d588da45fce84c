"""Say what is broken and what to do about it."""

from __future__ import annotations

import click

VERB = "run"


@click.command()
def command() -> None:
    """Look at settings, disk, database, workers, accounts, sources and the ledger.

    Exit 0: all is well, 1: something needs you, 2: the settings cannot be read.
    """
    from datetime import UTC, datetime

    from leitstand.commands._django import wake

    wake()
    from django.conf import settings

    from leitstand.site import health

    status = 0
    for look in health.look(settings.CONFIG, datetime.now(UTC)):
        if look.well:
            click.echo(f"well   {look.what}")
        else:
            status = 1
            click.echo(f"LOOK   {look.what}\n       {look.todo}")
    raise SystemExit(status)
