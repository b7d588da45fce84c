"""Puts a fake behind a real socket on loopback, so that the real wire talks to it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from email.policy import HTTP
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.fakes import Ask, Fake


@contextmanager
def served(fake: Fake) -> Iterator[str]:
    """The address under which the fake answers now."""

    class Handler(BaseHTTPRequestHandler):
        """One request, as the fake wants it, and its answer."""

        protocol_version = "HTTP/1.1"

        def _one(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            form, files = _form(headers.get("content-type", ""), body)
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            ask = Ask(self.command, headers["host"], parts.path, query, headers, form, files, body)
            say = fake.answer(ask)
            raw = say.said if isinstance(say.said, bytes) else json.dumps(say.said).encode()
            raw = b"" if say.said is None else raw
            self.send_response_only(say.status)
            told = {"Content-Type": "application/json", "Date": format_datetime(fake.now, usegmt=True)}
            for name, value in (told | say.headers).items():
                self.send_header(name, value)
            if say.status != 204:
                self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PUT = do_DELETE = _one

        def log_message(self, *_words: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    fake.host = f"http://127.0.0.1:{server.server_port}"
    try:
        yield fake.host
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _form(kind: str, body: bytes) -> tuple[dict, dict]:
    if "json" in kind and body:
        said = json.loads(body)
        return (said if isinstance(said, dict) else {}), {}
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True)), {}
    if not kind.startswith("multipart/form-data"):
        return {}, {}
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    form, files = {}, {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if part.get_filename():
            files[name] = (part.get_filename(), part.get_payload(decode=True), part.get_content_type())
        else:
            form[name] = part.get_payload(decode=True).decode()
    return form, files
