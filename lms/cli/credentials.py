"""`flask credentials …`: the keys that sign certificates, and verifying what somebody shows."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lms.core import settings
from lms.core.clock import today
from lms.core.db import commit
from lms.core.errors import NotFound, NotReady
from lms.core.words import N_
from lms.credentials.actions import keys, sealing
from lms.credentials.queries.attestations import facts_for
from lms.credentials.queries.keys import public_keys
from lms.credentials.rules.attestation import token_facts
from lms.credentials.rules.validity import is_expired
from lms.credentials.source import verifying
from lms.credentials.source.keys import keys_of
from lms.credentials.source.verifying import Verdict

group = AppGroup("credentials", help="Verify certificates, and look after the keys that sign them.")

FINDINGS: Mapping[str, str] = {
    "altered": N_("Isinya bukan seperti yang diterbitkan: tanda tangannya tidak cocok."),
    "unknown-key": N_("Ditandatangani dengan kunci yang tidak dikenal di sini."),
    "expired": N_("Masa berlakunya sudah lewat."),
    "revoked": N_("Sudah dicabut oleh penerbitnya."),
    "unknown": N_("Penerbit tidak mengenal sertifikat ini."),
    "untrusted": N_("Penanda tangan PDF tidak dijamin oleh sertifikat akar yang diketahui."),
    "unsigned": N_("PDF ini tidak memuat isi sertifikat yang ditandatangani."),
}

FACTS: Mapping[str, str] = {
    "number": N_("Nomor"),
    "name": N_("Nama"),
    "course": N_("Kursus"),
    "hours": N_("JP"),
    "completed": N_("Tuntas"),
    "valid_until": N_("Berlaku sampai"),
}


@group.command("rotate-key")
def rotate_key() -> None:
    """Sign with a new key from now on; what the old one has signed still verifies."""
    try:
        pair = keys.rotate()
    except (NotReady, OSError) as error:
        raise click.ClickException(str(error)) from error
    commit()
    click.echo(_("Kunci baru %(kid)s ada di %(file)s.", kid=pair.kid, file=keys.key_file()))


@group.command("make-test-certificate")
def make_test_certificate() -> None:
    """Make a key and certificate for trying out E_SIGNATURE=local; nobody vouches for it."""
    try:
        made, root = sealing.make_trial_certificate(settings.text(settings.PRODUCT_NAME))
    except OSError as error:
        raise click.ClickException(str(error)) from error
    click.echo(_("Kunci dan sertifikat uji: %(file)s", file=made))
    click.echo(_("Sertifikat akar untuk pemeriksa: %(file)s", file=root))


@group.command("verify")
@click.argument("shown", metavar="FILE-OR-CODE")
@click.option(
    "--keys",
    "key_set",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="what /verify/keys gave: verifies without the database",
)
@click.option(
    "--root",
    "roots",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="a certificate (PEM) by which the signers of PDFs are trusted",
)
@click.option("--json", "as_json", is_flag=True, help="print the verdict as JSON")
def verify(shown: str, key_set: Path | None, roots: tuple[Path, ...], as_json: bool) -> None:
    """Verify a PDF, a badge (JSON), what a QR code says, or a code; exit status 1 when it isn't good."""
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # the findings say it in words
    known = public_keys() if key_set is None else _keys_in(key_set)
    trusted = [root.read_bytes() for root in roots] or sealing.own_roots()
    try:
        verdict = _verdict(shown, known, trusted)
    except verifying.Unreadable as error:
        raise click.UsageError(_("Ini bukan sertifikat yang dapat diperiksa.")) from error
    if key_set is None and verdict.code:
        verdict = _asked(verdict)
    elif verdict.kind == "code":
        raise click.UsageError(
            _("Sebuah kode hanya dapat diperiksa dengan basis data, tanpa --keys.")
        )
    _print(verdict, as_json=as_json, offline=key_set is not None)
    raise SystemExit(1 if verdict.findings else 0)


def _keys_in(file: Path) -> dict[str, bytes]:
    try:
        return keys_of(json.loads(file.read_bytes()))
    except ValueError as error:
        raise click.UsageError(_("%(file)s bukan daftar kunci (JWKS).", file=file)) from error


def _verdict(shown: str, known: Mapping[str, bytes], trusted: list[bytes]) -> Verdict:
    """What the keys alone say of it."""
    file = Path(shown)
    if len(shown) < 256 and file.is_file():
        content = file.read_bytes()
        if content.startswith(b"%PDF"):
            return verifying.verify_pdf(content, known, trusted, today())
        if content.lstrip().startswith(b"{"):
            return verifying.verify_badge(content, known, today())
        shown = content.decode(errors="replace")
    shown = shown.strip()
    if verifying.has_token(shown):
        return verifying.verify_text(shown, known, today())
    code = verifying.code_in(shown)
    if not code:
        raise verifying.Unreadable(shown)
    return Verdict("code", {}, code=code)


def _asked(verdict: Verdict) -> Verdict:
    """The verdict with what only the database knows."""
    try:
        facts = facts_for(verdict.code)
    except NotFound:
        return verdict.also("unknown")
    if verdict.kind == "code":
        verdict = Verdict("code", token_facts(facts), code=facts.code)
        if is_expired(facts.valid_until, today()):
            verdict = verdict.also("expired")
    elif verdict.facts and verdict.facts["number"] != facts.number:
        # Somebody joined the signed text of one certificate with the code of another.
        verdict = verdict.also("altered")
    return verdict.also("revoked") if facts.revoked else verdict


def _print(verdict: Verdict, *, as_json: bool, offline: bool) -> None:
    if as_json:
        click.echo(json.dumps(asdict(verdict) | {"offline": offline}, ensure_ascii=False))
        return
    for name, value in verdict.facts.items():
        if value is not None:
            click.echo(f"{_(FACTS[name])}: {value}")
    for signer in verdict.signers:
        click.echo(_("PDF ditandatangani oleh: %(signer)s", signer=signer))
    if verdict.kind == "pdf" and not verdict.signers:
        click.echo(
            _("PDF tanpa tanda tangan elektronik: cocokkan yang tercetak dengan isi di atas.")
        )
    for finding in verdict.findings:
        click.echo(f"- {_(FINDINGS[finding])}")
    if not verdict.findings:
        click.echo(_("Sah."))
    if offline:
        click.echo(_("Diperiksa tanpa basis data: pencabutan tidak diketahui."))
