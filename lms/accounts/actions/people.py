"""People and their accounts.

What does not belong here: where they belong (`places`), what they may (`roles`), letting them in
(`sessions`, `resets`), reading files of people.
"""

from __future__ import annotations

from sqlalchemy import update

from lms.accounts import policy, rules
from lms.accounts.actions.hashing import hash_password
from lms.accounts.actions.naming import add_unless_taken
from lms.accounts.actions.resets import void_resets
from lms.accounts.actions.roles import grant_role
from lms.accounts.actions.sessions import delete_sessions, end_readings, locked_person
from lms.accounts.events import PlacesChanged
from lms.accounts.models import ApiToken, AuthSession, EmployeeNumber, Person
from lms.core import audit
from lms.core.clock import now, today
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid
from lms.core.events import publish


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
    add_unless_taken(person)
    if number is not None:
        add_unless_taken(EmployeeNumber(person_id=person.id, number=number, valid_from=today()))
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


def disable_person(*, person_id: int, actor_id: int | None, reason: str = "") -> None:
    """Shut an account. Its sessions are deleted and its ways back in are void, so that nothing
    copied before comes to life when the account is enabled again.

    Raises:
        NotFound: there is no such person.
    """
    begin_writing()
    person = locked_person(person_id)
    if person.disabled_at is None:
        person.disabled_at, person.disabled_reason = now(), reason or None
        audit.record(
            "person:disable",
            actor_id=actor_id,
            subject=("person", person_id),
            details={"reason": reason} if reason else {},
        )
        publish(PlacesChanged((person_id,)))
    delete_sessions(person_id)
    end_readings(AuthSession.reads_id == person_id)
    void_resets([person_id], "link", "code")
    db.session.execute(
        update(ApiToken)
        .where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=now())
    )
    db.session.flush()


def enable_person(*, person_id: int, actor_id: int | None, reason: str = "") -> None:
    """Open a shut account again; its owner signs in anew.

    Raises:
        NotFound: there is no such person.
        Conflict: the person was erased.
    """
    begin_writing()
    person = locked_person(person_id)
    if person.erased_at is not None:
        raise Conflict("Data pegawai ini sudah dihapus.")
    if person.disabled_at is not None:
        person.disabled_at = person.disabled_reason = None
        audit.record(
            "person:enable",
            actor_id=actor_id,
            subject=("person", person_id),
            details={"reason": reason} if reason else {},
        )
        publish(PlacesChanged((person_id,)))
    db.session.flush()


def accept_privacy_notice(*, person_id: int, version: int) -> None:
    """Note which version of the notice on personal data the person has taken note of."""
    begin_writing()
    person = locked_person(person_id)
    if person.privacy_notice_version < version:
        person.privacy_notice_version = version
        audit.record(
            "privacy:accept",
            actor_id=person_id,
            subject=("person", person_id),
            details={"version": version},
        )
    db.session.flush()


def set_low_data(*, person_id: int, low_data: bool | None) -> None:
    """Remember whether the person's pictures wait until they are asked for; None: as the browser says."""
    begin_writing()
    locked_person(person_id).low_data = low_data
    db.session.flush()


def set_language(*, person_id: int, locale: str) -> None:
    """Remember in which language the person reads."""
    begin_writing()
    locked_person(person_id).locale = locale
    db.session.flush()


def set_look(*, person_id: int, look: str) -> None:
    """Remember how pages look to the person."""
    begin_writing()
    locked_person(person_id).look = look
    db.session.flush()
