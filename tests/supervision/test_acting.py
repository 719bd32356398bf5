"""Citra praises, reminds and writes to those she reaches; Ayu reads it; nobody is reminded too often."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from lms import schedule
from lms.accounts.models import Membership, Person, SupervisorAssignment
from lms.accounts.queries import finding, pages
from lms.core import clock, jobs
from lms.core import db as database
from lms.core.audit import AuditEntry
from lms.core.clock import now
from lms.core.db import begin_unit, begin_writing, commit, db
from lms.core.errors import Invalid, NotFound
from lms.core.jobs import Job
from lms.learning.actions import enrol
from lms.notifications.models import Delivery, Notice
from lms.supervision.actions.messages import Words, praise, remind, write_note
from lms.supervision.actions.reminder_rounds import remind_shown, send_round
from lms.supervision.models import ReminderRound, SupervisorMessage
from lms.supervision.queries import overview
from lms.supervision.queries.reminder_rounds import plan
from lms.supervision.rules.filters import STATUSES, Filters
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.accounts import supervise_too
from tests.factories.courses import publish_course
from tests.factories.learning import committed, completed, enrolled
from tests.statements import statements

HELLO = "Mari belajar."


def words(content: str = HELLO, course: str = "", key: str = "") -> Words:
    return Words(content, key or str(uuid4()), course)


def reasons(one: ReminderRound) -> dict[str, int]:
    return dict(one.skipped)


def work() -> None:
    commit()
    jobs.run_due(schedule.JOBS)
    begin_unit(may_write=True)


def colleagues(cast: Cast, count: int, *, first: int = 0) -> list[int]:
    """People of Ayu's unit, written directly."""
    begin_writing()
    found = []
    for number in range(first, first + count):
        person = Person(
            user_name=f"rekan{number}",
            full_name=f"Rekan {number:03}",
            password_hash="x",
            created_at=now(),
        )
        db.session.add(person)
        db.session.flush()
        db.session.add(
            Membership(
                person_id=person.id, unit_id=cast.units["dpu-jalan"], valid_from=MOMENT.date()
            )
        )
        found.append(person.id)
    committed()
    return found


@pytest.mark.usefixtures("context")
class TestOnePerson:
    def test_is_told_once_however_often_the_button_is_pressed(self, cast: Cast) -> None:
        publish_course("kursus", title="Manajemen Proyek")
        enrolled(cast.ayu.id)
        said = {"praise": praise, "reminder": remind, "note": write_note}
        for kind, action in said.items():
            one = words(f"Untuk {kind}", "kursus")
            for _ in range(2):
                action(person_id=cast.ayu.id, words=one, actor_id=cast.citra.id)
        commit()
        rows = db.session.scalars(select(SupervisorMessage).order_by(SupervisorMessage.id)).all()
        assert [row.kind for row in rows] == list(said)
        kinds = ("praised", "reminded", "note-received")
        notices = db.session.scalars(
            select(Notice).where(Notice.kind.in_(kinds)).order_by(Notice.id)
        ).all()
        assert [notice.kind for notice in notices] == list(kinds)
        assert notices[0].params == {
            "by": "Citra Maharani, S.T., M.T.",
            "course_key": "kursus",
            "course_title": "Manajemen Proyek",
            "content": "Untuk praise",
        }
        mailed = select(func.count()).where(Delivery.notice_id.in_([one.id for one in notices]))
        assert db.session.scalar(mailed) == 3
        trail = select(AuditEntry.action, AuditEntry.about_id).where(
            AuditEntry.action.startswith("message.")
        )
        assert {tuple(row) for row in db.session.execute(trail)} == {
            (f"message.{kind}", cast.ayu.id) for kind in said
        }

    def test_is_reached_today_and_is_never_oneself(self, cast: Cast) -> None:
        outside = (
            (cast.gita.id, cast.ayu.id),
            (cast.citra.id, cast.citra.id),
            (cast.ayu.id, cast.citra.id),
            (cast.citra.id, 999),
        )
        for actor_id, person_id in outside:
            for action in (praise, remind, write_note):
                with pytest.raises(NotFound):
                    action(person_id=person_id, words=words(), actor_id=actor_id)
        db.session.execute(update(SupervisorAssignment).values(valid_until=MOMENT.date()))
        db.session.execute(update(Membership).values(valid_until=MOMENT.date()))
        with pytest.raises(NotFound):
            praise(person_id=cast.ayu.id, words=words(), actor_id=cast.citra.id)

    def test_is_told_nothing_empty_nothing_endless_and_of_their_own_courses_only(
        self, cast: Cast
    ) -> None:
        publish_course("lain")
        for wrong, field in (
            (words(" \r\n "), "content"),
            (words("x" * 2001), "content"),
            (words(course="lain"), "course"),
            (words(course="tidak-ada"), "course"),
        ):
            for action in (praise, remind, write_note):
                with pytest.raises(Invalid) as refusal:
                    action(person_id=cast.ayu.id, words=wrong, actor_id=cast.citra.id)
                assert refusal.value.field == field
        assert db.session.scalar(select(func.count()).select_from(SupervisorMessage)) == 0
        praise(person_id=cast.ayu.id, words=words("x" * 2000), actor_id=cast.citra.id)

    def test_is_reminded_twice_a_week_by_all_together(self, cast: Cast) -> None:
        begin_writing()
        supervise_too(cast.ayu.id, cast.gita.id)
        committed()
        for actor in (cast.citra, cast.gita):
            remind(person_id=cast.ayu.id, words=words(), actor_id=actor.id)
        for actor in (cast.citra, cast.gita):
            with pytest.raises(Invalid, match="sudah diingatkan"):
                remind(person_id=cast.ayu.id, words=words(), actor_id=actor.id)
        write_note(person_id=cast.ayu.id, words=words(), actor_id=cast.citra.id)
        commit()
        with clock.frozen(MOMENT + timedelta(days=7)):
            begin_unit(may_write=True)
            remind(person_id=cast.ayu.id, words=words(), actor_id=cast.citra.id)

    def test_is_not_reminded_of_what_is_done_nor_while_data_are_only_kept(self, cast: Cast) -> None:
        publish_course("kursus")
        completed(cast.ayu.id)
        for course in ("kursus", ""):
            with pytest.raises(Invalid, match="tuntas"):
                remind(person_id=cast.ayu.id, words=words(course=course), actor_id=cast.citra.id)
        praise(person_id=cast.ayu.id, words=words(course="kursus"), actor_id=cast.citra.id)
        publish_course("lain")
        enrolled(cast.ayu.id, "lain")
        for column, match in (("restricted_at", "dibatasi"), ("password_hash", "belum pernah")):
            begin_writing()
            value = now() if column == "restricted_at" else None
            change = update(Person).where(Person.id == cast.ayu.id)
            db.session.execute(change.values({column: value}))
            with pytest.raises(Invalid, match=match):
                remind(person_id=cast.ayu.id, words=words(course="lain"), actor_id=cast.citra.id)
            database.rollback()
        remind(person_id=cast.ayu.id, words=words(course="lain"), actor_id=cast.citra.id)


class TestMany:
    @pytest.fixture(autouse=True)
    def _context(self, context: None) -> None:
        """Every test here calls actions."""

    def test_are_reminded_in_steps_that_may_be_cut_off(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages, "PAGE_SIZE", 2)
        people = colleagues(cast, 4)
        for _ in range(2):
            remind(person_id=people[1], words=words(), actor_id=cast.citra.id)
        commit()
        ids = {
            remind_shown(filters=Filters(), content=HELLO, key="satu", actor_id=cast.citra.id)
            for _ in range(2)
        }
        commit()
        assert len(ids) == 1
        (round_id,) = ids
        cut_off = send_round({"round_id": round_id})
        next(cut_off)
        commit()
        cut_off.close()
        begin_unit(may_write=True)
        work()
        one = db.session.get_one(ReminderRound, round_id)
        assert (one.sent, reasons(one), one.search) == (4, {"limit": 1}, "")
        assert one.finished_at is not None
        assert one.without_mail == 3
        got = select(SupervisorMessage.to_id).where(SupervisorMessage.round_id == round_id)
        assert sorted(db.session.scalars(got)) == sorted({cast.ayu.id, *people} - {people[1]})
        told = select(Notice.person_id).where(Notice.key == f"reminded:round-{round_id}")
        assert sorted(db.session.scalars(told)) == sorted(db.session.scalars(got))
        for _step in send_round({"round_id": round_id}):
            raise AssertionError("a finished round has no more steps")
        about = select(AuditEntry.about_id).where(
            AuditEntry.action == "message.reminder", AuditEntry.details["round"].is_not(None)
        )
        assert len(db.session.scalars(about).all()) >= 4

    @pytest.mark.parametrize("many", [False, True])
    def test_are_those_whom_the_overview_shows(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch, many: bool
    ) -> None:
        if many:
            monkeypatch.setattr(finding, "FEW", 1)
        people = colleagues(cast, 4)
        publish_course("kursus")
        publish_course("lain")
        for person_id in (cast.ayu.id, people[0]):
            for course in ("kursus", "lain"):
                enrol(person_id=person_id, course_key=course)
        committed()
        completed(people[1])
        begin_writing()
        db.session.execute(update(Person).where(Person.id == people[3]).values(disabled_at=now()))
        committed()
        actor = db.session.get_one(Person, cast.citra.id)
        for status in ("", *STATUSES):
            for course in ("", "kursus"):
                for search in ("", "rekan"):
                    filters = Filters(search=search, course=course, status=status)
                    seen = {row.person_id for row in overview.page(actor, filters).rows}
                    planned = plan(actor, filters)
                    assert {one.id for one in planned.people} == seen, filters
                    assert len(planned.people) == len(seen)
        of_course = plan(actor, Filters(course="kursus"))
        assert [one.id for one in of_course.skipped] == [people[1]]
        with pytest.raises(NotFound):
            plan(actor, Filters(course="tidak-ada"))

    def test_of_whom_nobody_would_get_it_are_not_begun_with(self, cast: Cast) -> None:
        for filters, content in (
            (Filters(search="tidak-ada"), HELLO),
            (Filters(), " "),
            (Filters(), "x" * 2001),
        ):
            with pytest.raises(Invalid):
                remind_shown(filters=filters, content=content, key="a", actor_id=cast.citra.id)
        assert db.session.scalar(select(func.count()).select_from(ReminderRound)) == 0
        assert db.session.scalar(select(func.count()).where(Job.kind == "remind-people")) == 0

    def test_who_are_no_longer_in_reach_when_it_is_sent_are_left_alone(self, cast: Cast) -> None:
        remind_shown(filters=Filters(), content=HELLO, key="a", actor_id=cast.citra.id)
        db.session.execute(update(SupervisorAssignment).values(valid_until=MOMENT.date()))
        db.session.execute(update(Membership).values(valid_until=MOMENT.date()))
        work()
        assert db.session.scalar(select(func.count()).select_from(SupervisorMessage)) == 0
        assert db.session.scalars(select(ReminderRound)).one().finished_at is not None

    def test_take_the_same_number_of_statements_a_step_however_many(
        self, app: Flask, cast: Cast
    ) -> None:
        counts = []
        for size in (1, 30):
            colleagues(cast, size, first=sum(counts))
            key = f"{size}"
            sent = remind_shown(filters=Filters(), content=HELLO, key=key, actor_id=cast.citra.id)
            committed()
            with statements(app) as seen:
                list(send_round({"round_id": sent}))
            counts.append(len(seen))
            committed()
        assert counts[0] == counts[1]


def test_two_who_remind_at_once_keep_to_the_limit(app: Flask, cast: Cast) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        db.session.add(
            SupervisorAssignment(
                person_id=cast.ayu.id, supervisor_id=cast.gita.id, valid_from=MOMENT.date()
            )
        )
        commit()

    def one(number: int) -> bool:
        actor = cast.gita if number % 2 else cast.citra
        with app.app_context():
            begin_unit(may_write=True)
            try:
                remind(person_id=cast.ayu.id, words=words(), actor_id=actor.id)
            except Invalid:
                database.rollback()
                return False
            commit()
            return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(one, range(6))) == 2
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(SupervisorMessage)) == 2
