"""What each day of listening to a source brought and cost: noted as it happens, and drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from leitstand.listen.models import Source, SourceDay
from leitstand.vocabulary.estimate import Estimate

if TYPE_CHECKING:
    from leitstand.people.models import Organization

SPAN = 28
"""Days that are drawn."""

USUAL = 7
"""Fewer whole days than this say nothing about what is usual."""


def note(source: Source, now: datetime, **more: int) -> None:
    """Add to the figures of today (UTC): `asked`, `failed`, `read_bytes`, `posts`, `mentions`."""
    if not any(more.values()):
        return
    day = now.astimezone(UTC).date()
    row = SourceDay.objects.filter(source=source, day=day)
    sums = {name: F(name) + count for name, count in more.items()}
    if not row.update(**sums):
        SourceDay.objects.bulk_create([SourceDay(source=source, day=day)], ignore_conflicts=True)
        row.update(**sums)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The last days of one source, the oldest first, today's so far at the end."""

    rows: tuple[tuple[date, SourceDay | None], ...]

    @property
    def known(self) -> list[SourceDay]:
        """The days there are figures of."""
        return [row for _day, row in self.rows if row]

    @property
    def whole(self) -> list[int]:
        """Posts of every day that is over, from the first with figures; a day without any is a zero."""
        counts = [row.posts if row else None for _day, row in self.rows[:-1]]
        first = next((place for place, count in enumerate(counts) if count is not None), len(counts))
        return [count or 0 for count in counts[first:]]

    @property
    def a_day(self) -> Estimate | None:
        """Posts on a day: the mean, and what eight of ten days lie between. None: too few days."""
        if len(self.whole) < USUAL:
            return None
        sorted_ = sorted(self.whole)
        low, high = _quantile(sorted_, 0.1), _quantile(sorted_, 0.9)
        mean = sum(sorted_) / len(sorted_)
        return Estimate(mean, min(low, mean), max(high, mean), len(sorted_))

    @property
    def asked_a_day(self) -> float:
        """Visits a day; 0 when none is known."""
        return sum(row.asked for row in self.known) / len(self.known) if self.known else 0.0

    @property
    def bytes_a_day(self) -> float:
        """Bytes read a day."""
        return sum(row.read_bytes for row in self.known) / len(self.known) if self.known else 0.0

    @property
    def failed(self) -> int:
        """Visits that failed in all these days."""
        return sum(row.failed for row in self.known)

    @property
    def asked(self) -> int:
        """Visits in all these days."""
        return sum(row.asked for row in self.known)

    @property
    def highest(self) -> int:
        """Posts on the day with the most."""
        return max((row.posts for row in self.known), default=0)

    @property
    def line(self) -> str:
        """The path of posts a day in a box of 100 by 100, the first known day first; "" before two days."""
        counts = [*self.whole, (self.rows[-1][1].posts if self.rows[-1][1] else 0)] if self.rows else []
        if len(counts) < 2:
            return ""
        step, left = 100 / (len(self.rows) - 1), 100 - (len(counts) - 1) * 100 / (len(self.rows) - 1)
        places = (f"{left + n * step:.1f} {self._height(count):.1f}" for n, count in enumerate(counts))
        return "M" + " L".join(places)

    @property
    def band(self) -> tuple[float, float] | None:
        """Top and height of what is usual, in the same box."""
        usual = self.a_day
        if usual is None:
            return None
        top, bottom = self._height(usual.high), self._height(usual.low)
        return top, max(1.0, bottom - top)

    def _height(self, count: float) -> float:
        return 96 - 92 * count / max(self.highest, 1)

    @property
    def told(self) -> str:
        """What the drawing shows, in a sentence."""
        usual = self.a_day
        if usual is None:
            n = len(self.known)
            return ngettext("Posts a day: known for %(n)s day.", "Posts a day: known for %(n)s days.", n) % {
                "n": n
            }
        said = gettext("Posts a day: %(mean)s on average, at most %(most)s in %(n)s days.")
        return said % {"mean": number_format(usual.mean, 1), "most": self.highest, "n": usual.n}


def of(organization: Organization, now: datetime, sources: Iterable[Source] = ()) -> dict[int, Days]:
    """The last SPAN days of these sources, or of all, by key: one query."""
    today = now.astimezone(UTC).date()
    days = [today - timedelta(days=back) for back in range(SPAN - 1, -1, -1)]
    rows = SourceDay.objects.filter(source__organization=organization, day__gte=days[0])
    keys = [source.pk for source in sources]
    if keys:
        rows = rows.filter(source__in=keys)
    found: dict[int, dict[date, SourceDay]] = {key: {} for key in keys}
    for row in rows:
        found.setdefault(row.source_id, {})[row.day] = row
    return {key: Days(rows=tuple((day, some.get(day)) for day in days)) for key, some in found.items()}


def _quantile(numbers: list[int], share: float) -> float:
    place = share * (len(numbers) - 1)
    low, part = int(place), place - int(place)
    return numbers[low] + part * (numbers[min(low + 1, len(numbers) - 1)] - numbers[low])
