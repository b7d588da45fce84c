"""Fills an empty database with mentions nobody wrote: own synthetic words, the same for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SPAN = timedelta(days=180)
BEGINNINGS = (
    "Bau Rad Wald Stadt Netz Licht Wasser Stein Brot Tag Feld Haus Berg Schul Markt Zug Werk Kunst Uhr Text"
)
ENDINGS = "plan weg rat amt fest haus kurs markt turm saal preis gang ring bund wart zahl form lauf kreis tor"
SMALL = "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden"
NETWORKS = (("mastodon", 40), ("bluesky", 35), ("feed", 20), ("wordpress", 5))
LANGUAGES = (("de", 70), ("en", 22), ("fr", 5), ("tr", 2), ("cs", 1))
COLUMNS = (
    "organization_id, source_id, story_id, post_id, network, author_id, author_name, author_handle, voice, "
    "name, text, url, in_reply_to, language, copy_of, addressed, post, published, heard, taken_down, judged"
)


def words() -> list[str]:
    """Some 8,000 words, the commonest first; "auenried" stands among the rarer ones."""
    made = [
        a + b + c for c in ("", "s", "en", "ung", "er") for a in BEGINNINGS.split() for b in ENDINGS.split()
    ]
    return [*SMALL.split(), *made, *(f"wort{n}" for n in range(6000))]


def rows(count: int, organization: int, sources: list[int], seed: int = 1) -> Iterator[tuple[object, ...]]:
    """`count` mentions over half a year, the oldest first; word frequencies fall as in a language (Zipf)."""
    dice = random.Random(seed)
    said = words()
    weights = [1 / (rank + 2) for rank in range(len(said))]
    networks, languages = _cycle(dice, NETWORKS), _cycle(dice, LANGUAGES)
    pool = iter(())
    for number in range(count):
        text = list(islice(pool, 18))
        if len(text) < 18:
            pool = iter(dice.choices(said, weights, k=180_000))
            text = list(islice(pool, 18))
        moment = NOW - SPAN * (1 - number / count) - timedelta(seconds=dice.randrange(600))
        author = int(dice.paretovariate(0.6)) % 60_000
        content = " ".join(text)
        yield (
            organization, sources[number % len(sources)], None, f"https://net.example/{number}",
            next(networks), f"https://net.example/@a{author}", f"Person {author}", f"a{author}", "", "",
            content, f"https://net.example/{number}", "", next(languages),
            "" if number % 5 else f"https://net.example/{number // 2}", number % 400 == 0,
            json.dumps({"id": f"https://net.example/{number}", "type": "Note", "content": content}),
            moment, moment + timedelta(seconds=5), None, None,
        )  # fmt: skip


def _cycle(dice: random.Random, choices: tuple[tuple[str, int], ...]) -> Iterator[str]:
    names, weights = zip(*choices, strict=True)
    while True:
        yield from dice.choices(names, weights, k=10_000)


def fill(count: int) -> None:
    """An organisation with an owner, 40 sources, 12 watches and `count` mentions, into Django's database."""
    from django.db import connection, transaction  # noqa: PLC0415  # once Django is awake

    from leitstand.listen.models import Mention, Source, Watch  # noqa: PLC0415
    from leitstand.people.models import Membership, Organization, Person  # noqa: PLC0415

    organization = Organization.objects.create(name="Hochschule Auenried")
    person = Person.objects.create_user("ada@auenried.example", name="Ada Reusch")
    Membership.objects.create(person=person, organization=organization, role="owner")
    sources = [
        Source.objects.create(
            organization=organization, network="feed", source=f"https://{n}.example/", name=f"Blatt {n}"
        ).pk
        for n in range(40)
    ]
    watches = [
        Watch.objects.create(organization=organization, name=f"Suche {n}", query=f"wort{n}").pk
        for n in range(12)
    ]
    marks = ", ".join(["%s"] * (COLUMNS.count(",") + 1))
    table = Mention.watches.through._meta.db_table
    put = f"INSERT INTO listen_mention ({COLUMNS}) VALUES ({marks})"
    some = rows(count, organization.pk, sources)
    with transaction.atomic(), connection.cursor() as cursor:
        while piece := list(islice(some, 10_000)):
            cursor.executemany(put, piece)
        # Watch 1 found every mention, each further one a third of those of the one before.
        for place, watch in enumerate(watches):
            cursor.execute(
                f"INSERT INTO {table} (mention_id, watch_id)"
                " SELECT id, %s FROM listen_mention WHERE id %% %s = 0",
                [watch, 3**place],
            )
