"""One post through one fault: a child kills itself at a step, or a proxy cuts; it is settled and counted."""

from __future__ import annotations

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

from bench._proxy import Proxy
from leitstand.people import actions as people
from leitstand.people import queries as who
from leitstand.people.wires import open_wire
from leitstand.site import preparing
from leitstand.speak import actions, ledger, tasks
from leitstand.speak.models import Delivery, Thought, Variant
from leitstand.wire import Caps, HttpWire

QUICK = Caps(read_seconds=5.0, answer_seconds=8.0)
HORIZON = timedelta(hours=3)


@dataclass
class Line:
    """One place, its account, and the proxy between."""

    place: Any
    account: Any
    proxy: Proxy


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
        row = self._written(line, mark)
        now = datetime.now(UTC)
        if way == "proxy":
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

    def _written(self, line: Line, mark: str) -> Delivery:
        now = datetime.now(UTC) - timedelta(seconds=1)
        thought = Thought.objects.create(
            organization=self.member.organization, title=mark, by=self.member.person
        )
        variant = Variant.objects.create(thought=thought, account=line.account)
        words = f"Guten Tag, am Montag ab acht Uhr, bitte an der Pforte melden. {mark}"
        return Delivery.objects.create(
            organization=self.member.organization, variant=variant, account=line.account, content=words,
            author=self.member.person, note={"name": f"Hinweis {mark}"}, revision=mark, due=now, created=now,
        )  # fmt: skip

    def _through(self, line: Line) -> Any:
        def wire(account: Any) -> HttpWire:
            if account is None:
                return open_wire()
            connection = who.connection(account)
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
            if way in ("on the way out", "answered", "looking"):
                _deadly(made, way)
            return made

        return wire


def die() -> None:
    """As kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)


def _trap(way: str) -> None:
    """Die as soon as the step is kept, or where the receipt would be."""
    move, sent = ledger.move, ledger.sent

    def deadly(delivery: Any, there: str, *args: Any, **more: Any) -> Any:
        done = move(delivery, there, *args, **more)
        if there == way:
            die()
        return done

    ledger.move = deadly
    if way == "sent, not kept":
        ledger.sent = lambda *_args: die()
    assert sent is not None


def _deadly(wire: Any, way: str) -> None:
    """Die just before a request goes out, or when its answer is there and nobody has read it."""
    name = "get" if way == "looking" else "post"
    call = getattr(wire, name)

    def fatal(*args: Any, **more: Any) -> Any:
        if way != "answered":
            die()
        call(*args, **more)
        die()

    setattr(wire, name, fatal)
