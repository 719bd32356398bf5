"""The one request that leaves for an address which a browser gave us, and what its answer means.

Whoever is signed in may name an address, so it is trusted with nothing: https on its usual port,
public addresses of the internet only, looked up once and connected to as looked up, no redirect
followed, all within a time limit. What does not belong here: what is sent.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Timer
from typing import Literal
from urllib.parse import urlsplit

TIME_LIMIT_S = 10.0
HTTPS_PORT = 443
MOST_READ = 300
LONGEST_WAIT_S = 24 * 3600

_ENDPOINT = re.compile(
    r"https://(?=[a-z0-9.-]{1,253}/)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
    r"/[!-~]*",
    re.ASCII | re.IGNORECASE,
)
LONGEST_ENDPOINT = 2000

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Outcome = Literal["taken", "gone", "later", "refused"]


@dataclass(frozen=True)
class Answer:
    """What became of a message: `taken` by the service; the subscription is `gone`; it can't be had
    now, `later` perhaps (not before `not_before`, if the service said when); or `refused` for good.
    `why` is for logs and names no address."""

    outcome: Outcome
    why: str
    not_before: datetime | None = None


def is_endpoint(text: str) -> bool:
    """Whether a text can be the address of a subscription: https, a name and not a number, no port."""
    return len(text) <= LONGEST_ENDPOINT and _ENDPOINT.fullmatch(text) is not None


def looked_up(host: str) -> list[str]:
    """The addresses of a name.

    Raises:
        OSError: it has none, or nobody can say.
    """
    found = socket.getaddrinfo(host, HTTPS_PORT, type=socket.SOCK_STREAM)
    return [str(one[4][0]) for one in found]


def is_public(address: str) -> bool:
    """Whether an address belongs to the internet at large: none of this machine, of a network at home,
    or of one hidden in an address that is translated."""
    parsed = ipaddress.ip_address(address)
    return all(one.is_global and not one.is_multicast for one in _meant_by(parsed))


def _meant_by(address: IpAddress) -> Iterable[IpAddress]:
    yield address
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        yield from (one for one in inner if one is not None)


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True)
class Network:
    """How a name becomes an address, which addresses may be reached, at which port, and whom to
    believe about who answers there."""

    look_up: Callable[[str], list[str]]
    allows: Callable[[str], bool]
    port: int
    trust: Callable[[], ssl.SSLContext]


INTERNET = Network(looked_up, is_public, HTTPS_PORT, ssl.create_default_context)


def post(
    endpoint: str, body: bytes, headers: Mapping[str, str], *, network: Network, at: datetime
) -> Answer:
    """Post a message to the address of a subscription (`is_endpoint`)."""
    parts = urlsplit(endpoint)
    host = str(parts.hostname)
    try:
        addresses = network.look_up(host)
        # All of them: a name that also leads inside is not to be trusted at all.
        if not addresses or not all(network.allows(one) for one in addresses):
            return Answer("gone", "its name leads to no public address")
        connection = _Connection(host, addresses[0], network)
        timer = Timer(TIME_LIMIT_S, connection.cut)
        timer.start()
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, dict(headers))
            answer = _meaning(connection.getresponse(), at)
            return Answer("later", "took too long") if connection.is_late else answer
        finally:
            timer.cancel()
            connection.close()
    except (OSError, http.client.HTTPException) as error:
        return Answer("later", f"not reached: {type(error).__name__}")


class _Connection(http.client.HTTPSConnection):
    """TLS to an address that was looked at, under the name that it was found by: looked up again, the
    name could lead elsewhere."""

    def __init__(self, host: str, address: str, network: Network) -> None:
        self._trust = network.trust()
        super().__init__(host, network.port, timeout=TIME_LIMIT_S, context=self._trust)
        self._address = address
        self.is_late = False

    def connect(self) -> None:
        """Connect to the address, and let the other side prove its name."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        # The handshake comes after `sock` is known, so that `cut` reaches it.
        self.sock = self._trust.wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        if self.is_late:
            raise TimeoutError
        self.sock.do_handshake()

    def cut(self) -> None:
        """End what takes too long: a time limit for each read alone would let it go on for ever."""
        self.is_late = True
        if self.sock is not None:
            with contextlib.suppress(OSError):  # the other side was first
                # Not TLS's own: it would take the connection away from under whoever reads.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


def _meaning(response: http.client.HTTPResponse, at: datetime) -> Answer:
    said = response.read(MOST_READ).decode(errors="replace") if response.status >= 400 else ""
    why = f"{response.status} {said}".strip()
    if 200 <= response.status < 300:
        return Answer("taken", why)
    if response.status in (404, 410):
        return Answer("gone", why)
    # 401 and 403 are about our key or clock: that can be mended, and isn't the device's fault.
    if response.status in (401, 403, 429) or response.status >= 500:
        return Answer("later", why, _not_before(response.headers.get("Retry-After", ""), at))
    return Answer("refused", why)


def _not_before(text: str, at: datetime) -> datetime | None:
    """What `Retry-After` says, in seconds or as a date; at most a day from now."""
    try:
        moment = (
            at + timedelta(seconds=min(int(text), LONGEST_WAIT_S))
            if text.isdecimal()
            else parsedate_to_datetime(text)
        )
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return min(moment, at + timedelta(seconds=LONGEST_WAIT_S))
