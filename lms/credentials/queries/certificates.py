"""Certificates: one's own, those that somebody manages, and what strangers are told of one.

What does not belong here: templates (`templates`), whether a certificate holds (`rules.validity`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from lms.accounts.models import Person, with_titles
from lms.accounts.queries import named
from lms.core import files
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import NotFound
from lms.courses.models import Course
from lms.credentials import policy
from lms.credentials.models import (
    Certificate,
    CertificateIssue,
    CertificatePolicy,
    CertificateRevocation,
)
from lms.credentials.queries.templates import CoursePolicy
from lms.credentials.rules import codes, validity
from lms.learning.models import CourseCompletion, Renewal

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate as pages show it. `holder_name` is that on the newest sheet, empty once it was
    erased; `present_name` is the person's today; `category` and `reason` are of a revocation."""

    id: int
    code: str
    number: str
    person_id: int
    course_key: str
    title: str
    hours: Decimal
    began_on: date
    completed_on: date
    issued_at: datetime
    valid_until: date | None
    state: str
    category: str | None
    reason: str
    revoked_at: datetime | None
    ordinal: int
    holder_name: str
    present_name: str
    institution: str
    sha256: str | None

    @property
    def is_pending(self) -> bool:
        """Whether the newest sheet is still being made."""
        return self.sha256 is None and bool(self.holder_name)

    @property
    def size(self) -> int | None:
        """How many bytes the newest sheet has; None where there is none to fetch."""
        return files.size(self.sha256)

    @property
    def name_differs(self) -> bool:
        """Whether the holder's name isn't any more what the newest sheet says."""
        return bool(self.holder_name) and self.holder_name != self.present_name

    @property
    def grouped_code(self) -> str:
        """The code as it is printed."""
        return codes.grouped(self.code)


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the list of certificates: words of a name, a number or a code; a state or
    `name-differs`; a course's key."""

    search: str = ""
    state: str = ""
    course: str = ""

    @classmethod
    def from_address(cls, values: Mapping[str, str]) -> Filters:
        """As an address says."""
        return cls(*(values.get(name, "").strip() for name in ("q", "state", "course")))

    def to_address(self, **changes: object) -> dict[str, object]:
        """As an address says it, without what is empty."""
        said = {"q": self.search, "state": self.state, "course": self.course, **changes}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `number` counts from 1."""

    rows: tuple[Shown, ...]
    number: int
    pages: int
    total: int


NAME_DIFFERS = "name-differs"


def own_certificates(person_id: int) -> list[Shown]:
    """The person's certificates, newest first."""
    query = shown().where(policy.certificates_of(person_id))
    rows = db.session.execute(
        query.order_by(Certificate.completed_on.desc(), Certificate.id.desc())
    )
    return [read(row) for row in rows]


def certificate_of_enrolment(enrolment_id: int) -> Shown | None:
    """The certificate of a completed cycle, None where it has none."""
    return _one(CourseCompletion.enrolment_id == enrolment_id, completed=True)


def verified(code: str) -> Shown:
    """The certificate with this code, for whoever knows it.

    Raises:
        NotFound: there is none.
    """
    return _found(_one(Certificate.code == code))


def own_certificate(actor: Person, code: str) -> Shown:
    """One of the actor's own.

    Raises:
        NotFound: there is none with this code, or it is somebody else's.
    """
    return _found(_one(Certificate.code == code, policy.certificates_of(actor.id)))


def certificate_for_managing(actor: Person, code: str) -> Shown:
    """A certificate that the actor may revoke or have made anew.

    Raises:
        NotFound: there is none with this code, or it isn't in the actor's hands.
    """
    return _found(_one(Certificate.code == code, policy.certificates_managed_by(actor)))


def managed_certificates(actor: Person, filters: Filters, number: int) -> Page:
    """One page of the certificates in the actor's hands, newest first."""
    return paged(_filtered(shown().where(policy.certificates_managed_by(actor)), filters), number)


def paged(query: Select[*tuple[Any, ...]], number: int) -> Page:
    """One page of a list of what is `shown`, newest first."""
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    newest = query.order_by(Certificate.id.desc()).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return Page(tuple(map(read, db.session.execute(newest))), number, pages, total)


def courses_with_certificates(actor: Person) -> list[tuple[str, str]]:
    """Courses (key, title) of which the actor manages certificates."""
    query = (
        select(Course.key, func.max(Certificate.title))
        .join(Certificate, Certificate.course_id == Course.id)
        .where(policy.certificates_managed_by(actor))
        .group_by(Course.key)
    )
    return [(key, title) for key, title in db.session.execute(query.order_by(Course.key))]


def expiring(after: int, most: int) -> list[int]:
    """Certificates (ids above one, in their order) that expire soon and of which nobody was told. Where
    the course is open again because of it, that was told."""
    day = today()
    soon = (
        select(Certificate.id, Certificate.valid_until, CertificatePolicy.renew_window_days)
        .outerjoin(CertificatePolicy, CertificatePolicy.course_id == Certificate.course_id)
        .join(CourseCompletion, CourseCompletion.id == Certificate.completion_id)
        .outerjoin(Renewal, Renewal.enrolment_id == CourseCompletion.enrolment_id)
        .where(
            Renewal.id.is_(None),
            Certificate.id > after,
            Certificate.valid_until >= day,
            Certificate.valid_until <= date.fromordinal(day.toordinal() + _LONGEST_WINDOW),
            Certificate.revoked_at.is_(None),
            Certificate.expiry_told_at.is_(None),
        )
    )
    rows = db.session.execute(soon.order_by(Certificate.id))
    due = (row.id for row in rows if (row.valid_until - day).days <= _window(row.renew_window_days))
    return [one for _, one in zip(range(most), due, strict=False)]


_LONGEST_WINDOW = validity.LONGEST_WINDOW_DAYS


def display_name() -> ColumnElement[str]:
    """A person's name with titles, in SQL; as `with_titles` writes it."""
    before = case((Person.title_prefix != "", Person.title_prefix + " "), else_="")
    after = case((Person.title_suffix != "", ", " + Person.title_suffix), else_="")
    return before + Person.full_name + after


def _window(days: int | None) -> int:
    return CoursePolicy.renew_window_days if days is None else days


def newest_sheet() -> ColumnElement[bool]:
    """That a `CertificateIssue` is the newest of its `Certificate`."""
    other = aliased(CertificateIssue)
    last = (
        select(func.max(other.ordinal))
        .where(other.certificate_id == Certificate.id)
        .correlate(Certificate)
        .scalar_subquery()
    )
    return and_(CertificateIssue.certificate_id == Certificate.id, CertificateIssue.ordinal == last)


def name_differs() -> ColumnElement[bool]:
    """That the newest sheet doesn't bear the holder's present name, who wasn't erased."""
    return and_(CertificateIssue.holder_name != "", CertificateIssue.holder_name != display_name())


def shown() -> Select[*tuple[Any, ...]]:
    """Certificates with all that `read` makes `Shown` of, for the lists of this slice."""
    is_open = and_(
        CertificateRevocation.certificate_id == Certificate.id,
        CertificateRevocation.lifted_at.is_(None),
    )
    return (
        select(
            Certificate,
            CertificateIssue.ordinal,
            CertificateIssue.holder_name,
            CertificateIssue.facts,
            CertificateIssue.sha256,
            CertificateRevocation.category,
            CertificateRevocation.reason,
            CertificatePolicy.renew_window_days,
            Course.key.label("course_key"),
            Person.full_name,
            Person.title_prefix,
            Person.title_suffix,
        )
        .select_from(Certificate)
        .join(CertificateIssue, newest_sheet())
        .join(Person, Person.id == Certificate.person_id)
        .join(Course, Course.id == Certificate.course_id)
        .outerjoin(CertificateRevocation, is_open)
        .outerjoin(CertificatePolicy, CertificatePolicy.course_id == Certificate.course_id)
    )


def _one(*conditions: ColumnElement[bool], completed: bool = False) -> Shown | None:
    query = shown().where(*conditions)
    if completed:
        query = query.join(CourseCompletion, CourseCompletion.id == Certificate.completion_id)
    row = db.session.execute(query).first()
    return None if row is None else read(row)


def _found(shown: Shown | None) -> Shown:
    if shown is None:
        raise NotFound()
    return shown


def read(row: Row[Any]) -> Shown:
    """A certificate as pages show it, of a row of `shown`."""
    certificate = row.Certificate
    state = validity.state(
        certificate.valid_until,
        revoked=certificate.revoked_at is not None,
        window_days=_window(row.renew_window_days),
        day=today(),
    )
    return Shown(
        id=certificate.id,
        code=certificate.code,
        number=certificate.number,
        person_id=certificate.person_id,
        course_key=row.course_key,
        title=certificate.title,
        hours=certificate.hours,
        began_on=certificate.began_on,
        completed_on=certificate.completed_on,
        issued_at=certificate.issued_at,
        valid_until=certificate.valid_until,
        state=state,
        category=row.category,
        reason=row.reason or "",
        revoked_at=certificate.revoked_at,
        ordinal=row.ordinal,
        holder_name=row.holder_name,
        present_name=with_titles(row.title_prefix, row.full_name, row.title_suffix),
        institution=str(row.facts.get("institution", "")),
        sha256=row.sha256,
    )


def _filtered(query: Select[*tuple[Any, ...]], filters: Filters) -> Select[*tuple[Any, ...]]:
    if filters.search:
        code = codes.read(filters.search)
        found = Certificate.person_id.in_(named(filters.search))
        by_number = Certificate.number == filters.search
        query = query.where(Certificate.code == code if code else found | by_number)
    if filters.course:
        query = query.where(Course.key == filters.course)
    day = today()
    conditions = {
        NAME_DIFFERS: name_differs(),
        validity.REVOKED: Certificate.revoked_at.is_not(None),
        validity.EXPIRED: and_(Certificate.revoked_at.is_(None), Certificate.valid_until < day),
        validity.VALID: and_(
            Certificate.revoked_at.is_(None),
            Certificate.valid_until.is_(None) | (Certificate.valid_until >= day),
        ),
    }
    condition = conditions.get(filters.state)
    return query if condition is None else query.where(condition)


def numbers_of(completion_ids: Collection[int]) -> Mapping[int, str]:
    """The number of the certificate of each completion that has one."""
    query = select(Certificate.completion_id, Certificate.number).where(
        Certificate.completion_id.in_(completion_ids)
    )
    return {row.completion_id: row.number for row in db.session.execute(query)}
