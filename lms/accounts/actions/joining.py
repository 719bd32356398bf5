"""One person's two accounts become one: what the account itself holds. Each step may be done again.

What does not belong here: deciding it and what other slices hold (`privacy`), and which dated row
holds when (`rules.joining`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, delete, or_, select, update

from lms.accounts.actions.data import pseudonymise
from lms.accounts.actions.sessions import locked_person
from lms.accounts.models import (
    Membership,
    PayGrade,
    PeopleImportChange,
    PersonWord,
    SupervisorAssignment,
    SuspectedDouble,
)
from lms.accounts.rules.joining import Stretch, one_after_another
from lms.core.db import begin_writing, db

NAME_OF_JOINED = "Akun {person_id} (digabung)"
"""What stays of an account whose owner goes on with another one: the trail still points to it."""


def join_places(*, kept_id: int, joined_id: int) -> None:
    """Give the kept account the other's posts, pay grades and supervisors. Of what holds one at a time
    the row that began later holds from its first day; a post that can't be cut becomes an additional
    one, a grade or a supervisor that can't holds on no day. Nobody supervises themselves."""
    begin_writing()
    own = (SupervisorAssignment.person_id, SupervisorAssignment.supervisor_id)
    themselves = or_(
        *(and_(own[0] == one, own[1] == two) for one, two in _both_ways(kept_id, joined_id))
    )
    db.session.execute(delete(SupervisorAssignment).where(themselves))
    _join_dated(Membership, Membership.additional.is_(False), kept_id, joined_id)
    _join_dated(PayGrade, None, kept_id, joined_id)
    _join_dated(SupervisorAssignment, SupervisorAssignment.acting == "", kept_id, joined_id)


def join_account(*, kept_id: int, joined_id: int) -> None:
    """Fill in what the kept account lacks: an address, titles, and a password, unless the other one
    asked for a second step. A restriction and the notice that was read hold for both."""
    begin_writing()
    kept, joined = locked_person(kept_id), locked_person(joined_id)
    address, password = joined.email, joined.password_hash
    if kept.email is None and address is not None:
        joined.email = None
        db.session.flush()
        kept.email = address
    if kept.password_hash is None and joined.second_factor_at is None and password is not None:
        kept.password_hash = password
        kept.must_change_password = joined.must_change_password
    kept.title_prefix = kept.title_prefix or joined.title_prefix
    kept.title_suffix = kept.title_suffix or joined.title_suffix
    kept.privacy_notice_version = max(kept.privacy_notice_version, joined.privacy_notice_version)
    kept.restricted_at = kept.restricted_at or joined.restricted_at
    db.session.flush()


def join_imports(*, kept_id: int, joined_id: int) -> None:
    """Let no import be taken back, or go on, in what the two accounts were before: taking back the
    creation of one would delete what the other brought along."""
    begin_writing()
    of_both = PeopleImportChange.person_id.in_((kept_id, joined_id))
    for state, then in (("applied", "kept"), ("planned", "refused")):
        db.session.execute(
            update(PeopleImportChange)
            .where(of_both, PeopleImportChange.state == state)
            .values(state=then, reason="merged")
        )


def join_doubles(*, kept_id: int, joined_id: int, pair_id: int) -> None:
    """Let what was decided of the other account hold for the kept one."""
    begin_writing()
    of_joined = or_(SuspectedDouble.one_id == joined_id, SuspectedDouble.other_id == joined_id)
    query = select(SuspectedDouble).where(of_joined, SuspectedDouble.id != pair_id)
    for pair in db.session.scalars(query).all():
        third = pair.other_id if pair.one_id == joined_id else pair.one_id
        if third == kept_id or _pair_of(third, kept_id) is not None:
            db.session.delete(pair)
        else:
            pair.one_id, pair.other_id = sorted((third, kept_id))
            pair.kept_id = kept_id if pair.kept_id == joined_id else pair.kept_id
        db.session.flush()


def leave_shell(*, joined_id: int) -> None:
    """Leave nothing of the joined account but its id: its owner is somebody else's row now."""
    pseudonymise(person_id=joined_id, name=NAME_OF_JOINED.format(person_id=joined_id))
    db.session.execute(delete(PersonWord).where(PersonWord.person_id == joined_id))


def _pair_of(one_id: int, other_id: int) -> int | None:
    first, second = sorted((one_id, other_id))
    query = select(SuspectedDouble.id).where(
        SuspectedDouble.one_id == first, SuspectedDouble.other_id == second
    )
    return db.session.scalar(query)


def _join_dated(table: Any, which: Any, kept_id: int, joined_id: int) -> None:
    query = select(table).where(table.person_id.in_((kept_id, joined_id)))
    rows = {
        row.id: row for row in db.session.scalars(query if which is None else query.where(which))
    }
    if not any(row.person_id == joined_id for row in rows.values()):
        return
    joined = one_after_another(
        Stretch(row.id, row.person_id == kept_id, row.valid_from, row.valid_until)
        for row in rows.values()
    )
    for row_id, day in joined.cut.items():
        rows[row_id].valid_until = day
    for row_id in joined.beside:
        if table is Membership:
            rows[row_id].additional = True
        else:
            rows[row_id].valid_until = rows[row_id].valid_from
    for row in rows.values():
        row.person_id = kept_id
    db.session.flush()


def _both_ways(one: int, other: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (one, other), (other, one)
