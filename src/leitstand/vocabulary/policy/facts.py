"""Facts around a note that an organisation may ask in its articles, by name, without code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from leitstand.vocabulary.post import Note
from leitstand.vocabulary.situation import Situation
from leitstand.vocabulary.words import _

Value = str | int | float | bool | tuple[str, ...] | None
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One thing that must be so. A fact that nobody knows fulfils no condition but `known = false`."""

    fact: str
    equals: str | int | float | bool | None = None
    one_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None
    known: bool | None = None

    def holds(self, note: Note, situation: Situation) -> bool:
        """Is it so here?"""
        value = fact(self.fact, note, situation)
        unknown = value is None or value in ("", ())
        if self.known is not None and unknown is self.known:
            return False
        if unknown:
            return self.known is False
        return self._said(value) and self._measured(value)

    def _said(self, value: Value) -> bool:
        """Words, yes or no; of several values one is enough for `one_of`, one too many for `none_of`."""
        several = {_word(one) for one in (value if isinstance(value, tuple) else (value,))}
        if self.equals is not None and _word(self.equals) not in several:
            return False
        if self.one_of and not several & {_word(one) for one in self.one_of}:
            return False
        return not several & {_word(one) for one in self.none_of}

    def _measured(self, value: Value) -> bool:
        if self.at_least is None and self.at_most is None:
            return True
        if not isinstance(value, int | float):
            return False
        low = value if self.at_least is None else self.at_least
        high = value if self.at_most is None else self.at_most
        return value >= low and value <= high


@dataclass(frozen=True, slots=True)
class FactName:
    """A fact that may be asked: its name, what kind of value it has, and what it means."""

    name: str
    kind: str
    about: str
    read: Callable[[Note, Situation], Value]


FACTS: tuple[FactName, ...] = (
    FactName("network", "text", _("The network: mastodon, bluesky …"), lambda n, s: s.network),
    FactName("account", "text", _("The account it goes out from"), lambda n, s: s.account),
    FactName("account_days", "number", _("How many days the account exists"), lambda n, s: s.account_days),
    FactName("voice", "text", _("Who speaks"), lambda n, s: s.voice),
    FactName(
        "voice_posts", "number", _("How many posts this voice has published"), lambda n, s: s.voice_posts
    ),
    FactName("audience", "text", _("Whom it is for"), lambda n, s: s.audience),
    FactName("subject", "texts", _("What it is about"), lambda n, s: s.subjects),
    FactName("goal", "text", _("The goal it serves"), lambda n, s: s.goal),
    FactName("language", "text", _("Its language"), lambda n, s: n.language.partition("-")[0]),
    FactName("organization", "text", _("What kind of organisation speaks"), lambda n, s: s.organization),
    FactName("public_body", "yes or no", _("Is it a public body?"), lambda n, s: s.public_body),
    FactName("listed", "yes or no", _("Are its shares traded?"), lambda n, s: s.listed),
    FactName("land", "text", _("The state: BY, NW …"), lambda n, s: s.land),
    FactName("storm", "yes or no", _("Is a storm under way?"), lambda n, s: s.storm),
    FactName(
        "reply", "yes or no", _("Does it answer somebody?"), lambda n, s: s.reply or bool(n.in_reply_to)
    ),
    FactName("paid", "yes or no", _("Was something given for it?"), lambda n, s: s.paid),
    FactName("ai_text", "yes or no", _("Did a machine write words of it?"), lambda n, s: s.ai_text),
    FactName(
        "hour", "number", _("The hour of the day, 0 to 23, in the account's zone"), lambda n, s: s.local.hour
    ),
    FactName(
        "weekday", "text", _("The day of the week, in English"), lambda n, s: WEEKDAYS[s.local.weekday()]
    ),
    FactName("date", "text", _("The day, as 2026-11-22"), lambda n, s: s.local.date().isoformat()),
    FactName(
        "length",
        "number",
        _("How long it is, in the network's unit"),
        lambda n, s: len(n.content) if s.length is None else s.length,
    ),
    FactName("links", "number", _("How many links it has"), lambda n, s: n.content.count("://")),
    FactName("media", "number", _("How many pictures, films and sounds it has"), lambda n, s: len(s.media)),
    FactName("people_shown", "yes or no", _("Does a picture show people?"), lambda n, s: _people(s)),
)
_BY_NAME: Mapping[str, FactName] = {one.name: one for one in FACTS}


def fact(name: str, note: Note, situation: Situation) -> Value:
    """The fact of this name; the organisation's own by their own names; None when nobody knows."""
    if name in _BY_NAME:
        return _BY_NAME[name].read(note, situation)
    return situation.facts.get(name)


def hold(conditions: Iterable[Condition], note: Note, situation: Situation) -> bool:
    """Do all of them hold?"""
    return all(one.holds(note, situation) for one in conditions)


def _word(value: Any) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value).casefold()


def _people(situation: Situation) -> bool | None:
    told = [one.people for one in situation.media if one.people is not None]
    return any(told) if told or not situation.media else None
