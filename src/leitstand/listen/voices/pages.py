"""What the pages of voices receive: figures with their doubt, drawn and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext, ngettext

from leitstand.listen.models import Mention, VoicesReport
from leitstand.listen.spans import span
from leitstand.listen.voices import queries
from leitstand.listen.voices.forms import VoicesForm
from leitstand.vocabulary.errors import Gone
from leitstand.vocabulary.words import _

if TYPE_CHECKING:
    from leitstand.people.models import Organization

PERIODS = ((7, _("Week")), (30, _("30 days")), (90, _("90 days")))
USUAL = 30
SHOWN = 25
NOTHING: dict[str, Any] = {"voices": [], "authors": 0, "taken_up": 0, "usual": [0, 0, 1]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """A share drawn: places in per cent of the scale; what is to be expected as a block behind it."""

    said: str
    value: str
    low: str
    high: str
    expect: str
    expect_width: str
    kind: str  # "more" or "less" where the interval lies wholly outside the block


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An estimate in words: value, interval, count; `glyph` for shares."""

    value: str
    interval: str
    n: int
    low: float = 0.0
    seconds: float = 0.0
    glyph: Glyph | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One voice as a row of the table; a figure is None while it is not known yet."""

    author: str
    name: str
    handle: str
    network: str
    ours: bool
    n: int
    firsts: int
    followed: int
    echoes: int
    novelty: Figure | None
    follow_through: Figure | None
    lead: Figure | None
    independence: Figure | None
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicesPage:
    """Who was first and who only repeats, over a chosen time."""

    days: int
    report: VoicesReport | None
    form: VoicesForm
    lines: list[Line]
    ours: list[Line]
    authors: int
    taken_up: int
    more: int
    most: int = queries.MOST
    periods: tuple[tuple[int, str], ...] = PERIODS

    @property
    def partial(self) -> bool:
        """Whether there was more than is looked at."""
        return bool(self.report and self.report.mentions >= self.most)

    @property
    def sentence(self) -> str:
        """The answer in one sentence."""
        if not self.authors:
            return gettext("Who said things first, who followed, and who only repeats.")
        said = ngettext(
            "Of %(authors)s voice heard, %(followed)s said something first that others took up.",
            "Of %(authors)s voices heard, %(followed)s said something first that others took up.",
            self.authors,
        )
        return said % {"authors": self.authors, "followed": self.taken_up}

    @property
    def answer(self) -> str:
        """Do we only repeat? In one sentence."""
        n, firsts, echoes = (
            sum(getattr(line, name) for line in self.ours) for name in ("n", "firsts", "echoes")
        )
        if not n:
            return gettext("Nothing of ours in this period can be compared: it was too short.")
        said = ngettext(
            "Of %(n)s post of ours, %(firsts)s said something first, %(echoes)s repeated somebody.",
            "Of %(n)s posts of ours, %(firsts)s said something first, %(echoes)s repeated somebody.",
            n,
        )
        return said % {"n": n, "firsts": firsts, "echoes": echoes}


def period(asked: str) -> int:
    """The days that an address asks for; 30 where it asks for none of ours."""
    return int(asked) if asked in {str(days) for days in queries.SPANS} else USUAL


def voices(organization: Organization, asked: Mapping[str, str]) -> VoicesPage:
    """The table that a query string asks for: one query."""
    days = period(asked.get("days", ""))
    report = queries.report(organization, VoicesReport.ORIGIN, days)
    content: dict[str, Any] = report.content if report else NOTHING
    every = [_line(row, content["usual"], days) for row in content["voices"]]
    form = VoicesForm(asked, networks=sorted({line.network for line in every if line.network}))
    kept = form.sifted([line for line in every if line.n])
    return VoicesPage(
        days=days,
        report=report,
        form=form,
        lines=kept[:SHOWN],
        ours=[line for line in every if line.ours],
        authors=content["authors"],
        taken_up=content["taken_up"],
        more=max(len(kept) - SHOWN, 0),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePage:
    """One voice: its figures, what it was first with, whom it repeated."""

    line: Line
    days: int
    firsts: list[tuple[Mention, str]]
    echoes: list[tuple[Mention, Mention | None]]
    made: datetime
    periods: tuple[tuple[int, str], ...] = PERIODS


def voice(organization: Organization, author: str, days: int) -> VoicePage:
    """One voice of a report. Raises Gone."""
    report = queries.report(organization, VoicesReport.ORIGIN, days)
    rows = {row["author"]: row for row in report.content["voices"]} if report else {}
    if report is None or author not in rows:
        raise Gone(
            _("Nothing is told of this voice in this period: it said too little, or its time is over.")
        )
    row = rows[author]
    first, echo = row["first"], row["echo"]
    found = queries.mentions(organization, [post for pair in echo for post in pair] + [p for p, _by in first])
    names = {name: one["name"] or one["handle"] or name for name, one in rows.items()}
    return VoicePage(
        line=_line(row, report.content["usual"], days),
        days=days,
        made=report.made,
        firsts=[(found[post], names.get(by, by)) for post, by in first if post in found],
        echoes=[(found[post], found.get(source)) for post, source in echo if post in found],
    )


def _line(row: Mapping[str, Any], usual: list[float], days: int) -> Line:
    return Line(
        **{name: row[name] for name in ("author", "handle", "ours", "n", "firsts", "followed", "echoes")},
        name=row["name"] or row["handle"] or row["author"],
        network=row["network"] or "",
        novelty=_share(row["novelty"], usual),
        follow_through=_share(row["follow_through"], None),
        independence=_share(row["independence"], None),
        lead=_time(row["lead_seconds"]),
        query=urlencode({"id": row["author"], "days": days}),
    )


def shown_share(estimate: Mapping[str, Any]) -> Figure | None:
    """A share as it is shown, without anything it is compared with."""
    return _share(estimate, None)


def _share(estimate: Mapping[str, Any] | None, usual: list[float] | None) -> Figure | None:
    if estimate is None:
        return None
    mean, low, high = (float(estimate[name]) for name in ("mean", "low", "high"))
    value, interval = percent(mean), f"{round(100 * low)}–{percent(high)}"
    _mean, least, most = usual or (0.0, 0.0, 0.0)
    kind = "" if usual is None else "more" if low > most else "less" if high < least else ""
    said = gettext("%(value)s, interval %(interval)s") % {"value": value, "interval": interval}
    glyph = Glyph(
        said=said,
        value=_place(mean),
        low=_place(low),
        high=_place(high),
        expect=_place(least),
        expect_width=_place(most - least) if usual else "",
        kind=kind,
    )
    return Figure(value=value, interval=interval, n=int(estimate["n"]), low=low, glyph=glyph)


def _time(estimate: Mapping[str, Any] | None) -> Figure | None:
    if estimate is None:
        return None
    mean, low, high = (timedelta(seconds=float(estimate[name])) for name in ("mean", "low", "high"))
    return Figure(
        value=span(mean),
        interval=f"{span(low)}–{span(high)}",
        n=int(estimate["n"]),
        seconds=float(estimate["mean"]),
    )


def percent(share: float) -> str:
    """A share as people write it."""
    return f"{round(100 * share)}\u00a0%"


def _place(share: float) -> str:
    return f"{100 * min(max(share, 0.0), 1.0):.1f}%"
