"""A learner's own notes and bookmarks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Select,
    Subquery,
    and_,
    bindparam,
    literal,
    select,
    union_all,
)
from sqlalchemy.types import Integer, String

from lms.core.db import db
from lms.core.errors import NotFound
from lms.core.statements import Statement
from lms.courses.models import Activity, Course, Revision
from lms.learning.models import Bookmark, Note

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Mark:
    """A note (with `content`) or a bookmark (`content` None) at a place of a lesson."""

    id: int
    anchor: str
    content: str | None
    version: int | None
    at: datetime

    @property
    def is_note(self) -> bool:
        """Whether it is a note."""
        return self.content is not None


@dataclass(frozen=True, slots=True)
class MarkedPlace:
    """A mark in the list of all; `activity_title` is None where the activity is no more."""

    mark: Mark
    course_key: str
    course_title: str
    activity_key: str
    activity_title: str | None


def marks_of_lesson(person_id: int, course_id: int, activity_key: str) -> tuple[Mark, ...]:
    """The person's notes and bookmarks in a lesson, oldest first, in one statement."""
    values = {"person_id": person_id, "course_id": course_id, "activity_key": activity_key}
    rows = _marks.fetch(values)
    return tuple(Mark(row.id, row.anchor, row.content, row.version, row.at) for row in rows)


def my_marks(person_id: int, page: int) -> tuple[list[MarkedPlace], bool]:
    """A page of the person's notes and bookmarks, newest first, and whether there are more."""
    both = union_all(
        _notes().where(Note.person_id == person_id),
        _bookmarks().where(Bookmark.person_id == person_id),
    ).subquery()
    query = (
        _in_course(both)
        .order_by(both.c.at.desc(), both.c.id.desc())
        .limit(PAGE_SIZE + 1)
        .offset((page - 1) * PAGE_SIZE)
    )
    rows = db.session.execute(query).all()
    return [_marked(row) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


def note_for_editing(person_id: int, note_id: int) -> MarkedPlace:
    """A note of the person's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    note = _notes().where(Note.id == note_id, Note.person_id == person_id).subquery()
    row = db.session.execute(_in_course(note)).first()
    if row is None:
        raise NotFound()
    return _marked(row)


def bookmark_for_removing(person_id: int, bookmark_id: int) -> MarkedPlace:
    """A bookmark of the person's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    bookmark = _bookmarks().where(Bookmark.id == bookmark_id, Bookmark.person_id == person_id)
    row = db.session.execute(_in_course(bookmark.subquery())).first()
    if row is None:
        raise NotFound()
    return _marked(row)


def _in_course(marks: Subquery) -> Select[*tuple[Any, ...]]:
    return (
        select(
            marks, Course.key.label("course_key"), Revision.title, Activity.title.label("lesson")
        )
        .join(Course, Course.id == marks.c.course_id)
        .join(Course.revision)
        .outerjoin(
            Activity,
            and_(Activity.revision_id == Revision.id, Activity.key == marks.c.activity_key),
        )
    )


def _marked(row: Any) -> MarkedPlace:
    return MarkedPlace(
        mark=Mark(row.id, row.anchor, row.content, row.version, row.at),
        course_key=row.course_key,
        course_title=row.title,
        activity_key=row.activity_key,
        activity_title=row.lesson,
    )


def _notes() -> Any:
    return select(
        Note.id,
        Note.course_id,
        Note.activity_key,
        Note.anchor,
        Note.content,
        Note.version,
        Note.changed_at.label("at"),
    )


def _bookmarks() -> Any:
    return select(
        Bookmark.id,
        Bookmark.course_id,
        Bookmark.activity_key,
        Bookmark.anchor,
        literal(None, String()).label("content"),
        literal(None, Integer()).label("version"),
        Bookmark.created_at.label("at"),
    )


@Statement
def _marks() -> CompoundSelect[Any]:
    # Built once, like the statement of `study_for_reading`.
    parts = [
        query.where(
            table.person_id == bindparam("person_id"),
            table.course_id == bindparam("course_id"),
            table.activity_key == bindparam("activity_key"),
        )
        for query, table in ((_notes(), Note), (_bookmarks(), Bookmark))
    ]
    return union_all(*parts).order_by("at", "id")
