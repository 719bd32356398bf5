"""One person's two accounts become one: sums of hours, and certificates claimed from both. Each step may
be done again.

What does not belong here: deciding it, and rows that only change their owner (`privacy`).
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import delete, select, update

from lms.core import ledger
from lms.core.db import begin_writing, db
from lms.core.words import N_
from lms.credentials.actions.hours import take_back
from lms.credentials.models.claims import LearningClaim
from lms.credentials.models.hours import HOURS, HoursDelta, HoursSummary

TWICE = N_("Sertifikat yang sama sudah dihitung di akun lain, yang kini digabung.")


def join_hours(*, kept_id: int, joined_id: int) -> None:
    """Add the other account's years to the kept one's. What isn't folded yet goes first, so that nobody
    folds it into the other account meanwhile."""
    begin_writing()
    unfolded = update(HoursDelta).where(HoursDelta.person_id == joined_id)
    db.session.execute(unfolded.values(person_id=kept_id))
    columns = [getattr(HoursSummary, name) for name in (*HOURS.keys, *HOURS.measures)]
    theirs = select(*columns).where(HoursSummary.person_id == joined_id)
    rows = [{**row, "person_id": kept_id} for row in db.session.execute(theirs).mappings()]
    ledger.add(HOURS, rows)
    db.session.execute(delete(HoursSummary).where(HoursSummary.person_id == joined_id))


def join_claims(*, kept_id: int, joined_id: int) -> None:
    """Let a certificate that both accounts handed in count once: the one that waits is withdrawn, and of
    two that were verified the joined account's hours are taken back by a counter-entry."""
    begin_writing()
    for own, theirs in _handed_in_twice(kept_id, joined_id):
        waits = own.state == "submitted" and theirs.state == "verified"
        spare = own if waits else theirs
        if spare.state == "verified":
            take_back("claim", spare.id, TWICE)
        spare.state = "withdrawn"
    db.session.flush()


def _handed_in_twice(one_id: int, other_id: int) -> Iterator[tuple[LearningClaim, LearningClaim]]:
    live = LearningClaim.state.in_(("submitted", "verified")), LearningClaim.certificate_key != ""
    found = {
        person_id: {
            claim.certificate_key: claim
            for claim in db.session.scalars(
                select(LearningClaim).where(LearningClaim.person_id == person_id, *live)
            )
        }
        for person_id in (one_id, other_id)
    }
    for key in found[one_id].keys() & found[other_id].keys():
        yield found[one_id][key], found[other_id][key]
