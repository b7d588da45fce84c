"""Makes the models of the questions that ship: src/leitstand/analyses/NAME/model.npz and model.json.

    script/train [NAME...] [--data DIR]

DIR (by default ../shared/data) holds the labelled posts; the card beside each model tells which, and by whose
leave. No post enters the repository: a model holds weights of hashed parts of words. The same data give the
same model (on the same machine: floating point differs a little between processors).
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import sentences

from leitstand.vocabulary import judging
from leitstand.vocabulary.judging import packed, scale

ROOT = Path(__file__).resolve().parents[1]
Labelled = tuple[list[str], list[str]]


def main() -> None:
    """Train those named, or all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", choices=[[], *QUESTIONS], metavar="NAME")
    asked.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    given = asked.parse_args()
    for name in given.names or QUESTIONS:
        texts, labels = QUESTIONS[name](given.data)
        model = made(texts, labels, silence=SILENCE.get(name, 0.65))
        write(name, unscaled(model) if name == "needs_answer" else model)


def made(texts: list[str], labels: list[str], *, silence: float) -> judging.Model:
    """The model as it ships: it says nothing where it is less sure than `silence`."""
    said = [judging.said(text) for text in texts]
    return replace(judging.fit(said, labels, encoder=judging.encoder()), silence=silence)


def unscaled(model: judging.Model) -> judging.Model:
    """Sentences made of pieces come again in the part held out: what that says of sureness is void."""
    plain = scale.same(len(model.labels))
    return replace(model, plain_scale=plain, full_scale=plain)


def write(name: str, model: judging.Model) -> None:
    """Put both files beside the question."""
    folder = ROOT / "src" / "leitstand" / "analyses" / name
    weights = packed.npz(packed.arrays_of(model))
    (folder / "model.npz").write_bytes(weights)
    told = json.dumps(packed.told(model), ensure_ascii=False, indent=2, sort_keys=True)
    (folder / "model.json").write_text(told + "\n", encoding="utf-8")
    print(f"{name}: {model.name}, {len(weights):,} bytes")


def table(place: Path) -> list[dict[str, str]]:
    """The rows of a packed table, by the names in its head."""
    with lzma.open(place, "rt", encoding="utf-8") as file:
        head, *rows = [line.rstrip("\n").split("\t") for line in file]
    return [dict(zip(head, row, strict=True)) for row in rows]


def offensive(data: Path) -> Labelled:
    """GermEval 2018, training file, coarse labels (CC BY 4.0)."""
    rows = table(data / "germeval2018-offensive" / "train.tsv.xz")
    names = {"OFFENSE": "offensive", "OTHER": "harmless"}
    return [row["text"] for row in rows], [names[row["coarse"]] for row in rows]


def spam(data: Path) -> Labelled:
    """YouTube Spam Collection, comments below three music videos (CC BY 4.0)."""
    places = sorted((data / "youtube-spam").glob("*.tsv.xz"))
    rows = [row for place in places for row in table(place)]
    return [row["text"] for row in rows], ["spam" if row["spam"] == "1" else "ham" for row in rows]


def tone(data: Path) -> Labelled:
    """Rated tweets and reviews out of the source package of vaderSentiment 2.5 (MIT), and our own sentences.

    Unpack its additional_resources/hutto_ICWSM_2014.tar.gz into DIR/vader.
    """
    texts, labels = sentences.tone()
    for name in ("tweets", "amazonReviewSnippets"):
        said = (data / "vader" / f"{name}_GroundTruth.txt").read_text(encoding="utf-8", errors="replace")
        for line in said.splitlines():
            _number, rating, text = line.split("\t", 2)
            texts.append(text)
            felt = float(rating)
            labels.append("neutral" if abs(felt) < 0.5 else "positive" if felt > 0 else "negative")
    return texts, labels


def needs_answer(data: Path) -> Labelled:
    """Our own sentences alone."""
    return sentences.needs_answer()


SILENCE = {"tone": 0.5}
"""Three labels share what two have to themselves."""
QUESTIONS: dict[str, Callable[[Path], Labelled]] = {
    "offensive": offensive,
    "spam": spam,
    "needs_answer": needs_answer,
    "tone": tone,
}

if __name__ == "__main__":
    main()
