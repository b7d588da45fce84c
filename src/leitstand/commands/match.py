"""Ask watches of posts: which post is about what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from leitstand.commands._lines import Trouble
    from leitstand.vocabulary.post import Post
    from leitstand.vocabulary.watch import Watches

VERB = "listen"


@click.command(name="match")
@click.argument("files", nargs=-1, metavar="[POSTS]...")
@click.option(
    "--watches",
    "watch_file",
    required=True,
    metavar="FILE",
    help="The watches: one name<TAB>query a line, UTF-8.",
)
@click.option("--strict", is_flag=True, help="Stop at the first watch or post that cannot be read.")
def command(files: tuple[str, ...], watch_file: str, *, strict: bool) -> int:
    """Print {"id": ..., "watches": [...]} for every post that fulfils a watch, in the order of the input.

    POSTS are files of posts as JSON Lines, plain or packed (.gz, .xz, .zst); without one, standard input. The
    watch language is told in docs/reference/watch-language.md. A watch that cannot be read is reported as
    FILE:LINE:COLUMN: NAME: what is wrong and what to write instead, and skipped. Exit 0: all done, 1:
    something was skipped, 2: wrong usage or unreadable input.
    """
    from leitstand.commands._lines import Trouble, emit, posts, progress
    from leitstand.commands._stream import work_off
    from leitstand.firehose import matcher
    from leitstand.vocabulary import batch

    names = files or ("-",)
    if watch_file == "-" and "-" in names:
        raise click.UsageError(
            "Watches and posts cannot both come from standard input. Give one of them as a file."
        )
    trouble = Trouble(strict=strict)
    watches = matcher(_watches(watch_file, trouble))
    with progress() as bar:

        def work(some: list[Post]) -> None:
            for post, found in zip(some, watches.match(batch.of(some)), strict=True):
                if found:
                    emit({"id": post.id, "watches": found})
            bar.advance(len(some))

        work_off(lambda: posts(names, trouble), work)
    return trouble.status


def _watches(name: str, trouble: Trouble) -> Watches:
    """The watches of a file; what cannot be read in it is told."""
    import lzma

    from leitstand.commands._lines import opened
    from leitstand.vocabulary.watch import read_watch_file

    with opened(name) as file:
        try:
            watches, problems = read_watch_file(file)
        except (OSError, EOFError, lzma.LZMAError) as error:
            raise click.UsageError(f"{name}: cannot be read to its end: {error}.") from error
    shown = "<stdin>" if name == "-" else name
    for problem in problems:
        trouble.tell(f"{shown}:{problem.line}:{problem.column}", f"{problem.name}: {problem.sentence}")
    return watches
