"""Fills an empty database with mentions nobody wrote: own synthetic words, the same for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leitstand.people.models import Organization

NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
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
    told = _told(random.Random(seed))
    for number in range(count):
        text = list(islice(pool, 18))
        if len(text) < 18:
            pool = iter(dice.choices(said, weights, k=180_000))
            text = list(islice(pool, 18))
        moment = NOW - SPAN * (1 - number / count) - timedelta(seconds=dice.randrange(600))
        author = int(dice.paretovariate(0.6)) % 60_000
        content = " ".join(text)
        yield (
            organization, sources[number % len(sources)], next(told), f"https://net.example/{number}",
            next(networks), f"https://net.example/@a{author}", f"Person {author}", f"a{author}", "", "",
            content, f"https://net.example/{number}", "", next(languages),
            "" if number % 5 else f"https://net.example/{number // 2}", number % 400 == 0,
            json.dumps({"id": f"https://net.example/{number}", "type": "Note", "content": content}),
            moment, moment + timedelta(seconds=5), None, None,
        )  # fmt: skip


def _told(dice: random.Random) -> Iterator[int]:
    """The story of each mention: most stand alone, some are one of a few, now and then one of a thousand."""
    open_ = list(range(1, 301))
    newest, said = 300, 0
    while True:
        said += 1
        slot = int(len(open_) * dice.random() ** 3)
        if dice.random() < 0.6 and (slot or said % 20_000 == 0):
            newest += 1
            slot = dice.randrange(1, 300)
            open_[slot] = newest
        if said % 20_000 == 0:
            newest += 1
            open_[0] = newest
        yield open_[slot]


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
        for said in AROUND:
            cursor.execute(said, [organization.pk] * said.count("%s"))
    _days(sources)
    _storm(organization, watches[2])


AROUND = (
    "INSERT INTO listen_story (id, organization_id, key, headline, first_published, last_published, size)"
    " SELECT story_id, %s, 'story:' || story_id, 'Was Auenried sagt ' || story_id,"
    " min(published), max(published), count(*) FROM listen_mention GROUP BY story_id",
    *(
        "INSERT INTO listen_judgement (mention_id, question, label, probability, calibrated, model)"
        f" SELECT id, '{question}', CASE WHEN id %% {every} = 0 THEN '{label}' ELSE '{else_}' END, 0.8,"
        f" id < 0, 'ours' FROM listen_mention WHERE organization_id = %s ORDER BY id DESC LIMIT 100000"
        for question, every, label, else_ in (
            ("spam", 20, "spam", "no_spam"),
            ("relevant", 9, "irrelevant", "relevant"),
            ("needs_answer", 30, "answer", "stand"),
            ("tone", 6, "negative", "neutral"),
        )
    ),
    "INSERT INTO speak_treatment (mention_id, state, reason, words, at)"
    " SELECT id, CASE WHEN id %% 3 = 0 THEN 'answered' ELSE 'let_stand' END, '', '', heard"
    " FROM listen_mention WHERE organization_id = %s AND id %% 50 = 0",
)
"""Stories, judgements of the latest, and a fiftieth of the mentions treated; each takes the organisation."""


def _days(sources: list[int]) -> None:
    from leitstand.listen.models import SourceDay  # noqa: PLC0415  # once Django is awake

    SourceDay.objects.bulk_create(
        SourceDay(source_id=source, day=NOW.date() - timedelta(days=back), asked=96, posts=140, mentions=138)
        for source in sources
        for back in range(60)
    )


def _storm(organization: Organization, watch: int) -> None:
    """A storm that blows, and the voices worked out."""
    from leitstand.listen.models import Alarm, Mention  # noqa: PLC0415  # once Django is awake
    from leitstand.listen.voices.actions import work_out  # noqa: PLC0415

    onset = NOW - timedelta(hours=6)
    Alarm.objects.create(
        organization=organization,
        watch_id=watch,
        watch_name="Suche 2",
        channels=["posts"],
        kind="spike",
        onset=onset,
        opened=onset,
        updated=NOW,
        heard=Mention.objects.filter(watches=watch, heard__gte=onset).count(),
        usual=4,
        low=1,
        high=9,
        figures={"posts": {"now": 30, "usual": 4, "low": 1, "high": 9, "beyond": 3.3}},
        curve={
            "every": 300,
            "channels": {"posts": [[onset.timestamp() + 300 * n, 30, 4, 1, 9] for n in range(72)]},
        },
    )
    work_out(organization, NOW)
