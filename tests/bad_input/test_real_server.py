"""What only a real server shows: uploads that stall, an answer to somebody who is still sending, lines
that are no request."""

from __future__ import annotations

import http.client
import os
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.tools import server

STALLED = (
    b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nide"
)

LINES = (
    b"GET /\xff\xfe HTTP/1.1",
    b"GET /courses?q=\xff HTTP/1.1",
    b"GET /%00 HTTP/1.1",
    b"GET //example.org/%2e%2e HTTP/1.1",
    b"GET /" + b"a" * 60_000 + b" HTTP/1.1",
    b"BREW / HTTP/1.1",
    b"GET http://example.org/ HTTP/1.1",
    b"nonsense",
)


@pytest.fixture(scope="module")
def host(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[server.Server]:
    """Two workers of eight threads, as in production."""
    folder = tmp_path_factory.mktemp("server")
    with server.running(server.of_template(template, folder)) as running:
        # The first answers while the other still loads the application.
        server.until(lambda: sum(map(serves, running.worker_ids())) == 2, "both workers serve")
        yield running


def test_eight_uploads_that_stall_keep_nobody_else_waiting(host: server.Server) -> None:
    with ExitStack() as stalled:
        stall(host, stalled)
        for _ in range(5):
            began = time.monotonic()
            assert front_page(host) == 200
            assert time.monotonic() - began < 2


def test_ten_megabytes_are_answered_with_the_page_that_says_so(host: server.Server) -> None:
    connection = http.client.HTTPConnection(str(urlsplit(host.url).netloc), timeout=5)
    began = time.monotonic()
    connection.request(
        "POST",
        "/sign-in",
        body=b"identifier=" + b"x" * 10_000_000,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    assert time.monotonic() - began < 2
    assert answer.status == 413
    assert "<h1>Kiriman terlalu besar</h1>" in page
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_request_line_brings_a_worker_down(host: server.Server) -> None:
    for line in LINES:
        with connected(host) as connection:
            connection.sendall(line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            said = connection.makefile("rb").read()
        assert said == b"" or 200 <= int(said.split()[1]) < 500, line
        assert b"Traceback" not in said
        assert front_page(host) == 200


def front_page(host: server.Server) -> int:
    """The status of the first page, asked for on a connection of its own."""
    with urllib.request.urlopen(host.url, timeout=2) as page:
        return int(page.status)


def connected(host: server.Server) -> socket.socket:
    address = urlsplit(host.url)
    return socket.create_connection((address.hostname, address.port), timeout=5)


def stall(host: server.Server, stalled: ExitStack) -> None:
    """Begin eight uploads, spread over both workers.

    The kernel hands all eight to one worker once in 128 times; that worker then waits with them. For
    this there is the buffering proxy of `deploy/`.
    """
    spread = False
    while not spread:
        stalled.close()
        uploads = [stalled.enter_context(connected(host)) for _ in range(8)]
        for upload in uploads:
            upload.sendall(STALLED)
        taken = accepted(host, {upload.getsockname()[1] for upload in uploads})
        spread = sum(count > 0 for count in taken) == 2


def accepted(host: server.Server, ports: set[int]) -> list[int]:
    """How many connections from these ports each process of the server holds, once all are taken."""
    server.until(lambda: sum(holding(host, ports)) == len(ports), "every upload is accepted")
    return holding(host, ports)


def holding(host: server.Server, ports: set[int]) -> list[int]:
    """How many connections from these ports each process of the server holds now."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ours = f":{urlsplit(host.url).port:04X}"
    inodes = {
        f"socket:[{line[9]}]"
        for line in lines
        if line[1].endswith(ours) and int(line[2].partition(":")[2], 16) in ports
    }
    return [len(inodes & open_files(process)) for process in host.worker_ids()]


def open_files(process: int) -> set[str]:
    """What a process holds open."""
    found = set()
    for link in Path(f"/proc/{process}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            found.add(os.readlink(link))
    return found


def serves(process: int) -> bool:
    """Whether a process of the server takes requests: it has a thread named for that then."""
    names = Path(f"/proc/{process}/task").glob("*/comm")
    return any(name.read_text().startswith("tokio") for name in names)
