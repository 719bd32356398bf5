"""A browser for benchmarks: keeps cookies, measures bytes on the wire, reads the server's CPU time."""

from __future__ import annotations

import http.client
import json
import re
import time
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import uuid4

from tests.tools.server import Server

_TOKEN = re.compile(r'data-csrf="([0-9a-f]+)"')
_IMPORTED = re.compile(r"^(?:import|export)\b[^;]*? from '([^']+)'", re.MULTILINE)
_LINKED = re.compile(r'(?:src|href)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"')


@dataclass
class Answer:
    """A response: status, body as it came, headers, and how many bytes it took on the wire."""

    status: int
    body: bytes
    headers: dict[str, str]
    wire: int


@dataclass
class Visitor:
    """One connection to a server, with its cookies."""

    server: Server
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = urlsplit(self.server.url)
        self.connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def request(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """Send one request on the kept connection."""
        sent = {"Accept-Encoding": "br, gzip", "Cookie": self._cookie()} | headers
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        content = response.read()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        head = sum(len(name) + len(value) + 4 for name, value in response.getheaders()) + 19
        values = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, content, values, head + len(content))

    def get(self, path: str, **headers: str) -> Answer:
        """GET a path."""
        return self.request("GET", path, None, **headers)

    def form(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """POST a form with the session's token."""
        return self.post(path, {"csrf_token": self.token()} | fields, **headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """POST a form that holds the session's token."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.request("POST", path, urlencode(fields).encode(), **kind | headers)

    def token(self) -> str:
        """The token of the session."""
        page = self.get("/privacy", **{"Accept-Encoding": "identity"}).body.decode()
        found = _TOKEN.search(page)
        if found is None:
            raise RuntimeError("the page carries no token")
        return found.group(1)

    def sign_in(self, user_name: str, password: str) -> None:
        """Sign in by the form.

        Raises:
            RuntimeError: the server refuses.
        """
        answer = self.form("/sign-in", {"identifier": user_name, "password": password})
        if answer.status != 302:
            raise RuntimeError(f"sign-in answered {answer.status}")

    def assets_of(self, page: str) -> list[str]:
        """Addresses of the files that a page makes the browser load, modules that modules import
        included."""
        found: set[str] = set()
        waiting = {linked.partition("#")[0] for linked in _LINKED.findall(page)}
        while waiting:
            address = waiting.pop()
            found.add(address)
            if address.endswith(".js"):
                script = self.get(address, **{"Accept-Encoding": "identity"}).body.decode()
                waiting |= {urljoin(address, name) for name in _IMPORTED.findall(script)} - found
        return sorted(found)

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


class Answering:
    """Somebody in the middle of a quiz, who starts an attempt with it; `token` is the session's."""

    def __init__(self, visitor: Visitor, course: str, activity: str, token: str = "") -> None:
        token = token or visitor.token()
        start = f"/learn/{course}/{activity}/attempts"
        started = visitor.post(start, {"csrf_token": token})
        self.attempt = urlsplit(started.headers["location"]).path
        self._visitor = visitor
        self._token = token
        self._headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "X-CSRF-Token": token,
        }
        self._numbers = count(1)

    def hand_in(self) -> Answer:
        """Hand the attempt in."""
        fields = {"csrf_token": self._token, "event_id": str(uuid4())}
        return self._visitor.post(f"{self.attempt}/submit", fields)

    def save(self, position: int = 1) -> Answer:
        """Save another answer to a question; in our courses every other one asks for several."""
        seq = next(self._numbers)
        choice = seq % 2
        event = {
            "event_id": str(uuid4()),
            "position": position,
            "kind": "answer",
            "payload": {"choice": choice} if position % 2 else {"choices": [choice]},
            "seq": seq,
            "epoch": 1,
            "device_id": "bench",
            "wall_ms": 0,
            "mono_ms": 0,
        }
        body = json.dumps(event).encode()
        return self._visitor.request("POST", f"{self.attempt}/answers", body, **self._headers)


def cpu_seconds(server: Server) -> float:
    """CPU time that the server's processes have used, threads that ended included."""
    # What clock_getcpuclockid(3) gives on Linux; /proc/PID/stat counts in ticks of 10 ms.
    clocks = (~pid << 3 | 2 for pid in server.worker_ids())
    return sum(time.clock_gettime_ns(clock) for clock in clocks) / 1e9


def proportional_kb(pids: list[int]) -> int:
    """Memory of processes in KB, pages they share counted once (PSS)."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total
