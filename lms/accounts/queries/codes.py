"""Reading for one-time codes on paper: who waits for one, and the slips of a batch.

What does not belong here: issuing them (actions).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, or_, select

from lms.accounts import policy, rules
from lms.accounts.models import (
    CodeBatch,
    EmployeeNumber,
    OrgUnit,
    PasswordReset,
    Person,
    UnitVersion,
)
from lms.accounts.queries.people import Columns, held_today
from lms.accounts.queries.tree import unit_and_below
from lms.core.clock import now, today
from lms.core.db import db
from lms.core.errors import NotFound

MOST_LISTED = 200
"""People who can be chosen one by one; of a larger unit all are taken, or a smaller one is chosen."""

BATCHES_LISTED = 10


@dataclass(frozen=True)
class Slip:
    """What is printed for one person. `number_end` are the employee number's last four digits."""

    person_id: int
    name: str
    user_name: str
    unit_name: str | None
    number_end: str
    code: str


def count_waiting_for_code(actor: Person, unit_id: int) -> int:
    """How many people `waiting_for_code` would find."""
    found = _waiting(actor, unit_id, select(Person.id)).subquery()
    return db.session.scalar(select(func.count()).select_from(found)) or 0


def waiting_for_code(
    actor: Person, unit_id: int, most: int
) -> Sequence[tuple[int, str, str | None]]:
    """Id, name and unit of the people in the unit and below who have not chosen a password yet, whose
    accounts the actor may manage, by unit and name; at most so many."""
    # Sorted here: the database would look up the unit of everybody to sort the first few.
    query = _waiting(
        actor, unit_id, select(Person.id, Person.full_name, held_today(UnitVersion.name))
    )
    rows = [(row[0], row[1], row[2]) for row in db.session.execute(query.limit(most))]
    return sorted(rows, key=lambda row: (row[2] or "", row[1].lower(), row[0]))


def _waiting(actor: Person, unit_id: int, query: Select[*Columns]) -> Select[*Columns]:
    day = today()
    return query.where(
        Person.id.in_(policy.members_of(unit_and_below(unit_id, day), day)),
        Person.disabled_at.is_(None),
        or_(Person.password_hash.is_(None), Person.must_change_password),
        policy.is_let_in_by(actor, day),
    )


def batch_for_printing(actor: Person, batch_id: int) -> CodeBatch:
    """A batch that the actor asked for.

    Raises:
        NotFound: there is none such, or it is somebody else's.
    """
    batch = db.session.get(CodeBatch, batch_id)
    if batch is None or batch.issued_by_id != actor.id:
        raise NotFound()
    return batch


def batches_of(actor: Person) -> list[CodeBatch]:
    """The newest batches that the actor asked for."""
    query = select(CodeBatch).where(CodeBatch.issued_by_id == actor.id)
    newest = query.order_by(CodeBatch.created_at.desc(), CodeBatch.id.desc())
    return list(db.session.scalars(newest.limit(BATCHES_LISTED)))


def unit_code(unit_id: int) -> str:
    """The unit's code."""
    return str(db.session.scalar(select(OrgUnit.code).where(OrgUnit.id == unit_id)))


def slips_of(batch: CodeBatch, secret: str) -> list[Slip]:
    """The slips of a batch whose codes can still be used, by unit and name."""
    unit = held_today(UnitVersion.name)
    query = (
        select(Person, unit, EmployeeNumber.number)
        .join(PasswordReset, PasswordReset.person_id == Person.id)
        .outerjoin(
            EmployeeNumber,
            and_(EmployeeNumber.person_id == Person.id, policy.holds_on(EmployeeNumber, today())),
        )
        .where(
            PasswordReset.batch_id == batch.id,
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > now(),
        )
        .order_by(unit, func.lower(Person.full_name), Person.id)
    )
    return [
        Slip(
            person_id=person.id,
            name=person.display_name,
            user_name=person.user_name,
            unit_name=unit_name,
            number_end=(number or "")[-4:],
            code=rules.printed_code(batch.key, person.id, secret),
        )
        for person, unit_name, number in db.session.execute(query)
    ]
