"""Reading, results, and the one moment of completion."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.core import clock
from lms.core.db import db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import Event
from lms.courses.models import Activity, Course, Revision
from lms.learning import actions, queries
from lms.learning.events import CourseCompleted
from lms.learning.models import CourseCompletion, Enrolment
from lms.learning.policy import NotEnrolled
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.courses import publish_course
from tests.factories.learning import committed, completed, enrolled, read, scored

pytestmark = pytest.mark.usefixtures("context", "course")


def completions() -> int:
    return db.session.scalar(select(func.count()).select_from(CourseCompletion)) or 0


def first_anchor(key: str = "materi-1") -> str:
    body = db.session.scalars(
        select(Activity.body_html)
        .join(Revision, Revision.id == Activity.revision_id)
        .join(Course, Course.id == Revision.course_id)
        .where(Course.key == "kursus", Activity.key == key)
    ).first()
    assert body is not None
    return body.split('id="')[1].split('"')[0]


def test_a_read_lesson_is_remembered_with_the_hash_of_its_text(cast: Cast) -> None:
    enrolled(cast.ayu.id)
    read(cast.ayu.id, "materi-1")
    mine = queries.study_for_reading(cast.ayu.id, "kursus").progress["materi-1"]
    assert (mine.done, mine.done_at) == (True, MOMENT)
    assert mine.content_hash in set(db.session.scalars(select(Activity.content_hash)))


def test_reading_twice_keeps_the_first_day(cast: Cast) -> None:
    enrolment_id = enrolled(cast.ayu.id)
    read(cast.ayu.id, "materi-1")
    with clock.frozen(MOMENT + timedelta(days=3)):
        read(cast.ayu.id, "materi-1")
    assert queries.progress_of(enrolment_id)["materi-1"].done_at == MOMENT


def test_a_read_lesson_can_be_taken_back_twice(cast: Cast) -> None:
    enrolment_id = enrolled(cast.ayu.id)
    read(cast.ayu.id, "materi-1")
    for _click in range(2):
        actions.mark_not_done(person_id=cast.ayu.id, course_key="kursus", activity_key="materi-1")
        committed()
    assert not queries.progress_of(enrolment_id)["materi-1"].done


def test_nobody_reads_without_being_enrolled(cast: Cast) -> None:
    enrolled(cast.ayu.id)
    with pytest.raises(NotEnrolled):
        actions.mark_done(person_id=cast.fajar.id, course_key="kursus", activity_key="materi-1")


def test_a_quiz_is_not_done_by_a_button(cast: Cast) -> None:
    enrolled(cast.ayu.id)
    with pytest.raises(Conflict):
        actions.mark_done(person_id=cast.ayu.id, course_key="kursus", activity_key="kuis")


def test_an_activity_that_is_not_there_is_not_found(cast: Cast) -> None:
    enrolled(cast.ayu.id)
    with pytest.raises(NotFound):
        actions.mark_done(person_id=cast.ayu.id, course_key="kursus", activity_key="materi-9")


def test_the_last_thing_missing_completes_the_course_once(
    cast: Cast, announced: list[Event]
) -> None:
    enrolment_id = enrolled(cast.ayu.id)
    scored(enrolment_id, 80)
    read(cast.ayu.id, "materi-1")
    assert completions() == 0
    for _click in range(2):
        read(cast.ayu.id, "materi-2")
        scored(enrolment_id, 80)
    (done,) = [event for event in announced if isinstance(event, CourseCompleted)]
    assert (done.enrolment_id, done.person_id, done.score) == (enrolment_id, cast.ayu.id, 80)
    completion = db.session.scalars(select(CourseCompletion)).one()
    assert (completion.score, completion.completed_at) == (80, MOMENT)
    assert completion.unit_id == cast.units["dpu-jalan"]
    assert db.session.get_one(Enrolment, enrolment_id).state == "completed"


def test_a_failed_quiz_is_kept_and_is_not_done(cast: Cast) -> None:
    enrolment_id = enrolled(cast.ayu.id)
    read(cast.ayu.id, "materi-1", "materi-2")
    scored(enrolment_id, 60, passed=False)
    mine = queries.progress_of(enrolment_id)["kuis"]
    assert (mine.done, mine.score, mine.passed) == (False, 60, False)
    assert completions() == 0
    scored(enrolment_id, 90)
    assert completions() == 1


def test_a_worse_result_after_completion_takes_nothing_back(cast: Cast) -> None:
    enrolment_id = completed(cast.ayu.id)
    scored(enrolment_id, 10, passed=False)
    assert db.session.get_one(Enrolment, enrolment_id).state == "completed"
    assert db.session.scalars(select(CourseCompletion.score)).one() == 80


def test_a_completed_course_keeps_what_was_read(cast: Cast) -> None:
    completed(cast.ayu.id)
    with pytest.raises(Conflict):
        actions.mark_not_done(person_id=cast.ayu.id, course_key="kursus", activity_key="materi-1")


def test_practice_and_optional_results_complete_nothing(cast: Cast) -> None:
    publish_course("dengan-latihan", practice=True)
    enrolment_id = enrolled(cast.ayu.id, "dengan-latihan")
    scored(enrolment_id, 100, activity_key="latihan")
    assert completions() == 0
    overview = queries.progress_of(enrolment_id)
    assert overview["latihan"].done


def test_a_new_revision_keeps_progress_by_key(cast: Cast) -> None:
    enrolment_id = enrolled(cast.ayu.id)
    read(cast.ayu.id, "materi-1", "materi-2")
    publish_course("kursus", lessons=4, title="Kursus yang disusun ulang")
    study = queries.study_for_reading(cast.ayu.id, "kursus")
    assert {key for key, one in study.progress.items() if one.done} == {"materi-1", "materi-2"}
    scored(enrolment_id, 80)
    assert completions() == 0
    read(cast.ayu.id, "materi-3", "materi-4")
    assert completions() == 1


def test_a_revision_that_asks_for_less_is_completed_by_a_click(cast: Cast) -> None:
    enrolment_id = enrolled(cast.ayu.id)
    read(cast.ayu.id, "materi-1")
    scored(enrolment_id, 80)
    with pytest.raises(Conflict):
        actions.finish(person_id=cast.ayu.id, course_key="kursus")
    committed()
    publish_course("kursus", lessons=1)
    for _click in range(2):
        actions.finish(person_id=cast.ayu.id, course_key="kursus")
        committed()
    assert completions() == 1


def test_the_place_last_read_is_remembered(cast: Cast) -> None:
    enrolled(cast.ayu.id)
    anchor = first_anchor()
    actions.save_position(
        person_id=cast.ayu.id, course_key="kursus", activity_key="materi-1", anchor=anchor
    )
    committed()
    study = queries.study_for_reading(cast.ayu.id, "kursus")
    assert study.progress["materi-1"].anchor == anchor
    assert study.last_key == "materi-1"
    assert not study.progress["materi-1"].done


@pytest.mark.parametrize("anchor", ["tidak-ada", "p", 'x" class="y', "a" * 200])
def test_a_place_that_is_not_in_the_text_is_refused(cast: Cast, anchor: str) -> None:
    enrolled(cast.ayu.id)
    with pytest.raises(Invalid):
        actions.save_position(
            person_id=cast.ayu.id, course_key="kursus", activity_key="materi-1", anchor=anchor
        )


def test_a_result_for_an_unknown_enrolment_is_refused(cast: Cast) -> None:
    with pytest.raises(NotFound):
        scored(10_000, 80)
