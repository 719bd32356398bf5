"""What learners see of a course, and who: its state, its audience, which of its revisions."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, func, select

from lms.accounts.models import OrgUnit, Person
from lms.core import audit
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.events import publish
from lms.courses.actions.indexing import index_later
from lms.courses.events import RevisionPublished
from lms.courses.models import AudienceMember, Course, Revision

STATES = frozenset({"draft", "published", "archived"})


def set_state(*, course_id: int, state: str, actor_id: int | None) -> None:
    """Publish, archive or take back a course. Progress and results stay whatever the state.

    Raises:
        NotFound: there is no such course.
        Invalid: no such state.
        Conflict: nothing was published that learners could see.
    """
    begin_writing()
    course = locked_course(course_id)
    if state not in STATES:
        raise Invalid("state", "Pilih salah satu keadaan dari daftar.")
    if state != "draft" and course.revision_number is None:
        raise Conflict("Kursus ini belum mempunyai revisi. Terbitkan isinya lebih dahulu.")
    if course.state == state:
        return
    before, course.state = course.state, state
    _record("course.set_state", course, actor_id, {"from": before, "to": state})


def set_audience(
    *,
    course_id: int,
    audience: str,
    unit_ids: Iterable[int] = (),
    positions: Iterable[str] = (),
    person_ids: Iterable[int] = (),
    actor_id: int | None,
) -> None:
    """Say whom a course is for: everyone, units (and those below), positions or invited people.

    Only the members that belong to the kind of audience are kept.

    Raises:
        NotFound: there is no such course.
        Invalid: no such audience, nobody named, or somebody who doesn't exist.
    """
    begin_writing()
    course = locked_course(course_id)
    members = _members(audience, set(unit_ids), set(positions), set(person_ids))
    db.session.execute(delete(AudienceMember).where(AudienceMember.course_id == course.id))
    course.audience = audience
    for member in members:
        member.course_id = course.id
    db.session.add_all(members)
    _record(
        "course.set_audience", course, actor_id, {"audience": audience, "members": len(members)}
    )


def roll_back(*, course_id: int, number: int, actor_id: int | None) -> None:
    """Let learners see an older (or again a newer) revision. Nothing is deleted.

    Raises:
        NotFound: there is no such course or revision.
    """
    revision = db.session.scalars(
        select(Revision).where(Revision.course_id == course_id, Revision.number == number)
    ).one_or_none()
    if revision is None:
        raise NotFound()
    revision_id = revision.id
    begin_writing()
    course = locked_course(course_id)
    if course.revision_number == number:
        return
    before, course.revision_number = course.revision_number, number
    index_later(course.id)
    _record("course.roll_back", course, actor_id, {"from": before, "to": number})
    publish(RevisionPublished(course.id, revision_id))


def set_approval(*, course_id: int, needed: bool, actor_id: int | None) -> None:
    """Say whether somebody else must approve a revision of the course before it is published.

    Raises:
        NotFound: there is no such course.
    """
    begin_writing()
    course = locked_course(course_id)
    if course.needs_approval == needed:
        return
    course.needs_approval = needed
    _record("course.set_approval", course, actor_id, {"needed": needed})


def locked_course(course_id: int) -> Course:
    """The course, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    course = db.session.scalars(
        select(Course).where(Course.id == course_id).with_for_update()
    ).one_or_none()
    if course is None:
        raise NotFound()
    return course


def _members(
    audience: str, unit_ids: set[int], positions: set[str], person_ids: set[int]
) -> list[AudienceMember]:
    if audience == "everyone":
        return []
    if audience == "units":
        members = [AudienceMember(unit_id=unit_id) for unit_id in sorted(unit_ids)]
        complete = _how_many(OrgUnit, unit_ids) == len(unit_ids)
    elif audience == "positions":
        names = {position.strip() for position in positions} - {""}
        members = [AudienceMember(position=name) for name in sorted(names)]
        complete = True
    elif audience == "invited":
        members = [AudienceMember(person_id=person_id) for person_id in sorted(person_ids)]
        complete = _how_many(Person, person_ids) == len(person_ids)
    else:
        raise Invalid("audience", "Pilih salah satu sasaran dari daftar.")
    if not members or not complete:
        raise Invalid("audience", "Sebutkan sasaran kursus ini, sedikitnya satu yang terdaftar.")
    return members


def _how_many(table: type[OrgUnit] | type[Person], ids: set[int]) -> int:
    return db.session.scalar(select(func.count()).where(table.id.in_(ids))) or 0


def _record(verb: str, course: Course, actor_id: int | None, details: dict[str, object]) -> None:
    audit.record(verb, actor_id=actor_id, subject=("course", course.id), details=details)
    db.session.flush()
