"""Find accounts that act together beyond chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from leitstand.vocabulary.post import Post

VERB = "listen"


@click.command(name="coordination")
@click.argument("files", nargs=-1, metavar="[POSTS]...")
@click.option("--within", multiple=True, type=click.FloatRange(min=0.001), metavar="SECONDS",
              help="What counts as together; may be given again.  [default: 10, 60, 600]")  # fmt: skip
@click.option("--least", default=3, show_default=True, type=click.IntRange(min=2),
              help="Things that two accounts must have handed on together.")  # fmt: skip
@click.option("--error-rate", default=0.05, show_default=True, type=click.FloatRange(0, 1, min_open=True),
              help="Of the ties told, at most this share is chance.")  # fmt: skip
@click.option("--owners", metavar="FILE", help="Outlets of one owner: outlet<TAB>owner a line.")
@click.option("--strict", is_flag=True, help="Stop at the first post that cannot be read.")
def command(
    files: tuple[str, ...],
    *,
    within: tuple[float, ...],
    least: int,
    error_rate: float,
    owners: str | None,
    strict: bool,
) -> int:
    """Print one line for each group of accounts that hand on the same things within seconds of each other.

    {"accounts", "p", "q", "pairs", "things", "seconds", "first", "last", "evidence", "innocent"}: p and q
    (false-discovery rate) of the weakest tie that holds a member, evidence thing by thing, and innocent
    explanations that would cover at least half of it. A group is a reason to look, never a verdict. Posts
    without author or moment are passed over. POSTS are files of posts as JSON Lines, plain or packed (.gz,
    .xz, .zst); without one, standard input. About 50 bytes are held for each thing handed on, of the latest
    five million. Exit 0: all done, 1: something was skipped, 2: wrong usage or unreadable input.
    """
    from datetime import UTC, datetime

    from leitstand.analyses import coordination
    from leitstand.commands._lines import Trouble, emit, posts, progress
    from leitstand.commands._owners import read_owners
    from leitstand.commands._stream import Chain, needed, work_off
    from leitstand.vocabulary.analysis import Context

    trouble = Trouble(strict=strict)
    owner = read_owners(owners, trouble)
    chain = Chain(needed(["coordination"]), Context(now=datetime.now(UTC)))
    sharing = coordination.Sharing()
    with progress() as bar:

        def work(some: list[Post]) -> None:
            rows = chain.run(some).select(["attributed_to", "published", "shares"])
            sharing.add(rows.to_pylist())
            bar.advance(len(some))

        work_off(lambda: posts(files or ("-",), trouble), work)
    if sharing.passed:
        click.echo(f"{sharing.passed} posts without author or moment were passed over.", err=True)
    for group in coordination.groups(
        sharing,
        windows=tuple(sorted(set(within))) or coordination.WINDOWS,
        least=least,
        error_rate=error_rate,
        owner=lambda account: owner.get(account, account),
    ):
        emit(_line(group))
    return trouble.status


def _line(group: Any) -> dict[str, Any]:
    return {
        "accounts": list(group.accounts),
        **{name: float(f"{getattr(group, name):.3g}") for name in ("p", "q")},
        **{name: getattr(group, name) for name in ("pairs", "things", "seconds")},
        "first": group.first.isoformat(),
        "last": group.last.isoformat(),
        "evidence": [
            {
                "kind": one.kind,
                "thing": one.thing.partition(":")[2],
                "accounts": list(one.accounts),
                "first": one.first.isoformat(),
                "seconds": round(one.seconds, 3),
            }
            for one in group.evidence
        ],
        "innocent": [
            {"reason": one.name, "share": round(one.share, 3), "says": one.sentence % one.facts}
            for one in group.innocent
        ],
    }
