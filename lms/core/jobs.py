"""Durable work: a job is a row, written in the transaction of the fact that asks for it.

Handlers are generators: after each `yield` the step is committed and the lease renewed, so a job
that was cut off goes on where it stopped. Steps stay under about 100 ms of writing. What wakes the
worker is in `queue.py`; which handler does a kind of job is in `lms/schedule.py`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Generator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, bindparam, event, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from lms.core.clock import now
from lms.core.db import Model, begin_unit, begin_writing, commit, db, rollback, savepoint

log = logging.getLogger(__name__)

Handler = Callable[[Mapping[str, Any]], Generator[None, None, None]]

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 8


class Job(Model):
    """A piece of work; `key` keeps two unfinished jobs from doing the same thing."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_run_at", "state", "run_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    params: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="waiting")
    run_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


_RENEW = update(Job).where(Job.id == bindparam("of")).values(leased_until=bindparam("until"))


def enqueue(
    kind: str, params: dict[str, Any], *, key: str | None = None, run_at: datetime | None = None
) -> None:
    """Ask for work in the transaction in hand; with a `key` that is waiting already, do nothing."""
    if key is not None and db.session.scalar(select(Job.id).where(Job.key == key)):
        return
    moment = now()
    db.session.add(
        Job(kind=kind, params=params, key=key, run_at=run_at or moment, created_at=moment)
    )
    db.session().info["asked_for_work"] = True


def enqueue_each(kind: str, params: Mapping[str, dict[str, Any]]) -> None:
    """Ask for several works of a kind (`params` by key) in the transaction in hand, without those
    whose key is waiting already."""
    waiting = set(db.session.scalars(select(Job.key).where(Job.key.in_(params))))
    moment = now()
    rows = [
        {"kind": kind, "params": values, "key": key, "run_at": moment, "created_at": moment}
        for key, values in params.items()
        if key not in waiting
    ]
    if rows:
        db.session.execute(insert(Job), rows)
        db.session().info["asked_for_work"] = True


def wake_with(wake: Callable[[], None]) -> None:
    """Say how the worker is woken after a commit that asked for work."""
    global _wake
    _wake = wake


def _wake() -> None:
    """Nobody is woken without a queue: the worker finds the row by itself within a minute."""


@event.listens_for(Session, "after_commit")
def _wake_soon(session: Session) -> None:
    if session.info.pop("asked_for_work", False):
        session.info["wake_worker"] = True


@event.listens_for(Session, "after_transaction_end")
def _wake_at_end(session: Session, transaction: SessionTransaction) -> None:
    # Not right after the commit: the next writer shall not wait for it (see `db._release_at_end`).
    if transaction.parent is None and session.info.pop("wake_worker", False):
        _wake()


def run_due(handlers: Mapping[str, Handler], *, most: int = 100) -> int:
    """Work off the due jobs of these kinds, oldest first; returns how many were tried."""
    for tried in range(most):
        job_id = _claim(handlers.keys())
        if job_id is None:
            return tried
        _run(job_id, handlers)
    return most


def failed() -> list[Job]:
    """Jobs that were given up."""
    return list(db.session.scalars(select(Job).where(Job.state == "failed").order_by(Job.id)))


def counts() -> dict[str, int]:
    """How many jobs there are in each state."""
    rows = db.session.execute(select(Job.state, func.count()).group_by(Job.state)).all()
    return {"waiting": 0, "running": 0, "failed": 0} | dict(rows)


def _claim(kinds: Collection[str]) -> int | None:
    begin_unit(may_write=True)
    begin_writing()
    moment = now()
    job = db.session.scalar(
        select(Job)
        .where(Job.state.in_(("waiting", "running")), Job.run_at <= moment, Job.kind.in_(kinds))
        .where(or_(Job.leased_until.is_(None), Job.leased_until < moment))
        .order_by(Job.run_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if job is None:
        rollback()
        return None
    job.state, job.leased_until, job.attempts = "running", moment + LEASE, job.attempts + 1
    job_id = job.id
    commit()
    return job_id


def _run(job_id: int, handlers: Mapping[str, Handler]) -> None:
    begin_unit(may_write=True)
    job = db.session.get_one(Job, job_id)
    try:
        for _ in handlers[job.kind](dict(job.params)):
            _end_step(job_id)
    except Exception as error:
        log.exception("job %s failed", job_id)
        _put_off(job_id, error)
    else:
        _finish(job_id)


def _end_step(job_id: int) -> None:
    begin_writing()
    # Others wait for the writer's turn by now: one statement, and none to load the row.
    db.session.connection().execute(_RENEW, {"of": job_id, "until": now() + LEASE})
    commit()


def _finish(job_id: int) -> None:
    begin_writing()
    job = db.session.get_one(Job, job_id)
    job.state, job.key, job.finished_at, job.leased_until = "done", None, now(), None
    job.error = None
    commit()


def _put_off(job_id: int, error: Exception) -> None:
    rollback()
    begin_writing()
    with savepoint():
        job = db.session.get_one(Job, job_id)
        job.error = f"{type(error).__name__}: {error}"[:2000]
        job.leased_until = None
        if job.attempts >= MOST_ATTEMPTS:
            job.state, job.key = "failed", None
        else:
            job.state = "waiting"
            job.run_at = now() + timedelta(seconds=30 * 2**job.attempts)
    commit()
