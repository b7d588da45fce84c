"""Group posts into stories as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from leitstand.vocabulary.post import Post

VERB = "listen"


@click.command(name="stories")
@click.argument("files", nargs=-1, metavar="[POSTS]...")
@click.option("--revise", is_flag=True, help='Also print later corrections, with "revised": true.')
@click.option("--strict", is_flag=True, help="Stop at the first post that cannot be read.")
def command(files: tuple[str, ...], *, revise: bool, strict: bool) -> int:
    """Print {"id": ..., "story": ...} for every post, decided online, in one pass, in the order of the input.

    POSTS are files of posts as JSON Lines, plain or packed (.gz, .xz, .zst); without one, standard input.
    With --revise a post whose young story turned out to be part of another is told again, as {"id", "story",
    "revised": true}; the last line of a post counts. Exit 0: all done, 1: something was skipped, 2: wrong
    usage or unreadable input.
    """
    from datetime import UTC, datetime

    from leitstand.analyses import story
    from leitstand.commands._lines import Trouble, emit, posts, progress
    from leitstand.commands._stream import Chain, needed, work_off
    from leitstand.vocabulary.analysis import Context

    trouble = Trouble(strict=strict)
    chain = Chain(needed(["story"]), Context(now=datetime.now(UTC)))
    with progress() as bar:

        def work(some: list[Post]) -> None:
            for row in chain.run(some).select(["id", "story"]).to_pylist():
                emit(row)
            if revise:
                for id, other in story.corrections(chain.known[story.__name__]):
                    emit({"id": id, "story": other, "revised": True})
            bar.advance(len(some))

        work_off(lambda: posts(files or ("-",), trouble), work)
    return trouble.status
