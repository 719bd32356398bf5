"""A stand-in for a push service on the loopback, over TLS, and for a browser that reads what it is sent.

What does not belong here: the real network, which no test reaches.
"""

from __future__ import annotations

import json
import os
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from cryptography.x509.oid import NameOID

from lms.core.push import Network
from lms.core.push.keys import to_base64url

HOST = "push.contoh.id"


class Browser:
    """A browser that subscribed: it has a key pair and a secret, and reads what was encrypted for it."""

    def __init__(self, path: str = "send/satu") -> None:
        self.endpoint = f"https://{HOST}/{path}"
        self._private = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)
        self.public_key = self._private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )

    @property
    def sent(self) -> dict[str, str]:
        """What its page's script tells the site."""
        return {
            "endpoint": self.endpoint,
            "public_key": to_base64url(self.public_key),
            "secret": to_base64url(self.secret),
        }

    def read(self, body: bytes) -> bytes:
        """The message in a body (RFC 8291, written down a second time)."""
        salt, length = body[:16], body[20]
        point, record = body[21 : 21 + length], body[21 + length :]
        other = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        shared = self._private.exchange(ec.ECDH(), other)
        info = b"WebPush: info\0" + self.public_key + point
        keying = _hkdf(self.secret, info, 32, shared)
        key = _hkdf(salt, b"Content-Encoding: aes128gcm\0", 16, keying)
        nonce = _hkdf(salt, b"Content-Encoding: nonce\0", 12, keying)
        plain = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
        assert plain.endswith(b"\x02")
        return plain[:-1]

    def told(self, body: bytes) -> Any:
        """The message as the site's worker reads it."""
        return json.loads(self.read(body))


def _hkdf(salt: bytes, info: bytes, length: int, secret: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)


@dataclass(frozen=True)
class Request:
    """What the service was sent."""

    target: str
    headers: Mapping[str, str]
    body: bytes


class PushService:
    """Takes what is posted to it, or answers as it was told to."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.dripped: list[float] = []
        self._status, self._headers = 201, {}
        self._every_s = 0.0
        self._stopped = Event()
        self._trust = ssl.create_default_context(cadata=_certificate()[0])
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port
        self._server.socket = _context().wrap_socket(self._server.socket, server_side=True)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> PushService:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Be away from now on."""
        self._stopped.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def answer_with(self, status: int, headers: dict[str, str] | None = None) -> None:
        """Answer so from now on."""
        self._status, self._headers = status, headers or {}

    def drip(self, every_s: float) -> None:
        """Answer one letter at a time, and never to the end."""
        self._every_s = every_s

    def network(self, **changes: Any) -> Network:
        """The network in which every name leads to this service."""
        parts: dict[str, Any] = {
            "look_up": lambda host: ["127.0.0.1"],
            "allows": lambda address: True,
            "port": self.port,
            "trust": lambda: self._trust,
        }
        return Network(**(parts | changes))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.requests.append(Request(self.path, dict(self.headers), body))
                if service._every_s:
                    service._drip(self.wfile.write)
                    return
                self.send_response(service._status)
                for name, value in service._headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: tests look at the requests."""

        return Handler

    def _drip(self, write: Callable[[bytes], object]) -> None:
        write(b"HTTP/1.1 201 ")
        try:
            while not self._stopped.wait(self._every_s):
                write(b"x")
                self.dripped.append(time.monotonic())
        except OSError:
            self.dripped.append(time.monotonic())  # the other side has gone


@cache
def _certificate() -> tuple[str, str]:
    """A certificate of the host's name, that it signed itself, and its key (PEM)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    begin = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return made.public_bytes(Encoding.PEM).decode(), private.decode()


@cache
def _context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "pem"
        file.write_text("".join(_certificate()))
        context.load_cert_chain(file)
    return context
