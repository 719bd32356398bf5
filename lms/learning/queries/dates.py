"""When a course and its activities are open: for everybody, and for one person.

What does not belong here: setting dates (actions), what a date means (rules).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    ScalarSelect,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from lms.accounts.models import Person, with_titles
from lms.core.db import db
from lms.courses.models import Course
from lms.learning.models import ActivityDates, Extension
from lms.learning.rules import NO_DATES, Dates, Window

PART, ROW = "|", ";"
"""What separates moments and rows in the one text in which a study's dates come."""


@dataclass(frozen=True, slots=True)
class Extended:
    """A later closing, as the page of dates lists it."""

    id: int
    activity_key: str
    person_name: str
    closes_at: datetime
    reason: str


def window(person_id: int, course_id: int, activity_key: str = "") -> Window:
    """When the activity (empty: the whole course) is open for the person, in one statement."""
    return dates_for(person_id, course_id, activity_key).window(activity_key)


def dates_for(person_id: int, course_id: int, activity_key: str) -> Dates:
    """What decides about the activity: its dates, the course's, and the person's extensions."""
    rows = db.session.execute(_bounds(person_id, course_id, ("", activity_key)))
    windows: dict[str, Window] = {}
    extensions: dict[str, datetime] = {}
    for row in rows:
        if row.extended:
            extensions[row.activity_key] = row.closes_at
        else:
            windows[row.activity_key] = Window(row.opens_at, row.closes_at)
    return Dates(windows, extensions)


def windows_of(course_id: int) -> dict[str, Window]:
    """The dates of a course and its activities as its runners set them, by activity key."""
    rows = db.session.scalars(select(ActivityDates).where(ActivityDates.course_id == course_id))
    return {row.activity_key: Window(row.opens_at, row.closes_at) for row in rows}


def extensions_of(course_id: int) -> list[Extended]:
    """All later closings in a course, by name."""
    rows = db.session.execute(
        select(
            Extension.id,
            Extension.activity_key,
            Person.title_prefix,
            Person.full_name,
            Person.title_suffix,
            Extension.closes_at,
            Extension.reason,
        )
        .join(Person, Person.id == Extension.person_id)
        .where(Extension.course_id == course_id)
        .order_by(func.lower(Person.full_name), Person.id)
    )
    return [
        Extended(id_, key, with_titles(prefix, name, suffix), closes_at, reason)
        for id_, key, prefix, name, suffix, closes_at, reason in rows
    ]


def dates_column() -> ScalarSelect[str]:
    """The dates of the course `:course_key` as one text: a lesson's page has no statement to spare
    for them. It doesn't depend on the rows around it, so it is evaluated once."""
    parts = (ActivityDates.opens_at, ActivityDates.closes_at)
    text = ActivityDates.activity_key + _joined(parts)
    return (
        select(func.aggregate_strings(text, ROW))
        .join(Course, Course.id == ActivityDates.course_id)
        .where(Course.key == bindparam("course_key"))
        .scalar_subquery()
    )


def extensions_column() -> ScalarSelect[str]:
    """The extensions of `:person_id` in `:course_key`, like `dates_column`."""
    text = Extension.activity_key + _joined((Extension.closes_at,))
    return (
        select(func.aggregate_strings(text, ROW))
        .join(Course, Course.id == Extension.course_id)
        .where(Course.key == bindparam("course_key"), Extension.person_id == bindparam("person_id"))
        .scalar_subquery()
    )


def read_columns(dates: str | None, extensions: str | None) -> Dates:
    """The values of `dates_column` and `extensions_column`."""
    if dates is None:
        return NO_DATES
    windows = {key: Window(*moments) for key, moments in _read(dates).items()}
    later = {key: moments[0] for key, moments in _read(extensions or "").items()}
    return Dates(windows, {key: end for key, end in later.items() if end is not None})


def _bounds(
    person_id: int, course_id: int, keys: tuple[str, ...]
) -> CompoundSelect[*tuple[Any, ...]]:
    dates = select(
        ActivityDates.activity_key,
        ActivityDates.opens_at,
        ActivityDates.closes_at,
        literal(value=False).label("extended"),
    ).where(ActivityDates.course_id == course_id, ActivityDates.activity_key.in_(keys))
    extensions = select(
        Extension.activity_key,
        cast(null(), ActivityDates.opens_at.type),
        Extension.closes_at,
        literal(value=True),
    ).where(
        Extension.course_id == course_id,
        Extension.person_id == person_id,
        Extension.activity_key.in_(keys),
    )
    return union_all(dates, extensions)


def _joined(moments: tuple[Any, ...]) -> Any:
    text: Any = literal("")
    for moment in moments:
        text = text + PART + func.coalesce(cast(moment, String), "")
    return text


def _read(text: str) -> Mapping[str, list[datetime | None]]:
    rows = [row.split(PART) for row in text.split(ROW) if row]
    return {key: [_moment(part) for part in parts] for key, *parts in rows}


def _moment(text: str) -> datetime | None:
    """A moment as the database writes it: SQLite in UTC without saying so, PostgreSQL with a zone."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
