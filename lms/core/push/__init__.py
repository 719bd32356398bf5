"""Web push: a message, encrypted for one browser, handed to the push service that its browser named.

RFC 8030 (the service), RFC 8291 and 8188 (the encryption), RFC 8292 (who sends: "VAPID"), and nothing
beyond: whom to tell what is the caller's. What does not belong here: rows of subscriptions.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lms.core import keyfiles
from lms.core.clock import now
from lms.core.errors import NotReady
from lms.core.push.keys import ServerKey, new_key, read_key
from lms.core.push.sending import INTERNET, Answer, Network, is_endpoint, post

__all__ = [
    "Answer",
    "Network",
    "Receiver",
    "ServerKey",
    "is_endpoint",
    "is_on",
    "kept_in",
    "key_file",
    "make_key",
    "new_key",
    "own_key",
    "read_key",
    "send",
    "through",
]

KEPT_S = 2 * 24 * 3600
"""How long a push service keeps a message for a device that is off: news is stale after days."""

BLOCK = 512
"""Messages are filled up to a multiple of it, so that their length tells nothing about them."""

_file: Path | None = None
_contact = ""
_network = INTERNET


@dataclass(frozen=True)
class Receiver:
    """A browser as it made itself known: where its push service takes messages, its public key
    (uncompressed, 65 bytes) and its secret (16 bytes)."""

    endpoint: str
    public_key: bytes
    secret: bytes


def kept_in(file: Path, *, contact: str) -> None:
    """Say in which file the key is kept, and where push services reach whoever runs this (an address,
    https: or mailto:)."""
    global _file, _contact
    _file, _contact = file, contact


def through(network: Network) -> None:
    """Say through which network messages leave, another than the internet; for tests."""
    global _network
    _network = network


def key_file() -> Path:
    """The file of the key, whether or not it is there.

    Raises:
        RuntimeError: nobody has said.
    """
    if _file is None:
        raise RuntimeError("lms.core.push.kept_in() has not been called")
    return _file


def is_on() -> bool:
    """Whether this installation has a key, so that devices may subscribe."""
    return key_file().exists()


def make_key(*, replace: bool) -> ServerKey:
    """Make the key; with `replace` also where there is one, whose subscriptions then end.

    Raises:
        FileExistsError: there is one already.
    """
    if replace:
        keyfiles.replace(key_file(), new_key())
    elif is_on():
        raise FileExistsError(f"{key_file()} exists already")
    return read_key(keyfiles.made_once(key_file(), new_key))


def own_key() -> ServerKey | None:
    """The key of this installation; None where it has none.

    Raises:
        NotReady: the file holds something else.
    """
    try:
        return read_key(key_file().read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise NotReady(f"{key_file()} holds no key (JWK, P-256): {error}") from error


def send(receiver: Receiver, payload: bytes, *, key: ServerKey, tag: str, urgent: bool) -> Answer:
    """Encrypt a message and hand it over. Of several with one `tag` that a device hasn't had yet, it
    gets the last.

    Raises:
        ValueError: the receiver's public key is none.
    """
    # Loaded where it is used: it brings a library that the server's processes never need.
    from lms.core.push import cipher, vapid

    body = cipher.encrypt(
        payload, public_key=receiver.public_key, secret=receiver.secret, block=BLOCK
    )
    headers = {
        "Authorization": vapid.authorization(receiver.endpoint, key, contact=_contact, at=now()),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_S),
        "Topic": tag,
        "Urgency": "high" if urgent else "normal",
    }
    return post(receiver.endpoint, body, headers, network=_network, at=now())
