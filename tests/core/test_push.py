"""Push messages are encrypted and signed as the standards' own examples, leave for public https addresses
only, and what a push service answers is understood."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from lms.core import keyfiles, push
from lms.core.errors import NotReady
from lms.core.push import cipher, keys, sending, vapid
from tests.conftest import MOMENT
from tests.factories.push_service import Browser, PushService

EXAMPLE = {
    "plain": "V2hlbiBJIGdyb3cgdXAsIEkgd2FudCB0byBiZSBhIHdhdGVybWVsb24",
    "own_private": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
    "receiver_public": (
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    ),
    "secret": "BTBZMqHH6r4Tts7J_aSIgg",
    "salt": "DGv6ra1nlYgDCS1FRnbzlw",
}
"""RFC 8291, section 5 and appendix A."""

ENCRYPTED = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3"
    "jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)
ENDPOINT = "https://push.contoh.id/send/abc?x=1"


def part(name: str) -> bytes:
    return keys.from_base64url(EXAMPLE[name])


def test_a_message_is_encrypted_as_the_standards_example() -> None:
    own = ec.derive_private_key(int.from_bytes(part("own_private"), "big"), ec.SECP256R1())
    encrypted = cipher.encrypt(
        part("plain"),
        public_key=part("receiver_public"),
        secret=part("secret"),
        own=own,
        salt=part("salt"),
    )
    assert keys.to_base64url(encrypted) == ENCRYPTED


@given(st.binary(max_size=3993))
def test_a_browser_reads_what_was_encrypted_for_it(plain: bytes) -> None:
    browser = Browser()
    sent = cipher.encrypt(plain, public_key=browser.public_key, secret=browser.secret)
    assert browser.read(sent) == plain
    assert len(sent) <= cipher.RECORD


def test_no_two_messages_are_encrypted_alike_and_their_length_tells_nothing() -> None:
    browser = Browser()
    to = {"public_key": browser.public_key, "secret": browser.secret}
    sent = [cipher.encrypt(text, block=512, **to) for text in (b"", b"a", b"b" * 500, b"a")]
    assert len(set(sent)) == 4
    assert len({len(one) for one in sent}) == 1


@pytest.mark.parametrize("point", [b"", b"\x04" + bytes(64), b"\x04" + b"\xff" * 64])
def test_what_is_no_public_key_is_refused(point: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        cipher.encrypt(b"x", public_key=point, secret=bytes(16))


def test_what_is_too_long_is_refused() -> None:
    browser = Browser()
    with pytest.raises(ValueError, match="3993 bytes"):
        cipher.encrypt(bytes(3994), public_key=browser.public_key, secret=browser.secret)


def test_a_push_service_can_verify_who_sends() -> None:
    key = push.read_key(push.new_key())
    value = vapid.authorization(ENDPOINT, key, contact="mailto:a@contoh.go.id", at=MOMENT)
    token, public = value.removeprefix("vapid t=").split(", k=")
    head, claims, signature = token.split(".")
    assert json.loads(keys.from_base64url(head)) == {"typ": "JWT", "alg": "ES256"}
    assert json.loads(keys.from_base64url(claims)) == {
        "aud": "https://push.contoh.id",
        "exp": int((MOMENT + timedelta(hours=12)).timestamp()),
        "sub": "mailto:a@contoh.go.id",
    }
    raw = keys.from_base64url(signature)
    r, s = (int.from_bytes(half, "big") for half in (raw[:32], raw[32:]))
    point = keys.from_base64url(public)
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point).verify(
        encode_dss_signature(r, s), f"{head}.{claims}".encode(), ec.ECDSA(SHA256())
    )


def test_a_key_is_made_once_and_private_and_replaced_only_when_asked(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "push-key"
    push.kept_in(file, contact="https://belajar.contoh.go.id")
    assert (push.is_on(), push.own_key()) == (False, None)
    made = push.make_key(replace=False)
    assert (push.is_on(), push.own_key()) == (True, made)
    assert keyfiles.is_private(file)
    with pytest.raises(FileExistsError):
        push.make_key(replace=False)
    assert push.make_key(replace=True) != made
    assert "d=" not in repr(made)


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"!"}']
)
def test_a_file_that_holds_something_else_is_no_key(tmp_path: Path, content: str) -> None:
    file = tmp_path / "push-key"
    file.write_text(content)
    push.kept_in(file, contact="https://belajar.contoh.go.id")
    with pytest.raises(NotReady, match="holds no key"):
        push.own_key()


@pytest.mark.parametrize(
    ("address", "good"),
    [
        (ENDPOINT, True),
        ("https://fcm.googleapis.com/fcm/send/a:b-_~", True),
        ("http://push.contoh.id/a", False),
        ("https://push.contoh.id:8443/a", False),
        ("https://a@push.contoh.id/a", False),
        ("https://localhost/a", False),
        ("https://127.0.0.1/a", False),
        ("https://[::1]/a", False),
        ("https://2130706433/a", False),
        ("https://push.contoh.id", False),
        ("https://push.contoh.id\\@dalam/a", False),
        ("https://push.contoh.id/a b", False),
        ("https://push.contoh.id/a\r\nX: y", False),
        ("https://push.contoh.id/" + "a" * 2000, False),
        ("https://" + "a" * 64 + ".id/a", False),
    ],
)
def test_only_an_https_address_with_a_name_can_be_a_subscriptions(address: str, good: bool) -> None:
    assert push.is_endpoint(address) is good


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("64:ff9b::808:808", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:a00:1::", False),
        ("64:ff9b::a00:1", False),
    ],
)
def test_only_addresses_of_the_internet_are_reached(address: str, public: bool) -> None:
    assert sending.is_public(address) is public


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running


def post(service: PushService, **changes: object) -> push.Answer:
    return sending.post(
        ENDPOINT, b"body", {"TTL": "1"}, network=service.network(**changes), at=MOMENT
    )


def test_a_message_is_posted_to_the_subscriptions_address_over_tls(service: PushService) -> None:
    assert post(service).outcome == "taken"
    (request,) = service.requests
    assert (request.target, request.body, request.headers["TTL"]) == ("/send/abc?x=1", b"body", "1")
    assert request.headers["Host"] == f"push.contoh.id:{service.port}"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        *((code, "taken") for code in (200, 201, 202, 204)),
        *((code, "gone") for code in (404, 410)),
        *((code, "later") for code in (401, 403, 429, 500, 503)),
        *((code, "refused") for code in (301, 307, 400, 413)),
    ],
)
def test_each_answer_of_a_push_service_is_known(
    service: PushService, status: int, outcome: str
) -> None:
    service.answer_with(status, {"Location": "https://push.contoh.id/other"})
    assert post(service).outcome == outcome
    assert len(service.requests) == 1, "a redirect is not followed"


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("120", MOMENT + timedelta(minutes=2)),
        ("Mon, 23 Nov 2026 04:00:00 GMT", datetime(2026, 11, 23, 4, tzinfo=UTC)),
        ("99999999999999999999", MOMENT + timedelta(days=1)),
        ("soon", None),
        ("", None),
    ],
)
def test_a_push_service_says_when_to_come_again(
    service: PushService, said: str, until: datetime | None
) -> None:
    service.answer_with(429, {"Retry-After": said})
    answer = post(service)
    assert answer.outcome == "later"
    assert answer.not_before == until


def test_a_name_that_leads_inside_is_never_connected_to(service: PushService) -> None:
    inside = post(service, allows=sending.is_public)
    assert inside.outcome == "gone"
    both = post(service, look_up=lambda host: ["8.8.8.8", "127.0.0.1"], allows=sending.is_public)
    assert both.outcome == "gone"
    assert service.requests == []


def test_who_cannot_prove_the_name_gets_nothing(service: PushService) -> None:
    answer = sending.post(
        "https://other.contoh.id/a", b"body", {}, network=service.network(), at=MOMENT
    )
    assert (answer.outcome, answer.why) == ("later", "not reached: SSLCertVerificationError")
    stranger = post(service, trust=sending.INTERNET.trust)
    assert stranger.outcome == "later"
    assert service.requests == []


def test_a_service_that_drips_is_left_after_the_time_limit(
    service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TIME_LIMIT_S", 0.4)
    service.drip(every_s=0.05)
    assert post(service).outcome == "later"
    moments = list(service.dripped)
    assert moments[-1] - moments[0] < 3
    assert all(after > before for before, after in pairwise(moments))


def test_a_service_that_is_away_is_tried_later(service: PushService) -> None:
    service.stop()
    assert post(service).outcome == "later"


def nowhere(host: str) -> list[str]:
    raise OSError("no such name")


def test_a_name_that_nobody_knows_now_is_tried_later(service: PushService) -> None:
    assert post(service, look_up=nowhere).outcome == "later"
