"""Hours and claims in every state: Siti's have texts as long as they may be and wait, Ayu's are a draft, a
refused and (of the demonstration) verified ones; one of her entries is corrected.

What does not belong here: which pages are looked at (`places/hours.py`).
"""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from lms.accounts.models import OrgUnit
from lms.core.db import begin_unit, db
from lms.credentials.actions.claims import Draft, begin_claim, refuse_claim
from lms.credentials.actions.evidence import store_evidence
from lms.credentials.actions.hours import correct_entry
from tests.factories.claims import PDF, coaching, text
from tests.factories.courses import png
from tests.factories.hours import attended
from tests.factories.learning import committed

LONG_CLAIM = "Seminar nasional penyelenggaraan infrastruktur jalan daerah yang berkelanjutan " * 2
LONG_WORD = "Pertanggungjawabannyalah" * 4


def build(app: Flask, found: dict[str, str]) -> dict[str, str]:
    """Claim, decide and correct; returns ids by name."""
    ayu, siti, citra = (int(found[name]) for name in ("ayu", "siti", "citra"))
    with app.app_context():
        begin_unit(may_write=True)
        picture, pdf = store_evidence("foto.png", png()), store_evidence(f"{LONG_WORD}.pdf", PDF)
        long = text(title=LONG_CLAIM.strip()[:200], institution=LONG_WORD, content=LONG_WORD)
        ids = {
            "claim_waiting": begin_claim(
                person_id=siti, draft=Draft(long, pdf, key="dunia-1"), submit=True
            ),
            "claim_pictured": begin_claim(
                person_id=siti, draft=Draft(coaching(), picture, key="dunia-2"), submit=True
            ),
            "claim_drafted": begin_claim(
                person_id=ayu, draft=Draft(coaching(title="Draf"), key="dunia-3"), submit=False
            ),
            "claim_refused": begin_claim(
                person_id=ayu, draft=Draft(text(), pdf, key="dunia-4"), submit=True
            ),
        }
        refuse_claim(claim_id=ids["claim_refused"], reason=LONG_WORD, seen=1, actor_id=citra)
        wrong = attended(ayu, 901, form="mentoring", quantity=300)
        ids["hours_corrected"] = wrong.id
        ids["hours_entry"] = attended(ayu, 902, form="workshop").id
        correct_entry(
            entry_id=wrong.id, quantity=100, reason=LONG_WORD, actor_id=citra, seen=wrong.counted
        )
        units = db.session.execute(select(OrgUnit.code, OrgUnit.id))
        ids |= {f"unit_{row.code.replace('-', '_')}": row.id for row in units}
        committed()
    return {name: str(value) for name, value in ids.items()}
