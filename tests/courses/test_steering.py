"""State, audience and going back: what learners see changes, and nothing is deleted."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from lms.core import db as database
from lms.core.audit import AuditEntry
from lms.core.clock import now
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.courses.actions import roll_back, set_audience, set_state
from lms.courses.events import RevisionPublished
from lms.courses.models import AudienceMember, Course, Revision
from lms.courses.queries import Filters, catalogue, compiled, current_revision_id
from tests.factories.courses import index_courses, publish_course

pytestmark = pytest.mark.usefixtures("context")


def last_audit() -> tuple[str, dict[str, object]]:
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    return entry.action, entry.details


def test_an_archived_course_leaves_the_catalogue_and_is_audited(cast):
    course = publish_course()

    set_state(course_id=course.id, state="archived", actor_id=cast.bima.id)

    assert catalogue(cast.ayu, Filters()).total == 0
    assert last_audit() == ("course.set_state", {"from": "published", "to": "archived"})


def test_setting_the_state_it_has_changes_nothing(cast):
    course = publish_course()
    before = db.session.scalar(select(func.count()).select_from(AuditEntry))

    set_state(course_id=course.id, state="published", actor_id=cast.bima.id)

    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_a_state_that_does_not_exist_is_refused():
    course = publish_course()
    with pytest.raises(Invalid):
        set_state(course_id=course.id, state="hilang", actor_id=None)


def test_a_course_without_a_revision_cannot_be_published():
    begin_writing()
    db.session.add(Course(key="kosong", state="draft", created_at=now()))
    db.session.flush()
    course = db.session.scalars(select(Course)).one()

    with pytest.raises(Conflict):
        set_state(course_id=course.id, state="published", actor_id=None)


def test_an_audience_replaces_the_one_before(cast):
    course = publish_course(audience="units", unit_ids=[cast.units["dpu"]])

    set_audience(course_id=course.id, audience="invited", person_ids=[cast.fajar.id], actor_id=None)

    member = db.session.scalars(select(AudienceMember)).one()
    assert (member.person_id, member.unit_id) == (cast.fajar.id, None)
    assert catalogue(cast.fajar, Filters()).total == 1
    assert catalogue(cast.ayu, Filters()).total == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"audience": "units"},
        {"audience": "units", "unit_ids": [999_999]},
        {"audience": "positions", "positions": [" "]},
        {"audience": "invited", "person_ids": []},
        {"audience": "semua"},
    ],
)
def test_an_audience_of_nobody_is_refused(wrong):
    course = publish_course()
    with pytest.raises(Invalid):
        set_audience(course_id=course.id, actor_id=None, **wrong)


def test_positions_are_the_same_in_capitals_or_not(cast):
    publish_course(audience="positions", positions=["staf TEKNIS"])

    assert catalogue(cast.ayu, Filters()).total == 1
    assert catalogue(cast.bima, Filters()).total == 0


def test_going_back_shows_the_older_revision_and_its_words_are_found(cast, monkeypatch):
    course = publish_course(lesson_text="Tentang jembatan.")
    publish_course(lesson_text="Tentang terowongan.", lessons=3)
    announced = []
    monkeypatch.setattr("lms.courses.actions.steering.publish", announced.append)

    roll_back(course_id=course.id, number=1, actor_id=cast.bima.id)
    database.commit()
    index_courses()

    revision_id = current_revision_id("kursus")
    assert len(compiled(revision_id).activities) == 3
    assert catalogue(cast.ayu, Filters(text="jembatan")).total == 1
    assert catalogue(cast.ayu, Filters(text="terowongan")).total == 0
    assert db.session.scalar(select(func.count()).select_from(Revision)) == 2
    assert last_audit() == ("course.roll_back", {"from": 2, "to": 1})
    assert announced == [RevisionPublished(course.id, revision_id)]


def test_publishing_after_going_back_takes_the_next_number():
    course = publish_course()
    publish_course(lessons=3)
    roll_back(course_id=course.id, number=1, actor_id=None)

    assert publish_course(lessons=3).revision_number == 3


def test_one_can_only_go_back_to_what_was_published():
    course = publish_course()
    for course_id, number in ((course.id, 7), (999, 1)):
        with pytest.raises(NotFound):
            roll_back(course_id=course_id, number=number, actor_id=None)
