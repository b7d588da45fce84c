"""Ask analyses of posts: language, copies, stories and what else lies on the shelf."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from leitstand.vocabulary.post import Post

VERB = "listen"


@click.command(name="analyse")
@click.argument("words", nargs=-1, metavar="NAME... [POSTS]...")
@click.option("--list", "listed", is_flag=True, help="Tell what each analysis needs, gives and scores.")
@click.option(
    "--model", "folder", type=click.Path(path_type=Path), help="Folder of leitstand teach, for taught."
)
@click.option("--strict", is_flag=True, help="Stop at the first post that cannot be read.")
def command(words: tuple[str, ...], *, listed: bool, folder: Path | None, strict: bool) -> int:
    """Print {"id": ..., columns of the analyses} for every post, in the order of the input.

    NAME is an analysis, as --list tells them; several may be given, and those whose columns they need run by
    themselves. POSTS are files of posts as JSON Lines, plain or packed (.gz, .xz, .zst); without one,
    standard input. Exit 0: all done, 1: something was skipped, 2: wrong usage or unreadable input.
    """
    from datetime import UTC, datetime

    from leitstand import registry
    from leitstand.commands._labels import taught
    from leitstand.commands._lines import Trouble, emit, posts, progress
    from leitstand.commands._stream import Chain, needed, work_off
    from leitstand.vocabulary.analysis import Context

    if listed:
        _list()
        return 0
    shelf = registry.names(registry.ANALYSES)
    names = [word for at, word in enumerate(words) if word in shelf and set(words[:at]) <= set(shelf)]
    if not names:
        said = f"There is no analysis “{words[0]}”." if words else "Name an analysis."
        raise click.UsageError(f"{said} There are: {', '.join(shelf)}; --list tells what they do.")
    if ("taught" in names) != (folder is not None):
        raise click.UsageError(
            "taught needs --model DIR, a folder that leitstand teach wrote; nobody else does."
        )
    files = words[len(names) :] or ("-",)
    trouble = Trouble(strict=strict)
    model = taught(folder) if folder else None
    chain = Chain(needed(names), Context(now=datetime.now(UTC), taught=model))
    columns = [
        "id",
        *(field.name for name in names for field in registry.module(registry.ANALYSES, name).GIVES),
    ]
    maps = {"probabilities"}  # Arrow gives pairs
    with progress() as bar:

        def work(some: list[Post]) -> None:
            for row in chain.run(some).select(list(dict.fromkeys(columns))).to_pylist():
                emit({name: dict(value or ()) if name in maps else value for name, value in row.items()})
            bar.advance(len(some))

        work_off(lambda: posts(files, trouble), work)
    return trouble.status


def _list() -> None:
    from leitstand import registry

    for name, analysis in registry.modules(registry.ANALYSES).items():
        click.echo(f"{name}: {(analysis.__doc__ or '').strip().splitlines()[0]}")
        click.echo(f"    needs   {', '.join(analysis.NEEDS)}")
        click.echo(f"    gives   {', '.join(f'{field.name} ({field.type})' for field in analysis.GIVES)}")
        click.echo(f"    scores  {getattr(analysis, 'SCORES', 'not scored yet')}")
