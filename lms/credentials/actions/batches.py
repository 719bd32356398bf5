"""Certificates for what was completed without: many, in the background, with their progress.

What does not belong here: issuing one (`issuing`), which completions have none (`queries.batches`).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.core import audit, clock, jobs
from lms.core.db import add_once, begin_writing, db
from lms.core.errors import Invalid
from lms.credentials.actions.issuing import issue_for_completion
from lms.credentials.models import CertificateBatch
from lms.credentials.queries.batches import Period, count_lacking, next_lacking

AT_ONCE = 5
"""Certificates that one step issues: some 40 ms of writing."""


def request_batch(*, period: Period, key: str, actor_id: int) -> int:
    """Have the certificates of a period issued; returns the batch. The same `key` is the same batch.

    Raises:
        Invalid: nothing in the period lacks a certificate, or it ends before it begins.
    """
    first, last = period.first_day, period.last_day
    if first is not None and last is not None and last < first:
        raise Invalid("last_day", "Hari terakhir tidak boleh sebelum hari pertama.")
    begin_writing()
    present = db.session.scalar(select(CertificateBatch.id).where(CertificateBatch.key == key))
    if present is not None:
        return present
    total = count_lacking(accounts.person(actor_id), period)
    if total == 0:
        raise Invalid("course", "Tidak ada ketuntasan tanpa sertifikat pada kursus dan masa itu.")
    batch = CertificateBatch(
        key=key,
        course_id=period.course_id,
        first_day=first,
        last_day=last,
        total=total,
        asked_by_id=actor_id,
        asked_at=clock.now(),
    )
    if not add_once(batch, "uq_certificate_batch_key"):
        query = select(CertificateBatch.id).where(CertificateBatch.key == key)
        return db.session.scalars(query).one()
    jobs.enqueue("issue-certificates", {"batch_id": batch.id}, key=f"issue-certificates:{batch.id}")
    audit.record(
        "certificates:batch",
        actor_id=actor_id,
        subject=("course", period.course_id),
        details={"batch_id": batch.id, "total": total},
    )
    db.session.flush()
    return batch.id


def issue_batch(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Issue the certificates of a batch; the handler of the job `issue-certificates`. Cut off, it goes on
    after the last one that it issued."""
    batch_id = params["batch_id"]
    while _issue_some(batch_id):
        yield
    begin_writing()
    batch = db.session.get_one(CertificateBatch, batch_id)
    batch.finished_at = batch.finished_at or clock.now()
    db.session.flush()


def _issue_some(batch_id: int) -> bool:
    """Issue the next few; returns whether there were any."""
    begin_writing()
    batch = db.session.get_one(CertificateBatch, batch_id, with_for_update=True)
    period = Period(batch.course_id, batch.first_day, batch.last_day)
    # What the asker may not do any more isn't done in their name.
    actor = accounts.person(batch.asked_by_id)
    found = next_lacking(actor, period, batch.reached, AT_ONCE)
    for completion_id, enrolment_id in found:
        made = issue_for_completion(enrolment_id)
        batch.made += made is not None
        batch.done += 1
        batch.reached = completion_id
    db.session.flush()
    return bool(found)
