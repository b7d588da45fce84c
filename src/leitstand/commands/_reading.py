"""Posts of any source that can be read to its end: a file of any kind, standard input, a feed or a site."""

from __future__ import annotations

import codecs
import io
import lzma
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import click

from leitstand import registry
from leitstand.commands._lines import LONGEST, opened
from leitstand.networks import file as files
from leitstand.networks.feed import text as feeds
from leitstand.networks.file import archive, table, wxr
from leitstand.networks.file.sniff import HEAD, Kind, kind
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Post
from leitstand.wire import HttpWire

BROKEN = (OSError, EOFError, lzma.LZMAError, zlib.error, tarfile.TarError)
"""What reading a packed file raises where it ends or breaks."""

Numbered = Iterator[tuple[int, Post | Invalid]]
_ADDRESS = re.compile(r"(?:feed:|https?://)|(?![./~])[^/\\\s]+\.[^/\\\s.:]*[^\W\d_]{2,}(?::\d+)?(?:/|$)")
_IN_MEMORY = 32_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the person asked for besides the sources."""

    columns: Mapping[str, str] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    everything: bool = False


def posts(source: str, wish: Wish) -> Numbered:
    """(line, post or what is wrong there) of one source; line 0 where there are none.

    Memory does not grow with the length of lines, tables, Jetstream events and WordPress exports. Raises
    Invalid, another error of the vocabulary, click.UsageError (no such file) or one of BROKEN.
    """
    if source != "-" and not Path(source).exists() and _ADDRESS.match(source):
        return ((0, post) for post in _of_address(source, wish))
    return of_file(source, wish)


def _of_address(address: str, wish: Wish) -> Iterator[Post]:
    """The posts of a feed, or of the first feed of a site."""
    feed = registry.network("feed")
    with HttpWire(allowed=(*wish.allow, *_named(address))) as wire:
        found = next(iter(feed.find(wire, address)), None)
        if found is None:
            raise Invalid("no feed was found here. Look on the site for a link named RSS, Atom or Feed.")
        for page in feed.read(wire, found.source, ""):
            yield from feed.parse(page.raw, page.url)


def _named(address: str) -> Iterator[str]:
    """Host and port that the person at the shell wrote out: those may be asked wherever they are."""
    host, _slash, _path = address.partition("://")[2].partition("/")
    if host and "@" not in host:
        yield host


def of_file(name: str, wish: Wish) -> Numbered:
    """As `posts`, for a file or "-"."""
    with opened(name) as file:
        head = _filled(file)
        found = kind(head)
        if wish.columns and found in (Kind.UNKNOWN, Kind.TABLE):
            found = Kind.TABLE
        rest = io.BufferedReader(_Rejoined(head, file), HEAD)
        yield from _READERS[found](rest, wish)


def _activity_lines(file: IO[bytes], _wish: Wish) -> Numbered:
    for number, line in _lines(file):
        post = line if isinstance(line, Invalid) else files.line(line)
        if post is not None:
            yield number, post


def _activity(file: IO[bytes], wish: Wish) -> Numbered:
    said = archive.loaded(file.read(archive.LARGEST + 1))
    if not archive.knows(said):
        raise Invalid("this is JSON, but holds no posts that we know.")
    yield from ((0, post) for post in archive.posts(said, everything=wish.everything))


def _archive(file: IO[bytes], wish: Wish) -> Numbered:
    with _seekable(file) as spooled:
        said = archive.loaded(archive.outbox(spooled))
    yield from ((0, post) for post in archive.posts(said, everything=wish.everything))


def _table(file: IO[bytes], wish: Wish) -> Numbered:
    with _seekable(file) as spooled:
        text = io.TextIOWrapper(spooled, encoding=_letters(spooled), errors="replace", newline="")
        yield from table.read(text, wish.columns)


def _wordpress(file: IO[bytes], wish: Wish) -> Numbered:
    """Twice: a malformed export is refused as a whole, before its first post is written."""
    with _seekable(file) as spooled:
        for _post in wxr.read(spooled, everything=wish.everything):
            pass
        spooled.seek(0)
        yield from ((0, post) for post in wxr.read(spooled, everything=wish.everything))


def _unknown(file: IO[bytes], _wish: Wish) -> Numbered:
    if not file.read(1):
        return iter(())
    raise Invalid(
        "this is nothing we can read: no feed, no JSON, no WordPress export, no archive. "
        "If it is a table, say what its columns are with --columns."
    )


def _by_lines(network: str) -> Callable[[IO[bytes], Wish], Numbered]:
    def read(file: IO[bytes], _wish: Wish) -> Numbered:
        parse = registry.network(network).parse
        for number, line in _lines(file):
            try:
                if isinstance(line, Invalid):
                    yield number, line
                else:
                    yield from ((number, post) for post in parse(line))
            except Invalid as error:
                yield number, error

    return read


def _as_a_whole(network: str, largest: int = archive.LARGEST) -> Callable[[IO[bytes], Wish], Numbered]:
    def read(file: IO[bytes], _wish: Wish) -> Numbered:
        raw = file.read(largest + 1)
        if len(raw) > largest:
            raise Invalid(
                "this is larger than %(mb)d MB, too much for %(network)s. Nothing of it was read.",
                mb=largest // 1_000_000,
                network=registry.network(network).title,
            )
        yield from ((0, post) for post in registry.network(network).parse(raw))

    return read


_READERS: Mapping[Kind, Callable[[IO[bytes], Wish], Numbered]] = {
    Kind.ACTIVITY_LINES: _activity_lines,
    Kind.ACTIVITY: _activity,
    Kind.ARCHIVE: _archive,
    Kind.TABLE: _table,
    Kind.WORDPRESS: _wordpress,
    Kind.UNKNOWN: _unknown,
    Kind.MASTODON_LINES: _by_lines("mastodon"),
    Kind.MASTODON: _as_a_whole("mastodon"),
    Kind.JETSTREAM: _by_lines("bluesky"),
    Kind.BLUESKY: _as_a_whole("bluesky"),
    Kind.FEED: _as_a_whole("feed", feeds.LARGEST),
}


def _lines(file: IO[bytes]) -> Iterator[tuple[int, bytes | Invalid]]:
    """(number, line) of every line that is not empty; one without end is passed over."""
    number = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            yield number, Invalid("longer than %(bytes)d bytes; skipped.", bytes=LONGEST)
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST)
        elif line.strip():
            yield number, line


def _seekable(file: IO[bytes]) -> IO[bytes]:
    """The same bytes, to be read more than once; on disk when there are many."""
    spooled = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the caller closes it
    shutil.copyfileobj(file, spooled, HEAD)
    spooled.seek(0)
    return spooled


def _letters(file: IO[bytes]) -> str:
    """UTF-8 or UTF-16 where all of it is, else what German spreadsheets write."""
    start = file.read(2)
    name = "utf-16" if start in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    file.seek(0)
    decoder = codecs.getincrementaldecoder(name)()
    try:
        while piece := file.read(HEAD):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeError:
        name = "windows-1252"
    file.seek(0)
    return name


def _filled(file: IO[bytes]) -> bytes:
    """The first HEAD bytes; a pipe gives them in pieces."""
    head = b""
    while len(head) < HEAD and (piece := file.read(HEAD - len(head))):
        head += piece
    return head


class _Rejoined(io.RawIOBase):
    """A file whose beginning was read already."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io hands out a memoryview
        """The beginning first, then the rest."""
        data = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def told(error: Exception, source: str) -> str:
    """What went wrong, without the source's name, which the caller says."""
    if isinstance(error, click.UsageError):
        return error.message.removeprefix(f"{source}: ")
    if isinstance(error, BROKEN):
        return f"the file ends or breaks here: {error}. What came before was used."
    return str(error)
