"""What dealing with any network's interface has in common: the same trouble in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from leitstand.vocabulary.errors import Invalid, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.network import Wire
from leitstand.vocabulary.post import Actor, Note
from leitstand.vocabulary.words import _


def me(wire: Wire, network: str) -> Actor:
    """As whom we speak. Raises Reconnect when nobody is connected."""
    if wire.me is None:
        raise Reconnect(
            _("No account of %(network)s is connected here. Nothing was done; connect one first."),
            network=network,
        )
    return wire.me


def ended(network: str) -> Reconnect:
    """The permission is over."""
    return Reconnect(
        _(
            "%(network)s does not accept our sign-in any more. Nothing was changed. "
            "Connect the account again to go on."
        ),
        network=network,
    )


def unwanted(network: str) -> Invalid:
    """What the connect form was given is not accepted."""
    return Invalid(
        _("%(network)s does not accept this sign-in. Copy it once more; nothing was stored."), network=network
    )


def lacking(network: str, right: str) -> Rejected:
    """The permission does not reach this far; the account still works for everything else."""
    return Rejected(
        _(
            "%(network)s did not give us the right “%(right)s” that this needs. Nothing was changed. "
            "Connect the account again and allow it."
        ),
        network=network,
        right=right,
    )


def slower(network: str, wait: timedelta, words: str = "") -> TryLater:
    """Too much was asked; nothing happened."""
    return TryLater(
        _("%(network)s asks us to slow down. Nothing was changed or lost; we go on when it lets us."),
        wait,
        network=network,
        words=words,
    )


def working(network: str, wait: timedelta) -> TryLater:
    """The media are not ready yet; nothing is public."""
    return TryLater(
        _("%(network)s is still working on the media. Nothing was published; we try again."),
        wait,
        network=network,
    )


def walled(network: str) -> TryLater:
    """Strangers see nothing there at all, so that nothing can be told by looking as one."""
    return TryLater(
        _("%(network)s shows its pages to nobody who is not signed in, so the public view cannot be told."),
        timedelta(hours=1),
        network=network,
        walled=True,
    )


def nowhere(network: str, source: str) -> Invalid:
    """A source that is none."""
    return Invalid(
        _("“%(source)s” is no source of %(network)s. Add it again by its address."),
        source=source,
        network=network,
    )


def foreign(network: str, id: str) -> Invalid:
    """An id that belongs to another network or account."""
    return Invalid(_("%(id)s is nothing of %(network)s that we may touch."), id=id, network=network)


def only_text(note: Note, network: str) -> None:
    """Raises Invalid when an answer has pictures where the network takes none."""
    if note.pictures:
        raise Invalid(
            _("An answer on %(network)s takes no pictures. Put a link to them instead; nothing was sent."),
            network=network,
        )


def one_of(note: Note, network: str, most: int, films: int = 0) -> None:
    """Raises Invalid when a note has more pictures or films than the network takes."""
    moving = sum(picture.film for picture in note.pictures)
    if moving > films or len(note.pictures) - moving > most:
        raise Invalid(
            _("%(network)s takes at most %(pictures)s pictures and %(films)s films. Nothing was sent."),
            network=network,
            pictures=most,
            films=films,
        )


@contextmanager
def harmless(network: str) -> Iterator[None]:
    """Around a step that publishes nothing: when nobody knows whether it was done, it is done again."""
    try:
        yield
    except Uncertain as open_end:
        raise TryLater(
            _("%(network)s did not answer while we prepared. Nothing was published; we try again."),
            timedelta(minutes=1),
            network=network,
        ) from open_end
