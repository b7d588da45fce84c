"""Find the storms in a series of counts."""

from __future__ import annotations

import click

from leitstand.commands.listen import Span

VERB = "listen"


@click.command()
@click.argument("files", nargs=-1, metavar="[SERIES]...")
@click.option(
    "--every", type=Span(), help="The length of a bin, such as 5m; without it, as in the first rows."
)
@click.option(
    "--alarms-per-week", "a_week", type=click.FloatRange(min=0), default=1.0, show_default=True,
    help="How many false alarms a week you can bear, of both kinds together.",
)  # fmt: skip
@click.option("--strict", is_flag=True, help="Stop at the first line that cannot be read.")
def command(files: tuple[str, ...], *, every: float | None, a_week: float, strict: bool) -> int:
    """Print what was expected and whether it is an alarm, for every row, from that row and those before.

    SERIES are files of lines timestamp,value (RFC 3339; without a zone, UTC), plain or packed (.gz, .xz,
    .zst), one series each; without one, standard input. Out comes a line for each, at once:
    timestamp,value,expected,low,high,spike,sustained,alarm. Scores are 0 to 1, and 0.5 means once a week;
    alarm is empty, spike or sustained. Exit 0: all done, 1: something was skipped, 2: wrong usage or
    unreadable input.
    """
    from leitstand.commands._counts import HEAD, Follower, rows, written
    from leitstand.commands._lines import Trouble

    trouble = Trouble(strict=strict)
    click.echo(HEAD)
    for name in files or ("-",):
        follower = Follower(every, a_week)
        for row in rows(name, trouble):
            click.echo(written(row, follower.step(row)))  # echo flushes: nobody waits for the next row
    return trouble.status
