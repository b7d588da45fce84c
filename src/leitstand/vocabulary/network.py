"""What a network says about itself, and the wire it talks through."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol, runtime_checkable

from leitstand.vocabulary.audience import Followed, Follower
from leitstand.vocabulary.errors import LeitstandError, TryLater, Uncertain
from leitstand.vocabulary.post import Actor, Note, Post, Receipt
from leitstand.vocabulary.quota import Quota
from leitstand.vocabulary.words import _


class Offer(enum.Flag):
    """What can be done on a network. Pages show a button only where its offer is declared."""

    READ = enum.auto()  # poll a source: find, read, parse
    STREAM = enum.auto()  # hold a source open: stream, parse
    NOTIFY = enum.auto()  # read what is addressed to our account: the source "notifications"
    PUBLISH = enum.auto()  # publish, look
    REPLY = enum.auto()  # publish with in_reply_to
    PICTURES = enum.auto()  # publish with pictures
    DELETE = enum.auto()  # delete, visible
    MODERATE = enum.auto()  # moderate
    OUTCOME = enum.auto()  # outcome
    FOLLOWERS = enum.auto()  # list who follows an account: followed, followers, described
    FILMS = enum.auto()  # publish with films
    PREPARE = enum.auto()  # prepare: media go out and are worked on step by step, before anything is public
    CONFIRM = enum.auto()  # confirm: asked as ourselves whether a post is there, where strangers may not look
    RENEW = enum.auto()  # renew: the program prolongs the permission by itself
    LINK = enum.auto()  # tell, asked, verify: pages tell each other that they link
    SIGN_IN = enum.auto()  # authorize, exchange: permission is given on a page of the network's own
    REGISTER = enum.auto()  # register: there the program makes its own keys for that page
    WARNING = enum.auto()  # publish with a summary that stands before the words
    TITLE = enum.auto()  # publish with a name: articles, films


@dataclass(frozen=True, slots=True)
class Ask:
    """One field of the connect form. The form is made from these.

    `granted`: signing in on the network's own page gives it, and nobody need type it.
    """

    name: str
    label: str
    help: str = ""
    secret: bool = False
    initial: str = ""
    granted: bool = False


def secret(name: str, label: str, help: str = "", *, granted: bool = False) -> Ask:
    """A field whose value is kept encrypted and never shown again."""
    return Ask(name, label, help, secret=True, granted=granted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """What `connect` found out: where, as whom, and what to send along with each request.

    `headers` go only to `server` (an origin such as "https://social.example"), and to what the network names
    in `also` as its own further origins; never elsewhere.
    `given` are answers of the connect form that the network replaced, such as a refresh token that is
    good only once: they are stored together with `headers`, or the permission is lost. `expires` is when
    `headers` stop working and the program has to `renew` (or `connect`) again; `ends` is when nobody but
    the owner can prolong it. None: not that anybody knows.
    """

    server: str
    headers: Mapping[str, str] = field(repr=False)
    actor: Actor
    url: str = ""
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    expires: datetime | None = None
    ends: datetime | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One way to listen to an address that somebody gave us.

    `source` is what `read` or `stream` want; `label` names the way in a sentence marked with `_`;
    `live` says that it is held open instead of asked now and then.
    """

    source: str
    name: str
    label: str
    live: bool = False
    keep_all: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer, as it came, and where reading goes on once its posts are stored.

    `url` is where the bytes came from: relative links are read against it. `cursor` is opaque,
    belongs to the network, and is stored in the same transaction as the posts.
    """

    raw: bytes
    cursor: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one note may hold, read from the server where it tells. `None`: it does not say.

    `unit` is what `length` counts, marked for translation; `media_needed` is how many pictures or films a
    note has to have at least; `media_types` are the only ones taken, () for the usual ones.
    """

    characters: int | None = None
    pictures: int = 0
    picture_bytes: int | None = None
    alt_characters: int | None = None
    unit: str = _("characters")
    name_characters: int | None = None
    films: int = 0
    film_bytes: int | None = None
    film_seconds: int | None = None
    media_needed: int = 0
    media_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """How far the media of a note are. `state` is opaque and goes into `Note.prepared`.

    `wait` is None when the note can be published, else how long to wait before the next step.
    """

    state: str
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said: never a failure, those are raised as errors.

    `headers` have lower-case names. `url` is where the answer really came from.
    """

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body as JSON; raises TryLater when it is none: then something else has answered."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise TryLater(
                _(
                    "%(url)s answered with something that is no JSON. "
                    "Nothing was changed; we ask again later."
                ),
                timedelta(minutes=5),
                url=self.url,
            ) from error


@contextmanager
def after_sending() -> Iterator[None]:
    """Around reading the answer to something that was sent: what cannot be read raises Uncertain.

    A login page, a proxy's excuse or half an object says nothing about whether the note was taken.
    """
    try:
        yield
    except Uncertain:
        raise
    except (LeitstandError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Uncertain(
            _(
                "The answer to what we sent cannot be read. It may be there or not: "
                "look on the network before sending again."
            )
        ) from error


@runtime_checkable
class Wire(Protocol):
    """The only way out. A path that begins with "/" is read against `server`.

    Reads (get) raise TryLater, Reconnect, Gone or Rejected. Writes (post, put, delete) raise the same, but
    Uncertain where a read would raise TryLater and the request may have arrived.
    """

    server: str
    me: Actor | None

    def get(
        self,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask. 304 comes back as an answer with that status and an empty body."""
        ...

    def post(
        self,
        url: str,
        *,
        json: object = None,
        form: Mapping[str, str] | None = None,
        files: Mapping[str, tuple[str, bytes, str]] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send once. `files` are name -> (file name, bytes, media type)."""
        ...

    def put(
        self,
        url: str,
        *,
        json: object = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Replace once."""
        ...

    def delete(
        self,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Delete once."""
        ...

    def events(self, url: str, *, query: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """Server-sent events, each as b"event\\ndata", until the server ends; keep-alives are b""."""
        ...

    def messages(self, url: str, *, query: Mapping[str, str] | None = None) -> Iterator[bytes]:
        """WebSocket messages until the server ends; b"" when nothing came for some seconds."""
        ...


class Network(Protocol):
    """One file in `networks/` gives one of these as `NETWORK`. It translates, and nothing else:

    it never retries, sleeps, keeps state or opens a socket. What it does not offer it need not
    have; `registry.network` gives a class whose missing methods raise Refused. More words it may have:
    `also`, further origins of its own that take the same headers; `quotas` with `price` (see `metering`);
    and `internal = True` for closed circles, whose posts are heard and answered but never quoted outside
    (`is_internal`).
    """

    name: ClassVar[str]
    title: ClassVar[str]
    offers: ClassVar[Offer]
    needs: ClassVar[tuple[Ask, ...]]
    federated: ClassVar[bool]  # can each account answer every post, or only those on its own server?

    def parse(self, raw: bytes, url: str = "") -> Iterable[Post]:
        """Posts in the bytes of one page. Pure. What cannot be read at all raises Invalid."""
        ...

    def find(self, wire: Wire, address: str) -> Iterable[Found]:
        """Ways to listen to what a person typed: an address, a handle, a hashtag. None: not ours."""
        ...

    def read(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """What is new in `source` since the cursor ("" at first), oldest page first."""
        ...

    def stream(self, wire: Wire, source: str, since: str) -> Iterator[Page]:
        """The same, held open; a page with empty `raw` says: still there."""
        ...

    def connect(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """Check what the connect form was given (by `needs`) and say as whom we now speak."""
        ...

    def limits(self, wire: Wire) -> Limits:
        """What this server allows in one note."""
        ...

    def length(self, content: str) -> int:
        """How long a text is in this network's own unit. Pure."""
        ...

    def publish(self, wire: Wire, note: Note, *, key: str) -> Receipt:
        """Send one note once; the same key never makes two posts where the network allows that."""
        ...

    def look(self, wire: Wire, note: Note, *, key: str) -> Receipt | None:
        """Is the note of an uncertain `publish` there after all? Reads our own timeline only."""
        ...

    def delete(self, wire: Wire, id: str) -> None:
        """Ask the network to take our post down. Gone means: it was not there any more."""
        ...

    def visible(self, wire: Wire, receipt: Receipt) -> bool:
        """Does the public still see it? Asked without our credentials; TryLater: cannot be told."""
        ...

    def moderate(self, wire: Wire, id: str, act: str) -> None:
        """Do one of the acts that the network `moderates` to somebody's comment, see `acts_of`."""
        ...

    def outcome(self, wire: Wire, id: str) -> Mapping[str, int]:
        """What came of our post, by kind, as the network counts it now (see `Outcome`)."""
        ...

    def followed(self, wire: Wire, address: str) -> Followed:
        """The account that a person typed. Raises Invalid: it is none of this network."""
        ...

    def followers(self, wire: Wire, id: str) -> Iterator[Sequence[Follower]]:
        """Pages of its followers in the network's own order, the whole list if it is asked for to the end."""
        ...

    def described(self, wire: Wire, drawn: Sequence[Follower]) -> Iterator[Follower]:
        """The same followers, with what only their profiles tell."""
        ...

    def prepare(self, wire: Wire, note: Note, *, key: str) -> Prepared:
        """One step towards the media of a note; `note.prepared` is the state of the step before, "" at first.

        Nothing of it is public, so every step may be repeated; it raises TryLater, never Uncertain. What
        the network forgot meanwhile begins anew by itself. `publish` of a note that is not prepared takes
        the steps itself as far as it can.
        """
        ...

    def confirm(self, wire: Wire, receipt: Receipt) -> bool:
        """Asked as ourselves: does the network still have it? For pages that strangers may not read, where
        `visible` raises TryLater. False is gone for the network's interface, and more cannot be seen."""
        ...

    def renew(self, wire: Wire, given: Mapping[str, str]) -> Connection:
        """Prolong the permission with what was given (`Connection.given` included). Reconnect: it is over.

        Its `given` has to be stored before anything else is done: the old one may be worth nothing now.
        """
        ...

    def register(self, wire: Wire, given: Mapping[str, str], *, back: str) -> Mapping[str, str]:
        """Keys of our own for `authorize` and `exchange`, where nobody has to make them by hand."""
        ...

    def authorize(self, given: Mapping[str, str], *, back: str, state: str, challenge: str) -> str:
        """The page where the owner of the account gives permission; `challenge` is PKCE's S256. Pure."""
        ...

    def exchange(
        self, wire: Wire, given: Mapping[str, str], *, code: str, back: str, verifier: str
    ) -> Mapping[str, str]:
        """What `connect` needs beyond `given`, for the code that the network's page sent back."""
        ...


def quotas(network: Network) -> tuple[Quota, ...]:
    """What a network grants; () for one that counts nothing."""
    granted: tuple[Quota, ...] = getattr(network, "quotas", ())
    return granted


ACTS = ("approve", "hold", "spam", "trash")
"""What may be done to comments on pages of one's own, where a network says nothing else."""


def acts_of(network: Network) -> tuple[str, ...]:
    """What may be done there to somebody's comment; "report": tell who moderates the network."""
    if Offer.MODERATE not in network.offers:
        return ()
    found: tuple[str, ...] = getattr(network, "moderates", ACTS)
    return found


def is_internal(network: Network) -> bool:
    """Is this a closed circle, whose words never leave the house?"""
    return bool(getattr(network, "internal", False))
