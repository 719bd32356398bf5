"""A duty of the demo people: Dewi gave it to Citra's unit; Citra has done it, Ayu is late.

What does not belong here: the courses themselves, which lie in `content/`.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from lms.accounts.models import OrgUnit, Person
from lms.core.clock import now, today
from lms.core.db import begin_writing, db
from lms.courses.models import Course
from lms.courses.queries import compiled, current_revision_id
from lms.learning.actions import complete_activity, enrol, mark_done
from lms.supervision.actions.duties.applying import assign
from lms.supervision.actions.duties.giving import ByRule, give_duty
from lms.supervision.models import Duty, DutyPerson
from lms.supervision.rules.duties import Target, Terms

COURSE, UNIT = "manajemen-proyek", "dpu-jalan"
REASON = "Paket pekerjaan jalan tahun depan dimulai Januari; pengawasnya harus menguasai kurva S."
GIVEN_DAYS_AGO, DUE_DAYS = 40, 30


def give_duties() -> None:
    """Let the duty be given and done. Nothing changes where there are duties already, or the course isn't
    there."""
    begin_writing()
    published = select(Course.id).where(Course.key == COURSE, Course.state == "published")
    if db.session.scalar(select(Duty.id).limit(1)) or db.session.scalar(published) is None:
        return
    query = select(Person.user_name, Person.id)
    people = {row.user_name: row.id for row in db.session.execute(query)}
    unit_id = db.session.scalars(select(OrgUnit.id).where(OrgUnit.code == UNIT)).one()
    duty_id = give_duty(
        actor_id=people["dewi"],
        key="data-contoh",
        course_key=COURSE,
        terms=Terms(REASON, due_days=DUE_DAYS),
        to=ByRule(Target(unit_id), "Bidang jalan (data contoh)"),
    )
    duty = db.session.get_one(Duty, duty_id)
    assign(duty, [people["ayu"], people["citra"]])
    _date_back(duty)
    _complete(people["citra"])


def _date_back(duty: Duty) -> None:
    given = today() - timedelta(days=GIVEN_DAYS_AGO)
    duty.created_at = now() - timedelta(days=GIVEN_DAYS_AGO)
    db.session.execute(
        update(DutyPerson)
        .where(DutyPerson.duty_id == duty.id)
        .values(assigned_on=given, due_on=given + timedelta(days=DUE_DAYS))
    )


def _complete(person_id: int) -> None:
    enrolment_id = enrol(person_id=person_id, course_key=COURSE).id
    for one in compiled(current_revision_id(COURSE)).activities:
        if one.kind == "lesson":
            mark_done(person_id=person_id, course_key=COURSE, activity_key=one.key)
        else:
            complete_activity(
                enrolment_id=enrolment_id,
                activity_key=one.key,
                content_hash=one.content_hash,
                score=90.0,
                passed=True,
            )
