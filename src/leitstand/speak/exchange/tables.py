"""Planned posts from CSV: a head line names the columns, in the words of Buffer and of others."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

from leitstand.speak.exchange import incoming
from leitstand.speak.exchange.incoming import Incoming, Remark, Trouble, Unreadable, Wanted
from leitstand.vocabulary.words import _

COLUMNS = {
    "text": ("text", "content", "message", "post", "body", "caption"),
    "time": ("posting time", "scheduled_at", "publishdate", "scheduled time", "due_at", "date time", "when"),
    "date": ("date", "scheduled date", "day"),
    "clock": ("time", "scheduled clock", "hour"),
    "account": ("account", "accounts", "username", "handle", "profile", "channel", "integration"),
    "network": ("network", "platform", "provider", "service", "profile_service", "provideridentifier"),
    "picture": ("image url", "image", "images", "media", "media urls", "picture"),
    "tags": ("tags", "labels"),
    "id": ("id", "uuid"),
    "state": ("status", "state"),
}


def rows(text: str, zone: str) -> Iterator[Incoming | Trouble]:
    """Each row as a post, or why it is none, with the line on which it begins."""
    lines = StringIO(text, newline="")
    table = csv.reader(lines, delimiter=_delimiter(text), strict=True)
    try:
        head = _columns(next(table, []))
        if "text" not in head:
            yield Trouble(1, Remark(_('No column is called "Text" or "content". Nothing was brought in.')))
            return
        begins = table.line_num + 1
        for cells in table:
            if any(cell.strip() for cell in cells):
                yield _row({name: cells[n] for name, n in head.items() if n < len(cells)}, begins, zone)
            begins = table.line_num + 1
    except csv.Error:
        yield Trouble(
            max(1, table.line_num), Remark(_("From here on this is no CSV. What stood before was read."))
        )


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _columns(head: list[str]) -> dict[str, int]:
    names = [one.strip().lstrip("\ufeff").lower() for one in head]
    found = {}
    for column, known in COLUMNS.items():
        at = next((names.index(name) for name in known if name in names), None)
        if at is not None:
            found[column] = at
    return found


def _row(told: Mapping[str, str], line: int, zone: str) -> Incoming | Trouble:
    try:
        return _post(told, line, zone)
    except Unreadable as error:
        return Trouble(line, error.remark)


def _post(told: Mapping[str, str], line: int, zone: str) -> Incoming:
    if told.get("state", "").strip().lower() in ("published", "sent", "failed", "error"):
        raise Unreadable(_("It was published or has failed there already, so it is not brought in."))
    content = incoming.words(told.get("text", ""))
    both = f"{told.get('date', '').strip()} {told.get('clock', '').strip()}".strip()
    due = incoming.moment(told.get("time", "").strip() or both, zone)
    wanted = [
        Wanted(incoming.network(told.get("network", "")), handle.strip())
        for handle in told.get("account", "").split(",")
        if handle.strip() or told.get("network", "").strip()
    ]
    tags = [one for one in told.get("tags", "").split(",") if one.strip()]
    return Incoming(
        line=line,
        key=incoming.key("csv", told.get("id"), content, due, wanted),
        content=content,
        due=due,
        wanted=wanted,
        lost=[*incoming.tags(len(tags)), *incoming.pictures(int(bool(told.get("picture", "").strip())))],
    )
