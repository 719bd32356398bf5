"""The signed text in a certificate's QR code: what is read is what was signed, or nothing."""

from __future__ import annotations

import json

import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lms.credentials.source import tokens
from lms.credentials.source.canonical import canonical_json, from_base64url, to_base64url
from lms.credentials.source.keys import (
    as_jwk,
    as_multikey,
    from_multibase,
    keys_of,
    kid_of,
    pair_of,
    to_multibase,
)

PAIR = pair_of(bytes(range(32)))
OTHER = pair_of(bytes(range(1, 33)))
KEYS = {PAIR.kid: PAIR.public}
FACTS: dict[str, tokens.Fact] = {
    "number": "000123/SERT/BPSDM/2026",
    "name": "Dr. Siti Rahmawati Kusumaningtyas, S.Sos., M.Si.",
    "course": "Pelayanan Publik dan Survei Kepuasan Masyarakat",
    "hours": 4,
    "completed": "2026-11-23",
    "valid_until": "2029-11-23",
}

facts = st.fixed_dictionaries(
    {
        "number": st.text(max_size=30),
        "name": st.text(max_size=60),
        "course": st.text(max_size=60),
        "hours": st.integers(0, 1000) | st.sampled_from([0.5, 4.25, 12.0]),
        "completed": st.dates().map(str),
        "valid_until": st.none() | st.dates().map(str),
    }
)


@given(facts)
def test_what_was_signed_is_read_again(said: dict[str, tokens.Fact]) -> None:
    token = tokens.sign(said, PAIR.private)
    assert tokens.read(token, KEYS) == said
    assert tokens.sign(said, PAIR.private) == token


@given(st.data())
def test_any_flipped_bit_is_found(data: st.DataObject) -> None:
    token = tokens.sign(FACTS, PAIR.private).encode()
    place = data.draw(st.integers(0, len(token) * 8 - 1))
    flipped = bytearray(token)
    flipped[place // 8] ^= 1 << place % 8
    with pytest.raises(tokens.Unverified):
        tokens.read(flipped.decode("latin-1"), KEYS)


def test_a_key_that_is_not_at_hand_is_named() -> None:
    with pytest.raises(tokens.UnknownKey) as refused:
        tokens.read(tokens.sign(FACTS, OTHER.private), KEYS)
    assert refused.value.kid == OTHER.kid
    # Another's signature under our key's name is no unknown key: it is a forgery.
    _, payload, signature = tokens.sign(FACTS, OTHER.private).split(".")
    ours = tokens.sign(FACTS, PAIR.private).split(".")[0]
    with pytest.raises(tokens.Altered):
        tokens.read(f"{ours}.{payload}.{signature}", KEYS)


@pytest.mark.parametrize("alg", ["none", "HS256", "RS256"])
def test_no_other_algorithm_is_believed(alg: str) -> None:
    header = to_base64url(canonical_json({"alg": alg, "kid": PAIR.kid}))
    payload = to_base64url(canonical_json({"n": "1"}))
    for signature in ("", to_base64url(b"x" * 64)):
        with pytest.raises(tokens.Unverified):
            tokens.read(f"{header}.{payload}.{signature}", KEYS)


@given(st.text(max_size=80))
def test_other_texts_are_no_tokens(text: str) -> None:
    with pytest.raises(tokens.Unverified):
        tokens.read(text, KEYS)


def test_the_qr_code_stays_easy_to_read() -> None:
    token = tokens.sign(FACTS, PAIR.private)
    address = f"https://belajar.lampungprov.go.id/verify/K7QX9M2PTR4W?t={token}"
    code = segno.make(address, error="l", micro=False, boost_error=False)
    # 30 mm on paper make modules of 0.4 mm, which cheap phones read at a hand's distance.
    assert code.version <= 14
    picture = Image.new("L", code.symbol_size(border=4), 255)
    for y, row in enumerate(code.matrix_iter(border=4)):
        for x, dark in enumerate(row):
            picture.putpixel((x, y), 0 if dark else 255)
    found = zxingcpp.read_barcodes(picture.resize([4 * side for side in picture.size]))
    assert [one.text for one in found] == [address]


def test_keys_are_published_in_forms_that_others_read() -> None:
    # RFC 8037, appendix A.3: the thumbprint of the key in A.2.
    public = from_base64url("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
    assert "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k".startswith(kid_of(public))
    assert keys_of({"keys": [as_jwk(public), {"kty": "RSA"}]}) == {kid_of(public): public}
    assert as_multikey(public).startswith("z6Mk")
    assert from_multibase(as_multikey(public))[2:] == public
    for wrong in ({}, [], {"keys": {}}, {"keys": [{"crv": "Ed25519", "x": "AA"}]}):
        with pytest.raises(ValueError):  # noqa: PT011 - one kind of refusal
            keys_of(wrong)


@given(st.binary(max_size=40))
def test_base58_and_base64url_have_one_text_for_each_bytes(data: bytes) -> None:
    assert from_multibase(to_multibase(data)) == data
    assert from_base64url(to_base64url(data)) == data


@pytest.mark.parametrize("text", ["QQ==", "QR", "Q", "Q Q", "zI0!", "Ä"])
def test_stray_texts_are_neither(text: str) -> None:
    for read in (from_base64url, from_multibase):
        with pytest.raises(ValueError):  # noqa: PT011 - one kind of refusal
            read(text)


def test_canonical_json_is_that_of_the_standard() -> None:
    value = {"€": 1.0, "\r": '\u0007"\\/', "\U0001f600": [None, True], "\ufb33": 4.5, "1": 0.25}
    # RFC 8785, section 3.2.3: names are sorted by UTF-16 units.
    assert canonical_json(value).decode() == (
        '{"\\r":"\\u0007\\"\\\\/","1":0.25,"€":1,"\U0001f600":[null,true],"\ufb33":4.5}'
    )
    assert json.loads(canonical_json(value)) == value
    for refused in (float("nan"), 1e-7, 1e21):
        with pytest.raises(ValueError):  # noqa: PT011 - one kind of refusal
            canonical_json(refused)
