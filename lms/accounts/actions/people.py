"""People, their numbers, places, supervisors and roles.

What does not belong here: letting people in (`sessions`, `resets`), reading files of people.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts import policy, rules
from lms.accounts.actions.hashing import hash_password
from lms.accounts.actions.sessions import delete_sessions
from lms.accounts.models import (
    ApiToken,
    EmployeeNumber,
    Membership,
    OrgUnit,
    PasswordReset,
    Person,
    RoleGrant,
    SupervisorAssignment,
)
from lms.core import audit
from lms.core.clock import now, today
from lms.core.db import begin_writing, db, savepoint, violated
from lms.core.errors import Invalid, NotFound

TAKEN = {
    "uq_person_user_name": Invalid("user_name", "Nama pengguna ini sudah dipakai."),
    "uq_person_email": Invalid("email", "Alamat surel ini sudah dipakai akun lain."),
    "uq_employee_number_number": Invalid("employee_number", "Nomor ini sudah dipakai akun lain."),
    "uq_org_unit_code": Invalid("code", "Kode unit ini sudah dipakai."),
}


def create_person(
    *,
    user_name: str,
    full_name: str,
    password: str | None = None,
    must_change_password: bool = False,
    title_prefix: str = "",
    title_suffix: str = "",
    employment: str = rules.PERMANENT,
    email: str | None = None,
    employee_number: str | None = None,
    actor_id: int | None = None,
) -> Person:
    """Create an account. Without a password its owner gets in by a link or a one-time code.

    Raises:
        Invalid: a name, address or number has the wrong shape or is taken.
    """
    person = Person(
        user_name=rules.user_name(user_name),
        full_name=" ".join(full_name.split()),
        title_prefix=title_prefix.strip(),
        title_suffix=title_suffix.strip(),
        employment=employment,
        email=rules.email(email) if email else None,
        must_change_password=must_change_password,
        created_at=now(),
    )
    if not person.full_name:
        raise Invalid("full_name", "Nama lengkap harus diisi.")
    number = rules.employee_number(employee_number, employment) if employee_number else None
    person.password_hash = hash_password(password) if password else None
    begin_writing()
    _add(person)
    if number is not None:
        _add(EmployeeNumber(person_id=person.id, number=number, valid_from=today()))
    audit.record("person:create", actor_id=actor_id, subject=("person", person.id))
    return person


def create_admin(
    *,
    user_name: str,
    full_name: str,
    password: str,
    password_policy: rules.PasswordPolicy,
    email: str | None = None,
) -> Person:
    """Create an administrator of the whole installation; for the command line.

    Raises:
        Invalid: a name, address or the password won't do, or is taken.
    """
    rules.check_password(password, password_policy, (user_name, full_name))
    person = create_person(user_name=user_name, full_name=full_name, password=password, email=email)
    grant_role(person_id=person.id, role=policy.ADMINISTRATOR, actor_id=None)
    return person


def disable_person(*, person_id: int, actor_id: int | None) -> None:
    """Shut an account. Its sessions are deleted and its ways back in are void, so that nothing
    copied before comes to life when the account is enabled again.

    Raises:
        NotFound: there is no such person.
    """
    begin_writing()
    person = _person(person_id)
    if person.disabled_at is None:
        person.disabled_at = now()
        audit.record("person:disable", actor_id=actor_id, subject=("person", person_id))
    delete_sessions(person_id)
    db.session.execute(
        update(PasswordReset)
        .where(PasswordReset.person_id == person_id, PasswordReset.used_at.is_(None))
        .values(used_at=now())
    )
    db.session.execute(
        update(ApiToken)
        .where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    db.session.flush()


def enable_person(*, person_id: int, actor_id: int | None) -> None:
    """Open a shut account again; its owner signs in anew.

    Raises:
        NotFound: there is no such person.
    """
    begin_writing()
    person = _person(person_id)
    if person.disabled_at is not None:
        person.disabled_at = None
        audit.record("person:enable", actor_id=actor_id, subject=("person", person_id))
    db.session.flush()


def accept_privacy_notice(*, person_id: int, version: int) -> None:
    """Note which version of the notice on personal data the person has taken note of."""
    begin_writing()
    person = _person(person_id)
    if person.privacy_notice_version < version:
        person.privacy_notice_version = version
        audit.record(
            "privacy:accept",
            actor_id=person_id,
            subject=("person", person_id),
            details={"version": version},
        )
    db.session.flush()


def set_language(*, person_id: int, locale: str) -> None:
    """Remember in which language the person reads."""
    begin_writing()
    _person(person_id).locale = locale
    db.session.flush()


def create_unit(
    *, code: str, name: str, kind: str = "unit", parent_id: int | None = None
) -> OrgUnit:
    """Create a unit below another, or at the top.

    Raises:
        Invalid: the code is taken.
    """
    begin_writing()
    unit = OrgUnit(code=code, name=name, kind=kind, parent_id=parent_id, valid_from=today())
    _add(unit)
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


def grant_role(
    *,
    person_id: int,
    role: str,
    actor_id: int | None,
    unit_id: int | None = None,
    valid_from: date | None = None,
) -> RoleGrant:
    """Give a role from a day on (today), in a unit where the role is one of a unit. A grant that
    holds already is returned as it is.

    Raises:
        Invalid: there is no such role, or it needs a unit.
        NotFound: there is no such person.
    """
    if role not in policy.ROLES:
        raise Invalid("role", "Peran ini tidak dikenal.")
    if role in policy.ROLES_OF_A_UNIT and unit_id is None:
        raise Invalid("unit", "Peran ini berlaku di sebuah unit. Pilih unitnya.")
    begin_writing()
    _person(person_id)
    day = valid_from or today()
    grant = _grant_held(person_id, role, unit_id, day)
    if grant is not None:
        return grant
    grant = RoleGrant(
        person_id=person_id, role=role, unit_id=unit_id, granted_by_id=actor_id, valid_from=day
    )
    db.session.add(grant)
    db.session.flush()
    details = {"role": role, "unit_id": unit_id}
    audit.record("role:grant", actor_id=actor_id, subject=("person", person_id), details=details)
    return grant


def end_role(*, grant_id: int, actor_id: int | None) -> None:
    """Take a role back from today on.

    Raises:
        NotFound: there is no such grant.
    """
    begin_writing()
    grant = db.session.get(RoleGrant, grant_id)
    if grant is None:
        raise NotFound()
    day = today()
    if grant.valid_until is None or grant.valid_until > day:
        grant.valid_until = day
        details = {"role": grant.role, "unit_id": grant.unit_id}
        audit.record(
            "role:end", actor_id=actor_id, subject=("person", grant.person_id), details=details
        )
    db.session.flush()


def _person(person_id: int) -> Person:
    # Locked: on PostgreSQL this also orders two grants or two changes of one account.
    person = db.session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotFound()
    return person


def _grant_held(person_id: int, role: str, unit_id: int | None, day: date) -> RoleGrant | None:
    found: RoleGrant | None = db.session.scalar(
        select(RoleGrant).where(
            RoleGrant.person_id == person_id,
            RoleGrant.role == role,
            RoleGrant.unit_id.is_(None) if unit_id is None else RoleGrant.unit_id == unit_id,
            RoleGrant.valid_from <= day,
            or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until > day),
        )
    )
    return found


def _add(row: Person | EmployeeNumber | OrgUnit) -> None:
    try:
        with savepoint():
            db.session.add(row)
            db.session.flush()
    except IntegrityError as error:
        taken = TAKEN.get(violated(error) or "")
        if taken is None:
            raise
        raise Invalid(taken.field, taken.message) from error
