"""Nothing is lost and nothing overtakes, however many work and however slow they are."""

from __future__ import annotations

import threading
import time

import pytest

from leitstand.firehose.pump import Pump


def test_answers_come_in_the_order_of_the_blocks_and_the_cursor_stands_behind_the_last() -> None:
    heard: list[bytes] = []

    def work(raw: bytes) -> bytes:
        time.sleep(0.002 * (raw[-1] % 3))
        return raw

    pump = Pump([work, work, work], heard.append)
    for number in range(60):
        pump.put(b"%d" % number, str(number))
    assert pump.close() == "59"
    assert heard == [b"%d" % number for number in range(60)]


def test_whoever_brings_blocks_waits_while_enough_are_under_way() -> None:
    gate = threading.Event()
    pump: Pump[bytes] = Pump([lambda raw: gate.wait() and raw], lambda _answer: None, most=3)
    for number in range(3):
        pump.put(b"x", str(number))
    late = threading.Thread(target=pump.put, args=(b"x", "3"))
    late.start()
    late.join(0.1)
    assert late.is_alive()
    assert (pump.waiting, pump.cursor) == (3, "")
    gate.set()
    late.join()
    assert pump.close() == "3"


def test_the_cursor_never_stands_before_what_failed() -> None:
    handled: list[bytes] = []

    def handle(answer: bytes) -> None:
        if answer == b"2":
            raise OSError("the disk is full")
        handled.append(answer)

    pump = Pump([bytes, bytes], handle)
    for number in range(4):
        pump.put(b"%d" % number, str(number))
    with pytest.raises(OSError, match="the disk is full"):
        pump.close()
    assert (handled, pump.cursor) == ([b"0", b"1"], "1")


def test_what_goes_wrong_in_a_worker_is_told() -> None:
    pump = Pump([lambda raw: raw.decode("ascii")], lambda _answer: None)
    pump.put(b"a", "1")
    pump.put(b"\xff", "2")
    with pytest.raises(UnicodeDecodeError):
        pump.close()
    assert pump.cursor == "1"
