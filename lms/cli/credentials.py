"""`flask credentials …`: the keys that sign certificates, verifying what somebody shows, and hours."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from lms.accounts.policy import is_administrator
from lms.accounts.queries import person_by_identifier
from lms.core import clock, settings
from lms.core.clock import today
from lms.core.db import commit
from lms.core.errors import Invalid, NotFound, NotReady
from lms.core.words import N_
from lms.credentials.actions import keys, sealing
from lms.credentials.models.keys import SigningKey
from lms.credentials.queries import overviews
from lms.credentials.queries.attestations import facts_for, recorded_facts
from lms.credentials.queries.keys import count_to_sign_anew, key_ring, published_keys
from lms.credentials.queries.overviews import PersonLine
from lms.credentials.queries.standings import targets_of_year
from lms.credentials.rules.attestation import token_facts
from lms.credentials.rules.conversion import ONE
from lms.credentials.rules.targets import FIRST_YEAR, Target, in_words, standing
from lms.credentials.rules.validity import is_expired
from lms.credentials.source import verifying
from lms.credentials.source.keys import KeyRing, distrusted_of, keys_of
from lms.credentials.source.verifying import Verdict
from lms.web.locale import number

group = AppGroup(
    "credentials", help="Verify certificates, look after the keys that sign them, list hours."
)

FINDINGS: Mapping[str, str] = {
    "altered": N_("Isinya bukan seperti yang diterbitkan: tanda tangannya tidak cocok."),
    "unknown-key": N_("Ditandatangani dengan kunci yang tidak dikenal di sini."),
    "distrusted": N_(
        "Kunci penanda tangannya tidak dipercaya lagi: tanda tangan ini saja tidak membuktikan apa pun."
    ),
    "expired": N_("Masa berlakunya sudah lewat."),
    "revoked": N_("Sudah dicabut oleh penerbitnya."),
    "unknown": N_("Penerbit tidak mengenal sertifikat ini."),
    "untrusted": N_("Penanda tangan PDF tidak dijamin oleh sertifikat akar yang diketahui."),
    "unsigned": N_("PDF ini tidak memuat isi sertifikat yang ditandatangani."),
}

STATES: Mapping[str, str] = {
    "current": N_("dipakai sekarang"),
    "retired": N_("tidak dipakai lagi; yang ditandatanganinya tetap sah"),
    "distrusted": N_("tidak dipercaya lagi"),
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


@group.command("keys")
@click.option("--json", "as_json", is_flag=True, help="print the keys as JSON")
def list_keys(as_json: bool) -> None:
    """List the keys that ever signed, which one signs now, and which aren't trusted any more."""
    listed = [_of_key(one) for one in published_keys()]
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False))
        return
    for one in listed:
        click.echo(f"{one['kid']} | {one['since']} | {_(STATES[str(one['state'])])}")
        if one["state"] == "distrusted":
            click.echo(f"  {one['stolen_since']}: {one['reason']}")
            click.echo(_("  Lembar yang belum ditandatangani ulang: %(n)s", n=one["to_sign_anew"]))


def _of_key(key: SigningKey) -> dict[str, str | int | None]:
    if key.stolen_since is None:
        state = "current" if key.retired_at is None else "retired"
        return {"kid": key.kid, "since": f"{key.created_at:%Y-%m-%d}", "state": state}
    return {
        "kid": key.kid,
        "since": f"{key.created_at:%Y-%m-%d}",
        "state": "distrusted",
        "stolen_since": key.stolen_since.isoformat(timespec="minutes"),
        "reason": key.distrust_reason,
        "to_sign_anew": count_to_sign_anew(key.kid),
    }


@group.command("distrust-key")
@click.argument("kid")
@click.option("--by", required=True, help="the administrator who answers for it")
@click.option("--reason", required=True, help="why; other administrators read it")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="since when somebody else may have had it, in the installation's time; now unless given",
)
def distrust_key(kid: str, by: str, reason: str, since: datetime | None) -> None:
    """Say that others have the private half of the key KID: its signature alone proves nothing any
    more. The worker signs anew what it signed; the current key is replaced at once."""
    actor = person_by_identifier(by)
    if actor is None or not is_administrator(actor):
        raise click.UsageError(_("%(who)s bukan administrator.", who=by))
    moment = clock.now() if since is None else since.replace(tzinfo=clock.zone())
    try:
        keys.distrust(kid=kid, since=moment, reason=reason, actor_id=actor.id)
    except Invalid as error:
        raise click.UsageError(_(error.message, **error.params)) from error
    except NotFound as error:
        raise click.UsageError(_("Tidak ada kunci %(kid)s.", kid=kid)) from error
    except (NotReady, OSError) as error:
        raise click.ClickException(str(error)) from error
    commit()
    click.echo(
        _("Kunci %(kid)s tidak dipercaya lagi. Sertifikatnya ditandatangani ulang.", kid=kid)
    )


@group.command("make-test-certificate")
def make_test_certificate() -> None:
    """Make a key and certificate for trying out E_SIGNATURE=local; nobody vouches for it."""
    try:
        made, root = sealing.make_trial_certificate(settings.text(settings.PRODUCT_NAME))
    except OSError as error:
        raise click.ClickException(str(error)) from error
    click.echo(_("Kunci dan sertifikat uji: %(file)s", file=made))
    click.echo(_("Sertifikat akar untuk pemeriksa: %(file)s", file=root))


@group.command("hours")
@click.option("--unit", metavar="KEY", help="only the people of the unit with this code, and below")
@click.option("--year", type=click.IntRange(FIRST_YEAR), help="the year; this one unless given")
@click.option("--below-target", is_flag=True, help="only those who are below their target")
@click.option("--json", "as_json", is_flag=True, help="print everything as JSON")
def hours(unit: str | None, year: int | None, below_target: bool, as_json: bool) -> None:
    """List people's hours of a year against their target, as the page of a unit does."""
    unit_id = None if unit is None else overviews.unit_by_code(unit)
    if unit is not None and unit_id is None:
        raise click.UsageError(_("Tidak ada unit dengan kode %(code)s.", code=unit))
    of_year = today().year if year is None else year
    people = overviews.people_of_year(unit_id, of_year, below=below_target)
    counts = overviews.counts_of_year(unit_id, of_year)
    targets = targets_of_year(of_year)
    none = Target(None, None)
    if as_json:
        lines = [_said(one, targets.get(one.employment, none)) for one in people]
        document = {"year": of_year, "unit": unit, **asdict(counts), "list": lines}
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for one in people:
        said = in_words(one.counted, targets.get(one.employment, none))
        sentence = _(said.text, **{name: _jp(hours) for name, hours in said.hours.items()})
        click.echo(f"{one.name} | {one.unit or '–'} | {_jp(one.counted)} | {sentence}")
    click.echo(
        _(
            "%(below)s dari %(people)s pegawai di bawah target %(year)s.",
            below=number(counts.below, 0),
            people=number(counts.people, 0),
            year=of_year,
        )
    )


def _jp(hundredths: int) -> str:
    return f"{number(hundredths / ONE, 2)} JP"


def _said(one: PersonLine, target: Target) -> dict[str, object]:
    return {
        "name": one.name,
        "unit": one.unit,
        "employment": one.employment,
        "hours": one.counted / ONE,
        "target": None if target.hours is None else target.hours / ONE,
        "cap": None if target.cap is None else target.cap / ONE,
        "standing": standing(one.counted, target),
    }


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
    known = key_ring() if key_set is None else _keys_in(key_set)
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
    else:
        verdict = verifying.without_record(verdict)
    _print(verdict, as_json=as_json, offline=key_set is not None)
    raise SystemExit(1 if verdict.findings else 0)


def _keys_in(file: Path) -> KeyRing:
    try:
        read = json.loads(file.read_bytes())
        return KeyRing(keys_of(read), distrusted_of(read))
    except ValueError as error:
        raise click.UsageError(_("%(file)s bukan daftar kunci (JWKS).", file=file)) from error


def _verdict(shown: str, known: KeyRing, trusted: list[bytes]) -> Verdict:
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
        return verifying.without_record(verdict).also("unknown")
    if verdict.kind == "code":
        verdict = Verdict("code", token_facts(facts), code=facts.code)
        if is_expired(facts.valid_until, today()):
            verdict = verdict.also("expired")
    else:
        # A signed text may have been joined with another's code, or signed with a stolen key.
        recorded = [token_facts(facts), *recorded_facts(verdict.code)]
        verdict = verifying.compared(verdict, recorded)
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
