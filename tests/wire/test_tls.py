"""Secure connections: the name stays the name, though the socket goes to a checked address."""

import socket
import threading

import pytest
from websockets.sync.server import serve

from leitstand.vocabulary.errors import Invalid, TryLater
from leitstand.vocabulary.network import Connection
from leitstand.vocabulary.post import Actor
from leitstand.wire import HttpWire
from tests.wire.loopback import HERE, NAME, answer, says, server_tls, serving, trusting

pytestmark = pytest.mark.allow_hosts(HERE)


def test_the_name_is_asked_for_and_proven_though_the_address_was_checked(house):
    seen = []
    tls = server_tls(house)
    tls.sni_callback = lambda line, name, context: seen.append(name)
    with serving(says(200, b"safe"), tls) as server, HttpWire(guard=trusting(house)) as wire:
        assert wire.get(f"https://{NAME}:{server.port}/").body == b"safe"
    assert seen == [NAME]
    assert server.heard[0].headers["host"] == f"{NAME}:{server.port}"


def test_a_certificate_for_another_name_is_refused_and_nothing_was_sent(house):
    with serving(says(), server_tls(house)) as server, HttpWire(guard=trusting(house)) as wire:
        with pytest.raises(TryLater, match=r"no secure connection to other\.example"):
            wire.get(f"https://other.example:{server.port}/")
        with pytest.raises(TryLater, match="no secure connection"):
            wire.post(f"https://other.example:{server.port}/", json={})
        with pytest.raises(TryLater, match="no secure connection"):
            next(wire.events(f"https://other.example:{server.port}/"))
        with pytest.raises(TryLater, match="no secure connection"):
            next(wire.messages(f"wss://other.example:{server.port}/"))
    assert server.heard == []


def test_a_certificate_nobody_signed_is_refused(house):
    with (
        serving(says(), server_tls(house)) as server,
        HttpWire(allowed=HERE) as wire,
        pytest.raises(TryLater, match="self-signed certificate"),
    ):
        wire.get(server.url)


def test_a_server_that_does_not_speak_tls_is_tried_later(house):
    def greet():
        line, _address = listener.accept()
        with line:
            line.sendall(b"220 mail.example ESMTP\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener, HttpWire(guard=trusting(house)) as wire:
        threading.Thread(target=greet, daemon=True).start()
        with pytest.raises(TryLater, match="no secure connection"):
            wire.post(f"https://{NAME}:{listener.getsockname()[1]}/", json={})


def test_variables_of_the_environment_do_not_change_whom_we_trust(house, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(house))
    with (
        serving(says(), server_tls(house)) as server,
        HttpWire(allowed=HERE) as wire,
        pytest.raises(TryLater),
    ):
        wire.get(server.url)


def test_a_sign_in_is_not_followed_from_https_to_http(house):
    with serving(says()) as plain, serving(says(), server_tls(house)) as server:
        server.script = says(301, Location=f"http://{NAME}:{plain.port}/")
        connection = Connection(
            server=f"https://{NAME}:{server.port}",
            headers={"Authorization": "Bearer x"},
            actor=Actor(id="wir"),
        )
        with (
            HttpWire(connection, guard=trusting(house)) as wire,
            pytest.raises(Invalid, match="from https on to http"),
        ):
            wire.get("/me")
        assert plain.calls == 0
        with HttpWire(guard=trusting(house)) as wire:
            assert wire.get(f"https://{NAME}:{server.port}/").status == 200


def test_without_the_sign_in_a_redirect_may_lead_from_https_to_http(house):
    with (
        serving(says(200, b"there")) as plain,
        serving(says(), server_tls(house)) as other,
        serving(says(), server_tls(house)) as server,
    ):
        server.script = says(302, Location=f"https://{NAME}:{other.port}/")
        other.script = says(302, Location=f"http://{NAME}:{plain.port}/")
        connection = Connection(
            server=f"https://{NAME}:{server.port}",
            headers={"Authorization": "Bearer x"},
            actor=Actor(id="wir"),
        )
        with HttpWire(connection, guard=trusting(house)) as wire:
            assert wire.get("/me").body == b"there"
        assert "authorization" not in plain.heard[0].headers


def test_a_secure_websocket_proves_its_name_and_never_offers_http2(house):
    offered = []
    tls = server_tls(house, ("h2", "http/1.1"))

    def handler(line):
        offered.append(line.socket.selected_alpn_protocol())
        line.send("safe")

    with serve(handler, "127.0.0.1", 0, ssl=tls) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.socket.getsockname()[1]
        with HttpWire(guard=trusting(house)) as wire:
            stream = wire.messages(f"wss://{NAME}:{port}/")
            assert next(stream) == b"safe"
            stream.close()
        server.shutdown()
    assert offered in ([None], ["http/1.1"])


def test_secure_events_can_be_closed_while_they_wait(house):
    def script(line, heard):
        answer(line, 200, b"data: 1\n\n", Content_Type="text/event-stream", Content_Length="1000")

    with serving(script, server_tls(house)) as server, HttpWire(guard=trusting(house)) as wire:
        stream = wire.events(f"https://{NAME}:{server.port}/")
        assert next(stream) == b"message\n1"
        stream.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "leitstand-events"]
