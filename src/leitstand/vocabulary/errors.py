"""Errors, sorted by what the caller has to do about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta


class LeitstandError(Exception):
    """Base of everything we raise on purpose.

    `sentence` says what happened, what it means and what to do next, in English, marked with `_`
    where it is written, with `%(name)s` for each of `facts`; a page shows
    `gettext(error.sentence) % error.facts`, everybody else `str(error)`.
    """

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts

    def __str__(self) -> str:
        return self.sentence % self.facts if self.facts else self.sentence


class Invalid(LeitstandError):
    """The input is wrong. Show it beside the field (422); do not retry."""


class Refused(LeitstandError):
    """A role or the policy says no. Show why (409); do not retry."""


class NetworkError(LeitstandError):
    """The world outside failed us.

    `headers` and `body` are what the server answered, for the network's own file, which knows its words;
    they are never stored or shown.
    """

    headers: Mapping[str, str] = {}
    body: bytes = b""


class TryLater(NetworkError):
    """Nothing happened. Safe to repeat after `wait`; `partial` is what came before the fault."""

    def __init__(
        self, sentence: str, wait: timedelta, partial: Sequence[object] = (), **facts: object
    ) -> None:
        super().__init__(sentence, **facts)
        self.wait = wait
        self.partial = partial


class Reconnect(NetworkError):
    """The account's permission ended. Pause the account and ask its owner to connect again."""


class Gone(NetworkError):
    """The post or actor no longer exists. Leave a tombstone."""


class Rejected(NetworkError):
    """The network understood and said no. Its own words go back to the author."""


class Uncertain(NetworkError):
    """We sent it and heard nothing. Look first, never simply send again."""
