"""A few learning hours of the cast, labelled as data contoh: claims that were verified, one that waits.

What does not belong here: the rules they are reckoned by, which every installation has.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from lms.accounts.models import Person
from lms.core.clock import today
from lms.core.db import begin_writing, db
from lms.credentials.actions.claims import Draft, begin_claim, verify_claim
from lms.credentials.actions.evidence import Evidence, store_evidence
from lms.credentials.models.claims import LearningClaim
from lms.credentials.rules.claims import ClaimText
from lms.credentials.rules.conversion import ONE

KEY = "data-contoh"


def create_hours() -> bool:
    """Hand in and verify the cast's claims; False when they are there already."""
    evidence = store_evidence("sertifikat-data-contoh.pdf", _pdf())
    begin_writing()
    if db.session.scalar(select(LearningClaim.id).where(LearningClaim.key == f"{KEY}-1")):
        return False
    people = {
        row.user_name: row.id
        for row in db.session.execute(
            select(Person.user_name, Person.id).where(
                Person.user_name.in_(("ayu", "citra", "fajar", "gita"))
            )
        )
    }
    for number, (who, verifier, text) in enumerate(_claims(today()), start=1):
        _claim(number, people[who], people[verifier] if verifier else None, text, evidence)
    return True


def _claims(day: date) -> list[tuple[str, str | None, ClaimText]]:
    """Who claims what, and who has verified it (None: it waits)."""
    lately, before = day - timedelta(days=5), day - timedelta(days=40)
    return [
        ("ayu", "citra", _text("seminar", "Seminar jalan berkelanjutan", before, "day", 2)),
        ("ayu", "citra", _text("coaching", "Coaching membaca kurva S", lately, "session", 2)),
        ("ayu", None, _text("learning_community", "Komunitas belajar jembatan", lately, "hour", 2)),
        ("fajar", "gita", _text("workshop", "Lokakarya keselamatan pasien", before, "day", 3)),
    ]


def _text(form: str, title: str, ended_on: date, per: str, quantity: int) -> ClaimText:
    days = quantity - 1 if per == "day" else 0
    certified = per == "day"
    return ClaimText(
        form=form,
        scope="domestic",
        title=f"{title} (data contoh)",
        institution="Lembaga Contoh" if certified else "",
        certificate_number=f"{form.upper()}/{ended_on:%Y}/12" if certified else "",
        started_on=ended_on - timedelta(days=days),
        ended_on=ended_on,
        per=per,
        quantity=quantity * ONE,
        content="Data contoh: membahas kasus nyata, lalu mencobanya di pekerjaan sendiri.",
    )


def _claim(
    number: int, person_id: int, verifier_id: int | None, text: ClaimText, evidence: Evidence
) -> None:
    draft = Draft(text, evidence if text.institution else None, key=f"{KEY}-{number}")
    claim_id = begin_claim(person_id=person_id, draft=draft, submit=True)
    if verifier_id is not None:
        verify_claim(
            claim_id=claim_id, quantity=text.quantity, reason="", seen=1, actor_id=verifier_id
        )


def _pdf() -> bytes:
    """The smallest page that says what it is."""
    words = b"BT /F1 24 Tf 72 700 Td (Sertifikat - data contoh) Tj ET"
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(words), words),
    )
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % one for one in offsets)
    return (
        out
        + b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            table,
            len(out),
        )
    )
