"""A certificate to show, and a double for the query that would find it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from fpdf import FPDF

from lms.cli import credentials as command_line
from lms.core.errors import NotFound
from lms.credentials.rules.attestation import CertificateFacts
from lms.credentials.views import badges

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
    valid_until=date(2029, 11, 22),
    revoked=False,
)


def known(monkeypatch: pytest.MonkeyPatch, **changed: Any) -> CertificateFacts:
    """Let the certificate, so changed, be the only one that there is."""
    certificate = replace(CERTIFICATE, **changed)

    def facts_for(code: str) -> CertificateFacts:
        if code != certificate.code:
            raise NotFound
        return certificate

    for place in (badges, command_line):
        monkeypatch.setattr(place, "facts_for", facts_for)
    return certificate


def sheet(address: str) -> bytes:
    """A PDF with a link, as a certificate has over its QR code."""
    pdf = FPDF(orientation="landscape")
    pdf.add_page()
    pdf.set_font("helvetica", size=30)
    pdf.cell(text="SERTIFIKAT")
    pdf.link(10, 10, 30, 30, address)
    return bytes(pdf.output())
