"""Announcements reach everybody once; what changed so much is asked again."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import schedule
from lms.accounts.models import Person
from lms.core import clock, jobs, ledger
from lms.core import db as database
from lms.core.addresses import with_addresses
from lms.core.db import begin_unit, begin_writing, db
from lms.core.errors import Invalid
from lms.core.jobs import Job
from lms.courses.actions import publish_folder
from lms.courses.models import Activity, Revision
from lms.learning import actions
from lms.learning.actions import announcements
from lms.learning.models import PROGRESS, ActivityProgress, Announcement, Enrolment
from lms.learning.queries import progress_facts, progress_of
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.courses import course_folder, course_id_of, publish_course
from tests.factories.learning import committed, completed, enrolled, read, scored
from tests.statements import statements

HOUR = timedelta(hours=1)
Handler = Callable[[Any], Generator[None, None, None]]

pytestmark = pytest.mark.usefixtures("context", "course")


def tell(title: str = "Jadwal", content: str = "Kelas diundur sampai Senin.") -> Announcement:
    return actions.announce(
        course_id=course_id_of("kursus"), title=title, content=content, actor_id=1
    )


def work() -> None:
    database.commit()
    jobs.run_due(schedule.JOBS)
    begin_unit(may_write=True)


def told(kind: str) -> list[int]:
    query = select(Notice.person_id).where(Notice.kind == kind).order_by(Notice.person_id)
    return list(db.session.scalars(query))


def crowd(size: int) -> list[int]:
    """Many people who learn in the course, written directly: enrolling each takes too long."""
    begin_writing()
    people = [
        Person(user_name=f"orang{n}", full_name=f"Orang {n}", created_at=clock.now())
        for n in range(size)
    ]
    for number, person in enumerate(people):
        person.email = f"orang{number}@contoh.go.id"
    db.session.add_all(people)
    db.session.flush()
    course_id = course_id_of("kursus")
    db.session.add_all(
        Enrolment(
            person_id=person.id,
            course_id=course_id,
            cycle=1,
            state="active",
            enrolled_at=clock.now(),
        )
        for person in people
    )
    ids = [person.id for person in people]
    committed()
    return ids


class TestAnnouncements:
    def test_those_who_learn_in_the_course_now_are_told(self, cast: Cast) -> None:
        enrolled(cast.ayu.id)
        enrolled(cast.dewi.id)
        actions.withdraw(person_id=cast.dewi.id, course_key="kursus")
        completed(cast.citra.id)
        tell()
        work()
        with clock.frozen(MOMENT + HOUR):
            enrolled(cast.fajar.id)
        work()
        assert told("announcement") == [cast.ayu.id]
        assert (
            "Kelas diundur"
            in db.session.scalars(select(Notice).where(Notice.kind == "announcement"))
            .one()
            .params["excerpt"]
        )

    def test_the_same_words_are_one_announcement(self) -> None:
        assert tell().id == tell(title=" Jadwal ").id
        assert tell(title="Jadwal baru").id != tell().id

    @pytest.mark.parametrize(
        ("words", "field"),
        [
            ({"title": " "}, "title"),
            ({"title": "x" * 151}, "title"),
            ({"content": "\n"}, "content"),
            ({"content": "x" * 5001}, "content"),
        ],
    )
    def test_title_and_text_are_needed_and_bounded(self, words: dict[str, str], field: str) -> None:
        with pytest.raises(Invalid) as refusal:
            tell(**words)
        assert refusal.value.field == field

    def test_a_round_that_was_cut_off_goes_on_and_tells_nobody_twice(self) -> None:
        people = crowd(2 * announcements.BATCH + 5)
        announcement = tell()
        database.commit()
        begin_unit(may_write=True)
        first = actions.tell_learners({"announcement_id": announcement.id})
        next(first)
        database.commit()
        next(first)
        database.rollback()
        begin_unit(may_write=True)
        assert len(told("announcement")) == announcements.BATCH
        work()
        assert told("announcement") == sorted(people)

    def test_what_was_deleted_is_told_no_further(self) -> None:
        crowd(announcements.BATCH + 5)
        announcement = tell()
        database.commit()
        begin_unit(may_write=True)
        rest = actions.tell_learners({"announcement_id": announcement.id})
        next(rest)
        database.commit()
        actions.delete_announcement(
            course_id=announcement.course_id, announcement_id=announcement.id, actor_id=1
        )
        database.commit()
        assert list(rest) == []
        begin_unit(may_write=True)
        assert len(told("announcement")) == announcements.BATCH

    def test_a_long_text_is_cut_at_a_word(self, cast: Cast) -> None:
        enrolled(cast.ayu.id)
        tell(content="kata " * 500)
        work()
        notice = db.session.scalars(select(Notice).where(Notice.kind == "announcement")).one()
        assert notice.params["excerpt"].endswith("kata…")
        assert len(notice.params["excerpt"]) <= announcements.EXCERPT


class TestAskingAgain:
    @pytest.fixture(autouse=True)
    def before(self, context: None, course: str, cast: Cast) -> None:
        """Ayu has read both lessons, Fajar failed the quiz, Citra has completed the course."""
        enrolled(cast.ayu.id)
        read(cast.ayu.id, "materi-1", "materi-2")
        scored(enrolled(cast.fajar.id), 40, passed=False)
        completed(cast.citra.id)

    def publish(self, *keys: str) -> int:
        """A revision that asks for these activities again; returns its number."""
        with clock.frozen(MOMENT + HOUR):
            folder = course_folder("kursus", lesson_text="Kalimat baru.")
            number = publish_folder(folder, actor_id=None, material=keys).revision_number
            work()
        return number

    def standing(self, person_id: int) -> dict[str, tuple[bool, float | None]]:
        enrolment = db.session.scalars(
            select(Enrolment).where(Enrolment.person_id == person_id)
        ).one()
        progress = progress_of(enrolment.id)
        return {key: (one.done, one.score) for key, one in progress.items()}

    def test_what_was_done_before_is_taken_back_and_each_is_told_once(self, cast: Cast) -> None:
        self.publish("materi-1", "kuis")
        assert self.standing(cast.ayu.id) == {"materi-1": (False, None), "materi-2": (True, None)}
        assert self.standing(cast.fajar.id) == {"kuis": (False, None)}
        assert self.standing(cast.citra.id)["kuis"] == (True, 80)
        assert told("asked-again") == [cast.ayu.id, cast.fajar.id]
        params = db.session.scalars(
            select(Notice.params).where(
                Notice.kind == "asked-again", Notice.person_id == cast.ayu.id
            )
        ).one()
        assert params["activities"] == "Materi 1"
        assert ledger.differences(PROGRESS, progress_facts()) == []

    def test_what_is_done_afterwards_stays_done(self, cast: Cast) -> None:
        number = self.publish("materi-1")
        with clock.frozen(MOMENT + 2 * HOUR):
            read(cast.ayu.id, "materi-1")
            revision_id = db.session.scalars(
                select(Revision.id).where(Revision.number == number)
            ).one()
            assert list(actions.ask_again({"revision_id": revision_id, "keys": ["materi-1"]})) == []
        assert self.standing(cast.ayu.id)["materi-1"] == (True, None)

    def test_nothing_is_asked_where_learners_see_an_older_revision_again(self, cast: Cast) -> None:
        with clock.frozen(MOMENT + HOUR):
            publish_course("kursus", lesson_text="Kalimat baru.")
        newest = db.session.scalars(select(Revision.id).order_by(Revision.id.desc())).first()
        assert list(actions.ask_again({"revision_id": newest, "keys": ["materi-1"]})) == []
        assert self.standing(cast.ayu.id)["materi-1"] == (True, None)

    def test_a_change_that_is_not_material_asks_nobody(self, cast: Cast) -> None:
        self.publish()
        assert told("asked-again") == []
        waiting = select(func.count()).select_from(Job).where(Job.kind == "ask-again")
        assert db.session.scalar(waiting) == 0


@pytest.mark.parametrize("kind", ["announce", "ask-again"])
def test_a_step_takes_as_few_statements_for_fifty_as_for_five(app: Flask, kind: str) -> None:
    people = crowd(announcements.BATCH + 5)
    if kind == "announce":
        handler: Handler = actions.tell_learners
        params: dict[str, Any] = {"announcement_id": tell().id}
    else:
        handler, params = actions.ask_again, _asked_of_all()
    database.commit()
    begin_unit(may_write=True)
    counts = []
    with statements(app) as sent:
        for _step in handler(params):
            database.commit()
            counts.append(len([one for one in sent if "INTO progress_delta" not in one]))
            sent.clear()
    assert len(counts) == 2
    assert counts[0] == counts[1] < 20
    kinds = {"announce": "announcement", "ask-again": "asked-again"}
    assert told(kinds[kind]) == sorted(people)


def _asked_of_all() -> dict[str, Any]:
    begin_writing()
    revision = db.session.scalars(select(Revision)).one()
    activity = db.session.scalars(select(Activity).where(Activity.key == "materi-1")).one()
    activity.asked_since = revision.number
    db.session.add_all(
        ActivityProgress(
            enrolment_id=enrolment_id,
            activity_key="materi-1",
            done_at=MOMENT - HOUR,
            seen_at=MOMENT - HOUR,
        )
        for enrolment_id in db.session.scalars(select(Enrolment.id))
    )
    revision_id = revision.id
    database.commit()
    begin_unit(may_write=True)
    return {"revision_id": revision_id, "keys": ["materi-1"]}


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("tidak ada", []),
        ("https://contoh.go.id", ["https://contoh.go.id"]),
        ("Lihat (https://contoh.go.id/a_(b)).", ["https://contoh.go.id/a_(b)"]),
        ("http://a.id, HTTPS://b.id!", ["http://a.id", "HTTPS://b.id"]),
        ("javascript:alert(1) ftp://x data:text/html,x", []),
        ('https://a.id/"onmouseover="x', ["https://a.id/"]),
        ("https://", []),
    ],
)
def test_only_web_addresses_become_links_and_no_sign_is_lost(
    text: str, addresses: list[str]
) -> None:
    pieces = list(with_addresses(text))
    assert "".join(piece for piece, _ in pieces) == text
    assert [piece for piece, is_address in pieces if is_address] == addresses
