"""What becomes of a person's own data at their request: put right, used less, taken away.

What does not belong here: asking for it and deciding (`privacy`), and what other slices hold.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from lms.accounts import policy, rules
from lms.accounts.actions.naming import TAKEN
from lms.accounts.actions.sessions import locked_person
from lms.accounts.events import PlacesChanged
from lms.accounts.models import RoleGrant, SupervisorAssignment
from lms.core import audit
from lms.core.clock import now, today
from lms.core.db import begin_writing, db, savepoint, violated
from lms.core.errors import Invalid
from lms.core.events import publish

LONGEST = 200
"""Characters of a name or a title."""


def correct_person(*, person_id: int, field: str, value: str, actor_id: int) -> None:
    """Put a name, a title or the e-mail address right (`full_name`, `title_prefix`, `title_suffix`,
    `email`); an empty title or address is none.

    Raises:
        NotFound: there is no such person.
        Invalid: the value has the wrong shape, or the address is taken (field `proposed`).
    """
    begin_writing()
    person = locked_person(person_id)
    kept = _read(field, value)
    if getattr(person, field) == kept:
        return
    try:
        with savepoint():
            setattr(person, field, kept)
            db.session.flush()
    except IntegrityError as error:
        taken = TAKEN.get(violated(error) or "")
        if taken is None:
            raise
        raise Invalid("proposed", taken.message) from error
    details = {"field": field}
    audit.record("data:correct", actor_id=actor_id, subject=("person", person_id), details=details)


def restrict_person(*, person_id: int, actor_id: int) -> None:
    """Only keep the person's data from now on: no letters but those about the account, no exports.
    Restricted already is success.

    Raises:
        NotFound: there is no such person.
    """
    begin_writing()
    person = locked_person(person_id)
    if person.restricted_at is None:
        person.restricted_at = now()
        audit.record("data:restrict", actor_id=actor_id, subject=("person", person_id))
    db.session.flush()


def lift_restriction(*, person_id: int, actor_id: int) -> None:
    """Use the person's data again as everybody's. Without a restriction nothing changes.

    Raises:
        NotFound: there is no such person.
    """
    begin_writing()
    person = locked_person(person_id)
    if person.restricted_at is not None:
        person.restricted_at = None
        audit.record("data:lift-restriction", actor_id=actor_id, subject=("person", person_id))
    db.session.flush()


def pseudonymise(*, person_id: int, name: str) -> None:
    """Leave nothing of the account but its id and a pseudonym. What must stay points to that.

    Raises:
        NotFound: there is no such person.
    """
    begin_writing()
    person = locked_person(person_id)
    person.user_name, person.full_name = f"terhapus-{person_id}", name
    person.title_prefix = person.title_suffix = ""
    person.email = person.password_hash = person.time_zone = person.look = None
    person.must_change_password, person.privacy_notice_version = False, 0
    person.disabled_reason = person.second_factor_at = None
    person.disabled_at = person.disabled_at or now()
    person.erased_at = person.erased_at or now()
    db.session.flush()
    publish(PlacesChanged((person_id,)))


def end_what_was_held(person_id: int) -> None:
    """End the person's roles, and their supervision of others, today: an erased account does nothing
    any more."""
    begin_writing()
    day = today()
    for table, of_person in (
        (RoleGrant, RoleGrant.person_id == person_id),
        (SupervisorAssignment, SupervisorAssignment.supervisor_id == person_id),
    ):
        held = policy.holds_on(table, day)
        db.session.execute(update(table).where(of_person, held).values(valid_until=day))


def _read(field: str, value: str) -> str | None:
    text = " ".join(value.split())
    if field == "email":
        try:
            return rules.email(text) if text else None
        except Invalid as error:
            raise Invalid("proposed", error.message, **error.params) from error
    if len(text) > LONGEST:
        raise Invalid("proposed", "Paling banyak %(most)s huruf.", most=LONGEST)
    if field == "full_name" and not text:
        raise Invalid("proposed", "Nama lengkap harus diisi.")
    return text
