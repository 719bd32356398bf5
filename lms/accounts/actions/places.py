"""Units, who belongs to them, and who answers to whom.

What does not belong here: people themselves (`people`), reading files of people.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import update

from lms.accounts import policy
from lms.accounts.actions.naming import add_unless_taken
from lms.accounts.models import Membership, OrgUnit, SupervisorAssignment
from lms.core.clock import today
from lms.core.db import begin_writing, db
from lms.core.errors import Invalid


def create_unit(
    *, code: str, name: str, kind: str = "unit", parent_id: int | None = None
) -> OrgUnit:
    """Create a unit below another, or at the top.

    Raises:
        Invalid: the code is taken.
    """
    begin_writing()
    unit = OrgUnit(code=code, name=name, kind=kind, parent_id=parent_id, valid_from=today())
    add_unless_taken(unit)
    return unit


def add_membership(
    *, person_id: int, unit_id: int, position: str = "", valid_from: date | None = None
) -> None:
    """Place a person in a unit from a day on (today); the place held until then ends that day."""
    begin_writing()
    day = valid_from or today()
    db.session.execute(
        update(Membership)
        .where(Membership.person_id == person_id, policy.holds_on(Membership, day))
        .values(valid_until=day)
    )
    db.session.add(
        Membership(person_id=person_id, unit_id=unit_id, position=position, valid_from=day)
    )
    db.session.flush()


def assign_supervisor(
    *, person_id: int, supervisor_id: int, acting: bool = False, valid_from: date | None = None
) -> None:
    """Name a direct supervisor from a day on (today). An acting one stands beside the others; any
    other takes the place of the one before.

    Raises:
        Invalid: nobody supervises themselves.
    """
    if person_id == supervisor_id:
        raise Invalid("supervisor", "Seseorang tidak dapat menjadi atasan dirinya sendiri.")
    begin_writing()
    day = valid_from or today()
    if not acting:
        db.session.execute(
            update(SupervisorAssignment)
            .where(
                SupervisorAssignment.person_id == person_id,
                SupervisorAssignment.acting.is_(False),
                policy.holds_on(SupervisorAssignment, day),
            )
            .values(valid_until=day)
        )
    db.session.add(
        SupervisorAssignment(
            person_id=person_id, supervisor_id=supervisor_id, acting=acting, valid_from=day
        )
    )
    db.session.flush()
