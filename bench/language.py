"""How well posts are judged: languages, the questions that ship, and questions that are taught.

    script/bench language [--data DIR] [--peers PYTHON] [--dry]

DIR (by default ../shared/data) holds the labelled sets; what is not there is left out. PYTHON is another
environment with lingua-language-detector, pycld2, langdetect and vaderSentiment; without it no peer is
asked. What is learnt from and what is asked is told in each line. The official test parts of GermEval
are not among these sets: parts that come later, by others or about other things stand in for them. How the
parts of a taught model are mixed was chosen by the mean over these very splits and 2018 inside itself, so
that the lines "taught" flatter a little. Settings of language and tone were chosen on training tweets of
UMSAB and on our own sentences; nothing was chosen on the tweets that score these two, or for spam.
Times are processor time, so that a busy machine says the same.
"""

from __future__ import annotations

import argparse
import json
import lzma
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import _ledger
import numpy as np

from leitstand.analyses import language, offensive, tone
from leitstand.vocabulary import batch, judging
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.judging.encoders import encoded
from leitstand.vocabulary.post import Post

ROOT = Path(__file__).resolve().parents[1]
CODES = {"arabic": "ar", "english": "en", "french": "fr", "german": "de", "italian": "it", "portuguese": "pt"}
CODES |= {"spanish": "es", "hindi": "hi"}
CONTEXT = Context(now=datetime(2026, 1, 1, tzinfo=UTC))

Labelled = tuple[list[str], list[str]]
Row = tuple[str, str, str]  # what, our figure, the peer's


def main() -> None:
    """Score everything that is there, and write a line for each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    asked.add_argument("--peers", help="python with the peers installed")
    asked.add_argument("--dry", action="store_true", help="print only, write nothing")
    given = asked.parse_args()
    for part in (languages, paces, shipped, tones, spam, taught):
        for what, figure, peer in part(given.data, given.peers):
            print(f"{what}: {figure} | {peer}", flush=True)
            if not given.dry:
                _ledger.write("language", f"{what}: {figure}", peer=peer)


def languages(data: Path, peers: str | None) -> Iterator[Row]:
    """Tweets in seven languages, and Hindi in Latin letters."""
    place = data / "umsab-tweets-sentiment"
    if not place.is_dir():
        return
    tweets = {code: table(place / f"{name}-val.tsv.xz", "text", "label")[0] for name, code in CODES.items()}
    texts = [text for code, some in tweets.items() if code != "hi" for text in some]
    truth = [code for code, some in tweets.items() if code != "hi" for _text in some]
    spoken(texts[:9])
    answers, pace = timed(spoken, texts)
    theirs = [
        f"{peer} {right(found, truth)} ({speed:,.0f} posts/s)"
        for peer in ("lingua", "pycld2", "langdetect")
        for found, speed in peer_says(peers, peer, texts)
    ]
    figure = f"{right(answers, truth)}; {pace:,.0f} posts/s"
    yield f"language of {len(texts):,} tweets in seven languages", figure, "; ".join(theirs)
    hindi = tweets["hi"]
    theirs = [
        f"{peer} {right(found, ['hi'] * len(hindi))}"
        for peer in ("lingua", "pycld2", "langdetect")
        for found, _speed in peer_says(peers, peer, hindi)
    ]
    figure = right(spoken(hindi), ["hi"] * len(hindi))
    yield "Hindi in Latin letters, mixed with English", figure, "; ".join(theirs)


def spoken(texts: Sequence[str]) -> list[str | None]:
    """The language of each."""
    posts = batch.of(Post(id=str(number), content=text) for number, text in enumerate(texts))
    answers: list[str | None] = language.analyse(posts, CONTEXT)["detected_language"].to_pylist()
    return answers


class Kept:
    """The encoder, which encodes a text once; where speed is measured, the real one is asked."""

    def __init__(self, encoder: judging.Encoder) -> None:
        self.encoder, self.name = encoder, encoder.name
        self.known: dict[str, np.ndarray] = {}

    def encode(self, texts: list[str]) -> np.ndarray:
        if new := list(dict.fromkeys(text for text in texts if text not in self.known)):
            self.known |= dict(zip(new, encoded(self.encoder, new), strict=True))
        return np.array([self.known[text] for text in texts])


KEPT = Kept(found) if (found := judging.encoder()) else None


def paces(data: Path, peers: str | None) -> Iterator[Row]:
    """Posts a second: plain text, n-grams, sentences."""
    place = data / "germeval2018-offensive" / "train.tsv.xz"
    if not place.exists():
        return
    texts = table(place, "text", "coarse")[0][:1_500]
    for model in (offensive.MODEL(), offensive.MODEL().without_encoder()):
        model.judge(["Guten Morgen"])
        began = time.process_time()
        model.judge([judging.said(text) for text in texts])
        pace = len(texts) / (time.process_time() - began)
        yield f"judging, {way(model)}", f"{pace:,.0f} posts/s of processor time", ""


def shipped(data: Path, peers: str | None) -> Iterator[Row]:
    """The question offensive, on tweets of another year."""
    place = data / "germeval2019-offensive" / "train.tsv.xz"
    if not place.exists():
        return
    texts, labels = table(place, "text", "coarse")
    truth = ["offensive" if label == "OFFENSE" else "harmless" for label in labels]
    for model in (kept(offensive.MODEL()), offensive.MODEL().without_encoder()):
        yield (
            f"offensive, as shipped (learnt from 2018), on {len(texts):,} tweets of 2019, {way(model)}",
            judged(model, texts, truth),
            f"all harmless: {official(['harmless'] * len(truth), truth):.1f}",
        )


def tones(data: Path, peers: str | None) -> Iterator[Row]:
    """The question tone, on tweets and on customers' words; none of them was learnt from."""
    place = data / "umsab-tweets-sentiment"
    names = ("german", "english", "french", "spanish", "italian", "portuguese") if place.is_dir() else ()
    sets = {f"{name} tweets": table(place / f"{name}-val.tsv.xz", "text", "label") for name in names}
    if (bahn := data / "germeval2017-bahn" / "dev.tsv.xz").exists():
        sets["German customers (GermEval 2017)"] = table(bahn, "text", "sentiment")
    for name, (texts, truth) in sets.items():
        asked = {"english tweets": ["vader"]}.get(name, [])
        theirs = [
            f"{peer} macro F1 {macro(found, truth):.1f}"
            for peer in asked
            for found, _pace in peer_says(peers, peer, texts)
        ]
        yield (
            f"tone, as shipped, on {len(texts):,} {name}",
            judged(kept(tone.MODEL()), texts, truth),
            "; ".join(theirs),
        )


def spam(data: Path, peers: str | None) -> Iterator[Row]:
    """Two videos learnt, the third asked, each in turn."""
    places = sorted((data / "youtube-spam").glob("*.tsv.xz"))
    videos = [table(place, "text", "spam") for place in places]
    for number, (texts, truth) in enumerate(videos):
        rest = [video for other, video in enumerate(videos) if other != number]
        lesson = (
            [text for video in rest for text in video[0]],
            [label for video in rest for label in video[1]],
        )
        model = teach(*lesson, encoder=KEPT)
        name = places[number].name.partition("-")[2].removesuffix(".tsv.xz")
        yield (
            f"spam, learnt from two videos, on the third ({name}, {len(texts)})",
            judged(model, texts, truth),
            "",
        )


def taught(data: Path, peers: str | None) -> Iterator[Row]:
    """`teach` on one part of a set, asked about another."""
    for what, prefer, lesson, test in lessons(data):
        for encoder in dict.fromkeys((KEPT, None)):
            model = teach(*lesson, prefer=prefer, encoder=encoder)
            baseline = max(set(lesson[1]), key=lesson[1].count)
            yield (
                f"taught {what}, prefer {prefer}, {way(model)}",
                judged(model, *test),
                f"always {baseline}: official {official([baseline] * len(test[1]), test[1]):.1f}, "
                f"micro {micro([baseline] * len(test[1]), test[1]):.1f}",
            )


def lessons(data: Path) -> Iterator[tuple[str, str, Labelled, Labelled]]:
    """What is taught, the preference, the lesson, and what is asked."""
    old, new = (data / f"germeval{year}-offensive" / "train.tsv.xz" for year in (2018, 2019))
    if old.exists() and new.exists():
        yield "GermEval 2018 -> 2019", "balance", table(old, "text", "coarse"), table(new, "text", "coarse")
    if (talk := data / "germeval2021-toxic" / "train.tsv.xz").exists():
        for name in ("toxic", "engaging", "fact_claiming"):
            texts, labels = table(talk, "text", name)
            yield f"2021 {name}, first 2,200 -> the 1,044 after", "balance", *cut(texts, labels, 2_200)
    if (bahn := data / "germeval2017-bahn" / "dev.tsv.xz").exists():
        for name in ("relevance", "sentiment"):
            texts, labels = table(bahn, "text", name)
            mixed = np.random.default_rng(1).permutation(len(texts))
            texts, labels = [texts[i] for i in mixed], [labels[i] for i in mixed]
            yield f"2017 {name}, 1,800 -> 569 of the small file", "accuracy", *cut(texts, labels, 1_800)
    tweets = data / "umsab-tweets-sentiment"
    if tweets.is_dir():
        german = table(tweets / "german-train.tsv.xz", "text", "label")
        test = table(tweets / "german-val.tsv.xz", "text", "label")
        yield "UMSAB German tweets -> their validation part", "balance", german, test


def cut(texts: list[str], labels: list[str], at: int) -> tuple[Labelled, Labelled]:
    return (texts[:at], labels[:at]), (texts[at:], labels[at:])


def teach(
    texts: list[str], labels: list[str], *, prefer: str = "balance", encoder: judging.Encoder | None = None
) -> judging.Model:
    """What `leitstand teach` does."""
    return judging.fit([judging.said(text) for text in texts], labels, prefer=prefer, encoder=encoder)


def judged(model: judging.Model, texts: list[str], truth: list[str]) -> str:
    """Scores, and how sure it may be, in a few words."""
    said = [judging.said(text) for text in texts]
    verdicts = model.judge(said)
    chances = np.array([[one.probabilities[label] for label in model.labels] for one in verdicts])
    named = [
        max(v.probabilities, key=v.probabilities.__getitem__) if v.label is None else v.label
        for v in verdicts
    ]
    places = np.array([model.labels.index(label) for label in truth])
    figure = f"official {official(named, truth):.1f}, macro F1 {macro(named, truth):.1f}"
    figure += f", micro {micro(named, truth):.1f}"
    if model.silence:
        spoken = [(one.label, right) for one, right in zip(verdicts, truth, strict=True) if one.label]
        good = sum(label == right for label, right in spoken) / max(len(spoken), 1)
        figure += f"; names {len(spoken) / len(truth):.0%}, {good:.0%} of these right"
    figure += f"; calibration error {judging.error(chances, places):.1%}"
    mixed = np.random.default_rng(0).permutation(len(texts))
    if len(texts) > 2 * judging.ENOUGH:
        own, rest = mixed[: judging.ENOUGH], mixed[judging.ENOUGH :]
        local = judging.calibrate(model, [said[i] for i in own], [truth[i] for i in own])
        after = local.scale(model.scores([said[i] for i in rest]))
        figure += f", {judging.error(after, places[rest]):.1%} after {judging.ENOUGH} decisions"
    return figure


def kept(model: judging.Model) -> judging.Model:
    """The model with the encoder that remembers."""
    return replace(model, encoder=KEPT)


def way(model: judging.Model) -> str:
    return "with the encoder" if model.full else "n-grams alone"


def official(named: Sequence[str], truth: Sequence[str]) -> float:
    """GermEval 2018 to 2021: F1 of the labels' mean precision and mean recall, in percent."""
    precision, recall, _f1 = per_label(named, truth).mean(axis=0)
    return float(200 * precision * recall / max(precision + recall, 1e-12))


def macro(named: Sequence[str | None], truth: Sequence[str]) -> float:
    """Mean of the labels' F1, in percent."""
    return float(100 * per_label(named, truth)[:, 2].mean())


def micro(named: Sequence[str], truth: Sequence[str]) -> float:
    """Share that is right, in percent."""
    return 100 * float(np.mean(np.array(named) == np.array(truth)))


def per_label(named: Sequence[str | None], truth: Sequence[str]) -> np.ndarray:
    """Precision, recall, F1 for each label of the truth."""
    said, true = np.array(named, object), np.array(truth, object)
    rows = []
    for label in sorted(set(truth)):
        hit = int(((said == label) & (true == label)).sum())
        precision, recall = hit / max((said == label).sum(), 1), hit / (true == label).sum()
        rows.append((precision, recall, 2 * precision * recall / max(precision + recall, 1e-12)))
    return np.array(rows)


def right(answers: Sequence[str | None], truth: Sequence[str]) -> str:
    """How many are right, wrong, and silent."""
    good = sum(one == code for one, code in zip(answers, truth, strict=True)) / len(truth)
    silent = sum(one is None for one in answers) / len(truth)
    return f"right {good:.1%}, wrong {1 - good - silent:.1%}, silent {silent:.1%}"


def timed(
    ask: Callable[[Sequence[str]], list[str | None]], texts: list[str]
) -> tuple[list[str | None], float]:
    began = time.process_time()
    answers = ask(texts)
    return answers, len(texts) / (time.process_time() - began)


def peer_says(python: str | None, peer: str, texts: list[str]) -> Iterator[tuple[list[str | None], float]]:
    """What a peer answers, and posts a second; nothing where there is no peer."""
    if not python:
        return
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    program = [python, str(ROOT / "bench" / "_language_peers.py"), peer]
    done = subprocess.run(program, input=lines, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{peer}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return
    told = json.loads(done.stdout.splitlines()[-1])
    yield told["answers"], len(texts) / max(told["seconds"], 1e-9)


def table(place: Path, text: str, label: str) -> Labelled:
    """Texts and labels of a packed table, by the names in its head."""
    with lzma.open(place, "rt", encoding="utf-8") as file:
        head, *rows = [line.rstrip("\n").split("\t") for line in file]
    texts, labels = head.index(text), head.index(label)
    return [row[texts] for row in rows], [row[labels] for row in rows]


if __name__ == "__main__":
    main()
