"""One question, one answer: what is sent, to whom, and what comes of it."""

import gzip
import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx2
import pytest

from leitstand.vocabulary.errors import Gone, Invalid, Reconnect, Rejected, TryLater, Uncertain
from leitstand.vocabulary.network import Connection, Wire
from leitstand.vocabulary.post import Actor
from leitstand.wire import Caps, HttpWire
from leitstand.wire.request import origin
from tests.wire.loopback import HERE, answer, hang_up, says, serving

pytestmark = pytest.mark.allow_hosts(HERE)

TOKEN = "Bearer geheim-geheim-geheim"


def connected(url, **more):
    connection = Connection(server=url, headers={"Authorization": TOKEN}, actor=Actor(id="wir"))
    return HttpWire(connection, allowed=HERE, **more)


def open_to(url):
    return HttpWire(server=url, allowed=HERE)


def test_it_is_a_wire():
    with HttpWire(server="https://social.example") as wire:
        assert isinstance(wire, Wire)
        assert (wire.server, wire.me) == ("https://social.example", None)


def test_an_answer_comes_back_with_its_address_and_lower_case_headers():
    with serving(says(200, b'{"a": "\xc3\xa4"}', ETag='"7"')) as server, open_to(server.url) as wire:
        said = wire.get("/api?x=1", query={"q": "Grüße & mehr"})
    assert said.json() == {"a": "ä"}
    assert said.headers["etag"] == '"7"'
    assert server.heard[0].target == "/api?x=1&q=Gr%C3%BC%C3%9Fe+%26+mehr"
    assert said.url == server.url + server.heard[0].target


def test_leitstand_says_who_it_is():
    with serving(says()) as server, open_to(server.url) as wire:
        wire.get("/")
    assert re.fullmatch(r"Leitstand/\S+ \(\+self-hosted\)", server.heard[0].headers["user-agent"])


def test_proxies_and_passwords_of_the_environment_are_ignored(monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(says()) as server, open_to(server.url) as wire:
        assert wire.get("/").status == 200
    assert "authorization" not in server.heard[0].headers


def test_a_server_in_a_folder_keeps_its_folder():
    with serving(says()) as server, open_to(server.url + "/blog/") as wire:
        wire.get("/wp-json")
    assert server.heard[0].target == "/blog/wp-json"


def test_a_path_with_two_slashes_stays_at_our_server():
    with serving(says()) as server, connected(server.url) as wire:
        wire.get("//other.example/x")
    assert server.heard[0].target == "//other.example/x"


def test_json_forms_files_and_bytes_are_sent_once():
    with serving(says(201)) as server, open_to(server.url) as wire:
        wire.post("/j", json={"status": "Grüße"}, headers={"Idempotency-Key": "k"})
        wire.post("/f", form={"comment": "ä b"})
        wire.post("/m", form={"description": "Bild"}, files={"file": ("a.png", b"PNG", "image/png")})
        wire.post("/b", body=b"raw", headers={"Content-Type": "image/png"})
        wire.put("/p", json=[1])
        wire.delete("/d", query={"force": "true"})
    j, f, m, b, p, d = server.heard
    assert (json.loads(j.body), j.headers["idempotency-key"]) == ({"status": "Grüße"}, "k")
    assert f.body == b"comment=%C3%A4+b"
    assert b'filename="a.png"' in m.body
    assert b"image/png" in m.body
    assert b'name="description"' in m.body
    assert (b.body, b.headers["content-type"]) == (b"raw", "image/png")
    assert (p.method, p.body, d.method, d.target) == ("PUT", b"[1]", "DELETE", "/d?force=true")


def test_a_compressed_body_is_read():
    packed = gzip.compress(b"<rss/>" * 1000)
    with serving(says(200, packed, Content_Encoding="gzip")) as server, open_to(server.url) as wire:
        assert wire.get("/").body == b"<rss/>" * 1000


def test_unchanged_is_an_answer():
    with serving(says(304, ETag='"7"')) as server, open_to(server.url) as wire:
        said = wire.get("/feed", headers={"If-None-Match": '"7"'})
    assert (said.status, said.body) == (304, b"")
    assert server.heard[0].headers["if-none-match"] == '"7"'


# Credentials


def test_credentials_go_to_their_own_server():
    with serving(says()) as server, connected(server.url) as wire:
        wire.get("/me")
        wire.get(server.url + "/me")
        wire.post("/me", json={})
    assert [heard.headers.get("authorization") for heard in server.heard] == [TOKEN] * 3


def test_credentials_never_go_to_another_address():
    with serving(says()) as other, serving(says()) as server, connected(server.url) as wire:
        wire.get(other.url + "/picture")
        wire.post(other.url + "/inbox", json={})
        wire.get(f"http://127.0.0.1:{other.port}/")
    assert len(other.heard) == 3
    assert all("authorization" not in heard.headers for heard in other.heard)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_credentials_do_not_follow_a_redirect_to_another_server(status):
    with serving(says(200, b"there")) as other, serving(says()) as server, connected(server.url) as wire:
        server.script = says(status, Location=other.url + "/x")
        said = wire.get("/me", headers={"X-Secret": "s", "If-None-Match": '"1"'})
    assert (said.body, said.url) == (b"there", other.url + "/x")
    (heard,) = other.heard
    assert "authorization" not in heard.headers
    assert "x-secret" not in heard.headers
    assert heard.headers["if-none-match"] == '"1"'
    assert heard.headers["host"] == other.netloc


def test_credentials_follow_a_redirect_within_their_server():
    def script(line, heard):
        if heard.target == "/old":
            answer(line, 301, Location="/new")
        else:
            answer(line, 200)

    with serving(script) as server, connected(server.url) as wire:
        wire.get("/old")
    assert [heard.headers.get("authorization") for heard in server.heard] == [TOKEN, TOKEN]


def test_credentials_do_not_come_back_from_a_detour():
    with serving(says()) as other, serving(says()) as server, connected(server.url) as wire:
        other.script = says(302, Location=server.url + "/delete-all")
        server.script = lambda line, heard: (
            answer(line, 302, Location=other.url) if heard.target == "/me" else answer(line)
        )
        wire.get("/me")
    assert server.heard[1].target == "/delete-all"
    assert "authorization" not in server.heard[1].headers


def test_a_header_that_cannot_be_sent_is_named_but_not_shown():
    connection = Connection(
        server="https://s.example", headers={"Authorization": "a\nb-geheim"}, actor=Actor(id="w")
    )
    with HttpWire(connection) as wire, pytest.raises(Invalid) as refused:
        wire.get("/")
    assert "Authorization" in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_a_server_that_repeats_our_token_does_not_get_it_shown():
    body = json.dumps({"error": "no such token: geheim-geheim-geheim"}).encode()
    with (
        serving(says(403, body, Content_Type="application/json")) as server,
        connected(server.url) as wire,
        pytest.raises(Rejected) as refused,
    ):
        wire.get("/me")
    assert "geheim" not in str(refused.value)
    assert "no such token: …" in str(refused.value)


# Redirects


def test_a_redirect_into_this_machine_is_refused():
    with serving(says(200, b"inner")) as inner, serving(says()) as server:
        server.script = says(302, Location=inner.url + "/admin")
        with HttpWire(allowed=[server.netloc]) as wire, pytest.raises(Invalid, match="private network"):
            wire.get(server.url)
        assert inner.calls == 0


@pytest.mark.parametrize(
    "to", ["http://169.254.169.254/latest/meta-data/", "http://[::1]/", "http://0/", "http://10.0.0.1:22/"]
)
def test_a_redirect_to_a_private_address_is_refused(to):
    with serving(says(302, Location=to)) as server, open_to(server.url) as wire, pytest.raises(Invalid):
        wire.get("/")


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://x.example/", "http://a:b@x.example/", "http://[", "http://"]
)
def test_a_redirect_to_no_web_address_is_refused(to):
    with serving(says(302, Location=to)) as server, open_to(server.url) as wire, pytest.raises(Invalid):
        wire.get("/")


def test_redirects_without_end_end():
    with (
        serving(says(302, Location="/again")) as server,
        open_to(server.url) as wire,
        pytest.raises(Invalid) as refused,
    ):
        wire.get("/")
    assert "without end" in str(refused.value)
    assert len(server.heard) == 6


def test_five_redirects_are_followed():
    def script(line, heard):
        step = int(heard.target[1:])
        answer(line, 302, Location=f"/{step + 1}") if step < 5 else answer(line, 200, b"there")

    with serving(script) as server, open_to(server.url) as wire:
        assert wire.get("/0").body == b"there"


def test_a_write_is_never_sent_on_to_another_address():
    with serving(says()) as other, serving(says()) as server, open_to(server.url) as wire:
        for status in (301, 307, 308):
            server.script = says(status, Location=other.url)
            with pytest.raises(Rejected, match="new address"):
                wire.post("/posts", json={})
        server.script = says(303, Location=other.url + "/1")
        assert wire.post("/comments", form={"a": "b"}).headers["location"] == other.url + "/1"
    assert other.heard == []


# Failures


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, Reconnect),
        (404, Gone),
        (410, Gone),
        (403, Rejected),
        (400, Rejected),
        (422, Rejected),
        (429, TryLater),
    ],
)
def test_a_refusal_is_the_same_error_for_reads_and_writes(status, error):
    with serving(says(status)) as server, open_to(server.url) as wire:
        for ask in (lambda: wire.get("/"), lambda: wire.post("/", json={}), lambda: wire.delete("/")):
            with pytest.raises(error) as raised:
                ask()
            assert raised.value.facts["status"] == status


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_fault_of_the_server_leaves_a_write_uncertain(status):
    with serving(says(status, Retry_After="7")) as server, open_to(server.url) as wire:
        with pytest.raises(TryLater) as later:
            wire.get("/")
        for ask in (lambda: wire.post("/", form={}), lambda: wire.put("/", json=1), lambda: wire.delete("/")):
            with pytest.raises(Uncertain):
                ask()
    assert later.value.wait == timedelta(seconds=7)


def test_a_moment_to_come_back_is_kept():
    moment = format_datetime(datetime.now(UTC) + timedelta(minutes=20), usegmt=True)
    with (
        serving(says(429, Retry_After=moment)) as server,
        open_to(server.url) as wire,
        pytest.raises(TryLater) as later,
    ):
        wire.post("/", json={})
    assert timedelta(minutes=19) < later.value.wait <= timedelta(minutes=20)


def test_nobody_listening_is_tried_later_also_when_writing():
    with serving(says()) as server:
        pass
    with open_to(server.url) as wire:
        for ask in (lambda: wire.get("/"), lambda: wire.post("/", json={}), lambda: wire.delete("/")):
            with pytest.raises(TryLater, match="Connection refused"):
                ask()


def test_a_reset_in_the_middle_of_an_answer():
    def script(line, heard):
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
        hang_up(line)

    with serving(script) as server, open_to(server.url) as wire:
        with pytest.raises(TryLater):
            wire.get("/")
        with pytest.raises(Uncertain):
            wire.post("/", json={})


def test_a_reset_before_the_answer_leaves_a_write_uncertain():
    with serving(lambda line, heard: hang_up(line)) as server, open_to(server.url) as wire:
        with pytest.raises(TryLater):
            wire.get("/")
        with pytest.raises(Uncertain):
            wire.post("/", json={})
        assert len(server.heard) == 2


def test_an_answer_shorter_than_it_says_is_broken():
    def script(line, heard):
        answer(line, 200, b"short", Content_Length="500")
        raise EOFError

    with serving(script) as server, open_to(server.url) as wire, pytest.raises(TryLater, match="broke off"):
        wire.get("/")


def test_an_answer_longer_than_it_says_is_cut_where_it_said():
    with serving(says(200, b"0123456789", Content_Length="4")) as server, open_to(server.url) as wire:
        assert wire.get("/").body == b"0123"


def test_what_is_no_http_is_tried_later():
    def script(line, heard):
        line.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
        raise EOFError

    with serving(script) as server, open_to(server.url) as wire, pytest.raises(TryLater):
        wire.get("/")


def test_a_broken_compression_is_tried_later():
    with (
        serving(says(200, b"no gzip", Content_Encoding="gzip")) as server,
        open_to(server.url) as wire,
        pytest.raises(TryLater),
    ):
        wire.get("/")


def test_a_kept_connection_that_died_is_replaced_for_reads():
    """The server resets the second request on a line; nothing could be told from the socket before."""
    seen = {}

    def script(line, heard):
        seen[line] = seen.get(line, 0) + 1
        if seen[line] == 2:
            hang_up(line)
        answer(line, 200, b"fine")

    with serving(script) as server, open_to(server.url) as wire:
        assert wire.get("/1").body == b"fine"
        assert wire.get("/2").body == b"fine"
        assert server.calls == 2
        with pytest.raises(Uncertain):
            wire.post("/3", json={})
    assert [heard.target for heard in server.heard] == ["/1", "/2", "/2", "/3"]


def test_a_write_that_never_gets_an_answer_is_uncertain():
    caps = Caps(read_seconds=0.3)
    silent = serving(lambda line, heard: server.stopped.wait(5))
    with silent as server, HttpWire(server=server.url, allowed=HERE, caps=caps) as wire:
        with pytest.raises(Uncertain, match="look on the network"):
            wire.post("/", json={})
        with pytest.raises(TryLater, match="too long"):
            wire.get("/")


def test_the_words_of_the_server_reach_the_author():
    body = json.dumps({"code": "comment_duplicate", "message": "<b>Doppelter</b> Kommentar &ndash; schon da"})
    said = says(409, body.encode(), Content_Type="application/json; charset=utf-8")
    with serving(said) as server, open_to(server.url) as wire, pytest.raises(Rejected) as refused:
        wire.post("/", json={})
    assert refused.value.facts["words"] == "Doppelter Kommentar – schon da"
    assert refused.value.facts["code"] == "comment_duplicate"
    assert "Doppelter Kommentar" in str(refused.value)


def test_a_whole_page_of_html_is_no_reason():
    said = says(403, b"<html><body>Access denied" + b"x" * 9000, Content_Type="text/html")
    with serving(said) as server, open_to(server.url) as wire, pytest.raises(Rejected) as refused:
        wire.get("/")
    assert refused.value.facts["words"] == ""
    assert "gave no reason" in str(refused.value)


def test_the_library_reads_addresses_as_we_do():
    """The origin check compares what httpx2 parsed: capitals and a spelled-out port change nothing."""
    assert origin(httpx2.URL("HTTPS://Social.Example:443/a")) == origin(httpx2.URL("https://social.example"))
    assert origin(httpx2.URL("wss://social.example/x")) == origin(httpx2.URL("https://social.example"))
    for other in ("http://social.example", "https://social.example:8443", "https://social.example."):
        assert origin(httpx2.URL(other)) != origin(httpx2.URL("https://social.example"))
