"""An embargo that no wrong clock breaks: before such a post goes out, the network's own clock is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from leitstand.vocabulary.errors import Gone, LeitstandError, Rejected, TryLater
from leitstand.vocabulary.network import Wire
from leitstand.vocabulary.words import _

AGAIN = timedelta(minutes=1)


def respect(wire: Wire, embargo: datetime | None, now: datetime) -> None:
    """Raises TryLater while the embargo holds by our clock or by the server's, or the server's is unknown."""
    if embargo is None:
        return
    if now < embargo:
        raise TryLater(_("The embargo still holds. Nothing was sent."), embargo - now)
    theirs = _their_clock(wire)
    if theirs is None:
        raise TryLater(
            _(
                "An embargo ends now, and the network's clock cannot be read to be sure. "
                "Nothing was sent; we ask again in a minute."
            ),
            AGAIN,
        )
    if theirs < embargo:
        raise TryLater(
            _(
                "By our clock the embargo has ended, by the network's it has not: one of them is wrong. "
                "Nothing was sent; we ask again. Let the administrator look at this machine's clock."
            ),
            min(max(embargo - theirs, AGAIN), timedelta(minutes=10)),
        )


def _their_clock(wire: Wire) -> datetime | None:
    """What the account's server says the time is (RFC 9110, 6.6.1); None when it does not."""
    try:
        said = wire.get("/").headers.get("date", "")
    except (Gone, Rejected) as refusal:
        said = refusal.headers.get("date", "")
    except LeitstandError:
        return None
    try:
        return parsedate_to_datetime(said).astimezone(UTC)
    except ValueError:
        return None
