"""One worker of `leitstand up`, for those who run their own supervisor, or all of them."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from leitstand.site.config import Config

VERB = "run"
GENTLE = 10
"""Workers give way to the pages: nobody looks at them, and at the start the first page comes sooner."""

WATCHFUL = 3
"""Who is to notice a storm must not be starved by it."""

WEB, ALL = "web", "all"


@click.command()
@click.argument("name", type=click.Choice([ALL, WEB, "listen", "speak", "live", "analyse", "alarm"]))
@click.option("--parent", type=int, help="End also when this process, which started us, is gone.")
def command(name: str, parent: int | None) -> None:
    """Run the worker NAME until it is told to stop (SIGTERM).

    web serves the pages, listen polls sources and reads outcomes, live holds streams open, speak moves the
    publishing ledger, analyse judges what was heard, alarm counts it, notices storms and tells people. all
    runs each of them as a process of its own that shares what is loaded with the others.
    """
    if name == ALL:
        _all(parent)
    elif name == WEB:
        _serve(_config(), parent)
    else:
        from leitstand.commands._django import wake
        from leitstand.site import gate

        _gently(name)
        gate.give_way()
        wake()
        from leitstand.site import work

        work.run(name, parent)


def _all(parent: int | None) -> None:
    config = _config()
    from leitstand.commands._django import wake

    wake()
    from leitstand.site import crew, orphans, tree

    if parent is not None:
        orphans.leave_with(parent)
    crew.warm()
    myself = os.getpid()
    duties = {WEB: partial(_serve, config, myself)}
    duties |= {name: partial(_worker, name, myself) for name in tree.WORKERS}
    crew.keep(duties)


def _worker(name: str, parent: int) -> None:
    """One of the crew: everything is loaded, and beginning anew costs nothing."""
    from leitstand.site import gate, work

    _gently(name)
    gate.give_way()
    work.run(name, parent, anew=True)


def _gently(name: str) -> None:
    os.nice(WATCHFUL if name == "alarm" else GENTLE)


def _config() -> Config:
    """Without Django: who only serves needs it in the worker below alone."""
    from leitstand.site import config
    from leitstand.vocabulary.errors import Invalid

    os.environ["DJANGO_SETTINGS_MODULE"] = "leitstand.site.settings"
    try:
        return config.read(os.environ)
    except Invalid as error:
        raise click.UsageError(str(error)) from error


def _serve(config: Config, parent: int | None) -> None:
    from leitstand.site import orphans, web

    if parent is not None:
        orphans.leave_with(parent)
    web.serve(config)
