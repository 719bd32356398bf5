"""Claims of what was learnt elsewhere, handed in the way people hand them in."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from lms.core.db import db
from lms.credentials.actions.claims import Draft, begin_claim
from lms.credentials.actions.evidence import store_evidence
from lms.credentials.models.claims import ClaimFile
from lms.credentials.rules.claims import ClaimText
from tests.factories.accounts import writing

PDF = b"%PDF-1.7\n% sertifikat contoh"


def text(**parts: Any) -> ClaimText:
    """A seminar of two days; `parts` differ."""
    values: dict[str, Any] = {
        "form": "seminar",
        "scope": "domestic",
        "title": "Seminar pengadaan (data contoh)",
        "institution": "LKPP",
        "certificate_number": "S-12/2026",
        "started_on": date(2026, 11, 18),
        "ended_on": date(2026, 11, 19),
        "per": "day",
        "quantity": 200,
        "content": "",
    }
    return ClaimText(**values | parts)


def coaching(**parts: Any) -> ClaimText:
    """Two sessions of coaching on a day."""
    values: dict[str, Any] = {
        "form": "coaching",
        "title": "Coaching analisis jabatan (data contoh)",
        "institution": "",
        "certificate_number": "",
        "started_on": date(2026, 11, 19),
        "per": "session",
        "content": "Menyusun peta jabatan dari tugas nyata.",
    }
    return text(**values | parts)


def claimed(
    app: Flask, person_id: int, key: str, claim: ClaimText, *, pdf: bytes | None = PDF
) -> int:
    """Hand a claim in; returns its id."""
    evidence = store_evidence("sertifikat.pdf", pdf) if pdf is not None else None
    with writing(app):
        draft = Draft(claim, evidence, key=key)
        return begin_claim(person_id=person_id, draft=draft, submit=True)


def handed_in(person_id: int) -> tuple[int, int]:
    """Hand in the seminar in the unit of work in hand; returns the ids of the claim and its file."""
    draft = Draft(text(), store_evidence("bukti.pdf", PDF), key=f"uji-{person_id}")
    claim_id = begin_claim(person_id=person_id, draft=draft, submit=True)
    file_id = db.session.scalars(select(ClaimFile.id).where(ClaimFile.claim_id == claim_id)).one()
    return claim_id, file_id
