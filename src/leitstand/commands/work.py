"""One worker of `leitstand up`, for those who run their own supervisor."""

from __future__ import annotations

import os

import click

VERB = "run"
GENTLE = 10
"""Workers give way to the pages: nobody looks at them, and at the start the first page comes sooner."""

WATCHFUL = 3
"""Who is to notice a storm must not be starved by it."""


@click.command()
@click.argument("name", type=click.Choice(["web", "listen", "speak", "live", "analyse", "alarm"]))
@click.option("--parent", type=int, help="End also when this process, which started us, is gone.")
def command(name: str, parent: int | None) -> None:
    """Run the worker NAME until it is told to stop (SIGTERM).

    web serves the pages, listen polls sources and reads outcomes, live holds streams open, speak moves the
    publishing ledger, analyse judges what was heard, alarm counts it, notices storms and tells people.
    """
    if name == "web":
        _serve(parent)
        return
    os.nice(WATCHFUL if name == "alarm" else GENTLE)
    from leitstand.commands._django import wake
    from leitstand.site import gate

    gate.give_way()
    wake()
    from leitstand.site import work

    work.run(name, parent)


def _serve(parent: int | None) -> None:
    """Without Django: only the worker below needs it."""
    from leitstand.site import config, orphans, web
    from leitstand.vocabulary.errors import Invalid

    os.environ["DJANGO_SETTINGS_MODULE"] = "leitstand.site.settings"
    try:
        settings = config.read(os.environ)
    except Invalid as error:
        raise click.UsageError(str(error)) from error
    if parent is not None:
        orphans.leave_with(parent)
    web.serve(settings)
