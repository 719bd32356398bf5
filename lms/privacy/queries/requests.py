"""Requests about personal data: one's own, those that somebody decides, and who is told of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person, RoleGrant, UnitVersion
from lms.accounts.policy import ADMINISTRATOR, AGENCY_ADMIN, holds_on, is_administered_by
from lms.accounts.queries import held_today, unit_and_above, unit_of
from lms.core.clock import now, today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.privacy import policy
from lms.privacy.models import DataExport, PrivacyRequest
from lms.privacy.rules.requests import due_at

PAGE_SIZE = 50
OPEN = ("waiting", "running")


@dataclass(frozen=True)
class Asked:
    """A request as pages show it. `late` says that the time for an answer is over."""

    id: int
    person_id: int
    name: str
    unit: str | None
    kind: str
    field: str
    content: str
    proposed: str
    state: str
    asked_at: datetime
    asked_by: str
    due_at: datetime
    late: bool
    decision: str
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True)
class RequestsPage:
    """One page of requests; open ones come first, the oldest of them first."""

    requests: tuple[Asked, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True)
class Subject:
    """A person whose data somebody looks after."""

    id: int
    name: str
    user_name: str
    unit: str | None
    restricted_at: datetime | None
    erased_at: datetime | None


def own_requests(person_id: int) -> tuple[Asked, ...]:
    """What was asked about a person's data, newest first."""
    query = _asked().where(PrivacyRequest.person_id == person_id)
    rows = db.session.execute(query.order_by(PrivacyRequest.id.desc()).limit(PAGE_SIZE))
    return tuple(_row(*row) for row in rows)


def requests_for_deciding(actor: Person, *, open_only: bool, page: int) -> RequestsPage:
    """The requests that the actor may decide, or decided."""
    where = [policy.requests_for(actor)]
    if open_only:
        where.append(PrivacyRequest.state.in_(OPEN))
    counted = select(func.count()).select_from(PrivacyRequest).where(*where)
    total = db.session.scalar(counted) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    order = (PrivacyRequest.state.not_in(OPEN), PrivacyRequest.asked_at, PrivacyRequest.id)
    rows = db.session.execute(
        _asked().where(*where).order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    )
    return RequestsPage(tuple(_row(*row) for row in rows), page, pages, total)


def count_waiting(actor: Person) -> int:
    """How many requests wait for the actor's decision."""
    query = select(func.count()).select_from(PrivacyRequest)
    waiting = query.where(policy.requests_for(actor), PrivacyRequest.state == "waiting")
    return db.session.scalar(waiting) or 0


def request_for_deciding(actor: Person, request_id: int) -> Asked:
    """A request that the actor may decide.

    Raises:
        NotFound: there is none such, or it is somebody else's to decide.
    """
    query = _asked().where(PrivacyRequest.id == request_id, policy.requests_for(actor))
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound()
    return _row(*row)


def subject_for(actor: Person, person_id: int) -> Subject:
    """A person whose data the actor looks after; never the actor.

    Raises:
        NotFound: there is none such.
    """
    row = db.session.execute(
        select(Person, held_today(UnitVersion.name)).where(
            Person.id == person_id,
            Person.id != actor.id,
            is_administered_by(actor, today(), Person.id.expression),
        )
    ).one_or_none()
    if row is None:
        raise NotFound()
    person, unit = row
    return Subject(
        id=person.id,
        name=person.display_name,
        user_name=person.user_name,
        unit=unit,
        restricted_at=person.restricted_at,
        erased_at=person.erased_at,
    )


def deciders_of(person_id: int, kind: str) -> list[int]:
    """Who is told that a request waits: the administrators, and for all but erasure the administrators
    of the agency that the person belongs to."""
    day = today()
    holds = [RoleGrant.role == ADMINISTRATOR]
    unit_id = unit_of(person_id, day)
    if kind != "erasure" and unit_id is not None:
        above = RoleGrant.unit_id.in_(unit_and_above(unit_id, day))
        holds.append((RoleGrant.role == AGENCY_ADMIN) & above)
    query = (
        select(RoleGrant.person_id)
        .where(or_(*holds), holds_on(RoleGrant, day), RoleGrant.person_id != person_id)
        .distinct()
    )
    return sorted(db.session.scalars(query))


def copies_of(person_id: int) -> tuple[DataExport, ...]:
    """The copies of a person's data that can be fetched or are being made, newest first."""
    can_be_fetched = or_(DataExport.done_at.is_(None), DataExport.expires_at >= now())
    query = select(DataExport).where(DataExport.person_id == person_id, can_be_fetched)
    return tuple(db.session.scalars(query.order_by(DataExport.id.desc()).limit(10)))


def copy_for_fetching(person_id: int, copy_id: int) -> tuple[str, datetime]:
    """Hash and moment of a finished copy of one's own.

    Raises:
        NotFound: there is none such, or its time is over.
    """
    for copy in copies_of(person_id):
        if copy.id == copy_id and copy.sha256 is not None and copy.done_at is not None:
            return copy.sha256, copy.done_at
    raise NotFound()


_asker, _decider = aliased(Person), aliased(Person)


def _asked() -> Select[Any]:
    return (
        select(PrivacyRequest, Person, _asker, _decider, held_today(UnitVersion.name))
        .join(Person, Person.id == PrivacyRequest.person_id)
        .join(_asker, _asker.id == PrivacyRequest.asked_by_id)
        .outerjoin(_decider, _decider.id == PrivacyRequest.decided_by_id)
    )


def _row(
    request: PrivacyRequest,
    person: Person,
    asker: Person,
    decider: Person | None,
    unit: str | None,
) -> Asked:
    due = due_at(request.asked_at)
    return Asked(
        id=request.id,
        person_id=person.id,
        name=person.display_name,
        unit=unit,
        kind=request.kind,
        field=request.field,
        content=request.content,
        proposed=request.proposed,
        state=request.state,
        asked_at=request.asked_at,
        asked_by=asker.display_name,
        due_at=due,
        late=request.state == "waiting" and now() > due,
        decision=request.decision,
        decided_by=decider.display_name if decider else None,
        decided_at=request.decided_at,
    )
