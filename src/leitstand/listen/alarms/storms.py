"""From what the detector says to an alarm: opened once a storm, grown with it, calm with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from leitstand import registry
from leitstand.analyses import storm
from leitstand.listen.alarms import queries, telling
from leitstand.listen.alarms.counts import EVERY, Heard
from leitstand.listen.alarms.detector import Held, Point, Sight, together
from leitstand.listen.models import Alarm, AlarmDrill, AlarmEvent, Mention, Watch
from leitstand.vocabulary.lives import ALARM
from leitstand.vocabulary.watch import links
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization

URGENT = 5.0
"""So many times what is usual: reason enough to wake those who let urgent alarms pass."""

MOST_POINTS = 576
"""Two days of bins are drawn; after that a storm goes on without its curve."""

OWN_STORY = 1 / 3
"""A story is named when at least this share of the posts tells it."""

LEARNING = _("This watch is younger than two weeks. What is usual is partly guessed from your other watches.")
Voices = list[storm.Voice]


@dataclass(frozen=True, slots=True)
class Seen:
    """What an alarm is made from: the watch, what the detector said and knows, perhaps event or drill."""

    watch: Watch
    sight: Sight
    held: Held
    event: AlarmEvent | None = None
    drill: AlarmDrill | None = None


def settle(organization: Organization, seen: Sequence[Seen], now: datetime) -> int:
    """Bring the alarms in line with what was seen; in the transaction that stores what was learned."""
    running = queries.running(organization.pk)
    changed = 0
    for one in seen:
        alarm = running.get(one.watch.pk)
        if alarm is None:
            if one.sight.raised:
                open_alarm(organization, one, now)
                changed += 1
        elif one.sight.blowing:
            grow(alarm, one, now)
        else:
            calm(alarm, now)
            changed += 1
    return changed


def open_alarm(organization: Organization, seen: Seen, now: datetime) -> Alarm:
    """A storm that nobody was told of yet."""
    first = next(iter(seen.sight.raised.values()))
    alarm = Alarm(
        organization=organization,
        watch=seen.watch,
        watch_name=seen.watch.name,
        drill=seen.drill,
        kind=first.alarm or "sustained",
        onset=min(said.onset or said.moment for said in seen.sight.raised.values()),
        opened=now,
        updated=now,
    )
    _measure(alarm, seen, now)
    alarm.save()
    plan = queries.plan(organization.pk)
    telling.of_alarm(alarm, plan, seen.event, now)
    alarm.save(update_fields=["escalate"])
    return alarm


def grow(alarm: Alarm, seen: Seen, now: datetime) -> None:
    """The same storm, one or more bins later: newer figures, no second alarm."""
    urgent = alarm.urgent
    _measure(alarm, seen, now)
    alarm.updated = now
    alarm.version += 1
    alarm.save(
        update_fields=[
            *("channels", "heard", "usual", "low", "high", "figures", "curve", "doubts"),
            *("story", "learning", "urgent", "updated", "version"),
        ]
    )
    if alarm.urgent and not urgent:
        telling.grew_urgent(alarm, now)


def calm(alarm: Alarm, now: datetime) -> None:
    """It is over. What somebody closed before stays closed; those who were told are told that, too."""
    alarm.calmed = alarm.updated = now
    alarm.escalate = None
    closed = alarm.state == "closed"
    if not closed:
        alarm.state = ALARM.step(alarm.state, "calm")
    alarm.version += 1
    alarm.save(update_fields=["calmed", "updated", "escalate", "state", "version"])
    alarm.notices.filter(state="due").update(state="dropped")
    if not closed:
        telling.of_calm(alarm, now)


def _measure(alarm: Alarm, seen: Seen, now: datetime) -> None:
    """Everything an alarm says, from the detector's last hours and the posts since the onset."""
    sight = seen.sight
    alarm.channels = list(dict.fromkeys([*alarm.channels, *sight.raised, *sight.blowing]))
    alarm.learning = sight.learning
    alarm.curve = _curve(alarm, seen)
    since = alarm.onset.timestamp()
    alarm.figures = {}
    for channel, points in alarm.curve["channels"].items():
        found = together([point for point in points if point[0] >= since])
        beyond = "more" if found.now > found.high else "less" if found.now < found.low else ""
        alarm.figures[channel] = {**{k: round(v, 2) for k, v in asdict(found).items()}, "beyond": beyond}
    volume = alarm.figures.get("volume", {"now": 0, "usual": 0, "low": 0, "high": 0})
    alarm.heard, alarm.usual = volume["now"], volume["usual"]
    alarm.low, alarm.high = volume["low"], volume["high"]
    alarm.urgent = alarm.urgent or seen.event is not None or alarm.heard >= URGENT * max(alarm.usual, 1.0)
    posts, alarm.story_id = _posts(alarm, seen, now)
    alarm.doubts = doubts(posts, learning=alarm.learning)


def _curve(alarm: Alarm, seen: Seen) -> dict[str, Any]:
    """The hours before the alarm and all that came since, a point for each bin."""
    drawn: dict[str, list[Point]] = alarm.curve.get("channels", {})
    curve = {channel: list(points) for channel, points in drawn.items()}
    for channel in storm.CHANNELS:
        fresh = seen.held.recent.get((seen.watch.pk, channel), [])
        points = curve.get(channel, [])
        last = points[-1][0] if points else 0.0
        points += [point for point in fresh if point[0] > last]
        if points:
            curve[channel] = points[:MOST_POINTS]
    return {"every": EVERY.total_seconds(), "channels": curve}


def _posts(alarm: Alarm, seen: Seen, now: datetime) -> tuple[Voices, int | None]:
    if seen.drill is not None:
        return [storm.Voice(**{**one["voice"], "links": ()}) for one in seen.drill.posts], None
    rows = list(queries.posts_of(seen.watch.pk, alarm.onset, now)[: queries.MOST_POSTS])
    stories = Counter(row.story_id for row in rows if row.story_id)
    story, n = stories.most_common(1)[0] if stories else (None, 0)
    return voices(rows, known_before(rows, seen.watch.pk, alarm.onset)), story if n >= len(
        rows
    ) * OWN_STORY else None


def known_before(rows: Sequence[Mention], watch: int, onset: datetime) -> set[str]:
    """Which authors of these mentions the watch had heard before: one query."""
    posts = [Heard(watch=watch, at=row.heard, published=row.published, author=row.author_id) for row in rows]
    return {author for _watch, author in queries.known(posts, onset)}


def voices(rows: Sequence[Mention], known: set[str]) -> Voices:
    """The posts as the detector's doubts want them."""
    return [
        storm.Voice(
            author=row.author_handle or row.author_name or row.author_id or None,
            copy_of=row.copy_of or None,
            links=links_of(row),
            network=row.network,
            new=row.author_id not in known,
        )
        for row in rows
    ]


def links_of(row: Mention) -> tuple[str, ...]:
    """What a mention points to: its attached links, and those in its text."""
    attached = row.post.get("attachment") or []
    hrefs = [one.get("href") or one.get("url") for one in attached if isinstance(one, Mapping)]
    there = [href for href in hrefs if isinstance(href, str) and links.is_link(href)]
    return tuple(dict.fromkeys([*there, *links.cut(row.text)[1]]))


def doubts(posts: Voices, *, learning: bool) -> list[dict[str, Any]]:
    """Why it may be nothing, as it is kept: sentences and their facts, translated on the page."""
    found: list[dict[str, Any]] = [
        {"sentence": one.sentence, "facts": {"share": round(one.share * 100), "name": _called(one)}}
        for one in storm.why_nothing(posts)
    ]
    return [*found, {"sentence": LEARNING, "facts": {}}] if learning else found


def _called(doubt: storm.Doubt) -> str:
    """Who or what a doubt names, as people call it."""
    if doubt.kind == "one_network" and doubt.name in registry.names(registry.NETWORKS):
        return registry.network(doubt.name).title
    return doubt.name
