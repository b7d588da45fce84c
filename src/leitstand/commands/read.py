"""Turn feeds, sites and files of every kind into posts, one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from leitstand.vocabulary.post import Post

VERB = "listen"


@click.command(name="read")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--columns",
    default="",
    metavar="OURS=THEIRS,...",
    help="Columns of a CSV file: id=ID,content=Text,published=Date.",
)
@click.option(
    "--allow", multiple=True, metavar="ADDRESS", help="A server of the own network that may be asked."
)
@click.option("--all", "everything", is_flag=True, help="Also what an export holds that was never public.")
@click.option("--strict", is_flag=True, help="Stop at the first line or source that cannot be read.")
def command(
    sources: tuple[str, ...], columns: str, allow: tuple[str, ...], *, everything: bool, strict: bool
) -> int:
    """Turn every SOURCE into posts on standard output, one JSON object a line, in ActivityStreams words.

    SOURCE is the address of a feed or of a site that has one, a file, or - for standard input. Files may be
    feeds, ActivityStreams JSON Lines, CSV, WordPress exports (WXR), answers and archives of Mastodon or
    Jetstream JSON Lines, plain or packed (gzip, xz, zstd, zip, tar). Sources are read in their order; one
    that cannot be read is named and skipped. Exit 0: all read, 1: something was skipped, 2: wrong usage.
    """
    from leitstand.commands._lines import Trouble, emit
    from leitstand.commands._reading import BROKEN, Wish, posts, told
    from leitstand.networks.file import table
    from leitstand.vocabulary import activity
    from leitstand.vocabulary.errors import Invalid, LeitstandError

    try:
        wish = Wish(columns=table.columns(columns), allow=allow, everything=everything)
    except Invalid as error:
        raise click.UsageError(str(error)) from error
    trouble = Trouble(strict=strict)
    for source in sources:
        shown = "<stdin>" if source == "-" else source
        try:
            for number, post in posts(source, wish):
                if isinstance(post, Invalid):
                    trouble.tell(f"{shown}:{number}", post)
                else:
                    emit(activity.written(post))
        except BrokenPipeError:
            raise
        except (LeitstandError, click.UsageError, *BROKEN) as error:
            trouble.tell(shown, told(error, source))
    return trouble.status


def posts_of_file(name: str) -> Iterator[Post]:
    """The posts of one file of any kind; lines that cannot be read are passed over.

    Raises Invalid when the file is nothing we can read or cannot be opened, OSError when it breaks.
    """
    from leitstand.commands._reading import Wish, of_file
    from leitstand.vocabulary.errors import Invalid

    try:
        yield from (post for _number, post in of_file(name, Wish()) if not isinstance(post, Invalid))
    except click.UsageError as error:
        raise Invalid("%(why)s", why=error.message) from error
