"""A stream is read ahead, but not far: what cannot be handled yet waits where it came from."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from leitstand.listen.flow import MOST_PAGES, Flow
from leitstand.vocabulary.errors import TryLater
from leitstand.vocabulary.network import Page

BROKEN = TryLater("The stream ended.", None)


def pages(count: int, read: list[int], error: Exception | None = None) -> Iterator[Page]:
    for number in range(count):
        read.append(number)
        yield Page(raw=b"x" * 10, cursor=str(number))
    if error:
        raise error


def test_a_network_waits_while_nothing_is_handled_and_all_of_it_comes_in_its_order() -> None:
    read, handled, full = [], [], threading.Event()

    def told() -> Iterator[Page]:
        for page in pages(60, read):
            if len(read) == MOST_PAGES + 1:
                full.set()
            yield page

    with Flow(told(), lambda page: page, handled.append) as flow:
        assert full.wait(10)
        assert len(read) == MOST_PAGES + 1, "one more than may wait is read, and stands at the door"
        assert flow.waiting_bytes == 10 * (MOST_PAGES + 1)
        while not flow.over:
            if flow.handle(5):
                flow.let_go(handled[-1:])
    assert [page.cursor for page in handled] == [str(number) for number in range(60)]
    assert flow.waiting_bytes == 0


def test_what_ended_the_stream_is_told_after_everything_before_it_was_handled() -> None:
    handled: list[Page] = []
    with Flow(pages(5, [], BROKEN), lambda page: page, handled.append) as flow:
        while not flow.over:
            flow.handle(5)
        assert len(handled) == 5
        with pytest.raises(TryLater):
            flow.complain()


def test_whoever_goes_away_leaves_no_thread_behind() -> None:
    read: list[int] = []
    with Flow(pages(1000, read), lambda page: page, lambda _page: None) as flow:
        assert flow.handle(5)
    assert not flow._reader.is_alive()
    assert len(read) < 1000


def test_what_cannot_be_sifted_is_told_to_whoever_handles() -> None:
    def sift(page: Page) -> int:
        return 1 // int(page.cursor)

    with Flow(pages(3, []), sift, lambda _one: None) as flow, pytest.raises(ZeroDivisionError):
        flow.handle(5)
