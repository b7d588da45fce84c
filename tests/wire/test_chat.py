"""Chat by apprise: every connection passes the address check, and nothing else of this machine is reached."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from leitstand.vocabulary.errors import Invalid, Rejected, TryLater
from leitstand.wire import Guard, chat

pytestmark = pytest.mark.enable_socket


class Room(HTTPServer):
    """A chat on loopback that keeps what it is told and answers with `status`."""

    status = 200
    onward = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.heard: list[dict[str, str]] = []


class _Talk(BaseHTTPRequestHandler):
    server: Room

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.heard.append(json.loads(body))
        self.send_response(self.server.status)
        if self.server.onward:
            self.send_header("location", self.server.onward)
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *_args: object) -> None:
        """Quietly."""


@pytest.fixture
def room() -> Iterator[Room]:
    server = Room()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def address(room: Room) -> str:
    return f"json://127.0.0.1:{room.server_port}/alarm"


def test_a_line_reaches_a_chat_that_the_administrator_allowed(room):
    chat.send(address(room), "Sturm", "97 Beiträge statt 18–41", guard=Guard(["127.0.0.1"]))
    assert [(one["title"], one["message"]) for one in room.heard] == [("Sturm", "97 Beiträge statt 18–41")]


def test_a_chat_in_the_own_house_is_refused_unless_it_is_allowed(room):
    with pytest.raises(Invalid, match="private network"):
        chat.send(address(room), "Sturm", "…", guard=Guard())
    assert room.heard == []


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(room):
    """A name that answers differently the second time (DNS rebinding) is asked once only."""
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    def dial(to: str, port: int, seconds: float) -> socket.socket:
        raise OSError(f"dialled {to}")

    with pytest.raises(TryLater):
        chat.send("json://chat.example/x", "Sturm", "…", guard=Guard(resolve=resolve, dial=dial))
    assert asked == ["chat.example"]


def test_a_redirect_into_the_own_house_is_not_followed(room):
    inside = Room()
    room.status, room.onward = 302, f"http://127.0.0.1:{inside.server_port}/"
    with pytest.raises((Invalid, TryLater, Rejected)):
        chat.send(address(room), "Sturm", "…", guard=Guard([f"127.0.0.1:{room.server_port}"]))
    inside.server_close()
    assert len(room.heard) == 1
    assert inside.heard == []


@pytest.mark.parametrize(
    ("status", "error"), [(401, Rejected), (404, Rejected), (429, TryLater), (503, TryLater)]
)
def test_what_the_chat_answers_says_whether_to_try_again(room, status, error):
    room.status = status
    with pytest.raises(error):
        chat.send(address(room), "Sturm", "…", guard=Guard(["127.0.0.1"]))


@pytest.mark.parametrize(
    "said",
    [
        "mailto://user:password@mail.example",
        "syslog://",
        "file:///etc/passwd",
        "mqtt://broker.example/topic",
        "https://chat.example/hook",
        "workflows://host/workflow/signature/?template=/etc/passwd",
        "json://chat.example/?attach=file:///etc/passwd",
        "slack://",
        "",
    ],
)
def test_an_address_of_another_kind_is_refused_before_anything_is_opened(said):
    with pytest.raises(Invalid):
        chat.check(said)


@pytest.mark.parametrize(
    "said", ["tgram://123456789:abcdefghijklmnopqrstuvwxyz012345678/4711", "ntfys://leitstand-auenried"]
)
def test_an_address_as_apprise_writes_it_is_kept(said):
    assert chat.check(f" {said} ") == said


def test_what_connects_past_the_check_while_a_service_sends_is_stopped(room):
    chat.check("ntfys://x-y-z")
    with chat._guarded(Guard(["127.0.0.1"])), pytest.raises(OSError, match="past the address check"):
        socket.create_connection(("127.0.0.1", room.server_port), 1)
    socket.create_connection(("127.0.0.1", room.server_port), 1).close()  # afterwards everybody may again


def test_without_a_guard_the_library_of_the_services_connects_nowhere(room):
    chat.check("ntfys://x-y-z")
    with pytest.raises(OSError, match="only a service"):
        chat._connect(("127.0.0.1", room.server_port), 1)
