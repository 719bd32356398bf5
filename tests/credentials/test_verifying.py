"""`flask credentials verify`: what somebody shows, judged with keys alone or with the database too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from lms.core.db import begin_unit
from lms.core.db import commit as commit_unit
from lms.credentials.actions import keys, sealing
from lms.credentials.rules.attestation import CertificateFacts, token_facts
from lms.credentials.source import tokens
from lms.credentials.source.keys import KeyPair
from tests.cli.conftest import Command
from tests.cli.conftest import flask as flask
from tests.client import Client
from tests.conftest import MOMENT
from tests.credentials.shown import CERTIFICATE, known, sheet

SITE = "http://127.0.0.1:8000"


@pytest.fixture
def pair(app: Flask) -> KeyPair:
    """The installation's key, registered."""
    with app.app_context():
        begin_unit(may_write=True)
        made = keys.current_key()
        commit_unit()
    return made


def address(pair: KeyPair, facts: CertificateFacts = CERTIFICATE) -> str:
    """What the certificate's QR code says."""
    return f"{SITE}/verify/{facts.code}?t={tokens.sign(token_facts(facts), pair.private)}"


@pytest.fixture
def key_set(pair: KeyPair, client: Client, tmp_path: Path) -> str:
    """A file of what /verify/keys gave."""
    file = tmp_path / "keys.json"
    file.write_bytes(client.get("/verify/keys").data)
    return str(file)


def test_a_good_certificate_is_good_in_each_of_its_forms(
    app: Flask,
    flask: Command,
    client: Client,
    pair: KeyPair,
    key_set: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known(monkeypatch)
    sealing.seal_with("local", Path(app.config["E_SIGNATURE_FILE"]))
    flask("credentials", "make-test-certificate")
    pdf, badge = tmp_path / "sertifikat.pdf", tmp_path / "lencana.json"
    pdf.write_bytes(sealing.seal(sheet(address(pair)), MOMENT))
    badge.write_bytes(client.get(f"/credentials/{CERTIFICATE.code}/badge.json").data)
    token = address(pair).partition("t=")[2]
    for shown in (address(pair), token, str(pdf), str(badge), CERTIFICATE.code):
        done = flask("credentials", "verify", shown, "--json")
        assert (done.exit_code, done.stderr) == (0, "")
        verdict = json.loads(done.stdout)
        assert (verdict["findings"], verdict["facts"]["name"]) == ([], CERTIFICATE.holder_name)
    for shown in (address(pair), str(pdf), str(badge)):
        done = flask("credentials", "verify", shown, "--keys", key_set)
        assert done.exit_code == 0
        assert "Sah." in done.stdout
        assert "pencabutan tidak diketahui" in done.stdout
    assert "SERTIFIKAT UJI" in flask("credentials", "verify", str(pdf)).stdout
    sealing.seal_with("none", Path())
    assert (
        "akar" in flask("credentials", "verify", str(pdf)).stdout
    )  # nobody vouches for the signer
    pdf.write_bytes(pdf.read_bytes().replace(b"SERTIFIKAT", b"SERTIFIKIT", 1) + b"%")
    changed = flask("credentials", "verify", str(pdf), "--json")
    assert (changed.exit_code, json.loads(changed.stdout)["findings"]) == (1, ["altered"])
    pdf.write_bytes(sheet(address(pair)))
    assert "cocokkan" in flask("credentials", "verify", str(pdf)).stdout


@pytest.mark.parametrize(
    ("changed", "offline", "online"),
    [
        ({"revoked": True}, [], ["revoked"]),
        ({"valid_until": CERTIFICATE.completed_on}, [], []),  # the last day itself
        ({"valid_until": CERTIFICATE.completed_on.replace(day=22)}, ["expired"], ["expired"]),
    ],
)
def test_what_is_wrong_is_found(
    flask: Command,
    pair: KeyPair,
    key_set: str,
    monkeypatch: pytest.MonkeyPatch,
    changed: dict[str, object],
    offline: list[str],
    online: list[str],
) -> None:
    certificate = known(monkeypatch, **changed)
    shown = address(pair, certificate)
    for options, findings in ((("--keys", key_set), offline), ((), online)):
        done = flask("credentials", "verify", shown, "--json", *options)
        assert json.loads(done.stdout)["findings"] == findings
        assert done.exit_code == (1 if findings else 0)
    code = flask("credentials", "verify", certificate.code, "--json")
    assert json.loads(code.stdout)["findings"] == online


def test_forgeries_are_named(
    flask: Command, pair: KeyPair, key_set: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(monkeypatch, number="000999/SERT/BPSDM/2026")
    joined = flask("credentials", "verify", address(pair), "--json")
    assert json.loads(joined.stdout)["findings"] == ["altered"]  # another certificate's token
    assert flask("credentials", "verify", address(pair)[:-2] + "AA").exit_code == 1
    unknown = flask("credentials", "verify", "TIDAKADA")
    assert (unknown.exit_code, "tidak mengenal" in unknown.stdout) == (1, True)
    flask("credentials", "rotate-key")
    newer = keys.read_key(keys.key_file().read_bytes())
    stranger = flask("credentials", "verify", address(newer), "--keys", key_set)
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
