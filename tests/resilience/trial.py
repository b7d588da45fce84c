"""Kills the whole tree again and again while it listens and answers, then counts what is there on both sides.

Talks to real servers and to the database of the tree; run it in a process of its own (see bench/kill.py).
"""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import django

from tests.patience import patient
from tests.resilience.places import ANSWER, TOKEN, WATCHED, Arrived, Place
from tests.resilience.tree import MARK, Tree

MOST_ANSWERS = 8
SENDING = "SELECT count(*) FROM speak_step WHERE there = 'sending'"
HEARD = "SELECT coalesce(sum(posts_seen), 0) FROM listen_source"


@dataclass
class Snapshot:
    """What the database of the dead tree holds: cursors, and the marks of all mentions."""

    cursors: list[tuple[str, str, str]]
    known: set[str]


@dataclass
class Trial:
    """One organisation, its tree, and what the world has said to it."""

    home: Path
    places: list[Place]
    seed: int
    said: list[Arrived] = field(default_factory=list)
    written: dict[str, int] = field(default_factory=dict)
    snapshots: list[Snapshot] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    held: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        settings = {"LEITSTAND_ALLOWED_ADDRESSES": "127.0.0.1"}
        self.tree = Tree(self.home, settings)
        for name in [name for name in os.environ if name.startswith("LEITSTAND_") and name != MARK]:
            del os.environ[name]
        os.environ |= settings | {"LEITSTAND_HOME": str(self.home), "LEITSTAND_PORT": str(self.tree.port)}
        os.environ["DJANGO_SETTINGS_MODULE"] = "leitstand.site.settings"
        django.setup()
        self._prepare()

    def _prepare(self) -> None:
        """An organisation, its accounts, a watch and every way to listen to the places."""
        from django.conf import settings

        from leitstand.listen import actions as listen
        from leitstand.people import actions as people
        from leitstand.people.wires import open_wire
        from leitstand.site import preparing
        from leitstand.speak.approving import actions as approving

        preparing.prepare(settings.CONFIG)
        self.member = people.begin(
            "Hochschule Auenried", name="Aylin Demirbas", email="aylin@auenried.example",
            password="eine-lange-Probe-1", language="de",
        )  # fmt: skip
        approving.change_plan(self.member, {"limit": 1.01})  # at night, too, answers wait for nobody
        now = datetime.now(UTC)
        listen.add_watch(self.member, "Wir", WATCHED, now=now)
        for place in self.places:
            with open_wire() as wire:
                account = people.connect(self.member, place.network, place.given, wire=wire)
                listen.listen_to_account(account, now=now)
                for address in place.addresses():
                    for network, found in listen.find_sources(wire, address):
                        if network == place.network:
                            listen.add_source(self.member, network, found, now=now)
        # The very first look at a source starts its cursor: what was said long before is not news.
        with self.tree:
            self.tree.start()
            self._until(lambda: not self._sources(last_answered=None, live=False), 120, "the first look")
            self._until(lambda: not self._sources(last_asked=None), 60, "the stream")
            self._until(self._begun, 60, "the first cursors")

    def run(self, number: int) -> None:
        """Others speak, we answer, and at a moment of the dice's choice everything dies."""
        self._arrive(self.dice.randrange(1, 4))
        self._answer()
        self._ask()
        how = self.dice.choices(["any moment", "while sending", "while listening"], [2, 5, 3])[0]
        more = threading.Thread(target=self._arrive, args=(self.dice.randrange(1, 4), self.dice.random() * 3))
        self._close()
        self.tree.start()
        more.start()
        if how == "any moment":
            time.sleep(self.dice.uniform(0.3, 14))
        else:
            self._seen(SENDING if how == "while sending" else HEARD)
            time.sleep(self.dice.uniform(0, 0.5))
        self.told["processes"] += self.tree.kill()
        self.told[how] += 1
        self.told["kills"] += 1
        more.join()
        self._look_at_the_dead()

    def settle(self, seconds: float = 400) -> None:
        """Let the tree work until nothing could move any more; then stop it as hard as before."""
        with self.tree:
            self._ask()
            self.tree.start()
            begun = time.monotonic()
            quiet = 0
            while quiet < 3:
                self._answer(30)
                self._person()
                moves = self._moving()
                quiet = 0 if moves else quiet + 1
                if time.monotonic() - begun > seconds:
                    self.faults += [f"still moving after {seconds:.0f} s: {moves}"]
                    break
                time.sleep(2)
                if quiet < 3:
                    self._ask()
            self.tree.kill()
        self._look_at_the_dead()

    def judge(self) -> dict[str, Any]:
        """Compare both sides; everything that is not as it must be stands in `faults`."""
        from leitstand.listen.models import Mention
        from leitstand.speak.models import Delivery

        heard = Counter(
            token for text in Mention.objects.values_list("text", flat=True) for token in TOKEN.findall(text)
        )
        kept = {one.token for one in self.said if one.kept}
        others = {one.token for one in self.said if not one.kept}
        ours = {place.network: place.ours() for place in self.places}
        there = Counter(t for posts in ours.values() for text in posts.values() for t in ANSWER.findall(text))
        rows = {token: Delivery.objects.get(pk=pk) for token, pk in self.written.items()}
        lists = {
            "posts lost": sorted(kept - set(heard)),
            "posts twice": sorted(t for t, n in heard.items() if n > 1),
            "posts kept that nobody watches for": sorted(others & set(heard)),
            "answers lost": sorted(t for t, d in rows.items() if d.state == "sent" and not there[t]),
            "answers twice": sorted(t for t, n in there.items() if n > 1),
            "answers not sent": [f"{t} {d.state} {d.problem}" for t, d in rows.items() if d.state != "sent"],
            "states untrue": sorted(t for t, d in rows.items() if d.state != "sent" and there[t]),
            "receipts untrue": sorted(
                t for t, d in rows.items()
                if d.state == "sent" and t not in ours[d.account.network].get(d.receipt_id, "")
            ),
            "stuck": sorted(t for t, d in rows.items() if d.state in ("claimed", "sending")),
            "cursors ahead of their posts": self._cursors(),
            "other": self.faults,
        }  # fmt: skip
        return {
            "kills": self.told["kills"],
            "moments": {k: self.told[k] for k in ("any moment", "while sending", "while listening")},
            "processes killed": self.told["processes"],
            "rows found claimed or sending": len(self.held),
            "posts that must be kept": len(kept),
            "posts that must not": len(others),
            "mentions": sum(heard.values()),
            "answers": len(rows),
            "answers on the network": sum(there.values()),
            "ends unknown for a while": self.told["unknown"],
            "a person decided": self.told["decided"],
            "faults": {name: found for name, found in lists.items() if found},
        }

    def _arrive(self, count: int, delay: float = 0.0) -> None:
        """Others say something, about us or about something else."""
        time.sleep(delay)
        for _again in range(count):
            for place in self.places:
                number = len(self.said)
                self.said.append(place.arrive(number, self._kinds(place)))

    def _kinds(self, place: Place) -> int:
        self.told[f"kind {place.network}"] += 1
        return self.told[f"kind {place.network}"]

    def _answer(self, most: int = MOST_ANSWERS) -> None:
        """A person answers some of what is open, due at once."""
        from leitstand.speak import actions, queries

        now = datetime.now(UTC) - 2 * actions.UNDO
        for mention in self._open()[:most]:
            token = f"antwort{len(self.written):05d}"
            accounts = queries.accounts_for(mention)
            if accounts:
                words = f"Guten Tag, am Montag ab acht Uhr, bitte an der Pforte melden. {token}"
                row = actions.answer(
                    self.member, mention, accounts[0], words, language="de", limit=None, now=now
                )
                self.written[token] = row.pk

    def _open(self) -> list[Any]:
        """What waits in the inbox, of what we know to have been said."""
        from leitstand.speak import queries

        return [one for one in queries.inbox(self.member.organization) if TOKEN.search(one.text)]

    def _ask(self) -> None:
        """A person asks every polled source now, instead of waiting for its turn."""
        from leitstand.listen import actions

        for source in self._sources(live=False):
            actions.ask_now(self.member, source, now=datetime.now(UTC))

    def _person(self) -> None:
        """Of unknown end: a person has it looked for, and at last checks the network and decides."""
        from leitstand.speak import actions
        from leitstand.speak.models import Delivery

        now = datetime.now(UTC)
        for row in Delivery.objects.filter(state="unknown"):
            if row.next_look is not None:
                if row.next_look > now + timedelta(seconds=2):
                    actions.look_now(self.member, row, now=now)
                continue
            token = next(token for token, pk in self.written.items() if pk == row.pk)
            place = next(place for place in self.places if place.network == row.account.network)
            if any(token in text for text in place.ours().values()):
                self.faults.append(f"{token} is there, and five looks did not find it")
                continue
            actions.send_again(self.member, row, now=now)
            self.told["decided"] += 1

    def _moving(self) -> str:
        """What could still move."""
        from leitstand.listen.models import Mention
        from leitstand.speak.models import Delivery

        rows = Delivery.objects.exclude(state__in=["sent", "refused", "withdrawn"]).count()
        have = {t for text in Mention.objects.values_list("text", flat=True) for t in TOKEN.findall(text)}
        lost = len({one.token for one in self.said if one.kept} - have)
        open_ = len(self._open())
        return f"{rows} deliveries, {lost} posts, {open_} open" if rows or lost or open_ else ""

    def _look_at_the_dead(self) -> None:
        """Read cursors and mentions while nobody works, and how many rows the kill found half-way."""
        from leitstand.listen.models import Mention
        from leitstand.speak.models import Delivery, Step

        known = {t for text in Mention.objects.values_list("text", flat=True) for t in TOKEN.findall(text)}
        cursors = [(s.network, s.source, s.cursor) for s in self._sources()]
        self.snapshots.append(Snapshot(cursors, known))
        held = Delivery.objects.filter(state__in=["claimed", "sending"])
        self.held |= set(held.values_list("pk", "attempts"))
        self.told["unknown"] = Step.objects.filter(there="unknown").values("delivery").distinct().count()
        self._close()

    def _cursors(self) -> list[str]:
        """For every death: marks that a cursor had passed and the tables did not have."""
        by_name = {place.network: place for place in self.places}
        return [
            f"death {number}: {source} {token}"
            for number, shot in enumerate(self.snapshots, 1)
            for network, source, cursor in shot.cursors
            for token in by_name[network].missed(source, cursor, shot.known, self.said)
        ]

    def _begun(self) -> bool:
        """A stream's cursor begins with the first thing that is said while it is open."""
        for place in self.places:
            place.wake()
        time.sleep(2)
        return not self._sources(live=True, cursor="")

    def _sources(self, **which: object) -> list[Any]:
        from leitstand.listen.models import Source

        return list(Source.objects.filter(**which))

    def _seen(self, query: str, seconds: float = 25) -> None:
        """Wait until the query of the tree's database says more than before."""
        place = f"file:{self.home / 'leitstand.sqlite3'}?mode=ro"
        line = sqlite3.connect(place, uri=True, timeout=5)
        try:
            before = line.execute(query).fetchone()[0]
            end = time.monotonic() + seconds
            while line.execute(query).fetchone()[0] <= before and time.monotonic() < end:
                time.sleep(0.005)
        finally:
            line.close()

    def _until(self, true: Callable[[], bool], seconds: float, what: str) -> None:
        seconds = patient(seconds)
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                log = (self.home / "up.log").read_text()[-2000:]
                raise TimeoutError(f"no sign of {what} after {seconds:.0f} s\n{log}")
            time.sleep(0.2)

    @staticmethod
    def _close() -> None:
        """Nobody but the tree holds the database, so that a kill leaves it as a kill leaves it."""
        from django.db import connections

        connections.close_all()
