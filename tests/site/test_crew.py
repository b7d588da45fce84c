"""The crew: who falls begins again, sooner the steadier it was, and what rests gives its memory back."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from leitstand.site import crew, memory, work


class Fallen:
    """A process that has ended."""

    exitcode = 1

    def is_alive(self):
        return False


def lived(seconds, falls=0):
    """Somebody who began at 100 and was seen fallen `seconds` later, for the `falls` + 1st time in a row."""
    hand = crew.Hand("listen", lambda: None, process=Fallen(), began=100.0, falls=falls)
    hand.alive(100.0 + seconds)
    return hand


def test_nobody_has_to_wait_for_the_first_beginning():
    assert crew.Hand("listen", lambda: None).due(0.0)


@pytest.mark.parametrize(
    ("seconds", "falls", "wait"),
    [(3600, 7, 0), (crew.STEADY_SECONDS, 7, 0), (1, 0, 0), (1, 1, 1), (1, 4, 4), (1, 500, 10)],
)
def test_who_falls_at_the_beginning_waits_longer_each_time_and_who_was_steady_never(seconds, falls, wait):
    hand = lived(seconds, falls)
    assert hand.due(100.0 + seconds + wait)
    assert not wait or not hand.due(100.0 + seconds + wait - 0.1)


def test_one_that_falls_begins_again_alone_and_one_signal_ends_all(tmp_path):
    program = textwrap.dedent(f"""
        import os, pathlib, signal, time
        import django
        from django.conf import settings
        settings.configure()
        django.setup()
        from leitstand.site import crew

        def duty(name, falls):
            (pathlib.Path({str(tmp_path)!r}) / f"{{name}}-{{os.getpid()}}").touch()
            if falls:
                raise SystemExit(3)
            signal.pause()

        crew.LOOK_SECONDS = 0.02
        crew.keep({{"steady": lambda: duty("steady", False), "falls": lambda: duty("falls", True)}})
    """)
    process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE)
    try:
        while len(list(tmp_path.glob("falls-*"))) < 2:
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=30)[1].decode()
    finally:
        process.kill()
    assert process.returncode == 0, said
    (steady,) = tmp_path.glob("steady-*")
    with pytest.raises(ProcessLookupError):
        os.kill(int(steady.name.removeprefix("steady-")), 0)


def rested(monkeypatch, *held):
    """A worker at rest; each look finds the next of these MB. Tells what `enough` answers at a second."""
    told, clock = iter(held), [0.0]
    monkeypatch.setattr(work, "monotonic", lambda: clock[0])
    rest = work.Rest(lambda: next(told))

    def enough(second, moved):
        clock[0] = second
        return rest.enough(moved)

    return enough


def test_a_worker_that_had_work_and_then_none_gives_its_memory_back(monkeypatch):
    enough = rested(monkeypatch, 20, 20 + work.GIVEN_BACK_MB + 1)
    assert not enough(50, 1)
    assert not enough(50 + work.REST_SECONDS - 1, 0)
    assert enough(50 + work.REST_SECONDS, 0)


def test_a_worker_that_grew_little_goes_on_and_is_looked_at_again_later(monkeypatch):
    enough = rested(monkeypatch, 20, 21, 20 + work.GIVEN_BACK_MB + 1)
    assert not enough(work.REST_SECONDS, 0)
    assert not enough(2 * work.REST_SECONDS - 1, 0)
    assert enough(2 * work.REST_SECONDS, 0)


def test_what_a_process_alone_holds_grows_with_what_it_writes():
    before = memory.own_mb()
    written = bytearray(os.urandom(1 << 20) * 32)
    assert memory.own_mb() - before > 25, len(written)
