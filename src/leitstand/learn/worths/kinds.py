"""The kinds of outcomes there are: what people call them, and who counts them."""

from __future__ import annotations

from collections.abc import Mapping

from leitstand.vocabulary.words import _

NETWORK: Mapping[str, str] = {
    "reply": _("a reply to a post of ours"),
    "like": _("a like"),
    "announce": _("a repost"),
    "quote": _("a quote"),
    "view": _("a view"),
}
"""Networks count these for each publication."""

ANSWERED, AUDIENCE, SOLVED = "answered", "audience", "solved"
INBOX: Mapping[str, str] = {
    ANSWERED: _("an answered question"),
    AUDIENCE: _("a conversation with the right audience"),
    SOLVED: _("a solved case"),
}
"""These are read from our own inbox."""

METER: Mapping[str, str] = {
    "visit": _("a visit to our website"),
    "application": _("an application or registration"),
    "inquiry": _("an inquiry by form, mail or telephone"),
}
"""Web statistics, forms and people count these, beside the kinds an organisation makes for itself."""

LABELS: Mapping[str, str] = {**INBOX, **NETWORK, **METER}

HOW: Mapping[str, str] = {
    ANSWERED: _("Counted when an answer of yours is public, once for each question."),
    AUDIENCE: _(
        "Counted when your answer was marked as meant for one of your audiences; on top of the answer."
    ),
    SOLVED: _("Counted when the same person does not write to you again within seven days of your answer."),
    "reply": _("Counted by the network under your posts, whoever wrote it."),
    "like": _("Counted by the network."),
    "announce": _("Counted by the network."),
    "quote": _("Counted by the network, where it does."),
    "view": _("Counted by the network, where it does; mostly it means that a post was on a screen."),
    "visit": _("Counted by web statistics or server logs when somebody comes from a network."),
    "application": _("Counted by your own form, or typed in."),
    "inquiry": _("Counted by your own form, or typed in."),
}

STARTER: Mapping[str, float] = {
    ANSWERED: 1.0,
    AUDIENCE: 1.0,
    SOLVED: 1.0,
    "reply": 0.5,
    "announce": 0.1,
    "like": 0.02,
    "visit": 0.05,
    "application": 10.0,
}
"""To begin with and to be quarrelled with; in conversations."""

OWN = "own:"
