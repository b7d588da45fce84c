"""Listen to sources: mentions as they come, then stories and storms; nothing is set up or stored."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from leitstand.commands._listening import Ear, Heard, Story
    from leitstand.commands._tally import Storm
    from leitstand.vocabulary.watch import Watches

VERB = "listen"
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


class Span(click.ParamType[float]):
    """A length of time such as 30s, 10m, 2h."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Seconds."""
        told = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", str(value).strip())
        if not told:
            self.fail(f"{value!r} is no length of time; write 30s, 10m or 2h.", param, ctx)
        return float(told[1]) * _UNITS[told[2]]


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--watch", "queries", multiple=True, metavar="QUERY", help="What to listen for; may be given again."
)
@click.option("--watches", "file", metavar="FILE", help="Watches of a file, one name<TAB>query a line.")
@click.option(
    "--for", "seconds", type=Span(), help="Stop after this time, such as 10m; files end by themselves."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of the view.")
@click.option("--strict", is_flag=True, help="Stop at the first source or watch that cannot be read.")
def command(
    sources: tuple[str, ...],
    queries: tuple[str, ...],
    file: str | None,
    *,
    seconds: float | None,
    as_json: bool,
    strict: bool,
) -> None:
    """Listen to SOURCEs: addresses of sites, feeds, profiles, hashtags, "bluesky" for all of it, or files.

    Mentions are printed as they come, stories and storms at the end.
    Exit 0: done, 1: something was skipped, 2: wrong usage.
    """
    from leitstand.commands._lines import Trouble

    trouble = Trouble(strict=strict)
    watches = _watches(queries, file, trouble)
    from leitstand.commands._listening import Ear, Listening, clock

    ear = Ear(watches)
    view = _Lines() if as_json or not sys.stdout.isatty() else _Live(list(sources))
    view.as_json = as_json
    with view:
        try:
            for news in Listening(sources).news(seconds):
                if news is None:
                    view.rest(ear)
                    continue
                if news.trouble:
                    trouble.tell(news.source, news.trouble)
                for one in ear.hear(news.posts, clock()) if news.posts else ():
                    view.mention(one)
                view.rest(ear)
        except KeyboardInterrupt:
            pass
    for story in sorted(ear.stories.values(), key=lambda s: (-len(s.voices), -s.posts, s.id)):
        view.story(story)
    for storm in ear.tally.storms():
        view.storm(storm)
    raise SystemExit(trouble.status)


def _watches(queries: tuple[str, ...], file: str | None, trouble: Any) -> Watches:
    from leitstand.vocabulary.watch import Mistake, Watches, read_query, read_watch_file

    watches = Watches()
    if file:
        watches, problems = read_watch_file(line.decode("utf-8-sig").rstrip("\n") for line in _raw(file))
        for problem in problems:
            trouble.tell(f"{file}:{problem.line}:{problem.column}: {problem.name}", problem.sentence)
    for query in queries:
        try:
            watches = watches.with_query(query, read_query(query))
        except Mistake as mistake:
            raise click.UsageError(f"--watch {query!r}, column {mistake.column}: {mistake}") from mistake
    if not watches.names:
        raise click.UsageError("Nothing to listen for: give --watch 'QUERY' or --watches FILE.")
    return watches


def _raw(file: str) -> list[bytes]:
    from leitstand.commands._lines import opened

    with opened(file) as lines:
        return lines.readlines()


class _Lines:
    """Plain lines or JSON, for pipes and files."""

    as_json = False

    def __enter__(self) -> _Lines:
        return self

    def __exit__(self, *_: object) -> None:
        sys.stdout.flush()

    def rest(self, ear: Ear) -> None:
        """Nothing is shown between mentions."""

    def mention(self, one: Heard) -> None:
        """One mention, at once."""
        from leitstand.commands._lines import emit
        from leitstand.commands._listening import plain
        from leitstand.vocabulary import activity

        if self.as_json:
            emit(
                {
                    "kind": "mention",
                    "watches": list(one.watches),
                    **one.columns,
                    "post": activity.written(one.post),
                }
            )
        else:
            click.echo(f"{_when(one)}  {_who(one)}  [{', '.join(one.watches)}]  {plain(one.post)[:200]}")
        sys.stdout.flush()

    def story(self, story: Story) -> None:
        """One story, at the end."""
        from leitstand.commands._lines import emit

        networks = sorted(n for n in story.networks if n)
        if self.as_json:
            emit(
                {"kind": "story", "story": story.id, "headline": story.headline, "first": story.first.id,
                 "posts": story.posts, "voices": len(story.voices), "networks": networks}
            )  # fmt: skip
        else:
            counts = f"{story.posts} posts, {len(story.voices)} voices, {', '.join(networks)}"
            click.echo(f"story  {story.headline}  ({counts})")

    def storm(self, storm: Storm) -> None:
        """One storm, at the end."""
        from leitstand.commands._lines import emit

        if self.as_json:
            emit(
                {"kind": "storm", "watch": storm.watch, "alarm": storm.kind,
                 "onset": storm.onset.isoformat(), "until": storm.until.isoformat(),
                 "posts": round(storm.posts), "usual": round(storm.usual, 1)}
            )  # fmt: skip
        else:
            since, until = (f"{one.astimezone():%Y-%m-%d %H:%M}" for one in (storm.onset, storm.until))
            counts = f"{storm.posts:.0f} posts, usual {storm.usual:.0f}; {storm.kind}"
            click.echo(f"storm  {storm.watch}  {since} to {until}  ({counts})")


class _Live(_Lines):
    """A view for the terminal: mentions run past, below them what is being talked about."""

    def __init__(self, sources: list[str]) -> None:
        from rich.console import Console
        from rich.live import Live

        self.console = Console()
        self.sources = sources
        self.heard = 0
        self.live = Live(console=self.console, refresh_per_second=4, transient=True)

    def __enter__(self) -> _Live:
        self.live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.live.stop()

    def rest(self, ear: Ear) -> None:
        """Redraw what is being talked about."""
        from rich.table import Table

        table = Table.grid(padding=(0, 2))
        for story in sorted(ear.stories.values(), key=lambda s: (-len(s.voices), -s.posts))[:5]:
            table.add_row(
                f"{len(story.voices)} voices", f"[bold]{_safe(story.headline)}[/]", f"{story.posts} posts"
            )
        table.add_row(
            "",
            f"[dim]{ear.posts} posts of {len(self.sources)} sources, {self.heard} mentions. Ctrl-C ends.[/]",
        )
        self.live.update(table)

    def mention(self, one: Heard) -> None:
        """One mention, above the view."""
        from leitstand.commands._listening import plain

        self.heard += 1
        self.console.print(
            f"[cyan]{_when(one)}[/]  [bold]{_safe(_who(one))}[/]  [dim]{_safe(', '.join(one.watches))}[/]"
        )
        self.console.print(f"    {_safe(plain(one.post)[:400])}")


def _safe(text: str) -> str:
    """Other people's brackets are no markup of ours."""
    from rich.markup import escape

    return escape(text)


def _when(one: Heard) -> str:
    return one.post.published.astimezone().strftime("%H:%M") if one.post.published else "--:--"


def _who(one: Heard) -> str:
    from leitstand.commands._listening import printable

    author = one.post.attributed_to
    name = (author.name or author.preferred_username or author.id) if author else "?"
    return printable(f"{name} ({one.post.network or '?'})")
