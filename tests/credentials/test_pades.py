"""Electronic signatures in PDFs: validated by pyHanko's own validator against a local root."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.errors import NotReady
from lms.credentials.actions import sealing
from lms.credentials.source import pades
from lms.credentials.source.trial import Trial, make_trial
from tests.cli.conftest import command
from tests.credentials.shown import sheet

AT = datetime(2026, 11, 23, 3, 42, tzinfo=UTC)
ADDRESS = "https://belajar.lampungprov.go.id/verify/K7QX9M2PTR4W?t=a.b.c"


@pytest.fixture(scope="module")
def trial() -> Trial:
    return make_trial("Pemerintah Provinsi Lampung", AT)


@pytest.fixture(scope="module")
def other() -> Trial:
    return make_trial("Lain", AT)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return sheet(ADDRESS)


@pytest.fixture(scope="module")
def signed(trial: Trial, pdf: bytes) -> bytes:
    return pades.seal(pdf, pades.LocalSealer(trial.signing), AT)


def test_a_signed_pdf_validates_against_its_root_and_no_other(
    trial: Trial, other: Trial, pdf: bytes, signed: bytes
) -> None:
    (seal,) = pades.seals(signed, [trial.root])
    assert seal == pades.Seal("SERTIFIKAT UJI (penanda tangan)", AT, intact=True, trusted=True)
    for roots in ([], [other.root]):
        assert [one.trusted for one in pades.seals(signed, roots)] == [False]
    assert pades.seals(pdf, [trial.root]) == []
    assert signed.startswith(pdf)  # the signature is added; what was printed isn't touched
    assert pades.verifying_addresses(signed) == [ADDRESS]


def test_the_same_pdf_moment_and_key_give_the_same_bytes(
    trial: Trial, pdf: bytes, signed: bytes
) -> None:
    assert pades.LocalSealer(trial.signing).seal(pdf, AT) == signed


def test_tampering_is_found(trial: Trial, signed: bytes) -> None:
    changed = signed.replace(b"K7QX9M2PTR4W", b"K7QX9M2PTR4V", 1)
    appended = signed + b"\n% tambahan\n"
    again = pades.LocalSealer(trial.signing)
    for pdf in (changed, appended):
        assert pdf != signed
        assert not any(seal.intact for seal in pades.seals(pdf, [trial.root]))
    with pytest.raises(pades.NotSealable):  # DocMDP: nothing more may be added
        again.seal(signed, AT)


def test_what_is_no_pdf_is_said_to_be_none(trial: Trial, pdf: bytes) -> None:
    sealer = pades.LocalSealer(trial.signing)
    for content in (b"", b"%PDF-1.7\n", b"halo", *(pdf[:end] for end in range(100, 800, 150))):
        for read in (pades.verifying_addresses, lambda one: pades.seals(one, [trial.root])):
            with pytest.raises(pades.NotSealable):
                read(content)
        with pytest.raises(pades.NotSealable):
            sealer.seal(content, AT)


def test_a_key_and_certificates_that_do_not_fit_are_refused(trial: Trial, other: Trial) -> None:
    mixed = trial.signing[: trial.signing.index(b"-----BEGIN CERT")] + other.root
    for pem in (
        b"",
        trial.root,
        mixed,
        b"-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n",
    ):
        with pytest.raises(pades.NotSealable):
            pades.LocalSealer(pem)


def test_an_installation_signs_as_it_is_told(app: Flask, pdf: bytes, tmp_path: Path) -> None:
    file = Path(app.config["E_SIGNATURE_FILE"])
    assert sealing.seal(pdf, AT) == pdf
    assert sealing.own_roots() == []
    sealing.seal_with("local", file)
    with pytest.raises(NotReady, match=r"e-signature\.pem"):
        sealing.seal(pdf, AT)
    assert "E_SIGNATURE=local" in command(app, "doctor").stdout
    made = command(app, "credentials", "make-test-certificate")
    assert (made.exit_code, made.stdout.count(".pem")) == (0, 2)
    assert file.stat().st_mode & 0o077 == 0
    assert command(app, "credentials", "make-test-certificate").exit_code == 1
    root = file.with_name("e-signature-root.pem").read_bytes()
    assert [seal.trusted for seal in pades.seals(sealing.seal(pdf, AT), [root])] == [True]
    assert command(app, "doctor").exit_code == 0
    with pytest.raises(NotReady, match=r"docs/operation\.md"):
        sealing.seal_with("bsre", file)
    sealing.seal_with("none", file)


@given(st.data())
@settings(max_examples=60)
def test_a_flipped_bit_is_found_and_never_a_fault(data: st.DataObject) -> None:
    root, signed = _signed_sample()
    numbers = re.search(rb"/ByteRange\s*\[\s*(\d+) (\d+) (\d+) (\d+)", signed)
    assert numbers is not None
    _start, before, after, _rest = map(int, numbers.groups())
    # Behind the signature is room in its field, which no signature can cover.
    at = data.draw(st.integers(0, before - 1) | st.integers(after, len(signed) - 1))
    changed = bytearray(signed)
    changed[at] ^= 1 << data.draw(st.integers(0, 7))
    for read in (pades.verifying_addresses, lambda one: pades.seals(one, [root])):
        try:
            found = read(bytes(changed))
        except pades.NotSealable:
            continue
        assert not any(isinstance(one, pades.Seal) and one.intact for one in found)


@cache
def _signed_sample() -> tuple[bytes, bytes]:
    trial = make_trial("Contoh", AT)
    return trial.root, pades.LocalSealer(trial.signing).seal(sheet("https://a.id/verify/K7"), AT)
