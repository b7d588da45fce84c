"""Posts with planted copies, and cascades of reposts: who was first must be found again."""

from __future__ import annotations

import lzma
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from leitstand.analyses import coordination, copy, origin
from leitstand.analyses.origin.settled import Heard, ranked
from leitstand.vocabulary import batch
from leitstand.vocabulary.analysis import Context
from leitstand.vocabulary.post import Actor, Post

START = datetime(2026, 5, 1, tzinfo=UTC)
CONTEXT = Context(now=START)
PIECE = 500
WAYS = ("exact", "dressed", "comment", "quoted", "cut", "edited", "link")


@dataclass(frozen=True)
class Planted:
    """Posts in the order of hearing; for each copy the post it was made from, and how."""

    posts: list[Post]
    source: dict[str, str]
    way: dict[str, str]


def planted(seed: int, originals: int = 3_000, copies: int = 4_000, wrong_clocks: float = 0.2) -> Planted:
    """Invented sentences with Zipf's words; copies in seven ways, 20 s to 5 days later, some clocks wrong.

    A fifth of the authors have wrong clocks, half of these by one or two hours (the time zone), half by some
    minutes; half of the authors are feeds that are heard up to an hour late, so that copies often arrive
    before what they copy.
    """
    dice = np.random.default_rng(seed)
    words = _words(dice, 6_000)
    authors = [f"@author{n}" for n in range(800)]
    off = np.where(dice.random(800) < 0.5, dice.choice([-2, -1, 1, 2], 800) * 3_600, dice.normal(0, 300, 800))
    wrong = np.where(dice.random(800) < wrong_clocks, off, 0.0)
    delay = np.where(dice.random(800) < 0.5, 1_500.0, 30.0)
    told: list[tuple[float, Post]] = []
    said: list[tuple[str, int, float, list[str], str]] = []
    source, way_of = {}, {}

    def put(id: str, who: int, moment: float, content: str) -> None:
        heard = moment + float(dice.exponential(delay[who]))
        post = Post(
            id=id,
            content=content,
            attributed_to=Actor(id=authors[who]),
            published=START + timedelta(seconds=moment + float(wrong[who])),
            also={"observed": (START + timedelta(seconds=heard)).isoformat()},
        )
        told.append((heard, post))

    for n in range(originals):
        who, moment = int(dice.integers(800)), float(dice.uniform(0, 20 * 86_400))
        text = [words[min(int(w), 5_999)] for w in dice.zipf(1.3, dice.integers(14, 45))]
        link = f"https://site{n % 90}.example/article-{n}" if dice.random() < 0.6 else ""
        said.append((f"o{n}", who, moment, text, link))
        put(f"o{n}", who, moment, f"{' '.join(text)} {link}".strip())
    for n in range(copies):
        id, first, moment, text, link = said[int(dice.integers(originals))]
        who = int((first + dice.integers(1, 800)) % 800)
        way = str(dice.choice(WAYS if link else WAYS[:-1]))
        source[f"c{n}"], way_of[f"c{n}"] = id, way
        later = moment + 20 + float(dice.lognormal(8, 2) % (5 * 86_400))
        put(f"c{n}", who, later, _copied(dice, way, text, link, words))
    told.sort(key=lambda pair: pair[0])
    return Planted([post for _heard, post in told], source, way_of)


def _words(dice: np.random.Generator, count: int) -> list[str]:
    parts = ["ba", "kel", "ro", "min", "tas", "u", "fer", "lo", "dun", "si", "gra", "hem", "wi", "por", "ze"]
    return ["".join(dice.choice(parts, dice.integers(1, 5))) for _n in range(count)]


def _copied(dice: np.random.Generator, way: str, text: Sequence[str], link: str, words: Sequence[str]) -> str:
    """The text of a copy."""
    more = " ".join(dice.choice(words, 8))
    if way == "dressed":
        return f"🔥 {' '.join(text).upper()}!!! #{words[int(dice.integers(500))]}"
    if way == "comment":
        return f"{more}: {' '.join(text)}"
    if way == "quoted":
        start = int(dice.integers(0, max(len(text) - 12, 1)))
        return f"{more} „{' '.join(text[start : start + 12])}“ {' '.join(dice.choice(words, 20))}"
    if way == "cut":
        return f"{' '.join(text[: max(len(text) * 2 // 3, 10)])} …"
    if way == "edited":
        return " ".join(word if dice.random() > 0.08 else str(dice.choice(words)) for word in text)
    if way == "link":
        return f"{more} {link}?utm_source=x"
    return f"{' '.join(text)} {link}".strip()


def answers(posts: Sequence[Post]) -> tuple[dict[str, str | None], origin.Voices]:
    """For each post the first one that carried it, after all corrections; and the voices."""
    known, copies, voices = origin.START, copy.START, origin.Voices()
    told: dict[str, str | None] = {}
    for start in range(0, len(posts), PIECE):
        rows = batch.of(posts[start : start + PIECE])
        found, copies = copy.analyse(rows, copies, CONTEXT)
        rows = batch.widen(rows, found)
        rows = batch.widen(rows, coordination.analyse(rows, CONTEXT))
        columns, known = origin.analyse(rows, known, CONTEXT)
        rows = batch.widen(rows, columns)
        told |= dict(zip(rows["id"].to_pylist(), columns["echo_of"].to_pylist(), strict=True))
        told |= {one.id: one.first for one in origin.set_right(known)}
        voices.add(rows.to_pylist())
        voices.correct(origin.set_right(known))
    return told, voices


def chain(told: dict[str, str | None], id: str) -> list[str]:
    """Whom a post repeats, whom that one repeats, and so on."""
    above: list[str] = []
    while (next_ := told.get(id)) and next_ not in above:
        above.append(next_)
        id = next_
    return above


def last(told: dict[str, str | None], id: str) -> str:
    """The end of the chain that begins at a post."""
    return (chain(told, id) or [id])[-1]


def directions(made: Planted) -> dict[str, Any]:
    """How many copies were told to come after their source, before it (turned), or not recognised (missed).

    `source named`: the very source was told to be first of all. Originals that nobody copied and that were
    called echoes of something are counted too.
    """
    told, _voices = answers(made.posts)
    counts: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for id, source in made.source.items():
        if last(told, id) != last(told, source):
            counts["missed"] += 1
            missed[made.way[id]] += 1
        else:
            counts["turned" if id in chain(told, source) else "right"] += 1
        counts["source named"] += last(told, id) == source
    copied = set(made.source.values())
    free = [post.id for post in made.posts if post.id.startswith("o") and post.id not in copied]
    called = sum(told[id] is not None for id in free)
    return dict(counts) | {"missed by way": dict(missed), "wrongly called": called / max(len(free), 1)}


def by_clock(made: Planted) -> float:
    """The plain way, told which posts belong together: who claims to be earlier is. Share of right copies."""
    claimed = {post.id: post.published or START for post in made.posts}
    return sum(claimed[source] <= claimed[id] for id, source in made.source.items()) / len(made.source)


def cascades(place: Path) -> dict[str, list[tuple[str, str, float]]]:
    """(parent user, user, minutes) of each cascade, the source with parent ROOT."""
    found: defaultdict[str, list[tuple[str, str, float]]] = defaultdict(list)
    with lzma.open(place, "rt") as file:
        next(file)
        for line in file:
            name, parent, _tweet, user, _other, minutes = line.rstrip("\n").split("\t")
            found[name].append((parent, user, float(minutes)))
    return found


def sources_found(
    all_of_them: Iterable[tuple[str, list[tuple[str, str, float]]]], seed: int, wrong_clocks: float
) -> dict[str, tuple[int, int, int]]:
    """Cascades whose source is the first, among the first three, and all: looking back, and in other ways.

    Of each cascade 40 % of the posts are heard, and the source; of these 80 % do not say whom they repeat.
    Posts arrive up to minutes late and in another order; `wrong_clocks` of them are some 20 minutes off.
    """
    dice = np.random.default_rng(seed)
    hits: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for name, edges in all_of_them:
        posts = _heard(dice, name, edges, wrong_clocks)
        root = next(user for parent, user, _m in edges if parent == "ROOT")
        if len(posts) < 3:
            continue
        for way, order in _orders(posts).items():
            place = order.index(f"{name}/{root}")
            hits[way] = [hits[way][0] + (place == 0), hits[way][1] + (place < 3), hits[way][2] + 1]
    return {way: (one, three, n) for way, (one, three, n) in hits.items()}


def _orders(posts: Sequence[Post]) -> dict[str, list[str]]:
    """Ids of posts, the likeliest first one at the head, by each way of telling."""
    told, _voices = answers(posts)
    credit = Counter(last(told, post.id) for post in posts if last(told, post.id) != post.id)
    claim = {post.id: (post.published or START).timestamp() for post in posts}
    heard = {post.id: datetime.fromisoformat(str(post.also["observed"])).timestamp() for post in posts}
    named = {post.id: post.announces or "" for post in posts}
    often = Counter(named.values())
    every = [Heard(id=id, claimed=claim[id], observed=heard[id], repeats=named[id]) for id in claim]
    alone = [Heard(id=id, claimed=claim[id], observed=heard[id]) for id in claim]
    return {
        "looking back": ranked(every),
        "earliest claim": sorted(claim, key=lambda id: (claim[id], id)),
        "earliest hearing": sorted(heard, key=lambda id: (heard[id], id)),
        "as it comes": sorted(claim, key=lambda id: (-credit[id], claim[id], id)),
        "looking back without who names whom": ranked(alone),
        "most often named": sorted(claim, key=lambda id: (-often[id], claim[id], id)),
    }


def _heard(
    dice: np.random.Generator, name: str, edges: Sequence[tuple[str, str, float]], wrong_clocks: float
) -> list[Post]:
    said = f"Satz {name} " + " ".join(f"w{name[n : n + 3]}{n}" for n in range(14))
    told: dict[str, tuple[float, Post]] = {}
    for parent, user, minutes in edges:
        id = f"{name}/{user}"
        if id in told or (parent != "ROOT" and dice.random() > 0.4):
            continue
        open_ = parent != "ROOT" and dice.random() < 0.2
        wrong = float(dice.normal(0, 1_200)) if dice.random() < wrong_clocks else 0.0
        heard = minutes * 60 + float(dice.exponential(120))
        post = Post(
            id=id,
            content="" if open_ else said,
            announces=f"{name}/{parent}" if open_ else None,
            attributed_to=Actor(id=user),
            published=START + timedelta(seconds=minutes * 60 + wrong),
            also={"observed": (START + timedelta(seconds=heard)).isoformat()},
        )
        told[id] = (heard, post)
    return [post for _heard_at, post in sorted(told.values(), key=lambda pair: pair[0])]
