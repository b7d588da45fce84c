"""One question, one answer: what is sent, to whom, and what comes of it."""

import gzip
import json
import re

import httpx2
import pytest

from leitstand.vocabulary.errors import Invalid, Rejected
from leitstand.vocabulary.network import Connection, Wire
from leitstand.vocabulary.post import Actor
from leitstand.wire import HttpWire
from leitstand.wire.request import origin
from tests.wire.loopback import HERE, answer, says, serving

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
        wire.delete("/d", query={"force": "true"}, headers={"X-Method": "DELETE"})
        wire.put("/r", body=b"film", headers={"Content-Range": "bytes 0-3/4"})
    j, f, m, b, p, d, r = server.heard
    assert (json.loads(j.body), j.headers["idempotency-key"]) == ({"status": "Grüße"}, "k")
    assert f.body == b"comment=%C3%A4+b"
    assert b'filename="a.png"' in m.body
    assert b"image/png" in m.body
    assert b'name="description"' in m.body
    assert (b.body, b.headers["content-type"]) == (b"raw", "image/png")
    assert (p.method, p.body, d.method, d.target) == ("PUT", b"[1]", "DELETE", "/d?force=true")
    assert (r.method, r.body, r.headers["content-range"]) == ("PUT", b"film", "bytes 0-3/4")
    assert d.headers["x-method"] == "DELETE"


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


def test_credentials_go_also_where_the_network_is_at_home_too():
    with serving(says(201)) as server, serving(says(201)) as uploads, serving(says(201)) as strange:
        connection = Connection(
            server=server.url, headers={"Authorization": TOKEN}, actor=Actor(id="wir"), also=(uploads.url,)
        )
        with HttpWire(connection, allowed=HERE) as wire:
            for place in (server, uploads, strange):
                wire.put(place.url + "/x", body=b"1")
    sent = [place.heard[0].headers.get("authorization") for place in (server, uploads, strange)]
    assert sent == [TOKEN, TOKEN, None]


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


def test_the_library_reads_addresses_as_we_do():
    """The origin check compares what httpx2 parsed: capitals and a spelled-out port change nothing."""
    assert origin(httpx2.URL("HTTPS://Social.Example:443/a")) == origin(httpx2.URL("https://social.example"))
    assert origin(httpx2.URL("wss://social.example/x")) == origin(httpx2.URL("https://social.example"))
    for other in ("http://social.example", "https://social.example:8443", "https://social.example."):
        assert origin(httpx2.URL(other)) != origin(httpx2.URL("https://social.example"))
