"""One post through one fault: killed at a step, cut by a proxy, a clock that jumps; settled and counted."""

from __future__ import annotations

import io
import os
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connections
from PIL import Image

from bench._proxy import Proxy
from leitstand import registry
from leitstand.people import actions as people
from leitstand.people import queries as who
from leitstand.people.wires import open_wire
from leitstand.site import preparing
from leitstand.speak import actions, ledger, tasks
from leitstand.speak.library import actions as library
from leitstand.speak.models import Delivery, Medium, Thought, Variant
from leitstand.vocabulary.network import Offer
from leitstand.wire import Caps, HttpWire

KILLS = ("claimed", "sending", "on the way out", "answered", "sent, not kept", "looking")
WITH_PICTURE = ("preparing", "a picture on its way", "a picture arrived")
DOWN = ("down: on the way out", "down: answered", "down: accepted", "down: proxy")
CLOCKS = ("clock an hour ahead", "clock an hour behind", "hour that comes twice", "night that skips one")
WAYS = (*KILLS, *WITH_PICTURE, *DOWN, *CLOCKS, "proxy")
CALLS = ("post", "put", "delete")
HOUR = timedelta(hours=1)
# The last Sundays of October and March, at half past one as UTC has it, half an hour after the change.
NIGHTS = {
    "hour that comes twice": datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    "night that skips one": datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
}

QUICK = Caps(read_seconds=5.0, answer_seconds=8.0)
HORIZON = timedelta(hours=3)


@dataclass
class Line:
    """One place, its account, and the proxy between."""

    place: Any
    account: Any
    proxy: Proxy


def ways_of(network: str) -> tuple[str, ...]:
    """The faults that can meet a post there.

    Media go out step by step only where the network offers that. The ids of Mastodon name their server, which
    a proxy is not, so that nothing can be deleted through one.
    """
    never = set() if Offer.PREPARE in registry.network(network).offers else {"preparing"}
    never |= {"down: proxy"} if network == "mastodon" else set()
    return tuple(way for way in WAYS if way not in never)


class Trial:
    """One organisation; `once` sends one post through one fault and says what became of it."""

    def __init__(self, seed: int) -> None:
        preparing.prepare(settings.CONFIG)
        self.member = people.begin(
            "Hochschule Auenried", name="Aylin Demirbas", email="aylin@auenried.example",
            password="eine-lange-Probe-1", language="de",
        )  # fmt: skip
        self.dice, self.number = random.Random(seed), 0

    def connect(self, place: Any, proxy: Proxy) -> Line:
        """Connect an account; from then on it is spoken to through the proxy."""
        with open_wire() as wire:
            account = people.connect(self.member, place.network, place.given, wire=wire)
        return Line(place, account, proxy)

    def once(self, line: Line, way: str) -> Counter[str]:
        """A post, a fault, then calm until its end is known or a person has to decide."""
        self.number += 1
        mark = f"zeichen{self.number:05d}"
        if way in DOWN:
            return self._down(line, way, mark)
        now = NIGHTS.get(way, datetime.now(UTC))
        row = self._written(line, mark, now, picture=way in WITH_PICTURE)
        if way in CLOCKS:
            now = self._wrong_clock(way, line, now)
        elif way == "proxy":
            line.proxy.calm = False
            for turn in range(3):
                tasks.move_due(now + turn * timedelta(seconds=10), self._through(line))
            line.proxy.calm = True
        elif way == "looking":
            ledger.move(
                row, "claimed", now, worker="dead/1-1", published=now, claimed=now - timedelta(hours=1)
            )
            ledger.move(row, "sending", now)
            self._killed(way, line, now)
            self._killed(way, line, now + timedelta(seconds=6))
        else:
            self._killed(way, line, now)
        person = self._settled(line, row, now)
        row.refresh_from_db()
        there = line.place.count(mark)
        unknown = row.steps.filter(there="unknown").exists()
        return Counter(
            tried=1,
            lost=there == 0,
            double=there > 1,
            untrue=row.state != "sent",
            unknown=unknown,
            person=person,
        )

    def _wrong_clock(self, way: str, line: Line, now: datetime) -> datetime:
        """Dies with the answer in its hands while the clock is wrong, or in a night of another length."""
        wrong = {"clock an hour ahead": now + HOUR, "clock an hour behind": now - HOUR}.get(way, now)
        if way == "clock an hour behind":
            Delivery.objects.filter(state="due").update(due=wrong)
        self._killed("sent, not kept", line, wrong)
        if way == "clock an hour ahead":
            tasks.clock_went_back(HOUR, now)
        return now

    def _down(self, line: Line, way: str, mark: str) -> Counter[str]:
        """Published in calm, then taken back through a fault: gone is only said of what is gone."""
        now = datetime.now(UTC)
        row = self._written(line, mark, now)
        self._settled(line, row, now)
        row.refresh_from_db()
        takedown = actions.take_down(self.member, row, "Probe", now=now)
        at = now + timedelta(seconds=1)
        if way == "down: proxy":
            line.proxy.calm = False
            for turn in range(3):
                tasks.move_due(at + turn * timedelta(seconds=10), self._through(line))
            line.proxy.calm = True
        else:
            self._killed(way, line, at)
        while at < now + HORIZON:
            at += timedelta(seconds=40)
            tasks.move_due(at, self._through(line))
            takedown.refresh_from_db()
            if takedown.state in ("gone", "impossible"):
                break
        there = line.place.count(mark)
        said = takedown.state == "gone"
        return Counter(
            tried=1, lost=0, double=there > 1, untrue=said != (there == 0), unknown=not said, person=0
        )

    def _settled(self, line: Line, row: Delivery, now: datetime) -> bool:
        """Turn the clock until it is at rest; whom nobody found is sent again by a person who has looked."""
        at, decided = now + timedelta(seconds=40), False
        while at < now + HORIZON:
            tasks.move_due(at, self._through(line))
            row.refresh_from_db()
            if row.state in ("sent", "refused", "withdrawn"):
                break
            if row.state == "unknown" and row.next_look is None:
                actions.send_again(self.member, row, now=at)
                decided = True
            at = max(at + timedelta(seconds=1), row.next_look or row.due)
        return decided

    def _written(self, line: Line, mark: str, now: datetime, *, picture: bool = False) -> Delivery:
        now -= timedelta(seconds=1)
        thought = Thought.objects.create(
            organization=self.member.organization, title=mark, by=self.member.person
        )
        variant = Variant.objects.create(thought=thought, account=line.account)
        said: dict[str, Any] = {"name": f"Hinweis {mark}"}
        if picture:
            shown = self._picture(now)
            said["pictures"] = [
                {"sha256": shown.sha256, "media_type": shown.media_type, "alt": "Ein roter Wegweiser"}
            ]
        words = f"Guten Tag, am Montag ab acht Uhr, bitte an der Pforte melden. {mark}"
        return Delivery.objects.create(
            organization=self.member.organization, variant=variant, account=line.account, content=words,
            author=self.member.person, note=said, revision=mark, due=now, created=now,
        )  # fmt: skip

    def _picture(self, now: datetime) -> Medium:
        """A small picture that no other post has."""
        raw = io.BytesIO()
        Image.new("RGB", (16, 16), (200, self.number % 256, self.number // 256)).save(raw, "PNG")
        return library.take(self.member, raw.getvalue(), {"licence": "own", "author": "Wir"}, now=now)

    def _through(self, line: Line) -> Any:
        def wire(account: Any) -> HttpWire:
            if account is None:
                return open_wire()
            connection = who.connection(account)
            if line.proxy.calm:
                return HttpWire(connection, allowed=["127.0.0.1"], caps=QUICK)
            through = {"server": line.proxy.url, "also": (*connection.also, line.place.url)}
            moved = type(connection)(**{n: getattr(connection, n) for n in connection.__slots__} | through)
            return HttpWire(moved, allowed=["127.0.0.1"], caps=QUICK)

        return wire

    def _killed(self, way: str, line: Line, now: datetime) -> None:
        """A child that moves the ledger and kills itself with SIGKILL where the way says."""
        connections.close_all()
        child = os.fork()
        if child == 0:
            try:
                _trap(way)
                tasks.move_due(now, self._wire(way, line))
            finally:
                os._exit(0)
        end = time.monotonic() + 60
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            if time.monotonic() > end:
                os.kill(child, signal.SIGKILL)
            time.sleep(0.002)
        connections.close_all()

    def _wire(self, way: str, line: Line) -> Any:
        inner = self._through(line)

        def wire(account: Any) -> Any:
            made = inner(account)
            step = way.removeprefix("down: ")
            if step in DEADLY:
                _deadly(made, step)
            return made

        return wire


DEADLY = {
    "on the way out": "before",
    "answered": "after",
    "looking": "before",
    "a picture on its way": "before",
    "a picture arrived": "after",
}


def die() -> None:
    """As kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)


def _trap(way: str) -> None:
    """Die as soon as the step is kept, or where the receipt would be."""
    move, sent, down = ledger.move, ledger.sent, ledger.move_takedown

    def deadly(delivery: Any, there: str, *args: Any, **more: Any) -> Any:
        done = move(delivery, there, *args, **more)
        if there == way:
            die()
        return done

    def deadly_down(takedown: Any, there: str, *args: Any, **more: Any) -> Any:
        done = down(takedown, there, *args, **more)
        if way == f"down: {there}":
            die()
        return done

    ledger.move, ledger.move_takedown = deadly, deadly_down
    if way == "sent, not kept":
        ledger.sent = lambda *_args: die()
    assert sent is not None


def _deadly(wire: Any, way: str) -> None:
    """Die just before a request goes out, or when its answer is there and nobody has read it."""
    for name in ("get",) if way == "looking" else CALLS:
        call = getattr(wire, name)

        def fatal(*args: Any, call: Any = call, **more: Any) -> Any:
            if DEADLY[way] == "after":
                call(*args, **more)
            die()

        setattr(wire, name, fatal)
