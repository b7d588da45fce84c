"""Lines in and out for commands: files or standard input, packed or plain, with bad lines named."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import click

from leitstand.vocabulary import activity
from leitstand.vocabulary.errors import Invalid
from leitstand.vocabulary.post import Post

LONGEST = 16_000_000
"""A line longer than this many bytes is no post; it is reported and skipped, so that memory does not grow."""


class Trouble:
    """Counts what was skipped; tells it on standard error; decides the exit status."""

    def __init__(self, *, strict: bool = False) -> None:
        self.strict = strict
        self.skipped = 0

    def tell(self, where: str, why: object) -> None:
        """Report one skipped thing; with --strict, stop at it."""
        self.skipped += 1
        click.echo(f"{where}: {why}", err=True)
        if self.strict:
            raise SystemExit(1)

    @property
    def status(self) -> int:
        """0: all done, 1: done with skipped lines."""
        return 1 if self.skipped else 0


def opened(name: str) -> IO[bytes]:
    """A file by its name, unpacked by its first bytes; "-" is standard input.

    Raises click.UsageError (exit 2) when it cannot be read.
    """
    if name == "-":
        raw: IO[bytes] = sys.stdin.buffer
    else:
        try:
            raw = Path(name).open("rb")  # noqa: SIM115  # the caller closes what it gets
        except OSError as error:
            raise click.UsageError(f"{name}: cannot be read: {error.strerror}.") from error
    reader = io.BufferedReader(raw) if isinstance(raw, io.RawIOBase) else raw
    try:
        head = reader.peek(6)[:6]  # type: ignore[attr-defined]  # both kinds of reader can peek
    except OSError as error:
        raise click.UsageError(f"{name}: cannot be read: {error.strerror}.") from error
    if head.startswith(b"\x1f\x8b"):
        return gzip.open(reader, "rb")  # type: ignore[return-value]  # reads bytes all the same
    if head.startswith(b"\xfd7zXZ\x00"):
        return lzma.open(reader, "rb")
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        from backports import zstd

        return zstd.open(reader, "rb")  # type: ignore[return-value]  # reads bytes all the same
    return reader


def lines(names: Iterable[str], trouble: Trouble) -> Iterator[tuple[str, bytes]]:
    """("NAME:NUMBER", line) for every line that is not empty, in the order of the names."""
    for name in names:
        shown = "<stdin>" if name == "-" else name
        with opened(name) as file:
            number = 0
            try:
                while line := file.readline(LONGEST + 1):
                    number += 1
                    if len(line) > LONGEST:
                        trouble.tell(f"{shown}:{number}", f"longer than {LONGEST} bytes; skipped.")
                        while line and not line.endswith(b"\n"):
                            line = file.readline(LONGEST)
                    elif line.strip():
                        yield f"{shown}:{number}", line
            except (OSError, EOFError, lzma.LZMAError) as error:
                trouble.tell(
                    f"{shown}:{number + 1}",
                    f"the file ends or breaks here: {error}. What came before was used.",
                )


def posts(names: Iterable[str], trouble: Trouble) -> Iterator[Post]:
    """Every post of the lines; a bad line is told with its number and skipped."""
    for where, line in lines(names, trouble):
        try:
            yield activity.read(line.decode("utf-8-sig"))
        except Invalid as error:
            trouble.tell(where, error)
        except UnicodeDecodeError as error:
            trouble.tell(where, f"This is no UTF-8: byte {error.start + 1} of the line fits no character.")


def batches(stream: Iterable[Post], size: int = 500) -> Iterator[list[Post]]:
    """Posts in lists of at most `size`; from a terminal or a slow pipe one would rather have few."""
    held: list[Post] = []
    for post in stream:
        held.append(post)
        if len(held) >= size:
            yield held
            held = []
    if held:
        yield held


def emit(row: dict[str, Any]) -> None:
    """One JSON object a line on standard output."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")


def progress(total: int | None = None) -> Any:
    """A bar on standard error when a terminal is there, silent otherwise.

    Use it as a context manager and tell it `.advance(n)`.
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    task = bar.add_task("posts", total=total)

    class _Bar:
        def __enter__(self) -> _Bar:
            bar.start()
            return self

        def __exit__(self, *_: object) -> None:
            bar.stop()

        def advance(self, n: int = 1) -> None:
            bar.advance(task, n)

    return _Bar()
