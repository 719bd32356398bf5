"""Taking up a course, leaving it, beginning it again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.core.audit import AuditEntry
from lms.core.db import db
from lms.core.errors import Conflict, NotFound
from lms.core.events import Event
from lms.courses.actions import set_audience, set_state
from lms.courses.models import Course
from lms.learning import actions, queries
from lms.learning.events import Enrolled, Withdrawn
from lms.learning.models import Enrolment
from lms.learning.policy import NotEnrolled
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.courses import publish_course
from tests.factories.learning import committed, completed, enrolled, read

pytestmark = pytest.mark.usefixtures("context", "course")


def cycles(person_id: int) -> list[Enrolment]:
    return sorted(queries.enrolments_of(person_id), key=lambda one: one.cycle)


def test_enrolling_opens_a_cycle_in_the_unit_of_the_day(cast: Cast, announced: list[Event]) -> None:
    enrolled(cast.ayu.id)
    (one,) = cycles(cast.ayu.id)
    assert (one.state, one.cycle, one.unit_id) == ("active", 1, cast.units["dpu-jalan"])
    assert one.enrolled_at == MOMENT
    assert announced == [Enrolled(one.id, cast.ayu.id, one.course_id)]
    assert "enrol" in set(db.session.scalars(select(AuditEntry.action)))


def test_a_second_click_is_success_and_changes_nothing(cast: Cast, announced: list[Event]) -> None:
    first = enrolled(cast.ayu.id)
    assert enrolled(cast.ayu.id) == first
    assert len(announced) == 1


def test_a_course_for_others_is_not_found(cast: Cast) -> None:
    publish_course("khusus", audience="units", unit_ids=[cast.units["dinkes"]])
    with pytest.raises(NotFound):
        actions.enrol(person_id=cast.ayu.id, course_key="khusus")
    assert enrolled(cast.fajar.id, "khusus")


def test_an_unknown_course_and_a_draft_are_not_found(cast: Cast) -> None:
    publish_course("draf", state="draft")
    for key in ("tidak-ada", "draf"):
        with pytest.raises(NotFound):
            actions.enrol(person_id=cast.ayu.id, course_key=key)


def test_required_courses_come_first_and_are_named(cast: Cast) -> None:
    publish_course("lanjutan", requires=["kursus"])
    with pytest.raises(Conflict) as refusal:
        actions.enrol(person_id=cast.ayu.id, course_key="lanjutan")
    assert refusal.value.params == {"titles": "Kursus kursus"}
    committed()
    enrolled(cast.ayu.id)
    with pytest.raises(Conflict):
        actions.enrol(person_id=cast.ayu.id, course_key="lanjutan")


def test_a_required_course_once_completed_opens_the_next(cast: Cast) -> None:
    publish_course("lanjutan", requires=["kursus"])
    completed(cast.ayu.id)
    actions.begin_again(person_id=cast.ayu.id, course_key="kursus")
    committed()
    assert enrolled(cast.ayu.id, "lanjutan")


def test_somebody_else_completing_a_required_course_does_not_help(cast: Cast) -> None:
    publish_course("lanjutan", requires=["kursus"])
    completed(cast.fajar.id)
    with pytest.raises(Conflict):
        actions.enrol(person_id=cast.ayu.id, course_key="lanjutan")


def test_leaving_keeps_what_was_done_and_coming_back_finds_it(
    cast: Cast, announced: list[Event]
) -> None:
    first = enrolled(cast.ayu.id)
    read(cast.ayu.id, "materi-1")
    actions.withdraw(person_id=cast.ayu.id, course_key="kursus")
    committed()
    with pytest.raises(NotEnrolled):
        queries.study_for_reading(cast.ayu.id, "kursus")
    assert enrolled(cast.ayu.id) == first
    study = queries.study_for_reading(cast.ayu.id, "kursus")
    assert study.progress["materi-1"].done
    assert [type(event) for event in announced] == [Enrolled, Withdrawn, Enrolled]


def test_leaving_twice_is_success(cast: Cast, announced: list[Event]) -> None:
    enrolled(cast.ayu.id)
    for _click in range(2):
        actions.withdraw(person_id=cast.ayu.id, course_key="kursus")
        committed()
    assert [type(event) for event in announced] == [Enrolled, Withdrawn]


def test_a_completed_course_cannot_be_left(cast: Cast) -> None:
    completed(cast.ayu.id)
    with pytest.raises(Conflict):
        actions.withdraw(person_id=cast.ayu.id, course_key="kursus")


def test_leaving_what_was_never_taken_up_is_refused(cast: Cast) -> None:
    for key in ("kursus", "tidak-ada"):
        with pytest.raises(NotEnrolled):
            actions.withdraw(person_id=cast.ayu.id, course_key=key)


def test_enrolling_in_a_completed_course_begins_nothing_anew(cast: Cast) -> None:
    assert completed(cast.ayu.id) == enrolled(cast.ayu.id)
    assert [one.state for one in cycles(cast.ayu.id)] == ["completed"]


def test_beginning_again_is_a_new_cycle_without_progress_and_history_stays(cast: Cast) -> None:
    completed(cast.ayu.id)
    for _click in range(2):
        actions.begin_again(person_id=cast.ayu.id, course_key="kursus")
        committed()
    first, second = cycles(cast.ayu.id)
    assert (first.state, second.state, second.cycle) == ("completed", "active", 2)
    assert queries.progress_of(second.id) == {}
    assert queries.study_for_reading(cast.ayu.id, "kursus").id == second.id


def test_only_a_completed_course_is_begun_again(cast: Cast) -> None:
    with pytest.raises(NotEnrolled):
        actions.begin_again(person_id=cast.ayu.id, course_key="kursus")


def test_an_archived_course_takes_nobody_in_but_its_learners_go_on(cast: Cast) -> None:
    enrolled(cast.ayu.id)
    archive("kursus")
    with pytest.raises((NotFound, Conflict)):
        actions.enrol(person_id=cast.fajar.id, course_key="kursus")
    committed()
    read(cast.ayu.id, "materi-1")
    assert queries.study_for_reading(cast.ayu.id, "kursus").progress["materi-1"].done


def test_who_has_left_the_audience_goes_on_reading(cast: Cast) -> None:
    course_id = publish_course("khusus", audience="units", unit_ids=[cast.units["dpu"]]).id
    enrolled(cast.ayu.id, "khusus")
    set_audience(course_id=course_id, audience="invited", person_ids=[cast.fajar.id], actor_id=None)
    committed()
    assert queries.study_for_reading(cast.ayu.id, "khusus")


def archive(key: str) -> None:
    """Archive a course as its owner does."""
    course_id = db.session.scalars(select(Course.id).where(Course.key == key)).one()
    set_state(course_id=course_id, state="archived", actor_id=None)
    committed()
