"""One worker of `leitstand up`, for those who run their own supervisor."""

from __future__ import annotations

import click

VERB = "run"


@click.command()
@click.argument("name", type=click.Choice(["listen", "speak", "live"]))
def command(name: str) -> None:
    """Run the worker NAME until it is told to stop (SIGTERM).

    listen polls sources and reads outcomes, live holds streams open, speak moves the publishing ledger.
    """
    from leitstand.commands._django import wake

    wake()
    from leitstand.site import work

    work.run(name)
