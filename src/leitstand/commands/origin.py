"""Tell who was first and who only repeats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from leitstand.vocabulary.estimate import Estimate
    from leitstand.vocabulary.post import Post

VERB = "listen"


@click.command(name="origin")
@click.argument("files", nargs=-1, metavar="[POSTS]...")
@click.option("--owners", metavar="FILE", help="Outlets of one owner: outlet<TAB>owner a line.")
@click.option("--least", default=1, show_default=True, help="Leave out authors of fewer posts than this.")
@click.option("--strict", is_flag=True, help="Stop at the first post that cannot be read.")
def command(files: tuple[str, ...], *, owners: str | None, least: int, strict: bool) -> int:
    """Print one line for each author: how often first, who followed, how long before, how much is repeated.

    {"author", "n", "firsts", "followed", "echoes", "novelty", "follow_through", "lead_seconds",
    "independence"}; the last four are {"mean", "low", "high", "n"} with 80 % intervals, or null while not
    known yet. The most followed come first. POSTS are files of posts as JSON Lines, plain or packed (.gz,
    .xz, .zst); without one, standard input. Exit 0: all done, 1: something was skipped, 2: wrong usage or
    unreadable input.
    """
    from datetime import UTC, datetime

    from leitstand.analyses import origin
    from leitstand.commands._lines import Trouble, emit, posts, progress
    from leitstand.commands._owners import read_owners
    from leitstand.commands._stream import Chain, needed, work_off
    from leitstand.vocabulary.analysis import Context

    trouble = Trouble(strict=strict)
    chain = Chain(needed(["origin"]), Context(now=datetime.now(UTC)))
    chain.known[origin.__name__] = origin.Known(owners=read_owners(owners, trouble))
    voices = origin.Voices()
    columns = ["id", "attributed_to", "network", *origin.GIVES.names]
    with progress() as bar:

        def work(some: list[Post]) -> None:
            voices.add(chain.run(some).select(columns).to_pylist())
            voices.correct(origin.set_right(chain.known[origin.__name__]))
            bar.advance(len(some))

        work_off(lambda: posts(files or ("-",), trouble), work)
    for voice in voices.told(least):
        emit(_line(voice))
    return trouble.status


def _line(voice: Any) -> dict[str, Any]:
    row = {name: getattr(voice, name) for name in ("author", "name", "network") if getattr(voice, name)}
    row |= {name: getattr(voice, name) for name in ("n", "firsts", "followed", "echoes")}
    estimates = ("novelty", "follow_through", "lead_seconds", "independence")
    return row | {name: _estimate(getattr(voice, name)) for name in estimates}


def _estimate(value: Estimate | None) -> dict[str, float] | None:
    if value is None:
        return None
    return {
        "mean": round(value.mean, 4),
        "low": round(value.low, 4),
        "high": round(value.high, 4),
        "n": value.n,
    }
