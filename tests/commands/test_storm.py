"""`leitstand storm` from the outside: a line for a row, at once, and every bad line with its number."""

import csv
import datetime as dt
import gzip
import io
import lzma
import subprocess
import sys

import pytest

PROGRAM = [sys.executable, "-m", "leitstand.commands", "storm"]
HEAD = ["timestamp", "value", "expected", "low", "high", "spike", "sustained", "alarm"]
BEGIN = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def line(number: int, value: float = 3, every: int = 5) -> str:
    moment = BEGIN + dt.timedelta(minutes=every * number)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ},{value}\n"


def series(bins: int) -> str:
    return "timestamp,value\n" + "".join(line(n, 2 + n * 7 % 5) for n in range(bins))


def run(*arguments: str, stdin: str | bytes = "") -> subprocess.CompletedProcess[str]:
    data = stdin if isinstance(stdin, bytes) else stdin.encode()
    done = subprocess.run([*PROGRAM, *arguments], input=data, capture_output=True, check=False, timeout=60)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def table(told: str) -> list[dict[str, str]]:
    assert next(csv.reader(io.StringIO(told))) == HEAD
    return list(csv.DictReader(io.StringIO(told)))


def test_a_row_for_every_row_with_scores_between_0_and_1():
    done = run(stdin=series(400))
    assert (done.returncode, done.stderr) == (0, "")
    rows = table(done.stdout)
    assert [row["timestamp"] for row in rows[:2]] == ["2026-03-02T00:00:00Z", "2026-03-02T00:05:00Z"]
    assert len(rows) == 400
    for row in rows:
        assert 0 <= float(row["spike"]) <= 1
        assert 0 <= float(row["sustained"]) <= 1
        assert float(row["low"]) <= float(row["expected"]) <= float(row["high"])
        assert row["alarm"] == ""


def test_a_storm_raises_an_alarm_and_no_budget_none():
    stormy = series(3 * 288) + "".join(line(3 * 288 + n, 40) for n in range(12))
    assert [row["alarm"] for row in table(run(stdin=stormy).stdout) if row["alarm"]] != []
    none = run("--alarms-per-week", "0", stdin=stormy)
    assert [row["alarm"] for row in table(none.stdout) if row["alarm"]] == []


def test_later_rows_change_nothing_of_earlier_answers():
    short, long = run(stdin=series(300)).stdout, run(stdin=series(300) + line(300, 900)).stdout
    assert long.startswith(short)


def test_a_row_is_answered_while_the_next_is_still_awaited():
    with subprocess.Popen(PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        running.stdin.write("timestamp,value\n")
        for number in range(3):
            running.stdin.write(line(number))
            running.stdin.flush()
            if number == 0:
                assert running.stdout.readline().strip().split(",") == HEAD
            assert running.stdout.readline().startswith(line(number).strip())
        running.stdin.close()
        assert running.stdout.read() == ""


BAD = [
    ("gestern,3", "'gestern' is no moment such as"),
    ("2026-02-30T00:00:00Z,3", "is no moment: day"),
    ("2026-03-02T00:10:00Z", "here is no comma"),
    ("2026-03-02T00:10:00Z,viele", "'viele' is no number"),
    ("2026-03-02T00:10:00Z,nan", "'nan' is no number"),
    ("2026-03-02T00:05:00Z,4", "is the same moment as the row before (2026-03-02T00:05:00Z)"),
    ("2026-03-02T00:00:00+01:00,4", "is earlier than the row before"),
]


@pytest.mark.parametrize(("bad", "why"), BAD)
def test_a_bad_line_is_told_with_its_number_and_skipped(bad, why):
    done = run(stdin="timestamp,value\n" + line(0) + line(1) + bad + "\n" + line(3))
    assert done.returncode == 1
    assert done.stderr.startswith("<stdin>:4: ")
    assert why in done.stderr
    assert len(table(done.stdout)) == 3


def test_a_gap_is_told_with_its_line_and_skips_nothing():
    rows = [line(n) for n in range(20)] + [line(n) for n in range(50, 60)]
    done = run("--every", "5m", stdin="timestamp,value\n" + "".join(rows))
    assert done.returncode == 0
    assert done.stderr == "<stdin>:22: rows missing before this one: 30; they teach nothing.\n"
    assert len(table(done.stdout)) == 30


def test_strict_stops_at_the_first_bad_line():
    done = run("--strict", stdin="timestamp,value\n" + line(0) + "kaputt\n" + line(1))
    assert done.returncode == 1
    assert len(table(done.stdout)) == 1


def test_moments_without_a_zone_or_a_head_are_read_too():
    done = run(stdin="2026-03-02 00:00:00,3\n2026-03-02 00:05:00,4.5\n")
    assert done.returncode == 0
    assert [row["value"] for row in table(done.stdout)] == ["3", "4.5"]


@pytest.mark.parametrize("ending", ["csv", "gz", "xz", "zst"])
def test_packed_files_are_read(tmp_path, ending):
    data = series(20).encode()
    if ending == "zst":
        from backports import zstd

        data = zstd.compress(data)
    data = {"gz": gzip.compress, "xz": lzma.compress}.get(ending, bytes)(data)
    file = tmp_path / f"series.{ending}"
    file.write_bytes(data)
    done = run(str(file))
    assert done.returncode == 0, done.stderr
    assert len(table(done.stdout)) == 20


def test_the_length_of_a_bin_is_found_out_or_told():
    hourly = "timestamp,value\n" + "".join(line(n, 2 + n % 3, every=60) for n in range(100))
    assert run(stdin=hourly).stdout == run("--every", "1h", stdin=hourly).stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--every", "soon"], "30s, 10m or 2h"),
        (["--alarms-per-week", "-1"], "-1"),
        (["nowhere.csv"], "cannot be read"),
    ],
)
def test_wrong_usage_is_2(arguments, why):
    done = run(*arguments)
    assert done.returncode == 2
    assert why in done.stderr
