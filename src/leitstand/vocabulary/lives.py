"""The lawful lives of things that have a state: from where one may go where, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from leitstand.vocabulary.errors import Refused
from leitstand.vocabulary.words import _


@dataclass(frozen=True, slots=True)
class Life:
    """All states of one kind of thing and the steps between them."""

    name: str
    start: str
    steps: Mapping[str, frozenset[str]]

    @property
    def states(self) -> frozenset[str]:
        """Every state there is."""
        return frozenset(self.steps)

    def step(self, here: str, there: str) -> str:
        """The state after the step; raises Refused where the step is not lawful."""
        if there not in self.steps.get(here, frozenset()):
            raise Refused(
                _(
                    "This is %(here)s and cannot become %(there)s. "
                    "Nothing was changed; reload the page to see why."
                ),
                here=here,
                there=there,
            )
        return there


def _life(name: str, **steps: str) -> Life:
    return Life(name, next(iter(steps)), {here: frozenset(there.split()) for here, there in steps.items()})


DELIVERY = _life(
    "delivery",
    due="claimed withdrawn waiting",
    waiting="due withdrawn",
    claimed="preparing sending due withdrawn",
    preparing="sending due refused",
    sending="sent refused unknown due",
    unknown="sent due refused withdrawn",
    refused="",
    sent="",
    withdrawn="",
)
"""One revision on its way to one account. `preparing`: its media go out step by step, nothing is public yet,
so that it may always go back to `due`. `sending` may go back to `due` only on a TryLater, which
promises that nothing happened; `unknown` only after a look that found nothing and a person's word. `waiting`:
a second person must release exactly this revision first."""

TAKEDOWN = _life(
    "takedown",
    requested="accepted gone unknown impossible",
    accepted="gone unknown accepted",
    unknown="requested accepted gone impossible unknown",
    impossible="",
    gone="",
)
"""Taking one publication back. Only what was seen gone at its public address is `gone`."""

RELEASE = _life(
    "release",
    asked="released declined void",
    released="void",
    declined="",
    void="",
)
"""A second person's word about exact words. `void`: what was asked about is not what would go out."""

MENTION = _life(
    "mention",
    new="answered let_stand",
    answered="new",
    let_stand="new answered",
)
"""What became of a mention in the inbox. Every step can be undone; an answer that was sent stays sent."""

MODERATION = _life(
    "moderation",
    asked="done refused unknown withdrawn",
    unknown="asked done",
    refused="asked",
    done="",
    withdrawn="",
)
"""Asking a network to do something with somebody's comment. Asking twice does no more than asking once."""

ALARM = _life(
    "alarm",
    open="acknowledged calm closed",
    acknowledged="calm closed",
    calm="closed",
    closed="",
)
"""One storm that was noticed. That it was brought to the deputy is a moment beside this, not a state."""

NOTICE = _life(
    "notice",
    due="claimed dropped",
    claimed="sending due dropped",
    sending="sent failed due",
    sent="",
    failed="",
    dropped="",
)
"""An alarm on its way to one person by one way. `sending` goes back to `due` when it is not known whether
it arrived: of a notice, twice is harmless and never is not. `dropped`: somebody took the alarm before."""

BACKFILL = _life(
    "backfill",
    asked="running stopped",
    running="asked done failed stopped",
    done="",
    failed="asked",
    stopped="",
)
"""Looking for a watch in the archive. `running` goes back to `asked` when its worker went away."""

DECISION = _life(
    "decision",
    proposed="decided declined lapsed withdrawn",
    lapsed="proposed",
    decided="held changed wrong",
    held="held changed wrong",
    changed="held changed wrong",
    wrong="",
    declined="",
    withdrawn="",
)
"""What a group was asked, or somebody decided. `lapsed`: the deadline passed without the owner's word; it may
be proposed anew with another one. `held`, `changed` and `wrong` are what looking back found."""

PORTFOLIO = _life(
    "portfolio",
    candidate="trial kept left",
    trial="kept leaving",
    kept="trial leaving",
    leaving="left kept",
    left="candidate",
)
"""A network in the portfolio. `left` from `candidate`: decided against before anything was there; from
`leaving` only when every step of the exit was taken or said to be impossible by a person."""

RECOMMENDATION = _life(
    "recommendation",
    open="accepted half refused replaced",
    accepted="looked cut",
    half="looked cut",
    refused="looked cut",
    replaced="",
    looked="",
    cut="",
)
"""Hours proposed. `half`: accepted with hours of one's own. `replaced`: the figures changed before anybody
decided. `looked`: compared with what happened; `cut`: another decision came before its weeks were over."""

LETTER = _life(
    "letter",
    due="sending failed",
    sending="sent due failed unknown",
    sent="",
    unknown="due sent",
    failed="due",
)
"""A weekly report on its way to one person. `unknown`: the program ended while it handed the letter over; it
is not sent again by itself, for nobody wants the same report twice."""

EXPERIMENT = _life(
    "experiment",
    draft="running dropped",
    running="ended stopped",
    ended="",
    stopped="",
    dropped="",
)
"""An experiment. `ended`: as planned, or because the answer was in; `stopped`: before, with a reason. What
has ended is never changed, for others may quote it. `dropped`: a draft nobody began."""
