"""The archive: whatever crashes, every post once; what is erased leaves the bytes; days go by themselves."""

from __future__ import annotations

import os
import threading
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitstand.archive import ARCHIVED, Archive, files, of, rows, spool
from leitstand.vocabulary import batch
from leitstand.vocabulary.post import Actor, Post

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = NOON.date()


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "1")


def heard(*ids, at=NOON, source=1, **fields):
    """Posts of these ids as rows."""
    return of(batch.of(Post(id=one, content=f"Neues {one}", **fields) for one in ids), source, at)


def ids(archive, day=DAY):
    return [one for some in archive.read(day) for one in some["id"].to_pylist()]


def bytes_of(archive):
    return b"".join(place.read_bytes() for place in archive.root.rglob("*") if place.is_file())


def test_what_is_added_is_read_in_its_order_before_and_after_folding(archive):
    archive.add(heard("1", "2"))
    archive.add(heard("3"))
    assert ids(archive) == ["1", "2", "3"]
    archive.tend(DAY)
    archive.add(heard("4"))
    assert ids(archive) == ["1", "2", "3", "4"]
    assert archive.counts() == {DAY: 3}


def test_a_row_comes_back_as_it_was(archive):
    post = Post(
        id="1",
        content="Grüße",
        network="mastodon",
        attributed_to=Actor(id="https://a.example/ida", name="Ida", preferred_username="ida"),
        published=NOON - timedelta(hours=1),
        content_map={"de": "Grüße"},
        also={"x": [1]},
    )
    archive.add(of(batch.of([post]), 7, NOON))
    for _state in ("spool", "part", "united"):
        [some] = archive.read(DAY)
        assert list(batch.posts(some)) == [post]
        assert (some["source"][0].as_py(), some["heard"][0].as_py()) == (7, NOON)
        assert some.schema.equals(ARCHIVED)
        archive.tend(DAY + timedelta(days=1))


def test_what_is_polled_again_is_kept_once_over_all_days_but_an_edit_is_kept_beside(archive):
    archive.add(heard("1", "2"))
    archive.add(heard("1", "2", "3"))
    archive.tend(DAY)
    archive.add(heard("2", "3", "4"))
    tomorrow = NOON + timedelta(days=1)
    archive.add(heard("1", "5", at=tomorrow))
    archive.add(heard("2", at=tomorrow, updated=tomorrow))
    assert ids(archive) == ["1", "2", "3", "4"]
    archive.tend(tomorrow.date())
    assert ids(archive) == ["1", "2", "3", "4"]
    assert ids(archive, tomorrow.date()) == ["5", "2"]


def test_a_day_that_is_over_becomes_one_file(archive):
    for number in range(4):
        archive.add(heard(str(number)))
        archive.tend(DAY)
    assert len(list(archive.root.rglob("*.parquet"))) == 4
    archive.tend(DAY + timedelta(days=1))
    [place] = archive.root.rglob("*.parquet")
    assert pq.read_metadata(place).row_group(0).column(0).compression == "ZSTD"
    assert ids(archive) == ["0", "1", "2", "3"]


def test_a_torn_frame_costs_only_itself(archive):
    archive.add(heard("1"))
    archive.add(heard("2"))
    place = archive.root / DAY.isoformat() / "spool"
    whole = place.read_bytes()
    place.write_bytes(whole[:-7])
    archive.add(heard("3"))
    assert ids(archive) == ["1", "3"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_spool_cut_or_spoiled_anywhere_is_read_as_far_as_it_goes(tmp_path, data):
    place = tmp_path / "spool"
    place.unlink(missing_ok=True)
    for number in range(3):
        spool.append(place, heard(str(number)))
    whole = bytearray(place.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        del whole[at:]
    else:
        whole[at] ^= data.draw(st.integers(1, 255))
    place.write_bytes(whole)
    found = [one for some in spool.read(place) for one in some["id"].to_pylist()]
    assert set(found) <= {"0", "1", "2"}
    assert len(found) == len(set(found))
    assert len(found) >= 2 * (len(whole) > at), "what was spoiled costs one frame at most"


@pytest.mark.parametrize("moment", ["replace", "wipe"])
@pytest.mark.parametrize("today", [DAY, DAY + timedelta(days=1)], ids=["folding", "uniting"])
def test_a_crash_at_any_step_of_tending_neither_loses_nor_doubles(archive, monkeypatch, moment, today):
    for number in range(3):
        archive.add(heard(str(number)))
        archive.tend(DAY)
    archive.add(heard("3", "4"))
    everything = ["0", "1", "2", "3", "4"]

    class PowerCut(Exception):
        pass

    for step in range(8):
        left = [step]

        def cut(real, left=left):
            def or_not(*args, **more):
                if not left[0]:
                    raise PowerCut
                left[0] -= 1
                return real(*args, **more)

            return or_not

        with monkeypatch.context() as patched:
            owner = os if moment == "replace" else files
            patched.setattr(owner, moment, cut(getattr(owner, moment)))
            try:
                archive.tend(today)
            except PowerCut:
                pass
            else:
                break
        assert ids(archive) == everything
    archive.tend(today)
    assert ids(archive) == everything
    assert not list(archive.root.rglob("*.tmp"))


def test_threads_add_side_by_side_while_somebody_tends_and_reads(archive):
    def add(name):
        for number in range(20):
            archive.add(heard(f"{name}-{number}"))

    threads = [threading.Thread(target=add, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        archive.tend(DAY)
        found = ids(archive)
        assert len(found) == len(set(found))
    for thread in threads:
        thread.join()
    assert len(ids(archive)) == len(set(ids(archive))) == 60


def test_days_leave_when_their_time_is_over(archive):
    for back in range(5):
        archive.add(heard(str(back), at=NOON - timedelta(days=back)))
    archive.tend(DAY)
    gone = archive.expire(DAY - timedelta(days=2))
    assert gone == [DAY - timedelta(days=4), DAY - timedelta(days=3)]
    assert archive.days() == [DAY - timedelta(days=2), DAY - timedelta(days=1), DAY]


SECRET = "Zwiebelturmgeheimnis"


@pytest.mark.parametrize("state", ["spool", "part", "united"])
@pytest.mark.parametrize(
    "whom", [{"posts": ["2"]}, {"people": ["https://a.example/nele"]}, {"people": ["@Nele@a.example"]}]
)
def test_what_is_erased_is_gone_from_the_rows_and_from_the_bytes(archive, state, whom):
    nele = Actor(id="https://a.example/nele", preferred_username="nele@a.example", name=SECRET)
    archive.add(heard("1"))
    archive.add(heard("2", attributed_to=nele, summary=SECRET))
    if state != "spool":
        archive.tend(DAY if state == "part" else DAY + timedelta(days=1))
    open_files = [place.open("rb") for place in archive.root.rglob("*") if place.is_file()]
    assert archive.erase(**whom) == 1
    assert ids(archive) == ["1"]
    assert SECRET.encode() not in bytes_of(archive)
    for file in open_files:
        with file:
            assert SECRET.encode() not in file.read(), "what the disk still holds was overwritten"
    assert archive.erase(**whom) == 0


def test_a_post_deleted_where_it_stood_is_not_read_again_and_leaves_the_files(archive):
    archive.add(heard("1", "2"))
    archive.tend(DAY)
    archive.add(heard("3"))
    archive.forget(["2", "3"])
    assert ids(archive) == ["1"]
    archive.tend(DAY)
    assert ids(archive) == ["1"]
    assert archive.counts() == {DAY: 1}
    assert b"Neues 2" not in bytes_of(archive)


def test_everything_can_be_removed_and_begun_again(archive):
    archive.add(heard("1"))
    assert archive.size() > 0
    archive.remove()
    assert (archive.days(), archive.size()) == ([], 0)
    archive.add(heard("2"))
    assert ids(archive) == ["2"]


def test_an_archive_that_never_was_is_empty(tmp_path):
    archive = Archive(tmp_path / "none")
    assert (archive.days(), archive.size(), archive.counts(), archive.expire(date.max)) == ([], 0, {}, [])
    archive.remove()
    assert not archive.root.exists()


def test_a_full_disk_takes_nothing_and_spoils_nothing(archive, monkeypatch):
    archive.add(heard("1"))
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:9]))
    with pytest.raises(OSError, match="only a part"):
        archive.add(heard("2"))
    monkeypatch.undo()
    archive.add(heard("3"))
    assert ids(archive) == ["1", "3"]


def test_rows_without_an_author_or_a_batch_of_nothing_do_no_harm(archive):
    archive.add(heard())
    archive.add(heard("1"))
    assert archive.erase(people=["nobody"]) == 0
    assert rows.table([]).num_rows == 0
    assert isinstance(next(archive.read(DAY)), pa.RecordBatch)
