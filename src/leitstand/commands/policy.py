"""Ask a policy about notes, and try its own examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from leitstand.commands._lines import Trouble
    from leitstand.vocabulary.policy import Planned, Policy

VERB = "speak"
FOUND = 3
_LEVELS = {"hint": 1, "second-person": 2, "block": 3}
_HELP = "A folder of .toml files, one file, or starter:university, starter:city, starter:company."


@click.group(name="policy")
def command() -> None:
    """Ask a policy about notes, and try its own examples; without a database or an account."""


@command.command()
@click.argument("files", nargs=-1, metavar="[NOTES]...")
@click.option("--policy", "name", required=True, metavar="DIR", help=_HELP)
@click.option("--text", help="Ask about this text instead of a file.")
@click.option("--fail-on", type=click.Choice(list(_LEVELS)), help="Exit 3 when something weighs that much.")
@click.option("--strict", is_flag=True, help="Stop at the first note that cannot be read.")
def check(files: tuple[str, ...], *, name: str, text: str | None, fail_on: str | None, strict: bool) -> int:
    """Print one JSON line for each finding, in the order of the notes.

    NOTES are planned posts as JSON Lines (docs/reference/rules.md), plain or packed; without one, standard
    input. A line says: id, article, title, level, rule, where, start, end, quote, reason, way_out, offer,
    source. Places are code points of the note's content. Exit 0: all done, 1: lines were skipped, 2: wrong
    usage, unreadable input or policy, 3: --fail-on found something.
    """
    from datetime import UTC, datetime

    from leitstand import registry
    from leitstand.commands._lines import Trouble, emit
    from leitstand.commands._policies import opened
    from leitstand.vocabulary import policy

    ours, trouble, rules = opened(name), Trouble(strict=strict), registry.rules()
    heaviest = 0
    for post in _posts(files, text, trouble, datetime.now(UTC)):
        for finding in policy.check(ours, post.note, post.situation, rules):
            article = ours.article(finding.article)
            emit({"id": post.id, **policy.told(finding, article, post.note)})
            heaviest = max(heaviest, finding.level)
    return FOUND if fail_on and heaviest >= _LEVELS[fail_on] else trouble.status


@command.command()
@click.option("--policy", "name", required=True, metavar="DIR", help=_HELP)
@click.option("--all", "every", is_flag=True, help="Print the examples that passed too.")
def test(*, name: str, every: bool) -> int:
    """Run every article's good and bad sentences; print one JSON line for each that fails.

    A line says: article, kind (good or bad), text, passed, findings. Exit 0: all are as they should be, 1:
    at least one is not, 2: the policy cannot be read.
    """
    from leitstand import registry
    from leitstand.commands._lines import emit
    from leitstand.commands._policies import opened
    from leitstand.vocabulary import policy

    ours = opened(name)
    tried = policy.tests(ours, registry.rules())
    for one in tried:
        if every or not one.passed:
            why = [finding.sentence for finding in one.findings]
            said = {"article": one.article, "kind": one.kind, "text": one.example.text}
            emit({**said, "passed": one.passed, "findings": why})
    failed = sum(not one.passed for one in tried)
    click.echo(f"{_summary(ours)}: {len(tried)} examples, {failed} failed.", err=True)
    return 1 if failed else 0


def _summary(ours: Policy) -> str:
    return f"{ours.name.say('en')} {ours.version} ({ours.hash[:12]}), {len(ours.articles)} articles"


def _posts(files: tuple[str, ...], text: str | None, trouble: Trouble, now: datetime) -> Iterator[Planned]:
    """The notes of a text, of files, or of standard input; what cannot be read is told."""
    import json

    from leitstand.commands._lines import lines
    from leitstand.vocabulary.errors import Invalid
    from leitstand.vocabulary.policy import planned

    if text is not None:
        if files:
            raise click.UsageError("Give a text or files of notes, not both.")
        yield planned({"content": text}, now=now)
        return
    for where, line in lines(files or ("-",), trouble):
        try:
            said: Any = json.loads(line)
            if not isinstance(said, dict):
                raise Invalid("This is no JSON object; a planned post is one object a line.")  # noqa: TRY301  # one place tells all
            yield planned(said, now=now)
        except (Invalid, ValueError, RecursionError) as error:
            trouble.tell(where, error if isinstance(error, Invalid) else f"This is no JSON: {error}.")
