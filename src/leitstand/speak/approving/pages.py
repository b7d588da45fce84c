"""What pages of approval show beyond their rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from leitstand.speak.approving.friction import Friction
from leitstand.vocabulary.words import _


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of friction, with its interval and count."""

    label: str
    value: str
    interval: str
    count: int


def rows(told: Friction) -> Iterator[Row]:
    """The table of friction."""
    yield Row(_("Share that waited"), _share(told.waited, told.said), _span(told.share, told.said), told.said)
    if told.middle:
        low, high = told.middle.low, told.middle.high
        interval = f"{_time(low)}–{_time(high)}" if low is not None and high is not None else ""
        yield Row(_("Usual wait (median)"), _time(told.middle.value), interval, told.middle.count)
        yield Row(_("Longest wait"), _time(told.longest), "", told.middle.count)
        yield Row(_("Waited in all"), f"{told.hours:.1f} h", "", told.middle.count)
    yield Row(
        _("Released without a remark"),
        _share(told.needless, told.decided),
        _span(told.needless_share, told.decided),
        told.decided,
    )
    yield Row(_("Posts on our accounts that no rule saw"), str(told.unseen), "", told.unseen)


def _share(count: int, of: int) -> str:
    return f"{100 * count / of:.0f} %" if of else "–"


def _span(interval: tuple[float, float], of: int) -> str:
    return f"{100 * interval[0]:.0f}–{100 * interval[1]:.0f} %" if of else ""


def _time(minutes: float) -> str:
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.1f} h"
