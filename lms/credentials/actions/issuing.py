"""Issuing certificates: row, number and code in the transaction of the completion, exactly once.

What does not belong here: the PDF (`rendering`), issuing for what was completed before (`batches`).
"""

from __future__ import annotations

import secrets
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from lms.accounts import queries as accounts
from lms.core import audit, clock, jobs, settings
from lms.core.db import begin_writing, db, upsert
from lms.core.errors import NotFound
from lms.courses.models import Revision
from lms.credentials.models import (
    Certificate,
    CertificateIssue,
    CertificateSequence,
)
from lms.credentials.queries.keys import next_to_sign_anew
from lms.credentials.queries.templates import NewestVersion, policy_of, version_for
from lms.credentials.rules import codes, numbers, validity
from lms.credentials.rules.designs import Design, design_from
from lms.credentials.rules.facts import Facts, masked
from lms.learning.events import CourseCompleted
from lms.learning.models import CourseCompletion, Enrolment

SIGNED_AT_ONCE = 10
"""Sheets that one step of signing anew asks for: some 40 ms of writing."""


@dataclass(frozen=True, slots=True)
class _Completion:
    """A completed cycle with what its certificate says of it."""

    id: int
    unit_id: int | None
    completed_at: datetime
    person_id: int
    course_id: int
    enrolled_at: datetime
    title: str
    hours: Decimal


def issue_on_completion(event: CourseCompleted) -> None:
    """Certify what has just been completed, where the course gives certificates."""
    issue_for_completion(event.enrolment_id)


def issue_for_completion(enrolment_id: int) -> int | None:
    """The certificate (id) for a completed cycle: the one that there is, else a new one; None where the
    course gives none.

    Raises:
        NotFound: the cycle isn't completed.
    """
    begin_writing()
    completion = _completion(enrolment_id)
    present = _certificate_of(completion.id)
    if present is not None:
        return present
    policy = policy_of(completion.course_id)
    if not policy.issues:
        return None
    version = version_for(policy.template_id)
    certificate = _add(completion, version, policy.valid_months)
    add_issue(certificate, version, reason="completed", actor_id=None)
    audit.record(
        "certificate:issue",
        actor_id=None,
        subject=("certificate", certificate.id),
        details={"person_id": certificate.person_id, "number": certificate.number},
    )
    db.session.flush()
    return certificate.id


def add_issue(
    certificate: Certificate, version: NewestVersion, *, reason: str, actor_id: int | None
) -> CertificateIssue:
    """Add a sheet of the certificate, with the holder's present name, and ask for its PDF. For the
    actions of this slice; the caller holds the certificate's lock, or made it."""
    facts = _facts(certificate, design_from(version.fields))
    return _add_sheet(certificate.id, facts, version.id, reason=reason, actor_id=actor_id)


def sign_anew(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Have new sheets made, which say the same, of the certificates whose newest one bears the signature of
    a key that is distrusted; the handler of the job `sign-anew`. A sheet that is asked for isn't found
    again, so it goes on wherever it was cut off."""
    while certificate_ids := _to_sign_anew(params["kid"]):
        for certificate_id in certificate_ids:
            _copy_newest(certificate_id)
        db.session.flush()
        yield


def _to_sign_anew(kid: str) -> list[int]:
    begin_writing()
    return next_to_sign_anew(kid, SIGNED_AT_ONCE)


def _copy_newest(certificate_id: int) -> None:
    certificate = db.session.get_one(Certificate, certificate_id, with_for_update=True)
    newest = db.session.scalars(
        select(CertificateIssue)
        .where(CertificateIssue.certificate_id == certificate.id)
        .order_by(CertificateIssue.ordinal.desc())
        .limit(1)
    ).one()
    if newest.sha256 is None or not newest.holder_name:
        return  # Since it was found, another sheet was asked for, or the holder was erased.
    _add_sheet(
        certificate.id,
        Facts(**newest.facts),
        newest.template_version_id,
        reason="key",
        actor_id=None,
    )


def _add_sheet(
    certificate_id: int, facts: Facts, version_id: int, *, reason: str, actor_id: int | None
) -> CertificateIssue:
    last = db.session.scalar(
        select(func.max(CertificateIssue.ordinal)).where(
            CertificateIssue.certificate_id == certificate_id
        )
    )
    issue = CertificateIssue(
        certificate_id=certificate_id,
        ordinal=(last or 0) + 1,
        holder_name=facts.holder,
        template_version_id=version_id,
        facts=facts.stored(),
        reason=reason,
        made_by_id=actor_id,
        made_at=clock.now(),
    )
    db.session.add(issue)
    db.session.flush()
    jobs.enqueue("render-certificate", {"issue_id": issue.id}, key=f"render-certificate:{issue.id}")
    return issue


def _completion(enrolment_id: int) -> _Completion:
    row = db.session.execute(
        select(
            CourseCompletion.id,
            CourseCompletion.unit_id,
            CourseCompletion.completed_at,
            Enrolment.person_id,
            Enrolment.course_id,
            Enrolment.enrolled_at,
            Revision.title,
            Revision.hours,
        )
        .join(Enrolment, Enrolment.id == CourseCompletion.enrolment_id)
        .join(Revision, Revision.id == CourseCompletion.revision_id)
        .where(Enrolment.id == enrolment_id)
        .with_for_update(of=Enrolment)
    ).first()
    if row is None:
        raise NotFound()
    return _Completion(*row)


def _certificate_of(completion_id: int) -> int | None:
    return db.session.scalar(
        select(Certificate.id).where(Certificate.completion_id == completion_id)
    )


def _add(completion: _Completion, version: NewestVersion, valid_months: int | None) -> Certificate:
    """A new certificate. The cycle is locked, so nobody else certifies it meanwhile."""
    moment = clock.now()
    completed_on = clock.day_of(completion.completed_at)
    certificate = Certificate(
        completion_id=completion.id,
        number=_free_number(design_from(version.fields), moment),
        code="".join(secrets.choice(codes.ALPHABET) for _ in range(codes.LENGTH)),
        person_id=completion.person_id,
        course_id=completion.course_id,
        unit_id=completion.unit_id,
        title=completion.title,
        hours=completion.hours,
        began_on=clock.day_of(completion.enrolled_at),
        completed_on=completed_on,
        issued_at=moment,
        valid_until=validity.last_day(completed_on, valid_months),
    )
    db.session.add(certificate)
    db.session.flush()
    return certificate


def _free_number(design: Design, moment: datetime) -> str:
    """The next number that no certificate has: patterns of two templates may meet in one, however
    unlikely."""
    while True:
        number = _next_number(design, moment)
        taken = select(Certificate.id).where(Certificate.number == number)
        if db.session.scalar(taken) is None:
            return number


def _next_number(design: Design, moment: datetime) -> str:
    """The next number of the template's pattern; its sequence stays locked until the commit."""
    day = clock.day_of(moment)
    seq = db.session.scalar(
        upsert(CertificateSequence)
        .values(scope=numbers.scope_of(design.number_pattern, design.agency), year=day.year, last=1)
        .on_conflict_do_update(
            index_elements=["scope", "year"], set_={"last": CertificateSequence.last + 1}
        )
        .returning(CertificateSequence.last)
    )
    return numbers.number(
        design.number_pattern, seq=seq, agency=design.agency, month=day.month, year=day.year
    )


def _facts(certificate: Certificate, design: Design) -> Facts:
    person = accounts.person(certificate.person_id)
    shown = ""
    if design.employee_number:
        shown = masked(accounts.place_of(certificate.person_id).employee_number or "")
    return Facts(
        code=certificate.code,
        number=certificate.number,
        holder=person.display_name,
        employee_number=shown,
        course=certificate.title,
        institution=design.institution or settings.text(settings.PRODUCT_NAME),
        hours=str(certificate.hours),
        year=certificate.completed_on.year,
        starts_on=certificate.began_on.isoformat(),
        ends_on=certificate.completed_on.isoformat(),
        issued_on=clock.day_of(certificate.issued_at).isoformat(),
        valid_until=certificate.valid_until.isoformat() if certificate.valid_until else None,
        outcomes=_outcomes(certificate.completion_id),
    )


def _outcomes(completion_id: int) -> list[str]:
    outcomes = db.session.scalar(
        select(Revision.outcomes)
        .join(CourseCompletion, CourseCompletion.revision_id == Revision.id)
        .where(CourseCompletion.id == completion_id)
    )
    return [text for _key, text in outcomes or []]
