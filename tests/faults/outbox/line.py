"""A line between devices and the server that loses, cuts, doubles and falsifies what goes over it: a proxy
on a port of its own, by a seed.

What does not belong here: what devices do, servers that die.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from threading import Lock, Thread

SENDING = ("/api/v1/sync", "/answers")
"""Where devices send what they kept; other requests are for pages."""
LOST = ("requests lost", "responses lost", "responses cut short", "503")
SENT_BADLY = (*LOST, "requests doubled", "portal's pages", "413")
PORTAL = b"<!doctype html><h1>Selamat datang di Wi-Fi</h1>"
NOT_PASSED = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


class Line(ThreadingHTTPServer):
    """The proxy; `bad` is the share of what devices send that goes wrong, and `counts` how often what
    did. Everything else that goes over it fares five times better."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, seed: int, bad: float) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.port, self.bad = port, bad
        self.counts: Counter[str] = Counter()
        self._chance, self._lock = Random(seed), Lock()

    @property
    def url(self) -> str:
        """Its own address."""
        return f"http://127.0.0.1:{self.server_port}"

    def fate(self, path: str) -> str:
        """What becomes of a request; empty if all goes well."""
        is_sent = path.endswith(SENDING)
        with self._lock:
            if self._chance.random() >= (self.bad if is_sent else self.bad / 5):
                return ""
            fate = self._chance.choice(SENT_BADLY if is_sent else LOST)
            self.counts[fate] += 1
            return fate

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of devices that hang up: they are killed by the dozen."""


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Line

    def do_GET(self) -> None:
        self._pass()

    def do_POST(self) -> None:
        self._pass()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request."""

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fate = self.server.fate(self.path)
        if fate == "requests lost":
            self.close_connection = True
        elif fate == "portal's pages":
            self._answer(200, [("Content-Type", "text/html")], PORTAL)
        elif fate in ("413", "503"):
            self._answer(int(fate), [("Content-Type", "text/html")], b"")
        else:
            self._ask(body, fate)

    def _ask(self, body: bytes, fate: str) -> None:
        try:
            if fate == "requests doubled":
                self._asked(body)
            status, headers, content = self._asked(body)
        except (OSError, HTTPException):
            self.close_connection = True  # the server is away
            return
        if fate == "responses lost":
            self.close_connection = True
        elif fate == "responses cut short":
            self._answer(status, headers, content, sent=len(content) // 2)
            self.close_connection = True
        else:
            self._answer(status, headers, content)

    def _asked(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            headers = dict(self.headers.items()) | {"Connection": "close"}
            connection.request(self.command, self.path, body, headers)
            response = connection.getresponse()
            content = response.read()
            kept = [
                (name, value)
                for name, value in response.getheaders()
                if name.lower() not in NOT_PASSED
            ]
            return response.status, kept, content
        finally:
            connection.close()

    def _answer(
        self, status: int, headers: list[tuple[str, str]], content: bytes, sent: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:sent])


@contextmanager
def bad_line(port: int, *, seed: int, bad: float = 0.5) -> Iterator[Line]:
    """A line to the server at a port, which may die and come back there."""
    line = Line(port, seed, bad)
    thread = Thread(target=line.serve_forever, name="bad-line")
    thread.start()
    try:
        yield line
    finally:
        line.shutdown()
        thread.join()
        line.server_close()
