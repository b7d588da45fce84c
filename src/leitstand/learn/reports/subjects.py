"""Tells a goal, a network, a voice or a campaign as a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import get_language, gettext, ngettext

from leitstand.learn.reports import pictures, writing
from leitstand.learn.reports.gathering import CAMPAIGN, GOAL, MOST_ROWS, NETWORK, VOICE, Gathered, Post
from leitstand.learn.reports.shapes import Cell, Report, Section, Table
from leitstand.vocabulary.words import _

KINDS: Mapping[str, str] = {
    GOAL: _("Goal"),
    NETWORK: _("Network"),
    VOICE: _("Voice"),
    CAMPAIGN: _("Campaign"),
}
NOT_SAID: Mapping[str, tuple[str, ...]] = {
    GOAL: (
        _("Whether the goal was reached: its own sign says that, in the charter."),
        _("What would have come without us."),
    ),
    NETWORK: (
        _("How many follow us: that says nothing about who read, understood or did anything."),
        _("What this network keeps to itself."),
    ),
    VOICE: (
        _("How long somebody worked and how quickly: this is no report on staff."),
        _("What this voice prevented by keeping silent."),
    ),
    CAMPAIGN: (
        _("What would have come without it: nothing was left out by lot, so that nobody knows."),
        _("Who saw it and did nothing."),
    ),
}
HEADS = (_("What"), _("Value"), _("Interval (80 %)"), _("out of"))
FULL = (_("What"), _("Value"), _("From (80 %)"), _("To (80 %)"), _("n"))


def report(found: Gathered) -> Report:
    """One subject in the language of the moment."""
    here = found.span
    parts = (_short(found), _weeks(found), _posts(found))
    return Report(
        kind=found.subject.kind,
        name=found.subject.key,
        title=title(found),
        period=_period(found),
        lead=lead(found),
        organization=here.organization.name,
        language=get_language() or "en",
        made=writing.moment(here.now, here.zone),
        sections=tuple(one for one in parts if one),
        not_said=tuple(gettext(one) for one in NOT_SAID[found.subject.kind]),
    )


def title(found: Gathered) -> str:
    """What it is about."""
    if found.subject.kind == NETWORK:
        return writing.network(found.subject.key)
    return found.subject.words or gettext("All posts")


def lead(found: Gathered) -> str:
    """The span in two counts, and that few posts say little."""
    posts = ngettext("%(n)s post", "%(n)s posts", len(found.posts)) % {"n": len(found.posts)}
    answers = ngettext("%(n)s answer", "%(n)s answers", found.answers) % {"n": found.answers}
    said = gettext("%(posts)s and %(answers)s.") % {"posts": posts, "answers": answers}
    if len(found.posts) < 10:
        said += " " + gettext("So few posts say little: the next one may change the picture.")
    return said


def _period(found: Gathered) -> str:
    here = found.span
    return gettext("%(kind)s, %(first)s to %(last)s") % {
        "kind": gettext(KINDS[found.subject.kind]),
        "first": writing.day(here.start.astimezone(here.zone).date()),
        "last": writing.day(here.until.astimezone(here.zone).date()),
    }


def _short(found: Gathered) -> Section:
    lines: list[tuple[str, float | None, float | None, float | None, int]] = [
        (gettext("Posts"), len(found.posts), None, None, len(found.posts)),
        (gettext("Answers"), found.answers, None, None, found.answers),
    ]
    if found.reactions:
        usual = found.reactions
        label = gettext("Reactions to a post (median)")
        lines.append((label, usual.value, usual.low, usual.high, usual.count))
    if found.value is not None:
        lines.append(
            (gettext("Value in %(unit)s") % {"unit": gettext(found.unit)}, found.value, None, None, 0)
        )
    words = []
    if found.strongest is not None:
        share = f"{writing.number(100 * found.strongest)}{writing.NB}%"
        words.append(gettext("The strongest post has %(share)s of all reactions.") % {"share": share})
    if found.value is not None and found.seen < 0.95:
        share = f"{writing.number(100 * found.seen)}{writing.NB}%"
        words.append(
            gettext("About %(share)s of the value should be in by now; the rest is still to come.")
            % {"share": share}
        )
    if found.subject.kind == VOICE:
        words.append(gettext("Posts in this voice's name and answers this person wrote; no hours."))
    drawn = (pictures.waits(found.waits),) if found.waits.get("steps") else ()
    return Section(gettext("In short"), tuple(words), (_table("short", lines),), drawn)


def _table(name: str, lines: list[tuple[str, float | None, float | None, float | None, int]]) -> Table:
    rows = tuple(
        (
            Cell(label),
            Cell(writing.number(value, 0 if value == int(value) else 1)) if value is not None else Cell(""),
            Cell(f"{writing.number(low, 1)}{writing.DASH}{writing.number(high, 1)}")
            if low is not None and high is not None
            else Cell(gettext("counted")),
            Cell(f"n{writing.NB}={writing.NB}{writing.number(n)}" if n else ""),
        )
        for label, value, low, high, n in lines
    )
    full = tuple(
        (
            Cell(label),
            *(Cell("" if one is None else writing.number(one, 2), one) for one in (value, low, high, n)),
        )
        for label, value, low, high, n in lines
    )
    heads, columns = (tuple(gettext(one) for one in many) for many in (HEADS, FULL))
    return Table(name, "", heads, rows, (1, 2, 3), Table(name, gettext("In short"), columns, full))


def _weeks(found: Gathered) -> Section | None:
    if len(found.by_week) < 2:
        return None
    columns = (gettext("Week"), gettext("Posts"), gettext("Answers"), gettext("Reactions"))
    rows = tuple(
        (Cell(writing.short(week)), *(_told(one) for one in counts)) for week, *counts in found.by_week
    )
    label = gettext("Posts and answers, week by week")
    line = [(week, float(posts + answers)) for week, posts, answers, _reactions in found.by_week]
    highest = max(line, key=lambda one: one[1])
    alt = gettext("%(label)s: at most %(most)s, in %(week)s.") % {
        "label": label,
        "most": writing.number(highest[1]),
        "week": writing.short(highest[0]),
    }
    picture = replace(pictures.year(label, line, None, "", alt), table=None)
    return Section(gettext("Week by week"), (), (Table("weeks", "", columns, rows, (1, 2, 3)),), (picture,))


def _told(count: int | None) -> Cell:
    return Cell(gettext("not told"), "") if count is None else Cell(writing.number(count), count)


def _posts(found: Gathered) -> Section | None:
    if not found.posts:
        return None
    latest = list(reversed(found.posts))[:MOST_ROWS]
    columns = (gettext("What was said"), gettext("Network"), gettext("Published"), gettext("Reactions"))
    rows = tuple(_post(one, found) for one in latest)
    words: tuple[str, ...] = ()
    if len(found.posts) > MOST_ROWS:
        facts = {"n": MOST_ROWS, "of": len(found.posts)}
        words = (gettext("The latest %(n)s of %(of)s.") % facts,)
    return Section(gettext("Posts"), words, (Table("posts", "", columns, rows, (3,)),))


def _post(post: Post, found: Gathered) -> tuple[Cell, ...]:
    row, zone = post.delivery, found.span.zone
    words = " ".join(row.content.split())
    at = row.receipt_published
    return (
        Cell(words if len(words) <= 90 else f"{words[:89]}…", words),
        Cell(writing.network(row.account.network)),
        Cell(writing.day(at.astimezone(zone).date()) if at else "", at.isoformat() if at else ""),
        _told(post.reactions),
    )
