"""Certificates to show: one that says everything, one that was earned here, and a sheet."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from flask import Flask
from fpdf import FPDF
from sqlalchemy import select

from lms.core.db import begin_unit, db
from lms.credentials.actions.revoking import revoke
from lms.credentials.models import Certificate
from lms.credentials.queries.attestations import facts_for
from lms.credentials.rules.attestation import CertificateFacts
from tests.factories.certificates import certified
from tests.factories.courses import publish_course
from tests.factories.learning import committed

CERTIFICATE = CertificateFacts(
    code="K7QX9M2PTR4W",
    number="000123/SERT/BPSDM/2026",
    holder_name="Dr. Siti Rahmawati, S.Sos., M.Si.",
    title="Pelayanan Publik “Prima”",
    summary="Mengukur dan memperbaiki pelayanan.",
    outcomes=("Menjalankan SKM", "Membaca hasilnya"),
    hours=Decimal("4.50"),
    completed_on=date(2026, 11, 23),
    issued_at=datetime(2026, 11, 23, 3, 42, tzinfo=UTC),
    sheet_made_at=datetime(2026, 11, 23, 3, 42, tzinfo=UTC),
    valid_until=date(2029, 11, 22),
    revoked=False,
)


def earned(app: Flask, person_id: int) -> CertificateFacts:
    """What the certificate says that somebody has earned, its sheet made as the worker makes it."""
    with app.app_context():
        begin_unit(may_write=True)
        publish_course(title=CERTIFICATE.title, hours=str(CERTIFICATE.hours))
        certificate = certified(person_id)
        facts = facts_for(certificate.code)
        db.session.remove()
    return facts


def revoked(app: Flask, code: str, *, by: int) -> None:
    """Revoke the certificate with a code."""
    with app.app_context():
        begin_unit(may_write=True)
        found = db.session.scalars(select(Certificate.id).where(Certificate.code == code)).one()
        revoke(certificate_id=found, category="mistake", reason="Tertukar.", actor_id=by)
        committed()
        db.session.remove()


def sheet(address: str) -> bytes:
    """A PDF with a link, as a certificate has over its QR code."""
    pdf = FPDF(orientation="landscape")
    pdf.add_page()
    pdf.set_font("helvetica", size=30)
    pdf.cell(text="SERTIFIKAT")
    pdf.link(10, 10, 30, 30, address)
    return bytes(pdf.output())
