"""The wire between a browser and a server: a relay on a port of its own that counts every byte of it, of
pages, of their worker and of the browser itself, which DevTools shows one target at a time.

What does not belong here: slowness, which Chromium makes itself (`device`).
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock, Thread
from urllib.parse import urlsplit

CHUNK = 65_536
_REQUEST = re.compile(rb"(?:GET|POST|HEAD) (\S+) HTTP/1\.1\r\n")


@dataclass
class Exchange:
    """A request and its response: bytes sent and received, headers included."""

    address: str
    up: int = 0
    down: int = 0


class Line:
    """The relay; `exchanges` are those since the last `reset`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._server = (str(parts.hostname), parts.port or 80)
        self._lock = Lock()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.exchanges: list[Exchange] = []
        self._connections: list[_Connection] = []

    def reset(self) -> None:
        """Count from here."""
        with self._lock:
            self.exchanges = []

    def carried(self, ending: str = "") -> int:
        """Bytes both ways, of all exchanges or of those whose address ends so."""
        return sum(one.up + one.down for one in self._those(ending))

    def received(self, ending: str) -> int:
        """Bytes of the responses from addresses that end so."""
        return sum(one.down for one in self._those(ending))

    def _those(self, ending: str) -> list[Exchange]:
        with self._lock:
            return [one for one in self.exchanges if one.address.endswith(ending)]

    def serve(self) -> None:
        """Take connections until the line is closed."""
        while True:
            try:
                browser, _ = self._listening.accept()
            except OSError:
                return  # closed
            connection = _Connection(self, browser, socket.create_connection(self._server))
            self._connections.append(connection)
            connection.start()

    def close(self) -> None:
        """Take no more connections."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def hang_up(self) -> None:
        """End all connections; nobody may be taking more."""
        for connection in self._connections:
            connection.end()

    def begin(self, address: str) -> Exchange:
        """Note a request."""
        exchange = Exchange(address)
        with self._lock:
            self.exchanges.append(exchange)
        return exchange


class _Connection:
    """One connection; a browser sends the next request on it when the last was answered."""

    def __init__(self, line: Line, browser: socket.socket, server: socket.socket) -> None:
        self._line, self._browser, self._server = line, browser, server
        self._now = Exchange("")
        ways = ((browser, server), (server, browser))
        self._threads = [Thread(target=self._pass, args=way, daemon=True) for way in ways]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._shut_down()
        for thread in self._threads:
            thread.join()
        self._browser.close()
        self._server.close()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        # Either side may hang up at any moment; then so does the other.
        with suppress(OSError):
            while piece := source.recv(CHUNK):
                if source is self._browser:
                    if asked := _REQUEST.match(piece):
                        self._now = self._line.begin(asked.group(1).decode())
                    self._now.up += len(piece)
                else:
                    self._now.down += len(piece)
                target.sendall(piece)
        self._shut_down()

    def _shut_down(self) -> None:
        for end in (self._browser, self._server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def counted_line(url: str) -> Iterator[Line]:
    """A line to the server at an address."""
    line = Line(url)
    thread = Thread(target=line.serve, name="counted-line")
    thread.start()
    try:
        yield line
    finally:
        line.close()
        thread.join()
        line.hang_up()
