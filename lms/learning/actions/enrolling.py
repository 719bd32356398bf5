"""Taking up a course, leaving it, beginning it again.

A cycle that was withdrawn from is taken up again as the same row: the lessons read, the answers and
the attempts spent are all still there, so leaving is no way to more attempts. A completed cycle is
history; beginning again is a new row without progress.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.accounts import queries as accounts
from lms.core import audit, clock
from lms.core.db import begin_writing, db, savepoint, violated
from lms.core.errors import Conflict
from lms.core.events import publish
from lms.courses import queries as courses
from lms.courses.models import Course
from lms.learning import policy, queries, rules
from lms.learning.events import Enrolled, Withdrawn
from lms.learning.models import UNIT_COURSE, Enrolment
from lms.learning.queries.dates import window

ONE_CYCLE = frozenset({"uq_enrolment_open", "uq_enrolment_person_id_course_id_cycle"})


def enrol(*, person_id: int, course_key: str) -> Enrolment:
    """Take up a course; whoever has it open or completed keeps that cycle.

    Raises:
        NotFound: there is no such course for this person.
        Conflict: the course takes nobody in any more, or a required course isn't completed.
    """
    begin_writing()
    course = _course_for(person_id, course_key)
    latest = _locked(person_id, course.id)
    if latest is not None and latest.state in policy.ENROLLED:
        return latest
    _check_open(person_id, course)
    if latest is not None:
        return _take_up_again(latest)
    return _open_cycle(person_id, course.id, cycle=1)


def begin_again(*, person_id: int, course_key: str) -> Enrolment:
    """Open a new cycle, without progress, after a completed one; an open one is returned as it is.

    Raises:
        NotFound: there is no such course for this person.
        NotEnrolled: the person never took it up, or has withdrawn.
        Conflict: the course takes nobody in any more, or a required course isn't completed.
    """
    begin_writing()
    course = _course_for(person_id, course_key)
    latest = _locked(person_id, course.id)
    if latest is None or latest.state not in policy.ENROLLED:
        raise policy.NotEnrolled(course_key)
    if latest.state == "active":
        return latest
    _check_open(person_id, course)
    return _open_cycle(person_id, course.id, cycle=latest.cycle + 1)


def next_cycle(completed: Enrolment) -> Enrolment | None:
    """The cycle that follows a completed one, opened unless it is open: for the renewal of what that
    brought. None where the course takes nobody in now, or a later cycle is completed already.

    For the other actions of this slice: nothing is announced.
    """
    latest = _locked(completed.person_id, completed.course_id)
    assert latest is not None
    if latest.state == "active":
        return latest
    if latest.state == "completed" and latest.id != completed.id:
        return None
    course = db.session.get(Course, completed.course_id)
    assert course is not None
    if _obstacle(completed.person_id, course) is not None:
        return None
    if latest.state == "withdrawn":
        return _reopened(latest)
    return _insert_cycle(completed.person_id, completed.course_id, cycle=latest.cycle + 1)[0]


def withdraw(*, person_id: int, course_key: str) -> None:
    """Leave a course before completing it; what was done is kept. Leaving twice is success.

    Raises:
        NotEnrolled: the person never took it up.
        Conflict: the course is completed already.
    """
    begin_writing()
    course_id = db.session.scalar(select(Course.id).where(Course.key == course_key))
    enrolment = _locked(person_id, course_id) if course_id is not None else None
    if enrolment is None:
        raise policy.NotEnrolled(course_key)
    if enrolment.state == "withdrawn":
        return
    if enrolment.state == "completed":
        raise Conflict("Kursus ini sudah Anda selesaikan, jadi pendaftarannya tetap tercatat.")
    enrolment.state, enrolment.withdrawn_at = "withdrawn", clock.now()
    count_in_unit(enrolment, clock.now(), withdrawn=1)
    _record("withdraw", enrolment)
    db.session.flush()
    publish(Withdrawn(enrolment.id, person_id, enrolment.course_id))


def _course_for(person_id: int, course_key: str) -> Course:
    return courses.course_for_reading(accounts.person(person_id), course_key)


def _locked(person_id: int, course_id: int) -> Enrolment | None:
    """The latest cycle, locked against a second click (PostgreSQL; SQLite has one writer)."""
    return db.session.scalars(
        select(Enrolment)
        .where(Enrolment.person_id == person_id, Enrolment.course_id == course_id)
        .order_by(Enrolment.cycle.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()


def _check_open(person_id: int, course: Course) -> None:
    obstacle = _obstacle(person_id, course)
    if obstacle is not None:
        raise obstacle


def _obstacle(person_id: int, course: Course) -> Conflict | None:
    """Why the course doesn't take the person in now."""
    if course.state != "published" or course.revision is None:
        return Conflict("Kursus ini sudah diarsipkan dan tidak menerima pendaftaran baru.")
    if rules.has_closed(window(person_id, course.id), clock.now()):
        return Conflict("Kursus ini sudah ditutup dan tidak menerima pendaftaran baru.")
    required = courses.compiled(course.revision.id, course.revision.compiler_version).requires
    missing = [one for one in queries.prerequisites(person_id, required) if not one.completed]
    if missing:
        return Conflict(
            "Selesaikan dahulu kursus prasyarat: %(titles)s.",
            titles=", ".join(one.title for one in missing),
        )
    return None


def _take_up_again(enrolment: Enrolment) -> Enrolment:
    _announce(_reopened(enrolment))
    return enrolment


def _reopened(enrolment: Enrolment) -> Enrolment:
    left_at = enrolment.withdrawn_at
    assert left_at is not None
    enrolment.state, enrolment.withdrawn_at = "active", None
    count_in_unit(enrolment, left_at, withdrawn=-1)
    return enrolment


def _open_cycle(person_id: int, course_id: int, *, cycle: int) -> Enrolment:
    enrolment, is_new = _insert_cycle(person_id, course_id, cycle=cycle)
    if is_new:
        _announce(enrolment)
    return enrolment


def _insert_cycle(person_id: int, course_id: int, *, cycle: int) -> tuple[Enrolment, bool]:
    """The cycle, and whether it is new: another click may have opened it meanwhile."""
    enrolment = Enrolment(
        person_id=person_id,
        course_id=course_id,
        cycle=cycle,
        state="active",
        unit_id=accounts.unit_of(person_id, clock.today()),
        enrolled_at=clock.now(),
    )
    try:
        with savepoint():
            db.session.add(enrolment)
            db.session.flush()
    except IntegrityError as error:
        if violated(error) not in ONE_CYCLE:
            raise
        return _opened_meanwhile(person_id, course_id), False
    count_in_unit(enrolment, enrolment.enrolled_at, enrolled=1)
    return enrolment, True


def _opened_meanwhile(person_id: int, course_id: int) -> Enrolment:
    enrolment = queries.open_enrolment(person_id, course_id)
    if enrolment is None:
        raise Conflict()
    return enrolment


def _announce(enrolment: Enrolment) -> None:
    _record("enrol", enrolment)
    db.session.flush()
    publish(Enrolled(enrolment.id, enrolment.person_id, enrolment.course_id))


def _record(verb: str, enrolment: Enrolment) -> None:
    audit.record(
        verb,
        actor_id=enrolment.person_id,
        subject=("course", enrolment.course_id),
        details={"cycle": enrolment.cycle},
    )


def month_of(moment: datetime) -> date:
    """The first day of a moment's month, by which units are accounted."""
    return clock.day_of(moment).replace(day=1)


def count_in_unit(enrolment: Enrolment, moment: datetime, **measures: int) -> None:
    """Note what became of a cycle in its unit's figures, in the month of the moment. For the other
    actions of this slice."""
    if enrolment.unit_id is not None:
        UNIT_COURSE.append(
            unit_id=enrolment.unit_id,
            course_id=enrolment.course_id,
            month=month_of(moment),
            **measures,
        )
