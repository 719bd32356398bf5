"""Letting looks go after their time: whole sealed batches, whose digests stay, so that the chain can
still be checked; each one is written into the audit trail, without which it counts as missing.

The audit trail itself is never pruned.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select

from lms.core.audit.models import AccessLogEntry, AuditBatch
from lms.core.audit.recording import record
from lms.core.clock import now
from lms.core.db import begin_writing, db

PRUNED = "access-log:prune"
"""The action of the audit entry that tells of a pruned batch."""


def prune_access_log(before: datetime) -> int:
    """Delete the looks of the oldest batch that are all older than a moment; returns how many there
    were, 0 where no batch is due."""
    begin_writing()
    batch = db.session.scalar(
        select(AuditBatch)
        .where(AuditBatch.book == "access", AuditBatch.pruned_at.is_(None))
        .order_by(AuditBatch.number)
        .limit(1)
    )
    if batch is None or batch.sealed_at >= before:
        return 0
    of_batch = AccessLogEntry.batch_id == batch.id
    newest = db.session.scalar(select(func.max(AccessLogEntry.at)).where(of_batch))
    if newest is not None and newest >= before:
        return 0
    count = len(batch.digests)
    db.session.execute(delete(AccessLogEntry).where(of_batch))
    batch.pruned_at = now()
    record(
        PRUNED,
        actor_id=None,
        subject=("access_batch", batch.number),
        details={"entries": count, "hash": batch.hash},
    )
    db.session.flush()
    return count
