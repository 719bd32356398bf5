"""`flask credentials verify`: what somebody shows, judged with keys alone or with the database too."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.db import begin_unit, begin_writing, db
from lms.core.db import commit as commit_unit
from lms.credentials.actions import keys, sealing
from lms.credentials.actions.rendering import file_of
from lms.credentials.models import Certificate
from lms.credentials.rules.attestation import CertificateFacts, token_facts
from lms.credentials.source import tokens
from lms.credentials.source.keys import KeyPair
from tests.cast import Cast
from tests.cli.conftest import Command, command
from tests.cli.conftest import flask as flask
from tests.client import Client
from tests.conftest import MOMENT
from tests.credentials.shown import earned, revoked, sheet
from tests.tools.sheets import qr_on

SITE = "http://127.0.0.1:8000"


@pytest.fixture
def pair(app: Flask) -> KeyPair:
    """The installation's key, registered."""
    with app.app_context():
        begin_unit(may_write=True)
        made = keys.current_key()
        commit_unit()
    return made


def address(pair: KeyPair, facts: CertificateFacts) -> str:
    """What the certificate's QR code says."""
    return f"{SITE}/verify/{facts.code}?t={tokens.sign(token_facts(facts), pair.private)}"


@pytest.fixture
def key_set(pair: KeyPair, client: Client, tmp_path: Path) -> str:
    """A file of what /verify/keys gave."""
    file = tmp_path / "keys.json"
    file.write_bytes(client.get("/verify/keys").data)
    return str(file)


@pytest.fixture
def certificate(app: Flask, cast: Cast) -> CertificateFacts:
    """What a certificate says that was issued here, its sheet signed electronically."""
    sealing.seal_with("local", Path(app.config["E_SIGNATURE_FILE"]))
    assert command(app, "credentials", "make-test-certificate").exit_code == 0
    return earned(app, cast.ayu.id)


def issued_sheet(app: Flask, code: str) -> bytes:
    """The bytes that are stored for a certificate."""
    with app.app_context():
        begin_unit(may_write=False)
        return file_of(code, 1).read_bytes()


def test_a_good_certificate_is_good_in_each_of_its_forms(
    app: Flask,
    flask: Command,
    client: Client,
    certificate: CertificateFacts,
    key_set: str,
    tmp_path: Path,
) -> None:
    pdf, badge = tmp_path / "sertifikat.pdf", tmp_path / "lencana.json"
    pdf.write_bytes(issued_sheet(app, certificate.code))
    badge.write_bytes(client.get(f"/credentials/{certificate.code}/badge.json").data)
    shown_by_qr = qr_on(pdf.read_bytes())
    token = shown_by_qr.partition("t=")[2]
    for shown in (shown_by_qr, token, str(pdf), str(badge), certificate.code):
        done = flask("credentials", "verify", shown, "--json")
        assert (done.exit_code, done.stderr) == (0, "")
        verdict = json.loads(done.stdout)
        assert (verdict["findings"], verdict["facts"]["name"]) == ([], "Ayu Lestari, S.T.")
    for shown in (shown_by_qr, str(pdf), str(badge)):
        done = flask("credentials", "verify", shown, "--keys", key_set)
        assert done.exit_code == 0
        assert "Sah." in done.stdout
        assert "pencabutan tidak diketahui" in done.stdout
    assert "SERTIFIKAT UJI" in flask("credentials", "verify", str(pdf)).stdout
    sealing.seal_with("none", Path())
    assert (
        "akar" in flask("credentials", "verify", str(pdf)).stdout
    )  # nobody vouches for the signer
    whole = pdf.read_bytes()
    for at in range(200, len(whole), len(whole) // 9):
        pdf.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert flask("credentials", "verify", str(pdf)).exit_code != 0, at
    pdf.write_bytes(whole + b"% tambahan")
    changed = flask("credentials", "verify", str(pdf), "--json")
    assert (changed.exit_code, json.loads(changed.stdout)["findings"]) == (1, ["altered"])
    pdf.write_bytes(sheet(shown_by_qr))
    assert "cocokkan" in flask("credentials", "verify", str(pdf)).stdout


@pytest.mark.parametrize(
    ("days", "findings"),
    [
        (0, []),  # the last day itself
        (-1, ["expired"]),
    ],
)
def test_what_has_ended_is_found_with_and_without_the_database(
    app: Flask,
    flask: Command,
    certificate: CertificateFacts,
    key_set: str,
    days: int,
    findings: list[str],
) -> None:
    ended = replace(certificate, valid_until=MOMENT.date() + timedelta(days=days))
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        row = db.session.scalars(select(Certificate)).one()
        row.valid_until = ended.valid_until
        commit_unit()
        pair = keys.current_key()
        db.session.remove()
    for options in (("--keys", key_set), ()):
        done = flask("credentials", "verify", address(pair, ended), "--json", *options)
        assert json.loads(done.stdout)["findings"] == findings
        assert done.exit_code == (1 if findings else 0)
    code = flask("credentials", "verify", certificate.code, "--json")
    assert json.loads(code.stdout)["findings"] == findings


def test_only_the_database_knows_that_one_was_revoked(
    app: Flask, flask: Command, cast: Cast, certificate: CertificateFacts, key_set: str
) -> None:
    shown = qr_on(issued_sheet(app, certificate.code))
    revoked(app, certificate.code, by=cast.eko.id)
    offline = flask("credentials", "verify", shown, "--json", "--keys", key_set)
    assert (offline.exit_code, json.loads(offline.stdout)["findings"]) == (0, [])
    for asked in (shown, certificate.code):
        done = flask("credentials", "verify", asked, "--json")
        assert (done.exit_code, json.loads(done.stdout)["findings"]) == (1, ["revoked"])


def test_forgeries_are_named(
    flask: Command, pair: KeyPair, certificate: CertificateFacts, key_set: str
) -> None:
    other = replace(certificate, number="000999/SERT/BPSDM/2026")
    joined = flask("credentials", "verify", address(pair, other), "--json")
    assert json.loads(joined.stdout)["findings"] == ["altered"]  # another certificate's token
    genuine = address(pair, certificate)
    forged = f"{genuine[:-9]}{'A' if genuine[-9] != 'A' else 'B'}{genuine[-8:]}"
    assert flask("credentials", "verify", forged).exit_code == 1
    unknown = flask("credentials", "verify", "TIDAKADA")
    assert (unknown.exit_code, "tidak mengenal" in unknown.stdout) == (1, True)
    flask("credentials", "rotate-key")
    newer = keys.read_key(keys.key_file().read_bytes())
    stranger = flask("credentials", "verify", address(newer, certificate), "--keys", key_set)
    assert (stranger.exit_code, "tidak dikenal" in stranger.stdout) == (1, True)


def test_what_can_not_be_verified_is_wrong_use(
    flask: Command, key_set: str, tmp_path: Path
) -> None:
    file = tmp_path / "lain"
    for content in (
        b"%PDF-1.7 bukan",
        b"{}",
        b"{",
        b"halo dunia",
        b"\xff\xfe",
        sheet("https://a.id"),
    ):
        file.write_bytes(content)
        assert flask("credentials", "verify", str(file)).exit_code == 2
    assert flask("credentials", "verify", "KODE", "--keys", key_set).exit_code == 2
    assert flask("credentials", "verify", "KODE", "--keys", str(file)).exit_code == 2
    assert flask("credentials", "verify").exit_code == 2
