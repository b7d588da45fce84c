"""Counts by day and network from a table of another program: Matomo, Plausible, any spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from leitstand.learn.worths.meters.amounts import MOST, Amounts, Key, Trouble, summed
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

MOST_LINES, MOST_TROUBLES = 200_000, 50

COLUMNS = {
    "day": ("date", "day", "datum", "tag"),
    "from": (
        "source", "referrer", "utm_source", "network", "label", "name", "netz", "netzwerk", "quelle",
        "bezeichnung", "social network", "soziales netzwerk", "referrer name",
    ),
    "count": (
        "visits", "nb_visits", "besuche", "count", "anzahl", "events", "conversions", "visitors",
        "nb_uniq_visitors", "unique visitors", "eindeutige besucher", "besucher",
    ),
}  # fmt: skip
"""Names of columns in the order of preference: as Matomo and Plausible write them, and people."""

DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d", "%Y%m%d")


TOO_LARGE = _("The file is larger than 20 MB. Nothing was brought in; cut it into years or months.")


class _Unreadable(Exception):
    """One line cannot be read; never leaves this file."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence, self.facts = sentence, facts


def read(
    content: bytes,
    *,
    kind: str,
    network_of: Callable[[str], str],
    today: date,
    day: date | None = None,
    kinds: Sequence[str] = (),
) -> Amounts:
    """A whole table. `day` is taken where it has no dates; a column `kind` with one of `kinds` is heeded.

    Raises Invalid for what is no table, or lacks a column that is needed; bad lines are told and left out.
    """
    text = _text(content).replace("\r\n", "\n").replace("\r", "\n")
    try:
        rows_of = csv.reader(io.StringIO(text), delimiter=_delimiter(text))
        lines = list(islice(rows_of, MOST_LINES + 2))  # never more: 20 MB can be 20 million empty lines
    except csv.Error as error:
        raise Invalid(_("This is no table. Nothing was brought in; save it as CSV again.")) from error
    if not lines:
        raise Invalid(_("The file is empty. Nothing was brought in; choose another one."))
    places = _places(lines[0], dated=day is not None)
    if day is not None and "day" not in places:
        _check_day(day, today)
    rows: list[tuple[Key, int]] = []
    troubles: list[Trouble] = []
    left = {"no network": 0}
    for number, line in enumerate(lines[1 : MOST_LINES + 1], start=2):
        if not any(cell.strip() for cell in line):
            continue
        try:
            key, count = _line(line, places, kind, network_of, day=day, today=today, kinds=kinds)
        except _Unreadable as error:
            troubles.append(Trouble(number, error.sentence, error.facts))
            continue
        if key[1] or "kind" in places:
            rows.append((key, count))
        else:
            left["no network"] += count
    if len(lines) > MOST_LINES + 1:
        said = _("Only the first %(most)s lines of a file are read at once; the rest is not counted.")
        troubles.append(Trouble(MOST_LINES + 2, said, {"most": MOST_LINES}))
    return Amounts(summed(rows), troubles, left)


def _text(content: bytes) -> str:
    """UTF-16 as Matomo writes it for spreadsheets, UTF-8, else Latin-1 as old spreadsheets do."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    if b"\x00" in content[:4000]:
        raise Invalid(
            _("This is no text. Nothing was brought in; save the table as CSV and choose that file.")
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _delimiter(text: str) -> str:
    head = text.partition("\n")[0]
    return max(",;\t", key=head.count)


def _places(head: Sequence[str], *, dated: bool) -> dict[str, int]:
    """Where each column stands. Raises Invalid naming what was found and what is needed."""
    names = [one.strip().strip("\ufeff").lower() for one in head]
    places = {}
    for column, known in COLUMNS.items():
        found = next((names.index(one) for one in known if one in names), None)
        if found is not None:
            places[column] = found
    if "kind" in names:
        places["kind"] = names.index("kind")
    if "count" not in places or not ({"from", "kind"} & set(places)):
        raise Invalid(
            _(
                "The first line has to name the columns: where visitors came from (source, network or "
                "label) and how many (visits). It says: %(found)s. Nothing was brought in."
            ),
            found=", ".join(names)[:200] or "–",
        )
    if "day" not in places and not dated:
        raise Invalid(
            _(
                "The table has no column of dates (date). Nothing was brought in; "
                "choose the day it is about and bring it in again."
            )
        )
    return places


def _check_day(day: date, today: date) -> None:
    """Raises Invalid for a day nobody can have counted."""
    if not date(2000, 1, 1) <= day <= today:
        raise Invalid(
            _("Nothing can have been counted on %(day)s. Nothing was brought in; choose another day."),
            day=day.isoformat(),
        )


def _line(
    line: Sequence[str],
    places: dict[str, int],
    kind: str,
    network_of: Callable[[str], str],
    *,
    day: date | None,
    today: date,
    kinds: Sequence[str],
) -> tuple[Key, int]:
    def cell(column: str) -> str:
        place = places.get(column, -1)
        return line[place].strip() if 0 <= place < len(line) else ""

    when = _day(cell("day"), today) if "day" in places else day
    told = cell("kind") or kind
    if told != kind and told not in kinds:
        raise _Unreadable(_('There is no kind of outcome called "%(kind)s".'), kind=told[:60])
    if when is None:
        raise _Unreadable(_("It has no date."))
    return (when, network_of(cell("from")), told), _count(cell("count"))


def _day(said: str, today: date) -> date:
    for shape in DAYS:
        try:
            found = datetime.strptime(said[:10], shape).date()  # noqa: DTZ007  # a day, no moment
        except ValueError:
            continue
        if found > today:
            raise _Unreadable(_("%(day)s has not come yet."), day=found.isoformat())
        if found.year < 2000:
            raise _Unreadable(_("%(day)s is too long ago to be true."), day=found.isoformat())
        return found
    raise _Unreadable(_('"%(said)s" is no date. Write it as 2026-11-30.'), said=said[:40])


def _count(said: str) -> int:
    plain = said.replace("\u00a0", "").replace(" ", "").replace("'", "")
    if plain[-4:-3] in (".", ","):  # thousands, as people and spreadsheets write them
        plain = plain.replace(".", "").replace(",", "")
    try:
        found = float(plain)
    except ValueError:
        raise _Unreadable(_('"%(said)s" is no count.'), said=said[:40]) from None
    if found < 0:
        raise _Unreadable(_("A count cannot be below zero: %(said)s."), said=said[:40])
    if not found.is_integer() or found > MOST:
        raise _Unreadable(_('"%(said)s" is no count.'), said=said[:40])
    return int(found)


def template() -> Iterator[str]:
    """An example people may begin from."""
    yield "date,source,visits\r\n"
    yield "2026-11-16,LinkedIn,31\r\n"
    yield "2026-11-16,mastodon.social,12\r\n"
