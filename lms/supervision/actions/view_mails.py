"""Telling people the figures of their views when these are due, each time once.

What does not belong here: when that is (`rules.saved_views`), how notices go by e-mail (notifications).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.accounts import queries as accounts
from lms.core import audit
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import NotFound
from lms.notifications.actions import notify
from lms.notifications.queries import zone_of
from lms.supervision.models import SavedView
from lms.supervision.queries.saved_views import Told, figures_now
from lms.supervision.rules.saved_views import NEVER, UNIT, Schedule, Seen, next_due


@dataclass(frozen=True)
class _Due:
    """What is due: the figures of a page, for somebody, since a moment."""

    person_id: int
    seen: Seen
    since: datetime


def mail_view(view_id: int) -> None:
    """Tell the owner of a view its figures, and when the next time is; one whose page they may not open
    any more is mailed no longer, which they are told. What was due several times is told once."""
    due = _what_is_due(db.session.get(SavedView, view_id))
    if due is None:
        return
    # Nobody waits for these figures: they are read before the writer's turn.
    told = _told(due)
    begin_writing()
    query = select(SavedView).where(SavedView.id == view_id).with_for_update()
    view = db.session.scalars(query).one_or_none()
    if view is None or _what_is_due(view) != due:
        return  # Another worker was faster, or the owner has changed it: the next round looks again.
    if told is None:
        _stop(view, due)
    else:
        _tell(view, due, told)
    db.session.flush()


def _what_is_due(view: SavedView | None) -> _Due | None:
    if view is None or view.due_at is None or view.due_at > now():
        return None
    return _Due(view.person_id, view.seen, view.due_at)


def _told(due: _Due) -> Told | None:
    try:
        return figures_now(accounts.person(due.person_id), due.seen)
    except NotFound:
        return None


def _tell(view: SavedView, due: _Due, told: Told) -> None:
    kind = "unit-view" if view.page == UNIT else "people-view"
    notify(
        person_id=view.person_id,
        kind=kind,
        params={
            "view_id": view.id,
            "view": view.name,
            "unit": told.unit,
            "course_title": told.course,
            "status": view.params.get("status", ""),
            "searched": "q" in view.params,
            "day": told.day.isoformat(),
            "figures": told.figures,
            "told": view.told,
            "told_at": view.told_at.isoformat() if view.told_at else "",
        },
        key=_key(view, due),
    )
    view.due_at = next_due(now(), view.schedule, zone_of(view.person_id))
    view.told, view.told_at = told.figures, now()
    _record("view:mail", view)


def _stop(view: SavedView, due: _Due) -> None:
    notify(
        person_id=view.person_id,
        kind="view-stopped",
        params={"view_id": view.id, "view": view.name},
        key=_key(view, due),
    )
    stopped = Schedule()
    view.every, view.day, view.hour, view.due_at = NEVER, stopped.day, stopped.hour, None
    _record("view:stop", view)


def _key(view: SavedView, due: _Due) -> str:
    """The same for everybody who would tell the same again."""
    return f"view:{view.id}:{due.since.isoformat()}"


def _record(action: str, view: SavedView) -> None:
    audit.record(
        action,
        actor_id=None,
        subject=("saved_view", view.id),
        about=view.person_id,
        details={"unit_id": view.unit_id},
    )
