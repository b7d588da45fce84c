"""The lot of every unit: balanced in blocks, and the same again from the same seed.

The coin of a block is the SHA-256 of seed and block, so that anybody can draw again, in any language and with
any version of any library, and so that no block knows of another: on this rests all that `reading` claims.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator
from datetime import date, timedelta

from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.trial import Plan, Slot, Unit
from leitstand.vocabulary.words import _

MOST_WEEKS, MOST_POSTS, MOST_ARMS = 156, 5000, 6
LARGEST = 1e12
"""No value of a unit is meant to be larger."""


def assign(plan: Plan) -> tuple[Slot, ...]:
    """The arm of every unit. Raises Invalid when there is nothing to draw.

    Days are paired with the same weekday of the next week, weeks and posts with the next one: each weekday is
    in each arm equally often, and what changes slowly (season, growth) falls out of the differences.
    """
    check(plan)
    if plan.unit is Unit.DAY:
        return tuple(_days(plan))
    return tuple(_rows(plan))


def check(plan: Plan) -> None:
    """Raises Invalid, in words for whoever plans, when this cannot be carried out."""
    most = MOST_POSTS if plan.unit is Unit.POST else MOST_WEEKS
    if plan.arms < 2 or plan.arms > MOST_ARMS:
        raise Invalid(_("An experiment compares two to six ways. Nothing was begun."))
    if plan.length < plan.arms:
        said = (
            _("One unit compares nothing: plan at least %(least)s weeks.")
            if plan.unit is not Unit.POST
            else _("One unit compares nothing: plan at least %(least)s posts.")
        )
        raise Invalid(said, least=plan.arms)
    if plan.length > most:
        raise Invalid(_("That is longer than anybody waits: at most %(most)s. Nothing was begun."), most=most)
    if not 0 < plan.least <= LARGEST:
        raise Invalid(_("Say how small a difference still matters to you: a number above zero."))
    if not 0.5 <= plan.sure <= 0.999:
        raise Invalid(_("How sure you want to be lies between 50 and 99.9 per cent."))
    if plan.cap is not None and not 0 < plan.cap <= LARGEST:
        raise Invalid(_("The value above which nothing counts more must be above zero."))
    if plan.seed < 0:
        raise Invalid(_("The seed is a whole number, zero or more. Nothing was lost; correct it."))
    _check_days(plan)


def _check_days(plan: Plan) -> None:
    if plan.unit is Unit.POST:
        return
    if plan.starts is None:
        raise Invalid(_("Days and weeks need a first day."))
    if plan.starts > date.max - timedelta(weeks=MOST_WEEKS + MOST_ARMS):
        raise Invalid(_("No calendar goes that far. Choose an earlier first day; nothing was begun."))
    if plan.unit is Unit.DAY and (not plan.weekdays or not set(plan.weekdays) <= set(range(7))):
        raise Invalid(_("Choose at least one day of the week."))
    if not 0 <= plan.washout <= 4:
        raise Invalid(_("Of a week, at most its first four days can be left out."))
    if plan.washout and plan.unit is Unit.DAY:
        raise Invalid(
            _("Where the day before still works, days cannot be compared: choose weeks, and leave days out.")
        )


def shuffled(seed: int, block: int, arms: int) -> list[int]:
    """The arms of a block in the order of the lot (Fisher and Yates, from the digest of seed and block)."""
    lot = int.from_bytes(hashlib.sha256(f"leitstand/{seed}/{block}".encode()).digest(), "big")
    order = list(range(arms))
    for last in range(arms - 1, 0, -1):
        lot, place = divmod(lot, last + 1)
        order[last], order[place] = order[place], order[last]
    return order


def _rows(plan: Plan) -> Iterator[Slot]:
    monday = None
    if plan.starts is not None and plan.unit is Unit.WEEK:
        monday = plan.starts + timedelta(days=-plan.starts.weekday() % 7)
    for index in range(_whole(plan)):
        block, place = divmod(index, plan.arms)
        first = monday + timedelta(days=7 * index) if monday else None
        yield Slot(
            index=index,
            block=block,
            arm=shuffled(plan.seed, block, plan.arms)[place],
            first=first + timedelta(days=plan.washout) if first else None,
            last=first + timedelta(days=6) if first else None,
        )


def _days(plan: Plan) -> Iterator[Slot]:
    starts = plan.starts or date.min
    chosen = sorted(set(plan.weekdays))
    first = [starts + timedelta(days=n) for n in range(7) if (starts + timedelta(days=n)).weekday() in chosen]
    for week in range(_whole(plan)):
        for place, day in enumerate(first):
            turn, of = divmod(week, plan.arms)
            block = turn * len(first) + place
            on = day + timedelta(days=7 * week)
            arm = shuffled(plan.seed, block, plan.arms)[of]
            yield Slot(index=week * len(first) + place, block=block, arm=arm, first=on, last=on)


def _whole(plan: Plan) -> int:
    """The length, up to whole blocks."""
    return math.ceil(plan.length / plan.arms) * plan.arms
