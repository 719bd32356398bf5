"""Deciding that two accounts are one person's. The other account is shut at once; the rest is a job.

What does not belong here: the job (`joining`).
"""

from __future__ import annotations

from sqlalchemy import or_, select

from lms.accounts.actions import disable_person, locked_pair
from lms.accounts.models import Person, SuspectedDouble
from lms.accounts.rules.joining import at_once
from lms.assessment.actions import both_open, marked_the_same
from lms.core import audit, jobs
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid
from lms.core.reasons import read_reason
from lms.privacy.models import PrivacyRequest
from lms.privacy.queries.doubles import places_held


def merge(*, pair_id: int, kept_id: int, reason: str, actor_id: int) -> None:
    """Decide that the two accounts of a pair are one person's, and which of them goes on. Decided so
    already is success.

    Raises:
        NotFound: there is no such pair.
        Invalid: the account isn't one of the two; or both held posts in different units at the same
            time and no reason is given.
        Conflict: something is in the way: a request or another merger that isn't done, an attempt that
            both are in the middle of, a work that both have marked.
    """
    begin_writing()
    pair = locked_pair(pair_id)
    if kept_id not in (pair.one_id, pair.other_id):
        raise Invalid("kept", "Pilih akun yang dilanjutkan.")
    if pair.state in ("merging", "same") and pair.kept_id == kept_id:
        return
    if pair.state != "waiting":
        raise Conflict("Kedua akun ini sudah diputuskan. Muat ulang halamannya.")
    joined_id = pair.other_id if kept_id == pair.one_id else pair.one_id
    _refuse_what_is_in_the_way(kept_id, joined_id)
    clash = at_once(places_held(kept_id), places_held(joined_id))
    if reason.strip() or clash:
        pair.reason = read_reason(reason, "colleague")
    pair.state, pair.kept_id = "merging", kept_id
    pair.decided_at, pair.decided_by_id = now(), actor_id
    db.session.flush()
    disable_person(person_id=joined_id, actor_id=actor_id)
    audit.record(
        "people:merge",
        actor_id=actor_id,
        subject=("person", kept_id),
        details={"joined": joined_id, "at_once": clash},
    )
    jobs.enqueue("merge-people", {"pair_id": pair.id}, key=f"merge-people:{pair.id}")


def _refuse_what_is_in_the_way(kept_id: int, joined_id: int) -> None:
    both = (kept_id, joined_id)
    erased = select(Person.id).where(Person.id.in_(both), Person.erased_at.is_not(None))
    if db.session.scalar(erased.limit(1)) is not None:
        raise Conflict("Salah satu akun ini sudah dihapus.")
    merging = select(SuspectedDouble.id).where(
        SuspectedDouble.state == "merging",
        or_(SuspectedDouble.one_id.in_(both), SuspectedDouble.other_id.in_(both)),
    )
    if db.session.scalar(merging.limit(1)) is not None:
        raise Conflict("Salah satu akun ini sedang digabung. Tunggu sebentar, lalu coba lagi.")
    asked = select(PrivacyRequest.id).where(
        PrivacyRequest.person_id.in_(both), PrivacyRequest.state.in_(("waiting", "running"))
    )
    if db.session.scalar(asked.limit(1)) is not None:
        raise Conflict("Selesaikan dahulu permintaan data pribadi yang masih menunggu.")
    if both_open(kept_id, joined_id):
        raise Conflict("Kedua akun sedang mengerjakan kuis yang sama. Tunggu sampai dikumpulkan.")
    if marked_the_same(kept_id, joined_id):
        raise Conflict(
            "Keduanya menilai karya yang sama sebagai dua penilai, jadi tidak dapat digabung."
        )
