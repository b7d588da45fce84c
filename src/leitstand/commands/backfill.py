"""Look for a watch in the archive of the last days."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from leitstand.listen.models import Backfill

VERB = "run"


@click.command(name="backfill")
@click.argument("watch")
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True,
              help="Where the posts are matched.")  # fmt: skip
@click.option("--scheduler", metavar="ADDRESS", help="Of the Dask cluster, for example tcp://127.0.0.1:8786.")
@click.option("--organization", default="", metavar="NAME", help="Whose watch, where several have one.")
def command(watch: str, engine: str, scheduler: str | None, organization: str) -> int:
    """Look for WATCH (a name or number) in the archive and make mentions of what it finds.

    What is there already stays as it is, so that this can be repeated. Broken off, it goes on by itself
    when Leitstand runs. On a cluster only the matching is spread: the posts go out from here, and the
    mentions are made here, the same to the row. Prints {"days", "posts", "found", "new"}. Exit 0: done,
    1: broken off, 2: wrong usage.
    """
    if (engine == "dask") != bool(scheduler):
        raise click.UsageError("--engine dask and --scheduler ADDRESS belong together.")
    from leitstand.commands._django import wake

    wake()
    from leitstand.commands._lines import emit
    from leitstand.listen.archiving import actions, queries
    from leitstand.listen.archiving.matching import here
    from leitstand.vocabulary.errors import Invalid, Refused

    try:
        wanted = queries.watch_named(watch, organization)
    except Invalid as error:
        raise click.UsageError(str(error)) from error
    with _cluster(scheduler) if scheduler else nullcontext(here) as where:
        try:
            row = actions.ask(wanted, now=datetime.now(UTC), state="running")
        except Refused as error:
            raise click.UsageError(str(error)) from error
        _work(row, where)
    if row.problem:
        click.echo(row.problem["sentence"] % row.problem["facts"], err=True)
    emit({"days": row.days_done, "posts": row.posts_read, "found": row.found, "new": row.made})
    return 0 if row.state == "done" else 1


def _cluster(address: str) -> Any:
    from leitstand.commands._cluster import cluster

    return cluster(address)


def _work(row: Backfill, engine: Any) -> None:
    """Day by day until it is done; an interrupted one is left to the worker, which goes on."""
    from leitstand.commands._lines import progress
    from leitstand.listen.archiving import backfill

    with progress() as bar:
        more, read = True, 0
        try:
            while more:
                more = backfill.step(row, datetime.now(UTC), engine)
                bar.advance(row.posts_read - read)
                read = row.posts_read
        except KeyboardInterrupt:
            backfill.leave(row)
            raise
