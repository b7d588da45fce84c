"""Tells the demo's year of networks: what went out where, what was decided about it, one exit, forecasts."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from leitstand.decide.matrix import actions as matrix
from leitstand.decide.portfolio import actions, exits, queries, tasks
from leitstand.decide.portfolio.terms import Terms
from leitstand.people import actions as people
from leitstand.people import queries as who
from leitstand.speak import limits, past
from leitstand.speak.past import Past
from leitstand.speak.placing.shares import Point
from leitstand.vocabulary.network import Limits

if TYPE_CHECKING:
    from leitstand.people.models import Account, Membership, Organization

SEED, WEEKS, FORTNIGHT = 5, 52, timedelta(days=16)
FURTHER = {"linkedin": ("auenried-hochschule", 3000), "facebook": ("hochschule.auenried", 5000)}
DAYS = {"mastodon": 2.6, "bluesky": 1.7, "wordpress": 0.9, "linkedin": 1.4, "facebook": 1.1}
"""On how many days of a week something goes out there."""

QUIET = {"facebook": (33, 0), "bluesky": (200, 128)}
"""Between which days back nothing went out there: nobody had the time."""
WORDS = (
    "Die Werkstatt hat am Donnerstag bis 20 Uhr offen. Eine Einweisung gibt es um 17 Uhr.",
    "Neu in der Bibliothek: zwölf Plätze mit Blick auf den Fluss und ein Drucker, der wieder druckt.",
    "Wir suchen jemanden, der mit uns Fahrräder zählt. Zwei Stunden, Tee gibt es dazu.",
    "Was kostet eine Klausur am eigenen Gerät? Wir haben nachgerechnet und wissen es noch nicht genau.",
    "Der Salzspeicher hat 61 Grad gehalten: weniger als erhofft, mehr als befürchtet.",
    "Sprechstunde für Eltern am Samstag um zehn: Wohnen, Geld, Heimweh.",
    "Im Windkanal ist am Freitag Ruhe: Wir tauschen die Waage.",
    "Erstsemester fragen, Zweitsemester antworten: heute um 16 Uhr im Foyer.",
    "Unsere Mensa probiert Linsen auf drei Arten. Sagen Sie uns, welche bleiben soll.",
    "Die Vorlesung über Deiche ist öffentlich. Wer neben uns wohnt, ist eingeladen.",
    "Drei Abschlussarbeiten über Wärme, eine über Kälte. Alle vier zum Nachlesen.",
    "Heute hat mich ein Student nach meinem ersten Rechner gefragt. Er hatte 64 Kilobyte und viel Geduld.",
)
VOICES = {"aylin": (86, 12, 0.05), "jonas": (70, 14, 0.12), "mirjam": (48, 24, 0.45)}
"""How professional they speak, how much that varies, and which share of posts only followers read."""

WANTED = {"aylin": (80, 95), "jonas": (75, 90), "mirjam": (60, 70)}
PLACES = {"mastodon": (70, 85), "bluesky": (65, 95), "wordpress": (90, 100), "linkedin": (95, 100)}


def tell(member: Membership, now: datetime) -> None:
    """Everything in its order; the same seed tells the same year."""
    organization = member.organization
    ours = {one.network: one for one in who.accounts(organization)}
    for network, (handle, longest) in FURTHER.items():
        ours[network] = people.demo_account(member, network, handle, now=now - timedelta(days=400))
        limits.keep(ours[network], Limits(characters=longest, pictures=9), None)
    voices = {one.person.name.split()[0].lower(): one for one in who.members(organization)}
    spoken = [key for key in VOICES if key in voices]
    past.tell(member, list(_year(ours, {key: voices[key] for key in spoken}, now)))
    for key in spoken:
        matrix.want(member, f"v{voices[key].person_id}", Point(*WANTED[key]), now=now - timedelta(days=80))
    for network, place in PLACES.items():
        matrix.want(member, f"a{ours[network].pk}", Point(*place), now=now - timedelta(days=80))
    _networks(member, now)
    _forecasts(organization, now)


def _year(ours: Mapping[str, Account], voices: Mapping[str, Membership], now: datetime) -> Iterator[Past]:
    """A post on some days of each week, none in the fortnight that is told elsewhere."""
    dice = random.Random(SEED)  # noqa: S311  a story, no secret
    keys = list(voices)
    for back in range(7 * WEEKS, FORTNIGHT.days, -1):
        at = (now - timedelta(days=back)).replace(hour=dice.randrange(8, 17), minute=dice.randrange(60))
        told = [name for name, days in DAYS.items() if dice.random() < days / 7 * _season(at)]
        accounts = [ours[name] for name in told if not _quiet(name, back)]
        if not accounts or at.weekday() == 6:
            continue
        key = dice.choice(keys)
        middle, spread, closed = VOICES[key]
        closed_here = "mastodon" in told and dice.random() < closed
        said = min(100, max(0, round(dice.gauss(middle, spread) / 5) * 5)) if dice.random() < 0.85 else None
        yield Past(
            at=at,
            voice=voices[key].person,
            accounts=[ours["mastodon"]] if closed_here else accounts,
            content=dice.choice(WORDS),
            professional=said,
            visibility="private" if closed_here else "",
        )


def _quiet(network: str, back: int) -> bool:
    """Was nothing said there, so many days back?"""
    first, last = QUIET.get(network, (0, 0))
    return last <= back <= first


def _season(at: datetime) -> float:
    """Less between the years and in August."""
    return 0.35 if at.month == 8 or (at.month, at.day) > (12, 20) else 1.0


def _networks(member: Membership, now: datetime) -> None:
    """Six networks as they stand, and one that was left."""
    day = now.date()
    late = day + timedelta(days=99)
    kept: Sequence[tuple[str, Terms, int]] = (
        ("Mastodon", Terms(reason="Hier fragen Studierende zuerst", cap=8, floor=2, review=late), 350),
        ("Bluesky", Terms(reason="Studierende zogen dorthin", cap=6, review=late), 280),
        ("WordPress", Terms(reason="Was länger gilt, steht bei uns", cap=6, floor=1, review=late), 350),
        (
            "LinkedIn",
            Terms(
                reason="Ehemalige und Betriebe", cap=5, review=day - timedelta(days=2), month_cost=Decimal(40)
            ),
            340,
        ),
        ("Facebook", Terms(reason="Familien erreichen", cap=1, floor=1, mission=True, review=late), 340),
    )
    for title, terms, days in kept:
        at = now - timedelta(days=days)
        row = actions.name(member, title, terms, now=at)
        actions.move(member, row, "kept", terms.reason, now=at + timedelta(hours=1))
    _trial(member, now)
    _left(member, now)


def _trial(member: Membership, now: datetime) -> None:
    began = now - timedelta(days=21)
    terms = Terms(
        reason="Die Labore ließen sich zeigen statt beschreiben",
        criterion="Nach sechs Wochen weniger als drei Gespräche je Woche",
        cap=2,
        least=1.5,
        review=now.date() + timedelta(days=21),
        legal="Wer im Bild ist, hat zugestimmt; Musik nur mit Lizenz.",
    )
    row = actions.name(member, "YouTube", terms, now=began - timedelta(days=9))
    actions.move(member, row, "trial", "Sechs Wochen, zwei Stunden, dann sehen wir weiter.", now=began)


def _left(member: Membership, now: datetime) -> None:
    """Kreiselnetz: everybody went there, we went away again."""
    at = now - timedelta(days=330)
    terms = Terms(
        reason="Alle sprachen davon",
        criterion="Wer dort zuhört, ist niemand von uns",
        cap=2,
        review=at.date() + timedelta(days=56),
        legal="Gespräche werden vom Netz aufgezeichnet: nur mit Hinweis.",
    )
    row = actions.name(member, "Kreiselnetz", terms, now=at)
    for days, state, words in (
        (7, "trial", "Acht Wochen mit zwei Stunden."),
        (63, "leaving", "Sieben Runden, im Mittel elf Zuhörende, keine Frage."),
    ):
        actions.move(member, row, state, words, now=at + timedelta(days=days))
    evidence = (
        "Sieben Mitschnitte auf der Ablage, Ordner Kreiselnetz; Mirjam hat alle geöffnet.",
        "Profiltext nennt auenried.example, angesehen in einem fremden Browser.",
        "Abschied in der letzten Runde und als Text darunter.",
        "112 Folgende, ihre Namen dürfen wir nicht mitnehmen. Zwei Gesprächspartner haben wir angeschrieben.",
        "Die Adresse zeigt: Dieses Profil gibt es nicht.",
    )
    for days, (step, seen) in enumerate(zip(exits.NAMES, evidence, strict=True), 65):
        actions.step(member, row, step, "done", seen, now=at + timedelta(days=days))
    actions.move(member, row, "left", "Alles verabschiedet, nichts offen.", now=at + timedelta(days=72))


def _forecasts(organization: Organization, now: datetime) -> None:
    """One for each account and each of the last thirty weeks, held against what happened."""
    zone = ZoneInfo(organization.time_zone)
    days = queries.posted(organization, now, zone)
    accounts = list(who.accounts(organization))
    for weeks in range(30, 0, -1):
        then = now - timedelta(weeks=weeks)
        day = then.astimezone(zone).date()
        known = {pk: {one for one in found if one <= day} for pk, found in days.items()}
        lives = [queries.life(one, known.get(one.pk, set()), then, zone) for one in accounts]
        actions.foretell(lives, day)
    tasks.judge_due(now)
