"""Views are kept, and their figures told: once each time, to whom may see them, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from lms import schedule
from lms.accounts.actions import disable_person, end_role
from lms.accounts.models import Person, RoleGrant
from lms.core import clock
from lms.core import db as database
from lms.core.audit import AuditEntry
from lms.core.db import begin_unit, begin_writing, db, is_writing
from lms.core.errors import Invalid, NotFound
from lms.notifications.models import Delivery, Notice
from lms.supervision.actions import figures, saved_views, view_mails
from lms.supervision.models import SavedView
from lms.supervision.queries import saved_views as queries
from lms.supervision.rules.saved_views import MONTHLY, MOST_VIEWS, WEEKLY, Schedule, Seen
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.accounts import supervise_too
from tests.factories.courses import publish_course
from tests.factories.learning import committed, completed
from tests.supervision.test_message_erasure import erase

MONDAYS = Schedule(WEEKLY, 0, 8)
FIRST_DUE = datetime(2026, 11, 30, 1, tzinfo=MOMENT.tzinfo)
"""The Monday after, at eight in Jakarta."""

WEEK = timedelta(days=7)
PEOPLE = Seen("people", None, {})


def unit(cast: Cast, **params: str) -> Seen:
    """Citra's unit."""
    return Seen("unit", cast.units["dpu-jalan"], params)


def save(cast: Cast, seen: Seen, name: str = "Bidang", every: Schedule = MONDAYS) -> int:
    """A view of Citra's."""
    view_id = saved_views.save_view(actor_id=cast.citra.id, seen=seen, name=name, schedule=every)
    committed()
    return view_id


def sweep(moment: datetime) -> None:
    """What the worker does about views at a moment."""
    with clock.frozen(moment):
        for view_id in queries.views_due(0, 100):
            begin_unit(may_write=True)
            view_mails.mail_view(view_id)
            committed()


def told(person: Person) -> list[tuple[str, dict[str, Any]]]:
    """Kind and parameters of what a person was told of views, oldest first."""
    kinds = ("unit-view", "people-view", "view-stopped")
    rows = db.session.execute(
        select(Notice.kind, Notice.params)
        .where(Notice.person_id == person.id, Notice.kind.in_(kinds))
        .order_by(Notice.id)
    )
    return [(row.kind, row.params) for row in rows]


def lose_the_unit(cast: Cast) -> None:
    grant = select(RoleGrant.id).where(RoleGrant.person_id == cast.citra.id)
    end_role(grant_id=db.session.scalars(grant).one(), actor_id=cast.eko.id)
    committed()


@pytest.mark.usefixtures("context")
def test_the_same_under_the_same_name_is_one_view_and_another_is_refused(cast: Cast) -> None:
    view_id = save(cast, unit(cast))
    assert save(cast, unit(cast), "  Bidang ") == view_id
    with pytest.raises(Invalid) as refused:
        save(cast, PEOPLE)
    assert refused.value.field == "name"
    committed()
    other = save(cast, PEOPLE, "Pegawai")
    for name, field in (("Bidang", "name"), (" ", "name"), ("x" * 81, "name")):
        with pytest.raises(Invalid) as refused:
            saved_views.change_view(
                actor_id=cast.citra.id, view_id=other, name=name, schedule=MONDAYS
            )
        assert refused.value.field == field
        committed()
    gita = saved_views.save_view(
        actor_id=cast.gita.id, seen=PEOPLE, name="Bidang", schedule=Schedule()
    )
    committed()
    assert gita not in (view_id, other)


@pytest.mark.usefixtures("context")
def test_nobody_saves_what_they_may_not_open_nor_touches_anothers(cast: Cast) -> None:
    above = Seen("unit", cast.units["dpu"], {})
    gone = unit(cast, on="1990-01-01")
    for seen in (above, gone, unit(cast, course="tidak-ada"), Seen("unit", 999_999, {})):
        with pytest.raises(NotFound):
            save(cast, seen)
        committed()
    for who in (cast.ayu, cast.dewi):
        with pytest.raises(NotFound):
            saved_views.save_view(actor_id=who.id, seen=PEOPLE, name="x", schedule=Schedule())
        committed()
    view_id = save(cast, unit(cast))
    eko = {"actor_id": cast.eko.id, "view_id": view_id}
    with pytest.raises(NotFound):
        saved_views.change_view(**eko, name="Milik Eko", schedule=Schedule())
    committed()
    with pytest.raises(NotFound):
        saved_views.replace_view(**eko, seen=Seen("unit", cast.units["dpu"], {}))
    committed()
    saved_views.delete_view(**eko)
    committed()
    assert [one.name for one in queries.views_of(cast.citra)] == ["Bidang"]
    saved_views.delete_view(actor_id=cast.citra.id, view_id=view_id)
    committed()
    assert queries.views_of(cast.citra) == []


@pytest.mark.usefixtures("context")
def test_a_direct_supervisor_without_a_unit_keeps_a_view_of_people_and_is_told(cast: Cast) -> None:
    begin_writing()
    supervise_too(cast.ayu.id, cast.fajar.id)
    saved_views.save_view(actor_id=cast.fajar.id, seen=PEOPLE, name="Ayu", schedule=MONDAYS)
    committed()
    sweep(FIRST_DUE)
    assert [kind for kind, _params in told(cast.fajar)] == ["people-view"]
    (view,) = queries.views_of(cast.fajar)
    saved_views.change_view(
        actor_id=cast.fajar.id, view_id=view.id, name="Ayu saja", schedule=MONDAYS
    )
    committed()


@pytest.mark.usefixtures("context")
def test_there_are_only_so_many(cast: Cast) -> None:
    for number in range(MOST_VIEWS):
        save(cast, unit(cast), f"Nomor {number}", Schedule())
    with pytest.raises(Invalid):
        save(cast, unit(cast), "Satu lagi")


@pytest.mark.usefixtures("context", "course")
def test_the_figures_of_the_unit_are_told_with_what_changed(cast: Cast) -> None:
    figures.rebuild()
    committed()
    save(cast, unit(cast))
    sweep(FIRST_DUE - timedelta(minutes=1))
    assert told(cast.citra) == []
    sweep(FIRST_DUE)
    completed(cast.ayu.id)
    figures.rebuild()
    committed()
    sweep(FIRST_DUE + WEEK)
    (kind, first), (_kind, second) = told(cast.citra)
    assert kind == "unit-view"
    assert (first["unit"], first["day"]) == ("Bidang Jalan dan Jembatan", "2026-11-30")
    assert (first["told"], first["figures"]["members"], first["figures"]["completed"]) == ({}, 2, 0)
    assert second["told"] == first["figures"]
    assert second["figures"]["completed"] == 1
    assert second["day"] == "2026-12-07"


@pytest.mark.usefixtures("context", "course")
def test_of_people_it_is_told_how_many_stand_where_and_nobodys_name(cast: Cast) -> None:
    completed(cast.ayu.id)
    save(cast, Seen("people", None, {"q": "Ayu Lestari"}), "Satu")
    save(cast, PEOPLE, "Semua")
    sweep(FIRST_DUE)
    found = {params["view"]: params for _kind, params in told(cast.citra)}
    assert found["Satu"]["figures"]["people"] == found["Satu"]["figures"]["completed"] == 1
    assert found["Semua"]["figures"]["completed"] == 1
    assert (found["Satu"]["searched"], found["Semua"]["searched"]) == (True, False)
    assert "Ayu" not in str(found)


@pytest.mark.usefixtures("context")
def test_a_worker_that_slept_tells_once_and_goes_on_from_now(cast: Cast) -> None:
    view_id = save(cast, unit(cast))
    late = FIRST_DUE + 6 * WEEK + timedelta(hours=30)
    for _time in range(3):
        sweep(late)
    assert len(told(cast.citra)) == 1
    due_at = db.session.get_one(SavedView, view_id).due_at
    assert due_at == FIRST_DUE + 7 * WEEK
    with clock.frozen(FIRST_DUE - WEEK):
        same = {"actor_id": cast.citra.id, "view_id": view_id}
        saved_views.change_view(**same, name="Baru", schedule=MONDAYS)
        committed()
        assert db.session.get_one(SavedView, view_id).due_at == due_at
        saved_views.change_view(**same, name="Baru", schedule=Schedule(MONTHLY, 31, 9))
        committed()
    assert db.session.get_one(SavedView, view_id).due_at == datetime(
        2026, 11, 30, 2, tzinfo=MOMENT.tzinfo
    )


def test_two_workers_at_once_tell_each_view_once(app: Flask, cast: Cast) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        for number in range(20):
            save(cast, unit(cast), f"Nomor {number}")

    def worker(_number: int) -> None:
        with app.app_context():
            sweep(FIRST_DUE)

    with ThreadPoolExecutor(3) as workers:
        list(workers.map(worker, range(3)))
    with app.app_context():
        begin_unit(may_write=True)
        assert len(told(cast.citra)) == 20
        assert db.session.scalar(select(func.count()).select_from(Delivery)) == 20
        mailed = select(func.count()).where(AuditEntry.action == "view:mail")
        assert db.session.scalar(mailed) == 20


@pytest.mark.usefixtures("context")
def test_what_changes_while_figures_are_read_is_not_told(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for the figures, so the owner may replace the view meanwhile."""
    view_id = save(cast, unit(cast))
    read = queries.figures_now

    def slowly(actor: Person, seen: Seen) -> queries.Told:
        assert not is_writing()
        found = read(actor, seen)
        with another_request():
            saved_views.replace_view(actor_id=cast.citra.id, view_id=view_id, seen=PEOPLE)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(view_mails, "figures_now", slowly)
        sweep(FIRST_DUE)
    assert told(cast.citra) == []
    sweep(FIRST_DUE)
    assert [kind for kind, _params in told(cast.citra)] == ["people-view"]


@contextmanager
def another_request() -> Iterator[None]:
    database.rollback()
    begin_unit(may_write=True)
    yield
    committed()


@pytest.mark.usefixtures("context")
def test_who_lost_the_reach_is_told_once_and_mailed_no_longer(cast: Cast) -> None:
    save(cast, unit(cast))
    view_id = save(cast, Seen("unit", cast.units["dpu-jalan"], {"sort": "-score"}), "Lain")
    lose_the_unit(cast)
    for weeks in range(3):
        sweep(FIRST_DUE + weeks * WEEK)
    assert sorted(params["view"] for _kind, params in told(cast.citra)) == ["Bidang", "Lain"]
    assert {kind for kind, _params in told(cast.citra)} == {"view-stopped"}
    with clock.frozen(FIRST_DUE):
        citra = db.session.get_one(Person, cast.citra.id)
        assert [one.in_reach for one in queries.views_of(citra)] == [False, False]
        assert {one.schedule for one in queries.views_of(citra)} == {Schedule()}
        with pytest.raises(Invalid) as refused:
            saved_views.change_view(
                actor_id=cast.citra.id, view_id=view_id, name="Lain", schedule=MONDAYS
            )
        assert refused.value.field == "every"


@pytest.mark.usefixtures("context")
def test_a_shut_account_is_told_nothing_until_it_is_opened(cast: Cast) -> None:
    save(cast, unit(cast))
    disable_person(person_id=cast.citra.id, actor_id=cast.eko.id)
    committed()
    sweep(FIRST_DUE)
    assert told(cast.citra) == []


@pytest.mark.usefixtures("context")
def test_one_without_an_address_reads_it_in_the_application(cast: Cast) -> None:
    save(cast, unit(cast))
    begin_writing()
    db.session.execute(update(Person).where(Person.id == cast.citra.id).values(email=None))
    committed()
    sweep(FIRST_DUE)
    assert len(told(cast.citra)) == 1
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 0


@pytest.mark.usefixtures("context")
def test_what_mails_said_of_the_old_page_is_no_measure_for_the_new(cast: Cast) -> None:
    view_id = save(cast, unit(cast))
    sweep(FIRST_DUE)
    saved_views.replace_view(actor_id=cast.citra.id, view_id=view_id, seen=PEOPLE)
    committed()
    sweep(FIRST_DUE + WEEK)
    assert told(cast.citra)[1][1]["told"] == {}


def test_erasing_somebody_takes_their_views(app: Flask, cast: Cast) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        save(cast, unit(cast))
    erase(app, cast, cast.citra.id, "citra")
    with app.app_context():
        assert db.session.scalars(select(SavedView.id)).all() == []


@pytest.mark.usefixtures("context")
def test_views_of_two_accounts_of_one_person_all_stay(cast: Cast) -> None:
    for who in (cast.citra, cast.gita):
        for name in ("Pegawai", "Pegawai (2)"):
            saved_views.save_view(actor_id=who.id, seen=PEOPLE, name=name, schedule=MONDAYS)
            committed()
    saved_views.join_views(kept_id=cast.citra.id, joined_id=cast.gita.id)
    db.session.execute(update(SavedView).values(person_id=cast.citra.id))
    committed()
    names = [one.name for one in queries.views_of(cast.citra)]
    assert names == ["Pegawai", "Pegawai (2)", "Pegawai (2) (2)", "Pegawai (3)"]


def test_the_worker_looks_for_views(app: Flask, cast: Cast) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        publish_course("kursus")
        save(cast, unit(cast))
        with clock.frozen(FIRST_DUE):
            schedule.work_off()
        begin_unit(may_write=True)
        assert len(told(cast.citra)) == 1
