"""Many certificates at once, in the background, with their progress: for what was completed without, and
anew for those whose holder's name was corrected.

What does not belong here: issuing one (`issuing`, `revoking`), which ones (`queries.batches`,
`queries.renamed`).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import Any

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.accounts.models import Person
from lms.core import audit, clock, jobs
from lms.core.db import add_once, begin_writing, db
from lms.core.errors import Conflict, Invalid
from lms.credentials.actions.issuing import issue_for_completion
from lms.credentials.actions.revoking import reissue
from lms.credentials.models import CertificateBatch
from lms.credentials.queries.batches import Period, count_lacking, next_lacking
from lms.credentials.queries.renamed import count_renamed, next_renamed

AT_ONCE = 5
"""Certificates that one step issues: some 40 ms of writing."""


def request_batch(*, period: Period, key: str, actor_id: int) -> int:
    """Have the certificates of a period issued; returns the batch. The same `key` is the same batch.

    Raises:
        Invalid: neither course nor unit is chosen, nothing there lacks a certificate, or the period ends
            before it begins.
    """
    first, last = period.first_day, period.last_day
    if period.course_id is None and period.unit_id is None:
        raise Invalid("course", "Pilih kursus, unit kerja, atau keduanya.")
    if first is not None and last is not None and last < first:
        raise Invalid("last_day", "Hari terakhir tidak boleh sebelum hari pertama.")
    nothing = Invalid("course", "Tidak ada ketuntasan tanpa sertifikat pada pilihan itu.")
    return _request("issue", period, key, actor_id, nothing)


def request_renaming(*, period: Period, key: str, actor_id: int) -> int:
    """Have the certificates issued anew that don't bear their holder's present name; returns the batch.
    The same `key` is the same batch.

    Raises:
        Invalid: there is none such.
    """
    nothing = Invalid("", "Tidak ada sertifikat dengan nama lama pada pilihan itu.")
    return _request("rename", period, key, actor_id, nothing)


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


def _request(kind: str, period: Period, key: str, actor_id: int, nothing: Invalid) -> int:
    begin_writing()
    present = db.session.scalar(select(CertificateBatch.id).where(CertificateBatch.key == key))
    if present is not None:
        return present
    count = count_lacking if kind == "issue" else count_renamed
    total = count(accounts.person(actor_id), period)
    if total == 0:
        raise nothing
    batch = CertificateBatch(
        key=key,
        kind=kind,
        course_id=period.course_id,
        unit_id=period.unit_id,
        first_day=period.first_day,
        last_day=period.last_day,
        total=total,
        asked_by_id=actor_id,
        asked_at=clock.now(),
    )
    if not add_once(batch, "uq_certificate_batch_key"):
        query = select(CertificateBatch.id).where(CertificateBatch.key == key)
        return db.session.scalars(query).one()
    jobs.enqueue("issue-certificates", {"batch_id": batch.id}, key=f"issue-certificates:{batch.id}")
    audit.record(
        "certificates:batch" if kind == "issue" else "certificates:rename",
        actor_id=actor_id,
        subject=("certificate-batch", batch.id),
        details={"course_id": period.course_id, "unit_id": period.unit_id, "total": total},
    )
    db.session.flush()
    return batch.id


def _issue_some(batch_id: int) -> bool:
    """Issue the next few; returns whether there were any."""
    begin_writing()
    batch = db.session.get_one(CertificateBatch, batch_id, with_for_update=True)
    period = Period(batch.course_id, batch.first_day, batch.last_day, batch.unit_id)
    # What the asker may not do any more isn't done in their name.
    actor = accounts.person(batch.asked_by_id)
    issued = _issue_lacking if batch.kind == "issue" else _issue_anew
    count = 0
    for reached, made in issued(actor, period, batch.reached):
        batch.made += made
        batch.done += 1
        batch.reached = reached
        count += 1
    db.session.flush()
    return count > 0


def _issue_lacking(actor: Person, period: Period, after: int) -> Iterator[tuple[int, bool]]:
    for completion_id, enrolment_id in next_lacking(actor, period, after, AT_ONCE):
        yield completion_id, issue_for_completion(enrolment_id) is not None


def _issue_anew(actor: Person, period: Period, after: int) -> Iterator[tuple[int, bool]]:
    for certificate_id in next_renamed(actor, period, after, AT_ONCE):
        try:
            made = reissue(certificate_id=certificate_id, actor_id=actor.id)
        except Conflict:
            made = False  # Revoked or erased since it was found, by a rival: it isn't issued anew.
        yield certificate_id, made
