"""Visits by network from a web server's log (Common or Combined Log Format), and nothing of anybody.

What is counted is an arrival: a page that a person got (GET, 200, 203 or 304, no picture, script or feed) and
that names a network's host as where it was linked. The reader's address is only looked at to find where it
ends. Bots and pages fetched ahead are left out, and said. Packed files (.gz) are read as they are.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import io
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import IO
from zoneinfo import ZoneInfo

from leitstand.learn.worths.meters.amounts import Key, Trouble
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.words import _

LONGEST, MOST_TROUBLES = 64 * 1024, 20
MOST_BYTES = 2**30
"""Of a file, unpacked: a few kilobytes can be packed so that they unpack to as much as one likes."""

NEVER = datetime.max.replace(tzinfo=UTC)
BROKEN, BEFORE, ELSEWHERE = "broken", "before", "elsewhere"
NO_PAGE, AHEAD_OF_TIME, BOT, AHEAD_OF_CLOCK = "no page", "ahead", "bot", "future"
LEFT = {
    BOT: _("fetched by programs"),
    AHEAD_OF_TIME: _("fetched ahead"),
    NO_PAGE: _("no page"),
    ELSEWHERE: _("not from a network"),
    BEFORE: _("counted before"),
    BROKEN: _("no line of a log"),
    AHEAD_OF_CLOCK: _("of a day that has not come"),
}
"""What was not counted, and why."""

LINE = re.compile(
    rb"^\S+ \S+ .*?\[(?P<at>\d{2}/[A-Za-z]{3}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\] "
    rb'"(?P<method>[A-Z]{3,10}) (?P<path>(?:[^"\\]|\\.)*?)(?: HTTP/[\d.]+)?" (?P<status>\d{3}) \S+'
    rb'(?: "(?P<referrer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)")?'
)
"""Host, identity, user, [time] "request" status bytes "referrer" "agent" (httpd, mod_log_config)."""

MONTHS = {
    name: number for number, name in enumerate(b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)
}

BOTS = re.compile(
    rb"bot|crawl|spider|slurp|curl|wget|python|java/|go-http|http\.rb|libwww|okhttp|axios|node-fetch|headless"
    rb"|phantom|lighthouse|pingdom|uptime|monitor|preview|facebookexternalhit|facebookcatalog|whatsapp|telegram"
    rb"|mastodon/|pleroma|misskey|akkoma|friendica|peertube|bluesky|cardyb|embedly|validator|scan|feed|rss|archiv",
    re.I,
)
AHEAD = re.compile(rb"prefetch|prerender|PageRenderer", re.I)
THINGS = re.compile(
    rb"\.(?:css|js|mjs|map|json|xml|rss|atom|txt|ico|png|jpe?g|gif|svg|webp|avif|woff2?|ttf|mp[34]|webm|pdf)(?:[?#]|$)",
    re.I,
)
PAGES = frozenset({b"200", b"203", b"304"})


class Print:
    """The keyed fingerprint of a file as far as it was read; without the key nothing can be learned of it."""

    def __init__(self, key: bytes) -> None:
        self._mac = hmac.new(key, digestmod=hashlib.sha256)

    def add(self, line: bytes) -> None:
        """One more line."""
        self._mac.update(line)

    @property
    def said(self) -> str:
        """As the table keeps it."""
        return self._mac.hexdigest()


def unpacked(file: IO[bytes]) -> IO[bytes]:
    """The lines of a log, whether it is packed with gzip or not; told by its first bytes, not by its name."""
    start = file.read(2)
    file.seek(0)
    return io.BufferedReader(gzip.GzipFile(fileobj=file)) if start == b"\x1f\x8b" else file


def lines(file: IO[bytes]) -> Iterator[bytes]:
    """Whole lines only: the last one may still be written. Raises Invalid: broken packing, far too much."""
    came = 0
    try:
        while line := file.readline(LONGEST):
            came += len(line)
            if not line.endswith(b"\n"):
                if len(line) < LONGEST:
                    return
                while (more := file.readline(LONGEST)) and not more.endswith(b"\n") and came <= MOST_BYTES:
                    came += len(more)
                line = b"\n"
            if came > MOST_BYTES:
                raise Invalid(
                    _(
                        "This file is larger than 1 GB when it is unpacked. What was read before is counted "
                        "once; cut it into days and give those."
                    )
                )
            yield line
    except (OSError, EOFError, zlib.error) as error:
        raise Invalid(
            _("The packed file is broken. What was read before is counted once; give the whole file again.")
        ) from error


class Count:
    """Arrivals by day and network of the lines it is given, before `until`.

    `known`: moments counted from another file.
    """

    def __init__(
        self,
        kind: str,
        zone: ZoneInfo,
        network_of: Callable[[str], str],
        known: Callable[[datetime], bool] = lambda _at: False,
        until: datetime = NEVER,
    ) -> None:
        self.kind, self.zone, self.network_of, self.known, self.until = kind, zone, network_of, known, until
        self.counts: Counter[Key] = Counter()
        self.left: Counter[str] = Counter()
        self.troubles: list[Trouble] = []
        self.first: datetime | None = None
        self.last: datetime | None = None

    def take(self, line: bytes, number: int) -> None:
        """One more line of the file, the `number`th."""
        hit = LINE.match(line)
        at = _moment(hit["at"]) if hit else None
        if hit is None or at is None:
            if line.strip():
                self.left[BROKEN] += 1
                if len(self.troubles) < MOST_TROUBLES:
                    self.troubles.append(Trouble(number, _("This is no line of a server log.")))
            return
        if at >= self.until:  # a clock that was wrong: it must not claim the days until then
            self.left[AHEAD_OF_CLOCK] += 1
            return
        self.first, self.last = min(self.first or at, at), max(self.last or at, at)
        if why := _passed_over(hit):
            self.left[why] += 1
            return
        referrer = (hit["referrer"] or b"-").decode("utf-8", "replace")
        network = self.network_of(referrer) if referrer != "-" else ""
        if not network or self.known(at):
            self.left[BEFORE if network else ELSEWHERE] += 1
            return
        self.counts[at.astimezone(self.zone).date(), network, self.kind] += 1


def _passed_over(hit: re.Match[bytes]) -> str:
    """Why this request is no arrival of a person; "" when it is one."""
    if hit["method"] != b"GET" or hit["status"] not in PAGES or THINGS.search(hit["path"]):
        return NO_PAGE
    agent = hit["agent"]
    if agent is not None and AHEAD.search(agent):
        return AHEAD_OF_TIME
    if agent is not None and (agent in (b"", b"-") or BOTS.search(agent)):
        return BOT
    return ""


def _moment(said: bytes) -> datetime | None:
    """As "22/Nov/2026:12:00:00 +0100"; None for a moment that is none, or of a clock that was never set."""
    if not b"2000" <= said[7:11] < b"9999":
        return None
    try:
        day = f"{said[7:11].decode()}-{MONTHS[said[3:6].title()]:02d}-{said[:2].decode()}"
        return datetime.fromisoformat(
            f"{day}T{said[12:20].decode()}{said[21:24].decode()}:{said[24:26].decode()}"
        )
    except (KeyError, ValueError):
        return None
