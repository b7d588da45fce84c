"""`leitstand read` turns every source into posts, in order, and names what it cannot read."""

import gzip
import http.server
import json
import lzma
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from backports import zstd
from click.testing import CliRunner

from leitstand.commands import _reading
from leitstand.commands.read import command, posts_of_file
from leitstand.vocabulary import activity
from leitstand.vocabulary.errors import Invalid

EXAMPLES = Path(__file__).parents[1] / "networks" / "examples"
RSS = EXAMPLES / "feed" / "rss.xml"
LINES = EXAMPLES / "file" / "lines.jsonl"
GOOD = b'{"id":"1","content":"Hallo"}\n'


def run(*arguments, stdin=None):
    """Posts, standard error and exit status; in a process of its own when something is piped in."""
    words = [str(one) for one in arguments]
    if stdin is not None:
        program = [sys.executable, "-m", "leitstand.commands", "read", *words]
        piped = subprocess.run(program, input=stdin, capture_output=True, check=False)
        out, told, status = piped.stdout.decode(), piped.stderr.decode(), piped.returncode
    else:
        ended = CliRunner().invoke(command, words, standalone_mode=False)
        if ended.exception and not isinstance(ended.exception, SystemExit):
            raise ended.exception
        out, told = ended.stdout, ended.stderr
        status = ended.return_value if ended.exception is None else ended.exception.code
    return [json.loads(line) for line in out.split("\n") if line], told, status


def ids(*arguments, stdin=None):
    return [post["id"] for post in run(*arguments, stdin=stdin)[0]]


@pytest.mark.parametrize("folder", ["feed", "file"])
def test_every_example_is_read_as_its_network_reads_it(folder):
    for path in sorted((EXAMPLES / folder).iterdir()):
        if not path.name.endswith(".posts.json"):
            posts, _told, _status = run(path)
            assert posts == json.loads(path.with_name(f"{path.stem}.posts.json").read_text(encoding="utf-8"))


def test_sources_are_read_in_their_order_and_an_unreadable_one_is_named(tmp_path):
    notes = tmp_path / "notes.txt"
    notes.write_text("Nur ein Satz ohne alles")
    posts, told, status = run(RSS, tmp_path / "nowhere.xml", notes, LINES)
    assert [post["id"][:30] for post in posts][:4:3] == [
        "https://aktuell.hs-auenried.ex",
        "https://forum.auenried.example",
    ]
    assert f"{tmp_path}/nowhere.xml: cannot be read: No such file" in told
    assert f"{notes}: this is nothing we can read" in told
    assert f"{LINES}:3: This is no JSON" in told
    assert status == 1


def test_a_good_file_ends_with_0_and_silence():
    posts, told, status = run("-", stdin=GOOD)
    assert (posts[0]["id"], told, status) == ("1", "", 0)


def test_strict_stops_at_the_first_bad_line():
    posts, told, status = run("--strict", "-", stdin=GOOD + b"{torn\n" + GOOD)
    assert (len(posts), told.count("\n"), status) == (1, 1, 1)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, zstd.compress])
def test_packed_files_are_unpacked(pack, tmp_path):
    path = tmp_path / "packed"
    path.write_bytes(pack(LINES.read_bytes()))
    assert ids(path) == ids(LINES)
    assert ids("-", stdin=pack(LINES.read_bytes())) == ids(LINES)


def test_a_packed_file_that_breaks_off_keeps_what_came_before(tmp_path):
    path = tmp_path / "torn.jsonl.gz"
    many = b"".join(b'{"id":"%d","content":"x%d"}\n' % (n, n * n * 7919) for n in range(20_000))
    path.write_bytes(gzip.compress(many)[:-2_000])
    posts, told, status = run(path)
    assert len(posts) > 10_000
    assert "ends or breaks here" in told
    assert status == 1


def test_columns_say_what_a_table_means():
    table = "Nr;Text\n1;Grüße\n".encode("windows-1252")
    assert run("--columns", "id=Nr,content=Text", "-", stdin=table)[0][0]["content"] == "Grüße"
    one_column = run("--columns", "content=Text", "-", stdin=b"Text\nHallo\n")[0]
    assert one_column[0]["content"] == "Hallo"


def test_an_export_that_breaks_off_gives_nothing_at_all(tmp_path):
    path = tmp_path / "export.xml"
    path.write_bytes((EXAMPLES / "file" / "export.xml").read_bytes()[:-30])
    posts, told, status = run(path)
    assert (posts, status) == ([], 1)
    assert "malformed" in told


def test_a_feed_of_200_mb_is_refused_without_being_read(tmp_path):
    path = tmp_path / "huge.xml"
    with path.open("wb") as file:
        file.write(b"<rss version='2.0'><channel>")
        file.truncate(200_000_000)
    posts, told, status = run(path)
    assert (posts, status) == ([], 1)
    assert "larger than 16 MB" in told


def test_drafts_come_only_with_all():
    path = EXAMPLES / "file" / "export.xml"
    assert len(ids("--all", path)) == len(ids(path)) + 2


def test_what_listen_needs_of_a_file():
    assert [post.id for post in posts_of_file(str(LINES))] == ids(LINES)
    with pytest.raises(Invalid, match="cannot be read"):
        list(posts_of_file("/nowhere/100%.jsonl"))


@pytest.mark.parametrize(
    ("source", "is_address"),
    [
        *(
            ("https://blog.example", True),
            ("blog.example", True),
            ("blog.example/feed", True),
            ("feed:x.example", True),
        ),
        *(("./notes.xml", False), ("/tmp/x.xml", False), ("folder/notes.xml", False), ("~/x.example", False)),
    ],
)
def test_addresses_are_told_from_paths(source, is_address):
    assert bool(_reading._ADDRESS.match(source)) is is_address


def test_memory_does_not_grow_with_the_length_of_a_file(tmp_path):
    peaks = []
    for count in (20_000, 200_000):
        path = tmp_path / f"{count}.jsonl"
        with path.open("wb") as file:
            for number in range(count):
                file.write(b'{"id":"%d","content":"%s"}\n' % (number, b"Wort " * 40))
        code = (
            "import resource,sys\nfrom leitstand.commands.read import posts_of_file\n"
            "n=sum(1 for _ in posts_of_file(sys.argv[1]))\n"
            "print(n,resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        out = subprocess.run(
            [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
        )
        seen, peak = map(int, out.stdout.split())
        assert seen == count
        peaks.append(peak)
    assert peaks[1] < peaks[0] + 10_000, f"kB: {peaks}"


def test_a_reader_that_walks_away_ends_it_quietly(tmp_path):
    path = tmp_path / "many.jsonl"
    path.write_bytes(GOOD * 50_000)
    command_line = f"{sys.executable} -m leitstand.commands read {path} | head -1"
    out = subprocess.run(["bash", "-c", command_line], capture_output=True, check=False)
    assert (json.loads(out.stdout)["id"], out.stderr) == ("1", b"")


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        page = b'<html><link rel="alternate" type="application/rss+xml" href="/rss"><p>Hallo'
        body = {"/": page, "/rss": RSS.read_bytes()}.get(self.path)
        self.send_response(200 if body else 404)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def site():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.enable_socket
def test_the_feed_of_a_site_is_read_from_its_address(site):
    posts, _told, status = run(f"http://{site}/")
    assert (len(posts), status) == (3, 0)
    assert 'href="http://' + site + '/bib"' in posts[0]["content"]


@pytest.mark.enable_socket
def test_an_address_of_the_own_network_without_scheme_needs_allow(site):
    from leitstand.commands._reading import Wish, posts

    with pytest.raises(Invalid, match="private network"):
        list(_reading._of_address(site, Wish()))
    assert len(list(_reading._of_address(site, Wish(allow=(site,))))) == 3
    assert posts is _reading.posts


def test_lines_of_posts_come_out_as_they_went_in():
    line = activity.write(activity.read(LINES.read_bytes().splitlines()[0]))
    out = CliRunner().invoke(command, [str(LINES)], standalone_mode=False).stdout
    assert out.split("\n")[0] == line
