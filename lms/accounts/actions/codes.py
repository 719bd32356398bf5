"""One-time codes for many people of a unit, on paper: asked for, issued by the worker, printed once.

What does not belong here: one code for one person (`resets`), who may have codes (`queries`).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from lms.accounts.actions.resets import SECOND_CLICK, void_resets
from lms.accounts.events import CodesPrinted
from lms.accounts.models import CodeBatch, PasswordReset, Person
from lms.core import audit, jobs
from lms.core.clock import now
from lms.core.db import add_once, begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import publish
from lms.core.words import N_

MOST_CODES = 3000
"""In one batch: 300 sheets of paper."""

STEP = 50
"""People for whom codes are issued between two commits: some 40 ms of writing."""

NOT_YET = N_("Kode masih dibuat. Tunggu sebentar, lalu muat ulang halaman ini.")
PRINTED = N_("Kode ini sudah pernah ditampilkan. Buat kode baru bila lembarnya hilang.")


def request_codes(
    *, actor_id: int, unit_id: int, person_ids: Sequence[int], key: str, days: int
) -> int:
    """Ask the worker for codes that hold so many days; returns the id of the batch. `key` names the
    form that was sent: sent twice, it is one batch.

    Raises:
        Invalid: there is nobody, or there are too many for one batch.
        NotFound: the form was somebody else's.
    """
    if not person_ids:
        raise Invalid("person", "Pilih sedikitnya satu orang.")
    if len(person_ids) > MOST_CODES:
        raise Invalid(
            "unit",
            "Paling banyak %(most)s orang sekaligus. Pilih unit yang lebih kecil.",
            most=MOST_CODES,
        )
    begin_writing()
    moment = now()
    batch = CodeBatch(
        unit_id=unit_id,
        issued_by_id=actor_id,
        key=key,
        people=list(person_ids),
        created_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    if not add_once(batch, "uq_code_batch_key"):
        return _batch_of(actor_id, key).id
    jobs.enqueue("issue-codes", {"batch_id": batch.id}, key=f"issue-codes:{batch.id}")
    audit.record(
        "codes:request",
        actor_id=actor_id,
        subject=("unit", unit_id),
        details={"batch_id": batch.id, "people": len(person_ids)},
    )
    return batch.id


def issue_codes(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Issue the codes of a batch; the handler of the job `issue-codes`. Earlier codes of these people
    are void from then on. Those whose account was disabled meanwhile get none."""
    while True:
        begin_writing()
        batch = db.session.get_one(CodeBatch, params["batch_id"])
        person_ids = batch.people[batch.done : batch.done + STEP]
        if not person_ids:
            return
        _issue(batch, person_ids)
        batch.done += len(person_ids)
        yield


def note_printing(*, batch_id: int, actor_id: int) -> None:
    """Note that the codes are shown, which happens once; a second click right afterwards is the same
    wish.

    Raises:
        NotFound: it isn't this person's batch.
        Conflict: they were shown before, or the worker isn't done yet.
    """
    begin_writing()
    batch = db.session.get(CodeBatch, batch_id, with_for_update=True)
    if batch is None or batch.issued_by_id != actor_id:
        raise NotFound()
    if batch.done < len(batch.people):
        raise Conflict(NOT_YET)
    if batch.printed_at is None:
        batch.printed_at = now()
        audit.record("codes:print", actor_id=actor_id, subject=("code_batch", batch_id))
    elif batch.printed_at < now() - SECOND_CLICK:
        raise Conflict(PRINTED)
    db.session.flush()


def _batch_of(actor_id: int, key: str) -> CodeBatch:
    query = select(CodeBatch).where(CodeBatch.key == key, CodeBatch.issued_by_id == actor_id)
    found: CodeBatch | None = db.session.scalar(query)
    if found is None:
        raise NotFound()
    return found


def _issue(batch: CodeBatch, person_ids: Sequence[int]) -> None:
    query = select(Person.id).where(Person.id.in_(person_ids), Person.disabled_at.is_(None))
    enabled = db.session.scalars(query.order_by(Person.id).with_for_update()).all()
    if not enabled:
        return
    void_resets(enabled, "code")
    for person_id in enabled:
        db.session.add(
            PasswordReset(
                person_id=person_id,
                kind="code",
                batch_id=batch.id,
                issued_by_id=batch.issued_by_id,
                created_at=now(),
                expires_at=batch.expires_at,
            )
        )
        audit.record(
            "code:issue",
            actor_id=batch.issued_by_id,
            subject=("person", person_id),
            details={"batch_id": batch.id},
        )
    db.session.flush()
    publish(CodesPrinted(tuple(enabled), batch.id, batch.issued_by_id, batch.expires_at))
