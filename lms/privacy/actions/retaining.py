"""Deleting what is past its time, some rows at a time, and noting when each rule came to its end.

What does not belong here: which rules there are (`rules.retention`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, select

from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.privacy.models import RetentionRun
from lms.privacy.queries.holdings import table_of
from lms.privacy.rules.retention import ACCESS_LOG, ACCESS_LOG_KEPT, RULES, Rule

AT_ONCE = 500
"""Rows of one step: some 30 ms of writing."""


def retain() -> int:
    """Delete some of what is past its time by the first rule that finds any; returns how many rows.
    What finds nothing any more is noted as run."""
    for rule in RULES:
        # Looked for while others may write: a whole table may be read for nothing.
        if ids := list(db.session.scalars(_past(rule).limit(AT_ONCE))):
            begin_writing()
            _delete(rule, ids)
            _note(rule.key, len(ids))
            return len(ids)
    begin_writing()
    for rule in RULES:
        _note(rule.key, 0)
    count = audit.prune_access_log(now() - ACCESS_LOG_KEPT)
    _note(ACCESS_LOG, count)
    return count


def _delete(rule: Rule, ids: list[int]) -> None:
    table = table_of(rule.table)
    for name, column in rule.first:
        below = table_of(name)
        db.session.execute(delete(below).where(below.c[column].in_(ids)))
    db.session.execute(delete(table).where(table.c.id.in_(ids)))


def _past(rule: Rule) -> Select[Any]:
    table = table_of(rule.table)
    before: datetime = now() - rule.kept
    query = select(table.c.id).where(table.c[rule.column] < before).order_by(table.c.id)
    for column, values in rule.where:
        query = query.where(table.c[column].in_(values))
    return query


def _note(key: str, count: int) -> None:
    run = db.session.get(RetentionRun, key)
    if run is None:
        run = RetentionRun(rule=key, deleted=0)
        db.session.add(run)
    run.ran_at, run.deleted = now(), run.deleted + count
    db.session.flush()
