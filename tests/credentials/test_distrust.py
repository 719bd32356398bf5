"""A key that somebody else has: what it signed holds by the record alone, and is signed anew."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.audit import AuditEntry
from lms.core.db import begin_unit, db
from lms.core.errors import NotReady
from lms.credentials.actions import keys, rendering
from lms.credentials.actions.rendering import file_of
from lms.credentials.models import CertificateIssue
from lms.credentials.models.keys import SigningKey
from lms.credentials.rules.attestation import CertificateFacts, token_facts
from lms.credentials.source import tokens
from lms.credentials.source.keys import KeyPair, distrusted_of, keys_of
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.cli.conftest import Command
from tests.cli.conftest import flask as flask
from tests.client import Client
from tests.credentials.shown import earned
from tests.factories.accounts import writing
from tests.factories.certificates import make_sheets
from tests.tools.sheets import qr_on

NOT_TRUSTED = "Kunci penanda tangannya tidak dipercaya lagi"


@pytest.fixture
def certificate(app: Flask, cast: Cast) -> CertificateFacts:
    return earned(app, cast.ayu.id)


@pytest.fixture
def stolen(app: Flask, certificate: CertificateFacts) -> KeyPair:
    """The key that signed it, as the thief has it."""
    with app.app_context():
        begin_unit(may_write=False)
        return keys.current_key()


@pytest.fixture
def distrusted(flask: Command, stolen: KeyPair) -> KeyPair:
    """The same after Eko said so."""
    options = ("--by", "eko", "--reason", "Peladen lama dicuri.", "--since", "2026-11-20T08:00")
    done = flask("credentials", "distrust-key", stolen.kid, *options)
    assert (done.exit_code, "tidak dipercaya lagi" in done.stdout) == (0, True)
    return stolen


def sheet(app: Flask, code: str, ordinal: int) -> bytes:
    with app.app_context():
        begin_unit(may_write=False)
        return file_of(code, ordinal).read_bytes()


def published(client: Client, tmp_path: Path) -> str:
    file = tmp_path / "kunci.json"
    file.write_bytes(client.get("/verify/keys").data)
    return str(file)


def work_off(app: Flask) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        make_sheets()
        make_sheets()


def test_what_is_on_record_holds_and_a_forgery_does_not(
    app: Flask,
    flask: Command,
    client: Client,
    certificate: CertificateFacts,
    distrusted: KeyPair,
    tmp_path: Path,
) -> None:
    pdf = tmp_path / "lama.pdf"
    pdf.write_bytes(sheet(app, certificate.code, 1))
    address = qr_on(pdf.read_bytes())
    for shown in (str(pdf), address, certificate.code):
        done = flask("credentials", "verify", shown, "--json")
        verdict = json.loads(done.stdout)
        assert (done.exit_code, verdict["findings"], verdict["facts"]["name"]) == (
            0,
            [],
            "Ayu Lestari, S.T.",
        )
    forged = tokens.sign(
        {**token_facts(certificate), "name": "Joko Palsu"}, private=distrusted.private
    )
    with_code = f"https://contoh.go.id/verify/{certificate.code}?t={forged}"
    for shown in (forged, with_code):
        done = flask("credentials", "verify", shown)
        assert done.exit_code == 1
        assert NOT_TRUSTED in done.stdout
        assert "Joko" not in done.stdout
    key_set = published(client, tmp_path)
    for shown in (str(pdf), address, forged):
        done = flask("credentials", "verify", shown, "--keys", key_set)
        assert (done.exit_code, NOT_TRUSTED in done.stdout) == (1, True)
        assert "Ayu" not in done.stdout  # without the record nothing of it is believed


def test_everybody_is_told_which_keys_are_not_trusted(
    flask: Command, client: Client, distrusted: KeyPair
) -> None:
    said = client.get("/verify/keys").json
    assert distrusted_of(said) == {distrusted.kid}
    assert len(keys_of(said)) == 2
    revoked = next(key["revoked"] for key in said["keys"] if "revoked" in key)
    since = datetime(2026, 11, 20, 1, tzinfo=UTC)
    assert revoked == {"revoked_at": int(since.timestamp()), "reason": "compromised"}
    profile = client.get("/credentials/issuer.json").json
    methods = {one["id"].partition("#")[2]: one for one in profile["verificationMethod"]}
    assert methods[distrusted.kid]["revoked"] == "2026-11-20T01:00:00Z"
    assert [one.partition("#")[2] for one in profile["assertionMethod"]] == [
        kid for kid in methods if kid != distrusted.kid
    ]
    listed = {one["kid"]: one for one in json.loads(flask("credentials", "keys", "--json").stdout)}
    assert listed.pop(distrusted.kid)["to_sign_anew"] == 1
    assert [one["state"] for one in listed.values()] == ["current"]
    assert "Peladen lama dicuri." in flask("credentials", "keys").stdout


def test_what_it_signed_is_signed_anew_once_and_says_the_same(
    app: Flask,
    flask: Command,
    client: Client,
    certificate: CertificateFacts,
    distrusted: KeyPair,
    tmp_path: Path,
) -> None:
    work_off(app)
    again = ("--by", "eko", "--reason", "Sekali lagi.")
    assert flask("credentials", "distrust-key", distrusted.kid, *again).exit_code == 0
    work_off(app)
    with app.app_context():
        sheets = list(db.session.scalars(select(CertificateIssue).order_by(CertificateIssue.id)))
        assert [one.reason for one in sheets] == ["completed", "key"]
        assert sheets[0].facts == sheets[1].facts
        assert sheets[0].kid == distrusted.kid != sheets[1].kid
        kinds = select(Notice.kind).where(Notice.kind == "certificate-signed-anew")
        assert len(list(db.session.scalars(kinds))) == 1
        kept = db.session.get_one(SigningKey, distrusted.kid)
        assert (kept.distrust_reason, kept.distrusted_by_id) == (
            "Peladen lama dicuri.",
            db.session.scalars(
                select(AuditEntry.actor_id).where(AuditEntry.action == "signing-key:distrust")
            ).one(),
        )
    pdf = tmp_path / "baru.pdf"
    pdf.write_bytes(sheet(app, certificate.code, 2))
    done = flask("credentials", "verify", str(pdf), "--keys", published(client, tmp_path))
    assert (done.exit_code, "Sah." in done.stdout) == (0, True)
    badge = tmp_path / "lencana.json"
    badge.write_bytes(client.get(f"/credentials/{certificate.code}/badge.json").data)
    done = flask("credentials", "verify", str(badge), "--keys", published(client, tmp_path))
    assert done.exit_code == 0
    assert '"to_sign_anew": 0' in flask("credentials", "keys", "--json").stdout


def test_a_sheet_drawn_while_it_was_said_is_signed_anew_too(
    app: Flask, certificate: CertificateFacts, distrusted: KeyPair
) -> None:
    work_off(app)
    with writing(app):
        newest = db.session.scalars(
            select(CertificateIssue).where(CertificateIssue.reason == "key")
        ).one()
        newest.sha256 = None
        db.session.flush()
        rendering._store(newest.id, "0" * 64, distrusted.kid)
    work_off(app)
    with app.app_context():
        reasons = list(db.session.scalars(select(CertificateIssue.reason)))
    assert reasons == ["completed", "key", "key"]


def test_a_distrusted_key_brought_back_signs_nothing(
    app: Flask, flask: Command, stolen: KeyPair
) -> None:
    pem = keys.key_file().read_bytes()
    options = ("--by", "eko", "--reason", "Dicuri.")
    assert flask("credentials", "distrust-key", stolen.kid, *options).exit_code == 0
    keys.key_file().write_bytes(pem)
    assert "tidak dipercaya lagi" in flask("doctor").stdout
    with app.app_context():
        begin_unit(may_write=True)
        with pytest.raises(NotReady, match="rotate-key"):
            keys.current_key()
    assert flask("credentials", "rotate-key").exit_code == 0
    with app.app_context():
        begin_unit(may_write=False)
        assert keys.current_key().kid != stolen.kid


@pytest.mark.parametrize(
    "options",
    [
        ("tidak-ada", "--by", "eko", "--reason", "Dicuri."),
        ("{kid}", "--by", "ayu", "--reason", "Dicuri."),
        ("{kid}", "--by", "eko", "--reason", " "),
        ("{kid}", "--by", "eko", "--reason", "Dicuri.", "--since", "2026-11-24"),
    ],
)
def test_who_distrusts_says_which_key_why_and_since_when(
    flask: Command, stolen: KeyPair, options: tuple[str, ...]
) -> None:
    filled = [one.format(kid=stolen.kid) for one in options]
    assert flask("credentials", "distrust-key", *filled).exit_code == 2
    assert "distrusted" not in flask("credentials", "keys", "--json").stdout


def test_the_page_says_what_a_sheet_is_beside_the_record(
    app: Flask, client: Client, certificate: CertificateFacts, stolen: KeyPair
) -> None:
    def page(token: str) -> str:
        return client.get(f"/verify/{certificate.code}", query_string={"t": token}).text

    good = tokens.sign(token_facts(certificate), stolen.private)
    renamed = tokens.sign({**token_facts(certificate), "name": "Joko"}, stolen.private)
    others = tokens.sign(token_facts(certificate), bytes(31) + b"\1")
    assert "isinya sama dengan catatan ini" in page(good)
    for forged in (renamed, others, good[:-4], "ngawur", ""):
        assert "tidak cocok dengan catatan" in page(forged)
        assert "Asli dan berlaku" not in page(forged)
        assert "Joko" not in page(forged)
    typed = client.get(f"/verify/{certificate.code}").text
    assert "Asli dan berlaku" in typed
    assert "kode QR" not in typed.partition("<main")[2].partition("Cocokkan")[0]
    with writing(app):
        issue = db.session.scalars(select(CertificateIssue)).one()
        newer = {**issue.facts, "holder": "Ayu Lestari, M.T."}
        row = {"certificate_id": issue.certificate_id, "holder_name": "Ayu Lestari, M.T."}
        db.session.add(
            CertificateIssue(
                **row,
                facts=newer,
                ordinal=2,
                reason="name",
                template_version_id=issue.template_version_id,
                made_at=issue.made_at,
            )
        )
    assert "dari lembar lama" in page(good)


def test_the_page_says_that_only_the_record_vouches(
    client: Client, certificate: CertificateFacts, distrusted: KeyPair
) -> None:
    good = tokens.sign(token_facts(certificate), distrusted.private)
    said = client.get(f"/verify/{certificate.code}?t={good}").text
    assert "Yang menentukan ialah catatan di atas" in said
    assert "Asli dan berlaku" in said
