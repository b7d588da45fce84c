"""What we may do about somebody's post on Bluesky: hide an answer in a thread of ours, report any post.

An answer is hidden by the record `app.bsky.feed.threadgate` beside the first post of the thread, in its list
`hiddenReplies` (lexicon app.bsky.feed.threadgate): everybody finds it behind a further click, and it
stays its author's. Reports go by com.atproto.moderation.createReport to whoever moderates for our server.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leitstand.networks.bluesky import asking
from leitstand.networks.bluesky.records import Address, address_of_post, mapping, text
from leitstand.vocabulary.errors import Gone, Invalid
from leitstand.vocabulary.network import Wire
from leitstand.vocabulary.words import _

GATE = "app.bsky.feed.threadgate"
MOST_HIDDEN = 300
"""The lexicon's own limit of the list."""


def moderate(wire: Wire, id: str, act: str) -> None:
    """Hide ("hold") or show again ("approve") an answer to us; "report" any post."""
    if act == "report":
        _report(wire, id)
    elif act in ("hold", "approve"):
        _gate(wire, id, hidden=act == "hold")
    else:
        raise Invalid(_("Here answers can be hidden, shown and reported. Nothing was changed."))


def _report(wire: Wire, id: str) -> None:
    seen = _seen(wire, id)
    said = {
        "reasonType": "com.atproto.moderation.defs#reasonOther",
        "subject": {"$type": "com.atproto.repo.strongRef", "uri": id, "cid": text(seen, "cid")},
    }
    asking.post(wire, "com.atproto.moderation.createReport", said)


def _gate(wire: Wire, id: str, *, hidden: bool) -> None:
    root = _root(wire, id)
    at = Address(root.repo, GATE, root.rkey)
    found = asking.record(wire, at)
    gate: dict[str, Any] = dict(mapping(found, "value")) if found else {}
    before = [one for one in gate.get("hiddenReplies", []) if isinstance(one, str)]
    if (id in before) == hidden:
        return
    after = [*before, id] if hidden else [one for one in before if one != id]
    if len(after) > MOST_HIDDEN:
        raise Invalid(
            _(
                "Bluesky hides at most %(most)s answers of a thread. "
                "Nothing was changed; show another one first."
            ),
            most=MOST_HIDDEN,
        )
    root_post = asking.record(wire, root)
    if root_post is None:
        raise Gone(_("The first post of this thread is gone, and its answers with it."))
    gate |= {"$type": GATE, "post": str(root), "hiddenReplies": after}
    gate.setdefault("createdAt", mapping(root_post, "value").get("createdAt"))
    # Only on top of what we read: somebody may hide another answer in the app at this moment.
    said = {"swapRecord": text(found, "cid") if found else None, "record": gate}
    said |= {"repo": at.repo, "collection": at.collection, "rkey": at.rkey}
    asking.post(wire, "com.atproto.repo.putRecord", said)


def _root(wire: Wire, id: str) -> Address:
    """The first post of the thread that this one answers in; Invalid: the thread is not ours."""
    reply = mapping(mapping(_seen(wire, id), "record"), "reply")
    root = address_of_post(text(mapping(reply, "root"), "uri") or id)
    if not reply or root.repo != asking.me(wire).id:
        raise Invalid(
            _(
                "Only answers in threads that we began can be hidden. "
                "Nothing was changed; you can report the post."
            )
        )
    return root


def _seen(wire: Wire, id: str) -> Mapping[str, Any]:
    found = asking.view(wire, str(address_of_post(id)))
    if found is None:
        raise Gone(_("Bluesky does not show this post any more. Nothing was left to do."))
    return found
