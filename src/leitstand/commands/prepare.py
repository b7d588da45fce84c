"""Bring the database and the files to be served up to date, as `leitstand up` does by itself."""

from __future__ import annotations

from datetime import UTC, datetime

import click

VERB = "run"


@click.command()
@click.option(
    "--demo", is_flag=True, help="Fill a fictional organisation with a fortnight of invented posts."
)
@click.option("--parent", type=int, help="End also when this process, which started us, is gone.")
def command(*, demo: bool, parent: int | None) -> None:
    """Migrate the database and gather the files of the pages; nothing is ever dropped.

    For those who run their own supervisor: once, before the workers of a new version start.
    """
    from leitstand.commands._django import wake
    from leitstand.site import gate, orphans

    if parent is not None:
        orphans.leave_with(parent)
    wake()
    from django.conf import settings

    from leitstand.site import preparing

    preparing.prepare(settings.CONFIG)
    if demo:
        from leitstand.site import demo as story

        click.echo(story.tell(datetime.now(UTC)), err=True)
    click.echo(gate.DONE)
