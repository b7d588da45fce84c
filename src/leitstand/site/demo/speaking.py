"""Tells the demo's fortnight of speaking, through the same actions as real words; nothing is sent."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from leitstand.learn import actions as learn
from leitstand.people import actions as people
from leitstand.site.demo import script
from leitstand.site.demo.drawings import drawing
from leitstand.speak import holding, ledger, limits
from leitstand.speak.approving import actions as approving
from leitstand.speak.approving import queries as releases
from leitstand.speak.composing import actions as composing
from leitstand.speak.composing import picturing, planning, queries
from leitstand.speak.composing.said import Said, VariantSaid
from leitstand.speak.library import actions as library
from leitstand.speak.lines import told
from leitstand.speak.office import actions as office
from leitstand.speak.recalling import actions as recalling
from leitstand.speak.recalling import queries as recalled
from leitstand.vocabulary.errors import Uncertain
from leitstand.vocabulary.network import Limits
from leitstand.vocabulary.post import Receipt
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Account, Membership
    from leitstand.speak.models import Delivery, Medium, Release, Takedown, Thought

HANDLES = {
    "mastodon": "@auenried@auenried.example",
    "bluesky": "auenried.bsky.example",
    "wordpress": "auenried.example",
}
LIMITS = {
    "mastodon": Limits(characters=500, pictures=4, alt_characters=1500),
    "bluesky": Limits(characters=300, pictures=4, alt_characters=2000),
    "wordpress": Limits(pictures=20),
}
LIMIT, MINUTES = 0.15, 240
"""From which risk on the demo's house asks a second person, and how long that person has."""

COUNTED = ((0.2, 0.3), (0.5, 0.6), (0.9, 1.0))
"""When the demo's outcomes were counted, as shares of their age (a day at most), and how much was there."""


@dataclass
class Stage:
    """Who speaks, where, with which pictures, before which now."""

    owner: Membership
    now: datetime
    people: dict[str, Membership] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    pictures: dict[str, Medium] = field(default_factory=dict)

    def moment(self, when: str, zone: str = "") -> datetime:
        """A moment of the script."""
        return script.moment(when, self.now, ZoneInfo(zone) if zone else script.ZONE)

    def second(self, but: Membership) -> Membership:
        """Somebody else than this one."""
        return next(one for one in self.people.values() if one.pk != but.pk)


def accounts(owner: Membership, now: datetime) -> dict[str, Account]:
    """The demo's accounts: paused, so that nothing can leave this machine."""
    made = {}
    for network, handle in HANDLES.items():
        made[network] = people.demo_account(owner, network, handle, now=now - timedelta(days=400))
        limits.keep(made[network], LIMITS[network], None)
    return made


def tell(owner: Membership, ours: dict[str, Account], now: datetime) -> None:
    """Everything in its order. The accounts work while it is told and are paused before anybody looks."""
    script_of = tomllib.loads((script.HERE / "speaking.toml").read_text(encoding="utf-8"))
    stage = Stage(owner, now, {"aylin": owner}, ours)
    for one in script_of["person"]:
        at = now - timedelta(days=300)
        stage.people[one["key"]] = people.demo_person(owner, one["name"], one["email"], now=at)
    _house(stage)
    for one in script_of["picture"]:
        stage.pictures[one["key"]] = _picture(stage, one)
    for account in ours.values():
        people.resume_account(owner, account.pk)
    for one in script_of["thought"]:
        _thought(stage, one)
    for account in ours.values():
        people.hold_account(owner, account.pk)


def _house(stage: Stage) -> None:
    """How this house approves, who answers for what, and the hour in which everything was held."""
    owner, jonas, mirjam = (stage.people[key] for key in ("aylin", "jonas", "mirjam"))
    night = {"night_id": jonas.person_id, "night_reach": "Bereitschaft, Klappe 4471"}
    approving.change_plan(owner, {"limit": LIMIT, "minutes": MINUTES, **night})
    today = stage.now.date()
    approving.be_away(owner, mirjam.person, today + timedelta(days=9), today + timedelta(days=16))
    filled = {"title": "Leitstelle Netzöffentlichkeit", "percent": 40, "since": date(today.year - 1, 10, 1)}
    office.fill(owner, {**filled, "holder_id": owner.person_id, "deputy_id": mirjam.person_id})
    for what, when, who, deputy, reach in (
        ("Alles anhalten", "immer", jonas, owner, "Klappe 4471"),
        ("Zurücknehmen bei Nacht", "22 bis 6 Uhr", jonas, mirjam, "Bereitschaft, Klappe 4471"),
        ("Presse: Zahlen nennen", "werktags", mirjam, owner, "Klappe 4402"),
    ):
        line = {"what": what, "when": when, "reach": reach}
        office.allow(owner, {**line, "person_id": who.person_id, "deputy_id": deputy.person_id})
    held = stage.moment("8 21:52")
    holding.hold(jonas, "Stromausfall in Gebäude C: erst klären, dann reden.", now=held)
    holding.go_on(jonas, now=held + timedelta(minutes=11))


def _picture(stage: Stage, one: dict[str, Any]) -> Medium:
    told = ("title", "author", "source", "licence", "alt")
    rights: dict[str, Any] = {name: one[name] for name in told if name in one}
    return library.take(stage.people["mirjam"], drawing(one["key"]), rights, now=stage.moment("13 07:30"))


def _thought(stage: Stage, one: dict[str, Any]) -> None:
    by, at = stage.people[one["by"]], stage.moment(one["at"])
    thought = composing.begin(by, _said(stage, one), now=at)
    if "picture" in one:
        use = picturing.use(by, thought, stage.pictures[one["picture"]])
        if "waived" in one:
            picturing.arrange(by, use, "", one["waived"], None)
    if other := one.get("corrected"):
        what = replace(_said(stage, one), content=other["content"])
        other_by, later = stage.people[other["by"]], stage.moment(other["at"])
        composing.save(other_by, thought, what, seen=thought.version, now=later)
    if "plan" in one:
        _planned(stage, one, thought, by)


def _said(stage: Stage, one: dict[str, Any]) -> Said:
    zone = one.get("zone", "")
    own = one.get("own", {})
    due, embargo = (one[name] and stage.moment(one[name], zone) if name in one else None for name in TIMES)
    return Said(
        title=one["title"],
        content=one["content"].strip(),
        language=one.get("language", "de"),
        voice=stage.people[one.get("voice", one["by"])].person_id,
        audience=one.get("audience", ""),
        goal=one.get("goal", ""),
        due=due,
        embargo=embargo,
        time_zone=zone or script.ZONE.key,
        variants={
            stage.accounts[name].pk: VariantSaid(
                content=own.get(name, ""), name=one["title"] if name == "wordpress" else ""
            )
            for name in one["accounts"]
        },
    )


TIMES = ("due", "embargo")


def _planned(stage: Stage, one: dict[str, Any], thought: Thought, by: Membership) -> None:
    """Hand it to the ledger, let a second person speak where one is asked, then what became of it."""
    at = stage.moment(one["plan"])
    planning.plan(by, thought, seen=thought.version, now=at)
    asked = releases.waiting(stage.owner.organization).filter(thought=thought).first()
    if "undone" in one:
        planning.take_back(by, thought, now=at + timedelta(seconds=one["undone"]))
        return
    if asked and not _spoken(stage, one, asked, by, at):
        return
    for delivery in sorted(queries.deliveries(thought), key=lambda row: row.part):
        if delivery.state == "due" and delivery.due < stage.now:
            _published(stage, one, delivery)
    if "recall" in one:
        _recalled(stage, one["recall"], thought)


def _spoken(stage: Stage, one: dict[str, Any], asked: Release, by: Membership, at: datetime) -> bool:
    """The second person's word; none for what lies ahead and has none in the script. True: released."""
    ahead = asked.thought is not None and asked.thought.due is not None and asked.thought.due > stage.now
    word = one.get("verdict") or (None if ahead else {"minutes": 5})
    if word is None:
        return False
    second = stage.people[word["by"]] if "by" in word else stage.second(by)
    act = approving.release if word.get("yes", True) else approving.decline
    act(second, asked, word.get("words", ""), now=at + timedelta(minutes=word["minutes"]))
    return bool(word.get("yes", True))


def _published(stage: Stage, one: dict[str, Any], row: Delivery) -> None:
    """As the worker would have moved it, with the network's word; its outcomes at three moments."""
    at = row.due + timedelta(seconds=2)
    ledger.move(row, "claimed", at, claimed=at, worker="demo", published=at, attempts=1)
    ledger.move(row, "sending", at)
    url = script.address(row.account.network, HANDLES[row.account.network], f"{one['key']}-{row.part}")
    ledger.sent(row, Receipt(id=url, url=url, published=at), at + timedelta(seconds=1))
    age = min(stage.now - at, timedelta(days=1))
    for moment, share in COUNTED:
        counts = dict(zip(("reply", "announce", "like"), one.get("counts", (0, 0, 0)), strict=True))
        shown = {kind: round(count * share) for kind, count in counts.items()}
        learn.remember(row, shown, at + age * moment)


def _recalled(stage: Stage, one: dict[str, Any], thought: Thought) -> None:
    """Taken back by one press; each network ends as the script says."""
    by, at = stage.people[one["by"]], stage.moment(one["at"])
    row = recalling.recall(by, recalled.of_thought(thought.pk), one["reason"], now=at)
    for takedown in row.takedowns.select_related("delivery__account"):
        _taken_down(takedown, one["ends"][takedown.delivery.account.network], at)


def _taken_down(takedown: Takedown, ends: str, at: datetime) -> None:
    accepted, looked = at + timedelta(seconds=3), at + timedelta(seconds=9)
    ledger.move_takedown(takedown, "accepted", accepted, accepted=accepted)
    if ends == "gone":
        ledger.move_takedown(takedown, "gone", looked, gone=looked, looked=looked, next_step=None)
    elif ends == "unknown":
        problem = told(Uncertain(_("The server did not answer when we looked whether it is gone.")))
        ledger.move_takedown(takedown, "unknown", looked, looked=looked, problem=problem)
