"""Somebody's own saved views: the list with what each shows, one of them, and its figures now.

What does not belong here: the pages that they open (`overview`, `figures`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from lms.accounts.models import Person, UnitVersion
from lms.accounts.queries import unit_names
from lms.core.clock import now, today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Course, Revision
from lms.supervision import policy
from lms.supervision.models import SavedView
from lms.supervision.queries import overview
from lms.supervision.queries.figures.dashboard import course_of, unit_for_seeing
from lms.supervision.queries.figures.stored import figures_on
from lms.supervision.rules.figures.standing import MEASURES, NOTHING
from lms.supervision.rules.filters import Filters
from lms.supervision.rules.saved_views import PEOPLE, UNIT, Schedule, Seen


@dataclass(frozen=True)
class Kept:
    """A saved view; `in_reach` whether its page can be opened today, `unit` and `course` what these are
    called."""

    id: int
    name: str
    seen: Seen
    schedule: Schedule
    due_at: datetime | None
    told_at: datetime | None
    unit: str
    course: str
    in_reach: bool


@dataclass(frozen=True)
class Told:
    """What a mail says of a view: of which `day`, `unit` and `course` (titles), and the figures by name."""

    day: date
    unit: str
    course: str
    figures: dict[str, int]


def views_of(actor: Person) -> list[Kept]:
    """The actor's views by name."""
    query = select(SavedView).where(SavedView.person_id == actor.id)
    return _kept(actor, db.session.scalars(query.order_by(SavedView.name)).all())


def view_for_opening(actor: Person, view_id: int) -> Kept:
    """One of the actor's views.

    Raises:
        NotFound: the actor has none such.
    """
    return _kept(actor, [view_for_changing(actor, view_id)])[0]


def view_for_changing(actor: Person, view_id: int, *, lock: bool = False) -> SavedView:
    """One of the actor's views as a row, locked where asked for.

    Raises:
        NotFound: the actor has none such.
    """
    query = select(SavedView).where(SavedView.id == view_id, SavedView.person_id == actor.id)
    found = db.session.scalars(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise NotFound()
    return found


def described(actor: Person, seen: Seen) -> tuple[str, str]:
    """What the unit and the course of a page that the actor may open are called.

    Raises:
        NotFound: the actor may not open it today, or it shows nothing.
    """
    if seen.page == UNIT:
        _check(policy.SEE_FIGURES(actor))
        assert seen.unit_id is not None
        unit = unit_for_seeing(actor, seen.unit_id, seen.day(today())).name
        return unit, course_of(seen.params.get("course", ""))[1]
    _check(policy.SUPERVISE(actor))
    key = seen.params.get("course", "")
    return "", _titles([key]).get(key, "")


def figures_now(actor: Person, seen: Seen) -> Told:
    """What a page shows the actor now, in figures without anybody's name.

    Raises:
        NotFound: the actor may not open it any more, or it shows nothing.
    """
    unit, course = described(actor, seen)
    day = seen.day(today())
    if seen.page == PEOPLE:
        return Told(day, unit, course, overview.counts(actor, Filters.from_address(seen.params)))
    assert seen.unit_id is not None
    course_id, _title = course_of(seen.params.get("course", ""))
    counts = figures_on([seen.unit_id], course_id, day).get(seen.unit_id, NOTHING)
    return Told(day, unit, course, dict(zip(MEASURES, counts, strict=True)))


def views_due(after: int, limit: int) -> list[int]:
    """The ids above one, in their order, of the views whose mail is due; not of shut accounts."""
    query = (
        select(SavedView.id)
        .join(Person, Person.id == SavedView.person_id)
        .where(SavedView.due_at <= now(), SavedView.id > after, Person.disabled_at.is_(None))
        .order_by(SavedView.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def _check(allowed: bool) -> None:
    if not allowed:
        raise NotFound()


def _kept(actor: Person, views: Sequence[SavedView]) -> list[Kept]:
    seen = {one.id: one.seen for one in views}
    units = {one.unit_id for one in views if one.unit_id is not None}
    names = unit_names(units, today()) if units else {}
    titles = _titles([one.params.get("course", "") for one in views])
    reached = _reached(actor, seen)
    return [
        Kept(
            id=one.id,
            name=one.name,
            seen=seen[one.id],
            schedule=one.schedule,
            due_at=one.due_at,
            told_at=one.told_at,
            unit=names.get(one.unit_id or 0, ""),
            course=titles.get(one.params.get("course", ""), ""),
            in_reach=one.id in reached,
        )
        for one in views
    ]


def _reached(actor: Person, seen: dict[int, Seen]) -> set[int]:
    """The ids of those whose pages the actor may open today."""
    found = set()
    if policy.SUPERVISE(actor):
        found |= {view_id for view_id, one in seen.items() if one.page == PEOPLE}
    of_units = {view_id: one for view_id, one in seen.items() if one.unit_id is not None}
    if of_units and policy.SEE_FIGURES(actor):
        spans = _spans(actor, {one.unit_id for one in of_units.values()})
        day = today()
        found |= {
            view_id
            for view_id, one in of_units.items()
            if any(
                row.unit_id == one.unit_id
                and row.valid_from <= one.day(day)
                and (row.valid_until is None or one.day(day) < row.valid_until)
                for row in spans
            )
        }
    return found


def _spans(actor: Person, unit_ids: Collection[int | None]) -> Sequence[Any]:
    """From when until when those of the units that the actor sees are."""
    seen = policy.is_unit_in_care(actor, UnitVersion.unit_id.expression)
    return db.session.execute(
        select(UnitVersion.unit_id, UnitVersion.valid_from, UnitVersion.valid_until).where(
            UnitVersion.unit_id.in_(unit_ids), seen
        )
    ).all()


def _titles(keys: Sequence[str]) -> dict[str, str]:
    wanted = {key for key in keys if key}
    if not wanted:
        return {}
    query = select(Course.key, Revision.title).join(Course.revision).where(Course.key.in_(wanted))
    return {row.key: row.title for row in db.session.execute(query)}
