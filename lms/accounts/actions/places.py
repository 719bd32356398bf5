"""Who belongs to which unit, in which pay grade, and who answers to whom: all with dates.

What does not belong here: people themselves (`people`), the tree of units (`units`), roles (`roles`),
reading files of people.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from lms.accounts import queries, rules
from lms.accounts.actions import dated
from lms.accounts.actions.sessions import locked_person
from lms.accounts.events import PlacesChanged
from lms.accounts.models import Membership, PayGrade, SupervisorAssignment
from lms.core import audit
from lms.core.clock import today
from lms.core.db import begin_writing, db
from lms.core.errors import Invalid, NotFound
from lms.core.events import publish


def add_membership(
    *,
    person_id: int,
    unit_id: int,
    position: str = "",
    position_type: str = "",
    echelon: str = "",
    additional: bool = False,
    valid_from: date | None = None,
    valid_until: date | None = None,
    actor_id: int | None = None,
) -> None:
    """Place a person in a unit from a day on (today). The main post held until then ends that day, and
    main posts planned for later are given up; an `additional` post stands beside the others.

    Raises:
        Invalid: the unit doesn't exist then, or the end is not after the beginning.
        NotFound: there is no such person.
    """
    day = valid_from or today()
    rules.check_days(day, valid_until)
    begin_writing()
    locked_person(person_id)
    if not queries.unit_exists(unit_id, day):
        raise Invalid("unit", "Unit ini tidak ada pada tanggal itu.")
    if not additional:
        main_posts = (Membership.person_id == person_id, Membership.additional.is_(False))
        dated.end(Membership, day, main_posts)
    post = Membership(
        person_id=person_id,
        unit_id=unit_id,
        position=" ".join(position.split()),
        position_type=position_type,
        echelon=echelon,
        additional=additional,
        valid_from=day,
        valid_until=valid_until,
    )
    if not _add_unless_there(post):
        return
    publish(PlacesChanged((person_id,)))
    _record("membership:begin", person_id, actor_id, day, unit_id=unit_id, additional=additional)


def end_membership(*, person_id: int, membership_id: int, day: date, actor_id: int | None) -> None:
    """End one of a person's posts on a day; one that would not have begun by then is removed.

    Raises:
        NotFound: the person has no such post.
    """
    begin_writing()
    locked_person(person_id)
    which = (Membership.id == membership_id, Membership.person_id == person_id)
    _end_one(Membership, day, *which)
    publish(PlacesChanged((person_id,)))
    _record("membership:end", person_id, actor_id, day, membership_id=membership_id)


def set_pay_grade(*, person_id: int, grade: str, day: date, actor_id: int | None) -> None:
    """Promote a person to a pay grade from a day on; the one before ends that day.

    Raises:
        Invalid: there is no such grade for how the person is employed.
        NotFound: there is no such person.
    """
    begin_writing()
    person = locked_person(person_id)
    grade = rules.pay_grade(grade, person.employment)
    dated.end(PayGrade, day, (PayGrade.person_id == person_id,))
    db.session.add(PayGrade(person_id=person_id, grade=grade, valid_from=day))
    db.session.flush()
    _record("pay-grade:begin", person_id, actor_id, day, grade=grade)


def assign_supervisor(
    *,
    person_id: int,
    supervisor_id: int,
    acting: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
    actor_id: int | None = None,
) -> None:
    """Name a direct supervisor from a day on (today). An acting one (`plt`, `plh`) stands beside the
    others, and until a day; any other takes the place of the one before.

    Raises:
        Invalid: nobody supervises themselves or makes themselves a supervisor; somebody acting needs an
            end, after the beginning.
        NotFound: there is no such person.
    """
    if person_id == supervisor_id:
        raise Invalid("person", "Seseorang tidak dapat menjadi atasan dirinya sendiri.")
    _refuse_oneself(supervisor_id, actor_id)
    day = valid_from or today()
    rules.check_acting(acting, day, valid_until)
    begin_writing()
    locked_person(person_id)
    if not acting:
        definitive = (
            SupervisorAssignment.person_id == person_id,
            SupervisorAssignment.acting == "",
        )
        dated.end(SupervisorAssignment, day, definitive)
    assignment = SupervisorAssignment(
        person_id=person_id,
        supervisor_id=supervisor_id,
        acting=acting,
        valid_from=day,
        valid_until=valid_until,
    )
    if not _add_unless_there(assignment):
        return
    _record(
        "supervisor:begin", person_id, actor_id, day, supervisor_id=supervisor_id, acting=acting
    )


def end_supervision(*, person_id: int, assignment_id: int, day: date, actor_id: int | None) -> None:
    """End that somebody is a person's direct supervisor.

    Raises:
        NotFound: the person has no such supervisor.
    """
    begin_writing()
    locked_person(person_id)
    which = (
        SupervisorAssignment.id == assignment_id,
        SupervisorAssignment.person_id == person_id,
    )
    _end_one(SupervisorAssignment, day, *which)
    _record("supervisor:end", person_id, actor_id, day, assignment_id=assignment_id)


def _refuse_oneself(person_id: int, actor_id: int | None) -> None:
    # As with roles: what one may do is for somebody else to say.
    if person_id == actor_id:
        raise Invalid("person", "Minta admin lain yang menetapkan Anda sebagai atasan.")


def _end_one(table: Any, day: date, *which: ColumnElement[bool]) -> None:
    """End a row; one that has ended by then is left as it is.

    Raises:
        NotFound: there is no such row.
    """
    if db.session.scalar(select(table.id).where(*which)) is None:
        raise NotFound()
    dated.end(table, day, which)


def _add_unless_there(row: Membership | SupervisorAssignment) -> bool:
    """Add a row unless the very same stands there (a second click); returns whether it is new. The
    person's row is locked, so nobody adds it meanwhile."""
    table = type(row)
    told = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    same = [
        getattr(table, name).is_(None) if value is None else getattr(table, name) == value
        for name, value in told.items()
    ]
    if db.session.scalar(select(table.id).where(*same).limit(1)) is not None:
        return False
    db.session.add(row)
    db.session.flush()
    return True


def _record(what: str, person_id: int, actor_id: int | None, day: date, **details: object) -> None:
    audit.record(
        what,
        actor_id=actor_id,
        subject=("person", person_id),
        details={"day": day.isoformat(), **details},
    )
