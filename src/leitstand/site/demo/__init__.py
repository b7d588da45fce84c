"""The demo: a fictional university and a fortnight of talk, told through the same path as real posts."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction

from leitstand.learn import actions as learn
from leitstand.listen import actions as listen
from leitstand.listen import queries as heard
from leitstand.listen.alarms import actions as alarms
from leitstand.people import actions as people
from leitstand.people import queries as who
from leitstand.site.demo import charter, hours, mixing, portfolio, reports, script, speaking, trials, worths
from leitstand.speak import actions as speak
from leitstand.vocabulary.network import Found
from leitstand.vocabulary.post import Receipt

if TYPE_CHECKING:
    from leitstand.listen.models import Source
    from leitstand.people.models import Membership

NAME = "Hochschule Auenried"
SENSITIVE = 30.0
"""False alarms a month that the demo bears: its storm about a talk is a small one, of 38 posts in 3 hours."""

EMAIL = "demo@auenried.example"
WATCHES = (
    (
        "Hochschule Auenried",
        '"Hochschule Auenried" OR "Auenried University" OR @auenried OR @auenried.bsky.example',
    ),
    ("Klausuren am eigenen Gerät", "(klausur* OR prüfung* OR exam*) (gerät* OR laptop* OR device*)"),
    ("Labor Hartung", '"Labor Hartung" OR "Hartung lab" OR wärmespeicher*'),
)
SOURCES = {
    "feed": (("bote", "Auenrieder Bote"), ("campusfunk", "Campusfunk Auenried"), ("warm", "Warm gerechnet")),
    "mastodon": (("", "Mastodon: #auenried"),),
    "bluesky": (("", "Bluesky"),),
    "wordpress": (("", "auenried.example: Kommentare"),),
}
ANSWERS = (
    (
        "m18",
        "de",
        "Ja. Bis zum Vorlesungsbeginn, wenn Sie das Gerät vor den Ferien kurz zeigen. Aylin Demirbas",
        (2, 1, 9),
    ),
    (
        "m22",
        "en",
        "No separate contract, the induction counts for the whole semester. Bring your card.",
        (1, 0, 4),
    ),
    (
        "m45",
        "de",
        "Ja, in neun von elf Laboren. Im Windkanal und im Laserlabor erst ab 14 Jahren.",
        (3, 6, 21),
    ),
)
STANDS = (
    ("m7", "opinion"),
    ("m20", "opinion"),
    ("m32", "fuel"),
    ("m15", "not_ours"),
    ("m16", "repeated"),
    ("m8", "opinion"),
)


def tell(now: datetime) -> str:
    """Fill the demo and say how to look at it. A demo that is there already is left alone."""
    if any(one.is_demo for one in who.organizations()):
        return "The demo is here already; it is removed on its own page, with one click."
    password = secrets.token_urlsafe(9)
    with transaction.atomic():
        member = people.begin_demo(NAME, EMAIL, password, now=now)
        alarms.change_plan(member, false_a_month=SENSITIVE)
        _listen(member, now)
        _speak(member, now)
        portfolio.tell(member, now)
        hours.tell(member, now)
        worths.tell(member, now)
        charter.tell(member, now)
        trials.tell(member, now)
        reports.tell(member, now)
        mixing.tell(member, now)  # after what it looks back on: hours and worths
    return f"Demo: sign in as {EMAIL} with the password {password} (shown once; invented data only)."


def _listen(member: Membership, now: datetime) -> None:
    for name, query in WATCHES:
        listen.add_watch(member, name, query, now=now - timedelta(days=14))
    sources = {
        (network, key): _source(member, network, key, name, now)
        for network, many in SOURCES.items()
        for key, name in many
    }
    posts = script.posts(now)
    for (network, key), told in groupby(posts, lambda one: _through(one, sources)):
        page = [one.post for one in told]
        listen.take_in(sources[network, key], page, "", now=page[-1].published or now)


def _through(told: script.Told, sources: dict[tuple[str, str], Source]) -> tuple[str, str]:
    key = (told.post.network or "", told.author)
    return key if key in sources else (key[0], "")


def _source(member: Membership, network: str, key: str, name: str, now: datetime) -> Source:
    """A demo source is paused: its address does not exist, and nothing is asked."""
    found = Found(
        source=f"https://{key or network}.auenried.example/",
        name=name,
        label="Demo",
        keep_all=network == "wordpress",
    )
    source = listen.add_source(member, network, found, now=now - timedelta(days=14))
    listen.pause_source(member, source)
    return source


def _speak(member: Membership, now: datetime) -> None:
    accounts = speaking.accounts(member, now)
    mentions = {one.post["leitstand:demo"]: one for one in heard.mentions(member.organization)}
    for id, language, content, (replies, reposts, likes) in ANSWERS:
        mention = mentions[id]
        at = mention.published + timedelta(minutes=41)
        address = f"https://auenried.example/said/{id}"
        receipt = Receipt(id=address, url=address, published=at)
        delivery = speak.record(
            member, mention, accounts[mention.network], content, receipt=receipt, language=language
        )
        for passed, share in ((1, 0.3), (6, 0.6), (24, 1.0)):
            counts = {
                "reply": round(replies * share),
                "announce": round(reposts * share),
                "like": round(likes * share),
            }
            learn.remember(delivery, counts, at + timedelta(hours=passed))
    for id, reason in STANDS:
        speak.let_stand(member, mentions[id], reason, "", now=mentions[id].published + timedelta(hours=2))
    speaking.tell(member, accounts, now)
