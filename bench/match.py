"""How many posts a second the plain matcher asks on one core, with ten, 1,000 and 10,000 watches.

    script/bench match [--posts 20000] [--seed 1] [--dry]

Times are processor time, so that a busy machine says the same.

Posts and watches are invented: words of a rank-frequency law, a third of the posts German HTML as Mastodon
writes it, a third plain with umlauts and emoji, a third ASCII; 140 characters each in the mean.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from itertools import accumulate
from pathlib import Path

import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import _ledger
from leitstand.vocabulary import batch
from leitstand.vocabulary.post import Post
from leitstand.vocabulary.watch import Watches, read_query

ROWS = 500
SYLLABLES = re.findall(
    r"\w+", "ba ben dor fen gal hin jü kel lan mü nor öl pen qua ren sta tun ur ver wei ze ßer"
)


class Talk:
    """Invented words, common and rare, and what is said with them."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        syllables = lambda: "".join(self.dice.choices(SYLLABLES, k=self.dice.randint(1, 4)))  # noqa: E731
        self.words = list(dict.fromkeys(syllables() for _ in range(120_000)))
        self.weights = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))

    def said(self, count: int) -> list[str]:
        """Words as often as people say them."""
        return self.dice.choices(self.words, cum_weights=self.weights, k=count)

    def rare(self) -> str:
        """A word that somebody would watch for."""
        word = self.words[self.dice.randrange(500, len(self.words))]
        return word if self.dice.random() < 0.1 else word + self.words[self.dice.randrange(5000)]

    def post(self, number: int) -> Post:
        """One post of three kinds."""
        words = self.said(self.dice.randint(5, 35))
        if number % 3 == 0:
            tag, href = f"#<span>{words[0]}</span>", f"https://x.example/tags/{words[0]}"
            link = f'<a href="{href}" class="mention hashtag" rel="tag">{tag}</a>'
            content = f"<p>{' '.join(words).capitalize()}<br />{link} https://x.example/{number}</p>"
        elif number % 3 == 1:
            content = " ".join(words).capitalize() + " – schön! 🚆 @anna@chaos.example"
        else:
            content = " ".join(words).encode("ascii", "ignore").decode() + "."
        return Post(id=str(number), content=content, language="de", network="mastodon")

    def query(self) -> str:
        """One watch of the kinds that people write: five literals in the mean."""
        kind, words = self.dice.randrange(6), [self.rare() for _ in range(8)]
        if kind == 0:
            return " OR ".join(words)
        if kind == 1:
            return f"{words[0]} ({self.said(1)[0]} OR {words[1]} OR {words[2]}) NOT {words[3]}"
        if kind == 2:
            return f'"{words[0]} {words[1]}" OR {words[2]}{words[3]}* OR #{words[4]}'
        if kind == 3:
            return f"#{words[0]} OR @{words[1]} OR url:{words[2]}.example OR {words[3]}"
        if kind == 4:
            return f"lang:de {words[0]} NOT ({words[1]} OR {words[2]})"
        return f'("{self.said(1)[0]} {words[0]}" OR {words[1]}* OR {words[2]}*) NOT network:bluesky'


def speed(watches: Watches, batches: list[pa.RecordBatch]) -> tuple[float, int, list[float]]:
    """Posts a second, hits, and seconds of each batch, after one warm batch."""
    watches.match(batches[0])
    took, hits = [], 0
    for one in batches[1:]:
        started = time.process_time()
        hits += sum(map(len, watches.match(one)))
        took.append(time.process_time() - started)
    return ROWS * len(took) / sum(took), hits, took


def main() -> None:
    """Measure and print one line for each number of watches."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dry", action="store_true", help="write nothing into bench/results.md")
    given = parser.parse_args()
    talk = Talk(given.seed)
    posts = [talk.post(number) for number in range(given.posts)]
    batches = [batch.of(posts[at : at + ROWS]) for at in range(0, len(posts), ROWS)]
    queries = [talk.query() for _ in range(10_000)]
    rates = {}
    for count in (10, 1000, 10_000):
        started = time.process_time()
        watches = Watches({str(n): read_query(query) for n, query in enumerate(queries[:count])})
        read = time.process_time() - started
        started = time.process_time()
        watches.match(batches[0])
        built = time.process_time() - started
        rates[count], hits, took = speed(watches, batches)
        middle = sorted(took)[len(took) // 2] * 1000
        print(f"{count:6} watches: {rates[count]:8.0f} posts per CPU second, {hits} hits;", end=" ")
        print(f"median batch of {ROWS} {middle:.1f} ms; read in {read:.2f} s, indexed in {built:.2f} s")
    if not given.dry:
        told = ", ".join(f"{count:,} watches {rate:,.0f}" for count, rate in rates.items())
        _ledger.write("match", f"posts per CPU second, plain matcher: {told}")


if __name__ == "__main__":
    main()
