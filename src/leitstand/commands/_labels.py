"""Labelled posts from files for `teach`, taught models from folders, and the card that tells about one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from leitstand.vocabulary.errors import Invalid

if TYPE_CHECKING:
    from leitstand.commands._lines import Trouble
    from leitstand.vocabulary.judging import Model

Row = tuple[str, str]


def labelled(name: str, trouble: Trouble) -> tuple[list[str], list[str]]:
    """The texts of a file, as they are judged, and their labels; bad lines are told and skipped.

    A file whose first line begins with { is JSON Lines, any other one a table with tabs.
    """
    from leitstand.commands._lines import lines

    texts: list[str] = []
    labels: list[str] = []
    read: Callable[[str], Row] | None = None
    for where, raw in lines([name], trouble):
        try:
            line = raw.decode("utf-8-sig").rstrip("\r\n")
            if read is None:
                read = _object if line.lstrip().startswith("{") else _table(line)
                if read is not _object:
                    continue
            text, label = read(line)
        except (Invalid, UnicodeDecodeError) as error:
            trouble.tell(where, error if isinstance(error, Invalid) else "This is no UTF-8.")
            continue
        texts.append(text)
        labels.append(label)
    return texts, labels


def taught(folder: Path) -> Model:
    """The model in a folder that `teach` wrote. Raises click.UsageError (exit 2) when there is none."""
    from leitstand.vocabulary import judging

    try:
        weights, about = (folder / "model.npz").read_bytes(), (folder / "model.json").read_bytes()
        model = judging.from_files(weights, about)
    except OSError as error:
        raise click.UsageError(
            f"{folder}: there is no model: {error.strerror}. See leitstand teach."
        ) from error
    except Invalid as error:
        raise click.UsageError(f"{folder}: {error}") from error
    if model.sentences and not model.full:
        said = f"The encoder {model.sentences.encoder} is not installed; n-grams judge alone."
        click.echo(said, err=True)
    return model


def card(model: Model, labels: Sequence[str]) -> str:
    """What the model is, was made of and can do, for whoever finds it later."""
    counts = Counter(labels)
    sentences = f"and sentence vectors of {model.sentences.encoder}" if model.sentences else "alone"
    rows = "\n".join(f"| {label} | {counts[label]} |" for label in model.labels)
    return (
        f"# A taught question ({model.name})\n\n"
        f"Made by `leitstand teach` from {len(labels)} labelled posts, preferring {model.prefer}: logistic\n"
        f"regressions over hashed n-grams {sentences}.\n"
        "Asked with `leitstand analyse taught --model DIR`.\n\n"
        f"| label | posts |\n|---|---|\n{rows}\n\n"
        "Probabilities were set right on posts held out from these; on other posts they can be\n"
        "further off. It repeats what the labels say, with their mistakes and habits. The weights are\n"
        "of parts of words; no post is kept in them.\n"
    )


def _object(line: str) -> Row:
    from leitstand.vocabulary import judging

    try:
        read: Any = json.loads(line)
    except ValueError as error:
        raise Invalid("This is no JSON.") from error
    if not isinstance(read, dict) or not isinstance(content := read.get("content"), str):
        raise Invalid('"content" is missing or no text.')
    label = read.get("label")
    if isinstance(label, bool | int | float):
        label = json.dumps(label)
    if not isinstance(label, str) or not label.strip():
        raise Invalid('"label" is missing or empty.')
    kind, name = read.get("mediaType"), read.get("name")
    title = name if isinstance(name, str) else None
    said = judging.said(content, kind if isinstance(kind, str) else None, title)
    return said, label.strip().encode("utf-8", "replace").decode()


def _table(head: str) -> Callable[[str], Row]:
    """Reads the lines below a head that names the columns text (or content) and label."""
    from leitstand.vocabulary import judging

    names = [_cell(name).strip().lower() for name in head.split("\t")]
    text = next((names.index(name) for name in ("text", "content") if name in names), None)
    if text is None or "label" not in names:
        raise click.UsageError(
            "The first line must be a JSON object or name the columns text and label, parted by a tab."
        )
    label = names.index("label")

    def read(line: str) -> Row:
        cells = line.split("\t")
        if len(cells) != len(names):
            raise Invalid(f"{len(cells)} columns instead of {len(names)}.")
        if not (said := _cell(cells[label]).strip()):
            raise Invalid("The label is empty.")
        return judging.said(_cell(cells[text])), said

    return read


def _cell(cell: str) -> str:
    """Some programs put a cell in quotation marks and double those inside."""
    inside = cell[1:-1]
    whole = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inside.replace('""', "")
    return inside.replace('""', '"') if whole else cell
