"""HTTP/2, as most servers speak it today: the same answers, the same ends."""

import contextlib
import socket
import ssl
import threading
import time

import h2.config
import h2.connection
import h2.events
import pytest

from leitstand.vocabulary.errors import TryLater, Uncertain
from leitstand.wire import Caps, HttpWire
from tests.wire.loopback import HERE, NAME, server_tls, trusting

pytestmark = pytest.mark.allow_hosts(HERE)


class Two:
    """An HTTP/2 server for one connection after the other; `script(state, stream, path)` answers."""

    def __init__(self, tls, script):
        self.tls, self.script, self.lines = tls, script, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        with contextlib.suppress(OSError):
            while True:
                line, _address = self.listener.accept()
                self.lines += 1
                with (
                    contextlib.suppress(OSError, ssl.SSLError),
                    self.tls.wrap_socket(line, server_side=True) as safe,
                ):
                    self._serve(safe)

    def _serve(self, line):
        state = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        state.initiate_connection()
        line.sendall(state.data_to_send())
        while data := line.recv(65536):
            for event in state.receive_data(data):
                if isinstance(event, h2.events.DataReceived):
                    state.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
                if isinstance(event, h2.events.StreamEnded):
                    for _ in self.script(state, event.stream_id):
                        line.sendall(state.data_to_send())
            line.sendall(state.data_to_send())


@contextlib.contextmanager
def two(house, script):
    server = Two(server_tls(house, ("h2",)), script)
    try:
        yield server
    finally:
        server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()


def fine(state, stream):
    state.send_headers(stream, [(":status", "200"), ("x-spoke", "h2")])
    state.send_data(stream, b"fine", end_stream=True)
    yield


def test_http2_is_spoken_and_one_connection_carries_everything(house):
    with (
        two(house, fine) as server,
        HttpWire(server=f"https://{NAME}:{server.port}", guard=trusting(house)) as wire,
    ):
        said = [wire.get("/1"), wire.get("/2"), wire.post("/3", json={"a": "b" * 100_000})]
        assert server.lines == 1
    assert [(one.body, one.headers["x-spoke"]) for one in said] == [(b"fine", "h2")] * 3


def test_a_stream_that_is_reset_is_uncertain_for_writes(house):
    def reset(state, stream):
        state.reset_stream(stream)
        yield

    with (
        two(house, reset) as server,
        HttpWire(server=f"https://{NAME}:{server.port}", guard=trusting(house)) as wire,
    ):
        with pytest.raises(TryLater):
            wire.get("/")
        with pytest.raises(Uncertain):
            wire.post("/", json={})


def test_a_drip_over_http2_ends(house):
    def drip(state, stream):
        state.send_headers(stream, [(":status", "200")])
        for _ in range(100):
            state.send_data(stream, b".")
            yield
            time.sleep(0.1)

    with (
        two(house, drip) as server,
        HttpWire(guard=trusting(house), caps=Caps(answer_seconds=0.6)) as wire,
        pytest.raises(TryLater, match="too long"),
    ):
        wire.get(f"https://{NAME}:{server.port}/")


def test_too_much_over_http2_ends(house):
    def much(state, stream):
        state.send_headers(stream, [(":status", "200")])
        while state.local_flow_control_window(stream) > 16_000:
            state.send_data(stream, b"x" * 16_000)
            yield

    with (
        two(house, much) as server,
        HttpWire(guard=trusting(house), caps=Caps(body_bytes=500_000)) as wire,
        pytest.raises(TryLater, match="more than Leitstand reads"),
    ):
        wire.get(f"https://{NAME}:{server.port}/")


def test_a_flood_of_empty_frames_ends(house):
    """They carry no byte of a body; what comes over the line is counted all the same."""

    def flood(state, stream):
        state.send_headers(stream, [(":status", "200")])
        for _ in range(20_000):
            for _ in range(50):
                state.send_data(stream, b"")
            yield

    caps = Caps(body_bytes=1000, answer_seconds=2)
    with (
        two(house, flood) as server,
        HttpWire(guard=trusting(house), caps=caps) as wire,
        pytest.raises(TryLater),
    ):
        wire.get(f"https://{NAME}:{server.port}/")
