"""How Postiz, Mixpost and Buffer write a planned post in JSON, and how we write a thought.

Sources: Postiz `create.post.dto.ts` and the list its calendar is given; Mixpost `PostResource.php`,
`PostVersionResource.php` and `AccountResource.php`; Buffer's update object of its first API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from leitstand.speak.exchange import incoming
from leitstand.speak.exchange.incoming import CUT, Incoming, Unreadable, Wanted
from leitstand.vocabulary.words import _

OVER = frozenset({"published", "publishing", "error", "failed", "sent", "service"})
"""States in which the other program has nothing left to do."""

GONE = _("It was published or has failed there already, so it is not brought in.")
Told = Mapping[str, Any]


def _open(state: object) -> None:
    if incoming.string(state).lower() in OVER:
        raise Unreadable(GONE)


def postiz(told: Told, line: int, zone: str) -> Incoming:
    """As it is handed in: a date, and for each account its words; a list of words is a thread."""
    wanted, lost, images = [], incoming.tags(len(incoming.items(told.get("tags")))), 0
    for one in incoming.items(told.get("posts")):
        values = incoming.items(one.get("value"))
        images += sum(len(incoming.items(value.get("image"))) for value in values)
        account = one.get("integration")
        content = CUT.join(incoming.words(value.get("content")) for value in values)
        wanted.append(_integration(account, one.get("settings"), content))
    content = next((one.content for one in wanted if one.content), "")
    due = incoming.moment(told.get("date"), zone)
    group = next((one.get("group") for one in incoming.items(told.get("posts"))), None)
    return Incoming(
        line=line,
        key=incoming.key("postiz", group, content, due, wanted),
        content=content,
        due=due,
        wanted=_own(wanted, content),
        lost=[*lost, *incoming.pictures(images)],
    )


def _integration(account: object, settings: object, content: str) -> Wanted:
    account = account if isinstance(account, dict) else {}
    kind = settings.get("__type") if isinstance(settings, dict) else ""
    return Wanted(
        network=incoming.network(account.get("providerIdentifier") or account.get("identifier") or kind),
        handle=incoming.string(account.get("profile")),
        name=incoming.string(account.get("name")),
        content=content,
    )


def postiz_row(told: Told, line: int, zone: str) -> Incoming:
    """As its calendar is given it: one row for each account."""
    _open(told.get("state"))
    content = incoming.words(told.get("content"))
    due = incoming.moment(told.get("publishDate"), zone)
    account = _integration(told.get("integration"), told.get("settings"), "")
    return Incoming(
        line=line,
        key=incoming.key("postiz", told.get("id"), content, due, account),
        content=content,
        due=due,
        wanted=[account],
        lost=[
            *incoming.tags(len(incoming.items(told.get("tags")))),
            *incoming.pictures(len(incoming.items(told.get("image")))),
        ],
    )


def mixpost(told: Told, line: int, zone: str) -> Incoming:
    """One post with its accounts, and a version of the words for each account that has its own."""
    _open(told.get("status"))
    own: dict[str, str] = {}
    content, images = "", 0
    for version in incoming.items(told.get("versions")):
        parts = incoming.items(version.get("content"))
        said = CUT.join(incoming.words(part.get("body")) for part in parts)
        images += sum(len(part.get("media") or []) for part in parts if isinstance(part.get("media"), list))
        if version.get("is_original") or not version.get("account_id"):
            content = said
        else:
            own[incoming.string(version.get("account_id"))] = said
    wanted = [
        Wanted(
            network=incoming.network(one.get("provider")),
            handle=incoming.string(one.get("username")),
            name=incoming.string(one.get("name")),
            content=own.get(incoming.string(one.get("id")), ""),
        )
        for one in incoming.items(told.get("accounts"))
    ]
    due = incoming.moment(_scheduled(told.get("scheduled_at")), zone)
    return Incoming(
        line=line,
        key=incoming.key("mixpost", told.get("uuid") or told.get("id"), content, due, wanted),
        content=content,
        due=due,
        wanted=wanted,
        lost=[*incoming.tags(len(incoming.items(told.get("tags")))), *incoming.pictures(images)],
    )


def _scheduled(said: object) -> object:
    """Its time: date and clock in its own zone, or one text."""
    if not isinstance(said, dict):
        return said
    day, clock = incoming.string(said.get("date")), incoming.string(said.get("time"))
    return f"{day} {clock}" if day and clock else None


def buffer(told: Told, line: int, zone: str) -> Incoming:
    """An update: one post for one profile, due in seconds since 1970."""
    _open(told.get("status"))
    content = incoming.words(told.get("text"))
    due = incoming.moment(told.get("scheduled_at") or told.get("due_at") or told.get("dueAt"), zone)
    account = Wanted(
        network=incoming.network(told.get("profile_service") or told.get("channelService")),
        handle=incoming.string(told.get("profile_username") or told.get("service_username")),
    )
    media = told.get("media")
    has = isinstance(media, dict) and any(media.get(name) for name in ("photo", "picture", "video"))
    return Incoming(
        line=line,
        key=incoming.key("buffer", told.get("id"), content, due, account),
        content=content,
        due=due,
        wanted=[account],
        lost=incoming.pictures(int(has)),
    )


def ours(told: Told, line: int, _zone: str) -> Incoming:
    """A thought as we wrote it, whole."""
    if told.get("leitstand") != 1 or not incoming.string(told.get("id")):
        raise Unreadable(_("This was written by a newer Leitstand. Bring this one up to date first."))
    return Incoming(
        line=line,
        key=incoming.string(told.get("id"))[:300],
        content=incoming.words(told.get("title")) or str(told.get("content") or ""),
        due=incoming.moment(told.get("due"), "UTC"),
        ours=told,
    )


def _own(wanted: list[Wanted], content: str) -> list[Wanted]:
    """Words that are the thought's own are no variant's."""
    return [
        Wanted(one.network, one.handle, one.name, "" if one.content == content else one.content)
        for one in wanted
    ]


Reader = Callable[[Told, int, str], Incoming]
_SIGNS: tuple[tuple[str, Reader, frozenset[str]], ...] = (
    ("Leitstand", ours, frozenset({"leitstand"})),
    ("Postiz", postiz, frozenset({"posts", "date"})),
    ("Postiz", postiz_row, frozenset({"publishDate"})),
    ("Mixpost", mixpost, frozenset({"versions"})),
    ("Buffer", buffer, frozenset({"profile_service"})),
    ("Buffer", buffer, frozenset({"profile_id", "text"})),
    ("Buffer", buffer, frozenset({"channelService"})),
)


def reader(told: Told) -> tuple[str, Reader] | None:
    """Whose entry this is, by the names it holds; None where nobody's."""
    return next(((name, read) for name, read, signs in _SIGNS if signs <= told.keys()), None)
