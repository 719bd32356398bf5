"""Saving views, naming them, setting what they show and when they are mailed, deleting them.

What does not belong here: mailing (`view_mails`).
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.accounts import queries as accounts
from lms.accounts.models import Person
from lms.core import audit
from lms.core.clock import now
from lms.core.db import add_once, begin_writing, db, savepoint, violated
from lms.core.errors import Invalid, NotFound
from lms.core.words import N_
from lms.notifications.queries import zone_of
from lms.supervision.models import SavedView
from lms.supervision.queries.saved_views import described, view_for_changing
from lms.supervision.rules.saved_views import (
    MOST_VIEWS,
    NEVER,
    Schedule,
    Seen,
    checked_name,
    checked_schedule,
    free_name,
    next_due,
)

ONE_NAME = "uq_saved_view_person_id_name"
NAME_TAKEN = N_("Sudah ada tampilan Anda yang lain dengan nama itu.")


def save_view(*, actor_id: int, seen: Seen, name: str, schedule: Schedule) -> int:
    """Save what a page shows under a name; returns the view. The same under the same name is the same
    view.

    Raises:
        NotFound: the actor may not open the page.
        Invalid: the name is missing, too long or that of another view of theirs, the schedule is none,
            or they have too many views.
    """
    words, wanted = checked_name(name), checked_schedule(schedule)
    described(accounts.person(actor_id), seen)
    begin_writing()
    mine = select(SavedView).where(SavedView.person_id == actor_id)
    view = SavedView(
        person_id=actor_id,
        name=words,
        page=seen.page,
        unit_id=seen.unit_id,
        params=dict(seen.params),
        told={},
        created_at=now(),
    )
    _set_schedule(view, wanted)
    if not add_once(view, ONE_NAME):
        there = db.session.scalars(mine.where(SavedView.name == words)).one()
        if there.seen != seen or there.schedule != wanted:
            raise Invalid("name", NAME_TAKEN)
        return there.id
    if (db.session.scalar(select(func.count()).select_from(mine.subquery())) or 0) > MOST_VIEWS:
        raise Invalid(
            "", "Anda sudah menyimpan %(most)s tampilan. Hapus satu dahulu.", most=MOST_VIEWS
        )
    _record("view:save", view)
    return view.id


def change_view(*, actor_id: int, view_id: int, name: str, schedule: Schedule) -> None:
    """Name a view and say when it is mailed; the same schedule keeps the next time.

    Raises:
        NotFound: the actor has no such view.
        Invalid: the name is missing, too long or that of another view of theirs, the schedule is
            none, or the actor may not open the page any more.
    """
    words, wanted = checked_name(name), checked_schedule(schedule)
    begin_writing()
    actor = accounts.person(actor_id)
    view = view_for_changing(actor, view_id, lock=True)
    if wanted != view.schedule:
        if wanted.every != NEVER and not _may_open(actor, view):
            raise Invalid("every", "Halamannya tidak dapat Anda buka, jadi angkanya tidak dikirim.")
        _set_schedule(view, wanted)
        _record("view:schedule", view)
    if words == view.name:
        db.session.flush()
        return
    try:
        with savepoint():
            view.name = words
            db.session.flush()
    except IntegrityError as error:
        if violated(error) != ONE_NAME:
            raise
        raise Invalid("name", NAME_TAKEN) from error
    _record("view:rename", view)


def replace_view(*, actor_id: int, view_id: int, seen: Seen) -> None:
    """Let a view show something else from now on. What its mails said of the old is no measure for the
    new.

    Raises:
        NotFound: the actor has no such view, or may not open the page.
    """
    actor = accounts.person(actor_id)
    described(actor, seen)
    begin_writing()
    view = view_for_changing(accounts.person(actor_id), view_id, lock=True)
    if view.seen == seen:
        return
    view.page, view.unit_id, view.params = seen.page, seen.unit_id, dict(seen.params)
    view.told, view.told_at = {}, None
    _record("view:replace", view)


def delete_view(*, actor_id: int, view_id: int) -> None:
    """Delete a view of the actor's, and with it its mails; one that isn't there is deleted already."""
    begin_writing()
    query = select(SavedView).where(SavedView.id == view_id, SavedView.person_id == actor_id)
    view = db.session.scalars(query.with_for_update()).one_or_none()
    if view is None:
        return
    _record("view:delete", view)
    db.session.delete(view)
    db.session.flush()


def join_views(*, kept_id: int, joined_id: int) -> None:
    """Let the views of one account, which is found to be the same person's, bear names that the other's
    don't."""
    begin_writing()
    names = select(SavedView.name).where(SavedView.person_id == kept_id)
    taken = set(db.session.scalars(names))
    theirs = select(SavedView).where(SavedView.person_id == joined_id).order_by(SavedView.name)
    for view in db.session.scalars(theirs).all():
        others = select(SavedView.name).where(
            SavedView.person_id == joined_id, SavedView.id != view.id
        )
        if view.name in taken:
            view.name = free_name(view.name, taken | set(db.session.scalars(others)))
            db.session.flush()
        taken.add(view.name)


def _set_schedule(view: SavedView, schedule: Schedule) -> None:
    view.every, view.day, view.hour = schedule.every, schedule.day, schedule.hour
    view.due_at = (
        None if schedule.every == NEVER else next_due(now(), schedule, zone_of(view.person_id))
    )


def _may_open(actor: Person, view: SavedView) -> bool:
    try:
        described(actor, view.seen)
    except NotFound:
        return False
    return True


def _record(action: str, view: SavedView) -> None:
    db.session.flush()
    audit.record(
        action,
        actor_id=view.person_id,
        subject=("saved_view", view.id),
        details={"unit_id": view.unit_id, "every": view.every},
    )
    db.session.flush()
