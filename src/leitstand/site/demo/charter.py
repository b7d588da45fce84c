"""Tells the demo's charter: four versions in a year, what was decided, and what its posts point to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from leitstand.decide.charter import actions as charters
from leitstand.decide.charter import drafts, queries
from leitstand.decide.deciding import actions as deciding
from leitstand.people import queries as people
from leitstand.speak import queries as speak
from leitstand.speak.aiming import actions as aiming
from leitstand.speak.aiming import queries as aims
from leitstand.speak.composing import queries as composing

if TYPE_CHECKING:
    from leitstand.people.models import Membership
    from leitstand.speak.models import Aim

MISSION = (
    "Wir sagen, was wir wissen, und fragen, was wir nicht wissen. Wer an dieser Hochschule lernt, lehrt oder "
    "neben ihr wohnt, soll uns erreichen können, ohne eine Stelle zu kennen."
)
NAMED = "Wer fragt, bekommt eine Antwort von einem Menschen mit Namen."
FAILING = "Wir feiern auch das Scheitern von Experimenten."
FACULTIES = "Jede Fakultät hat eine eigene Stimme."
NUMBERS = "Zahlen nennen wir mit ihrem Zweifel."
SAME_DAY, DEVICE, FAMILIES = (
    "Fragen werden am selben Tag beantwortet",
    "Niemand scheitert am Gerät",
    "Familien erreichen uns ohne Umweg",
)
GOALS = (
    (SAME_DAY, "9 von 10 bis 18 Uhr", "unter 7 von 10, vier Wochen lang", 70),
    (DEVICE, "keine Klausur fällt deswegen aus", "mehr als 5 Fälle im Semester", 98),
    (FAMILIES, "30 Anfragen im Monat", "unter 10, drei Monate lang", 220),
)
AUDIENCES = (
    ("customers", "Studierende"),
    ("customers", "Familien und Studieninteressierte"),
    ("staff", "Beschäftigte und Lehrende"),
    ("peers", "Fachleute"),
    ("public", "Nachbarschaft und Presse"),
)
QUESTIONS = {
    "aims": "Berufliche. Persönliches ist erlaubt und gekennzeichnet.",
    "circle": "Öffentlich, außer Beratung.",
    "means": "20 Stunden, sechs Menschen, eine Vertretung nachts.",
}
POINTS = {
    "studier": ("Studierende", SAME_DAY),
    "prüfung": ("Studierende", DEVICE),
    "gerät": ("Studierende", DEVICE),
    "leihe": ("Studierende", DEVICE),
    "familie": ("Familien und Studieninteressierte", FAMILIES),
    "schul": ("Familien und Studieninteressierte", FAMILIES),
    "nachbar": ("Nachbarschaft und Presse",),
    "presse": ("Nachbarschaft und Presse",),
    "fachleute": ("Fachleute", NUMBERS),
    "zahl": (NUMBERS,),
}
"""What is pointed to where one of these stands in a post's words, audience or goal."""


def tell(member: Membership, now: datetime) -> None:
    """Everything in its order."""
    for days, reason, by, change in _VERSIONS:
        _version(member, reason, by, change, now - timedelta(days=days))
    _stances(member, now)
    _decisions(member, now)
    _points(member)


def _version(
    member: Membership,
    reason: str,
    by: str,
    change: Callable[[drafts.Content, datetime, int], None],
    at: datetime,
) -> None:
    """The next version: what holds, changed, and decided."""
    content = queries.content(member.organization)
    change(content, at, member.person_id)
    row = charters.begin(member, content)
    review = at.date() + timedelta(days=181)
    charters.decide(member, reason, decided_by=by, review=review, seen=row.draft_number, now=at)


def _sentence(kind: str, words: str, by: str = "") -> drafts.Row:
    return {"id": None, "kind": kind, "words": words, "decided_by": by}


def _first(content: drafts.Content, _at: datetime, _owner: int) -> None:
    content["sentences"] = [_sentence("mission", MISSION), _sentence("value", FAILING)]
    content["audiences"] = [{"id": None, "kind": kind, "words": words} for kind, words in AUDIENCES]


def _second(content: drafts.Content, _at: datetime, _owner: int) -> None:
    content["sentences"] += [_sentence("value", FACULTIES, "Senat"), _sentence("value", NAMED)]


def _third(content: drafts.Content, at: datetime, owner: int) -> None:
    content["sentences"].append(_sentence("value", NUMBERS, "Pressestelle und Labor Hartung"))
    content["goals"] = [_goal(*told, at=at, owner=owner) for told in GOALS[:2]]
    content["questions"] = {**QUESTIONS, "means": "14 Stunden, vier Menschen."}


def _fourth(content: drafts.Content, at: datetime, owner: int) -> None:
    content["goals"].append(_goal(*GOALS[2], at=at, owner=owner))
    for goal, told in zip(content["goals"], GOALS, strict=True):
        goal["due"] = (at.date() + timedelta(days=81 + told[3])).isoformat()
    content["questions"] = QUESTIONS


def _goal(words: str, success: str, failure: str, days: int, *, at: datetime, owner: int) -> drafts.Row:
    due = (at.date() + timedelta(days=81 + days)).isoformat()
    signs = {"sign_of_success": success, "sign_of_failure": failure}
    return {"id": None, "words": words, **signs, "due": due, "owner": owner}


_VERSIONS = (
    (402, "Damit ein Anfang gemacht ist.", "Präsidium", _first),
    (
        305,
        "Der Senat wollte die Fakultäten hören, die Pressestelle die Namen.",
        "Senat und Präsidium",
        _second,
    ),
    (190, "Ohne Zeichen sah niemand, ob etwas gelang.", "Präsidium", _third),
    (81, "Die Familien fehlten, und die Mittel haben sich geändert.", "Präsidium", _fourth),
)


def _stances(member: Membership, now: datetime) -> None:
    """Three voices have answered for themselves, one of them twice."""
    others = [one for one in people.members(member.organization) if one.pk != member.pk]
    for who, days, aims_, circle, means in (
        (member, 160, "Berufliche, im Namen der Pressestelle.", "Öffentlich.", "10 Stunden, mit Vertretung."),
        (others[0] if others else member, 150, "Beides, erkennbar getrennt.", "Öffentlich.", "1 Stunde."),
        (
            others[0] if others else member,
            40,
            "Berufliche; Privates auf eigenem Konto.",
            "Öffentlich.",
            "2 Stunden.",
        ),
        (
            others[-1] if others else member,
            75,
            "Berufliche.",
            "Fachkreis, manchmal öffentlich.",
            "1 bis 2 Stunden.",
        ),
    ):
        said = {"aims": aims_, "circle": circle, "means": means}
        charters.answer(member, who.person, said, now=now - timedelta(days=days))


def _ago(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)


def _decisions(member: Membership, now: datetime) -> None:
    """Six in a year: wrong, held, changed, lapsed, fresh, and one that is open."""
    _island(member, now)
    _looked_back(member, now)
    _proposed(member, now)


def _island(member: Membership, now: datetime) -> None:
    """A card for a hype, and how it ended."""
    island = deciding.decide(
        member,
        {
            "owner_id": member.person_id,
            "words": "Eine begehbare Hochschule in der Brille",
            "reason": "Drei Häuser im Land bauen eine, und das Ministerium fragt danach.",
            "alternatives": "Ein Rundgang im Netz; abwarten und die anderen fragen.",
            "hours_cap": 2.0,
            "kill": "an zwei Abenden weniger als 5 Gäste",
            "review": _ago(now, 250).date(),
            "public": True,
        },
        now=_ago(now, 340),
    )
    seen = "Am ersten Abend drei Gäste, am zweiten einer: unser Hausmeister. Die Brillen liegen im Lager."
    deciding.look_back(member, island, "wrong", seen, review=None, now=_ago(now, 248))


def _looked_back(member: Membership, now: datetime) -> None:
    """One that held, and one that was changed."""
    later = now.date() + timedelta(days=100)
    facebook = deciding.decide(
        member,
        {
            "owner_id": member.person_id,
            "words": "Facebook bleibt bei 1 h",
            "reason": "Wegen der Familien: dort fragen sie, und sonst nirgends.",
            "evidence": "Von 31 Anfragen von Eltern im Frühjahr kamen 24 von dort.",
            "review": _ago(now, 81).date(),
            "public": True,
        },
        _ids(member, FAMILIES),
        now=_ago(now, 200),
    )
    words = "Im Sommer 19 von 26 Anfragen von dort. Es bleibt."
    deciding.look_back(member, facebook, "held", words, review=later, now=_ago(now, 81))
    table = deciding.decide(
        member,
        {
            "owner_id": member.person_id,
            "words": "Fragen beantwortet, wer zuerst da ist",
            "reason": "Das Weiterreichen kostete mehr Zeit als die Antwort.",
            "review": _ago(now, 60).date(),
        },
        _ids(member, SAME_DAY, MISSION, NAMED),
        now=_ago(now, 150),
    )
    words = "Bei Prüfungsfragen antwortet jetzt das Prüfungsamt; sonst gilt es weiter."
    deciding.look_back(member, table, "changed", words, review=later, now=_ago(now, 58))


def _proposed(member: Membership, now: datetime) -> None:
    """One that lapsed, one on trial, one that is open."""
    proposal = {
        "words": "Ein Konto für jede Fakultät",
        "reason": "Der Satz steht in der Charta seit einem Jahr.",
    }
    faculties = deciding.propose(
        member, {"owner_id": member.person_id, **proposal}, deadline=_ago(now, 30), now=_ago(now, 51)
    )
    _votes(
        member, faculties, (("yes", "Endlich."), ("no", "Wer schreibt dort in den Ferien?")), _ago(now, 45)
    )
    deciding.lapse(_ago(now, 29))
    deciding.decide(
        member,
        {
            "owner_id": member.person_id,
            "words": "Bluesky auf Probe",
            "reason": "Weil Studierende dorthin zogen.",
            "alternatives": "Bei Mastodon bleiben und dort mehr tun.",
            "evidence": "12 von 40 Befragten in der Mensa lesen dort.",
            "hours_cap": 3.0,
            "kill": "nach 12 Wochen weniger als 2 Gespräche in der Woche",
            "review": now.date() + timedelta(days=37),
            "public": True,
        },
        _ids(member, SAME_DAY, MISSION),
        now=_ago(now, 47),
    )
    night = {
        "words": "Nachts antwortet niemand, auch nicht die Vertretung",
        "reason": "Es ging nie um eine Stunde.",
    }
    asked = deciding.propose(
        member,
        {"owner_id": member.person_id, **night},
        _ids(member, SAME_DAY),
        deadline=now + timedelta(days=5),
        now=_ago(now, 2),
    )
    _votes(
        member, asked, (("yes", "Wer nachts fragt, schläft auch irgendwann."), ("abstain", "")), _ago(now, 1)
    )


def _votes(member: Membership, decision: Any, said: Iterable[tuple[str, str]], at: datetime) -> None:
    others = [one for one in people.members(member.organization) if one.pk != member.pk]
    for who, (vote, words) in zip(others, said, strict=False):
        if people.may(who, people.EDITOR):
            deciding.vote(who, decision, vote, words, now=at)


def _ids(member: Membership, *words: str) -> list[int]:
    return [one.pk for one in aims.usable(member.organization) if one.words in words]


def _points(member: Membership) -> None:
    """Posts point by their words; every answer points to the mission and to the day."""
    known = {one.words: one for one in aims.usable(member.organization)}
    for thought in composing.thoughts(member.organization):
        said = f"{thought.title} {thought.content} {thought.audience} {thought.goal}".casefold()
        found = {words for sign, many in POINTS.items() if sign in said for words in many}
        if found:
            aiming.point(member, thought, _keys(known, {*found, MISSION}))
    for delivery in speak.deliveries(member.organization).exclude(reply=None).select_related("reply"):
        if delivery.reply:
            aiming.point(member, delivery.reply, _keys(known, {MISSION, NAMED, SAME_DAY}))


def _keys(known: dict[str, Aim], words: Iterable[str]) -> list[int]:
    return [known[one].pk for one in words if one in known]
