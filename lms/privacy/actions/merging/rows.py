"""Rows of every table go from one account to another: first those of which there can be one, by the
register's rule, then whatever is left.

What does not belong here: dated places and courses, which the slices that own them join.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy import Column, Table, and_, delete, exists, select, tuple_, update
from sqlalchemy.orm import aliased

from lms.assessment.models import Accommodation, MarkDraft, QuestionReport
from lms.core.db import begin_writing, db
from lms.courses.models import CourseRole
from lms.learning.models import Extension
from lms.notifications.models import Delivery, Digest, DigestEntry, Notice
from lms.privacy.models import DataExport
from lms.privacy.queries.holdings import table_of
from lms.privacy.rules.merging import COLLISIONS, YIELD_BY
from lms.supervision.models import DutyPerson, Export

AT_ONCE = 200
"""Rows that one step moves."""

STAYS = frozenset({"suspected_double"})
"""Tables that say which accounts were joined: their rows keep naming both."""


def people_columns() -> list[Column[Any]]:
    """Every column that names a person by a foreign key, but those that tell of the merger."""
    return [
        key.parent
        for table in db.metadata.sorted_tables
        if table.name not in STAYS
        for key in sorted(table.foreign_keys, key=lambda one: one.parent.name)
        if key.column.table.name == "person"
    ]


def move(column: Column[Any], *, kept_id: int, joined_id: int) -> bool:
    """Let some rows name the kept account; False where none names the other. They are looked for
    before anybody has to wait: not every column has an index."""
    table = column.table
    assert isinstance(table, Table)
    key = tuple_(*table.primary_key.columns)
    found = select(*table.primary_key.columns).where(column == joined_id).limit(AT_ONCE)
    rows = [tuple(row) for row in db.session.execute(found)]
    if not rows:
        return False
    begin_writing()
    query = update(table).where(key.in_(rows), column == joined_id)
    db.session.execute(query.values({column.name: kept_id}))
    return True


def collisions(kept_id: int, joined_id: int) -> Iterator[Callable[[], None]]:
    """The steps that leave nothing of which both accounts have one."""
    for (name, column), rule in COLLISIONS.items():
        if rule == "dissolve":
            yield partial(_dissolve, table_of(name).c[column], joined_id)
        elif rule == "yield":
            key = YIELD_BY[name, column]
            yield partial(_yield, table_of(name).c[column], key, kept_id, joined_id)
    for join in (
        _join_course_roles,
        _join_accommodations,
        _join_extensions,
        _join_duties,
        _join_drafts,
        _join_reports,
        _join_notices,
        _join_digests,
        _join_exports,
        _join_lists,
    ):
        yield partial(join, kept_id, joined_id)


def _dissolve(column: Column[Any], joined_id: int) -> None:
    begin_writing()
    db.session.execute(delete(column.table).where(column == joined_id))


def _yield(column: Column[Any], key: tuple[str, ...], kept_id: int, joined_id: int) -> None:
    begin_writing()
    table = column.table
    own = table.alias()
    same = [own.c[name].is_not_distinct_from(table.c[name]) for name in key]
    there = exists().where(own.c[column.name] == kept_id, *same).correlate(table)
    db.session.execute(delete(table).where(column == joined_id, there))


def _pairs(table: Any, key: tuple[str, ...], kept_id: int, joined_id: int) -> list[tuple[Any, Any]]:
    """The rows of both accounts that are about the same thing."""
    begin_writing()
    rows = db.session.scalars(select(table).where(table.person_id == joined_id)).all()
    found = []
    for row in rows:
        columns = ((getattr(table, name), getattr(row, name)) for name in key)
        same = and_(*(column.is_not_distinct_from(value) for column, value in columns))
        own = db.session.scalar(select(table).where(table.person_id == kept_id, same))
        if own is not None:
            found.append((own, row))
    return found


def _join_course_roles(kept_id: int, joined_id: int) -> None:
    """Who may write may read too."""
    for own, other in _pairs(CourseRole, ("course_id",), kept_id, joined_id):
        if other.role == "co_author":
            own.role = other.role
        db.session.delete(other)
    db.session.flush()


def _join_accommodations(kept_id: int, joined_id: int) -> None:
    """What was granted to either is granted."""
    for own, other in _pairs(Accommodation, ("course_id", "activity_key"), kept_id, joined_id):
        own.extra_time = max(own.extra_time, other.extra_time)
        own.extra_attempts = max(own.extra_attempts, other.extra_attempts)
        own.reason = _both(own.reason, other.reason)
        db.session.delete(other)
    db.session.flush()


def _join_extensions(kept_id: int, joined_id: int) -> None:
    """The later closing holds."""
    for own, other in _pairs(Extension, ("course_id", "activity_key"), kept_id, joined_id):
        own.closes_at = max(own.closes_at, other.closes_at)
        own.reason = _both(own.reason, other.reason)
        db.session.delete(other)
    db.session.flush()


def _join_duties(kept_id: int, joined_id: int) -> None:
    """Who was excused by either account is excused, for the first reason; of two due days the later holds,
    with its reason and the reminders that were given of it."""
    for own, other in _pairs(DutyPerson, ("duty_id", "released_on"), kept_id, joined_id):
        both = (own, other)
        own.assigned_on = min(row.assigned_on for row in both)
        waived = [row for row in both if row.waived_on is not None]
        if waived:
            first = min(waived, key=lambda row: row.waived_on)
            own.waived_on, own.waived_by_id = first.waived_on, first.waived_by_id
            own.waive_reason = first.waive_reason
        last = max(both, key=lambda row: (row.due_on, row.due_reason != ""))
        given = [row.reminded for row in both if row.due_on == last.due_on]
        own.due_on, own.due_reason, own.due_by_id = last.due_on, last.due_reason, last.due_by_id
        own.reminded = min((days for days in given if days is not None), default=None)
        db.session.delete(other)
    db.session.flush()


def _join_drafts(kept_id: int, joined_id: int) -> None:
    """Of two drafts for a work the one saved last goes on, as a version that no open window has seen."""
    begin_writing()
    other = aliased(MarkDraft)
    pairs = db.session.execute(
        select(MarkDraft, other)
        .join(other, other.attempt_id == MarkDraft.attempt_id)
        .where(MarkDraft.marker_id == kept_id, other.marker_id == joined_id)
    )
    for own, theirs in pairs.all():
        if theirs.saved_at > own.saved_at:
            own.content, own.saved_at = theirs.content, theirs.saved_at
            own.version = max(own.version, theirs.version) + 1
        db.session.delete(theirs)
    db.session.flush()


def _join_reports(kept_id: int, joined_id: int) -> None:
    """Of two reports of one question that wait, one says what both said."""
    begin_writing()
    waiting = QuestionReport.resolved_at.is_(None)
    theirs = select(QuestionReport).where(QuestionReport.person_id == joined_id, waiting)
    for other in db.session.scalars(theirs).all():
        same = QuestionReport.question_id == other.question_id
        query = select(QuestionReport).where(QuestionReport.person_id == kept_id, waiting, same)
        own = db.session.scalar(query)
        if own is not None:
            own.content = _both(own.content, other.content)
            db.session.delete(other)
    db.session.flush()


def _join_notices(kept_id: int, joined_id: int) -> None:
    """A fact that both were told of stays told twice: letters hang on each notice."""
    for _own, other in _pairs(Notice, ("key",), kept_id, joined_id):
        other.key = f"{other.key}:joined-{joined_id}"
    db.session.flush()


def _join_digests(kept_id: int, joined_id: int) -> None:
    """Of two digests of a day one holds the entries of both, and the letter of the other is forgotten.
    Where only one has left, its entries aren't told again, and those of the other go with the next."""
    for own, other in _pairs(Digest, ("day",), kept_id, joined_id):
        entries = DigestEntry.digest_id == other.id
        if _has_left(other) and not _has_left(own):
            db.session.execute(delete(DigestEntry).where(entries))
        else:
            waits = _has_left(own) and not _has_left(other)
            into = None if waits else own.id
            db.session.execute(update(DigestEntry).where(entries).values(digest_id=into))
        db.session.execute(delete(Delivery).where(Delivery.digest_id == other.id))
        db.session.delete(other)
        db.session.flush()


def _has_left(digest: Digest) -> bool:
    waiting = exists().where(Delivery.digest_id == digest.id, Delivery.state == "waiting")
    return not db.session.scalar(select(waiting))


def _join_exports(_kept_id: int, joined_id: int) -> None:
    """A copy that is still being made for the joined account would hold half of the person."""
    begin_writing()
    unfinished = DataExport.done_at.is_(None) & (DataExport.person_id == joined_id)
    db.session.execute(delete(DataExport).where(unfinished))


def _join_lists(_kept_id: int, joined_id: int) -> None:
    """A list that is still being made would show what the joined account reaches, for the kept one."""
    begin_writing()
    unfinished = Export.state.in_(("waiting", "running")) & (Export.person_id == joined_id)
    db.session.execute(delete(Export).where(unfinished))


def _both(one: str, other: str) -> str:
    return "\n\n".join(dict.fromkeys(text for text in (one, other) if text))
