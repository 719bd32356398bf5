"""Reading claims: one's own, those that wait for somebody's decision, their evidence.

What does not belong here: deciding (`actions.claims`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, exists, select

from lms.accounts.models import Person
from lms.core.db import db
from lms.core.errors import NotFound
from lms.credentials import policy
from lms.credentials.models.claims import ClaimFile, LearningClaim

PAGE_SIZE = 50


@dataclass(frozen=True)
class ClaimPage:
    """Some of many claims, each with its person."""

    claims: tuple[tuple[LearningClaim, Person], ...]
    page: int
    has_next: bool


def own_claims(person_id: int) -> Sequence[LearningClaim]:
    """A person's claims, the newest first."""
    query = select(LearningClaim).where(LearningClaim.person_id == person_id)
    return db.session.scalars(query.order_by(LearningClaim.id.desc()).limit(200)).all()


def own_claim(person_id: int, claim_id: int) -> LearningClaim:
    """A claim of one's own.

    Raises:
        NotFound: there is none such.
    """
    query = select(LearningClaim).where(
        LearningClaim.id == claim_id, LearningClaim.person_id == person_id
    )
    return _found(query)


def claim_for_deciding(actor: Person, claim_id: int) -> tuple[LearningClaim, Person]:
    """A claim of somebody else that the actor may decide: waiting, or decided already.

    Raises:
        NotFound: there is none such.
    """
    query = select(LearningClaim, Person).join(Person, Person.id == LearningClaim.person_id)
    row = db.session.execute(
        query.where(
            LearningClaim.id == claim_id,
            LearningClaim.state.in_(("submitted", "verified", "refused")),
            policy.is_verified_by(actor, LearningClaim.person_id.expression),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], row[1]


def claims_to_verify(actor: Person, page: int) -> ClaimPage:
    """What waits for the actor's decision, the oldest first."""
    page = max(1, page)
    query = (
        select(LearningClaim, Person)
        .join(Person, Person.id == LearningClaim.person_id)
        .where(
            LearningClaim.state == "submitted",
            policy.is_verified_by(actor, LearningClaim.person_id.expression),
        )
        .order_by(LearningClaim.submitted_at, LearningClaim.id)
        .limit(PAGE_SIZE + 1)
        .offset((page - 1) * PAGE_SIZE)
    )
    rows = [(row[0], row[1]) for row in db.session.execute(query)]
    return ClaimPage(tuple(rows[:PAGE_SIZE]), page, len(rows) > PAGE_SIZE)


def file_of(claim_id: int) -> ClaimFile | None:
    """The evidence of a claim, which the caller has loaded."""
    query = select(ClaimFile).where(ClaimFile.claim_id == claim_id, ClaimFile.removed_at.is_(None))
    return db.session.scalars(query).one_or_none()


def file_for_reading(actor: Person, claim_id: int, file_id: int) -> ClaimFile:
    """The evidence of one's own claim or of one that the actor may decide.

    Raises:
        NotFound: there is none such.
    """
    query = select(ClaimFile).where(
        ClaimFile.id == file_id, ClaimFile.claim_id == claim_id, ClaimFile.removed_at.is_(None)
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    owner = select(LearningClaim.person_id).where(LearningClaim.id == claim_id)
    if db.session.scalar(owner) != actor.id:
        claim_for_deciding(actor, claim_id)
    return found


def is_claimed_by_others(claim: LearningClaim) -> bool:
    """Whether somebody else has handed in, or been credited for, a certificate of the same number and
    institution."""
    if not claim.certificate_key:
        return False
    others = exists().where(
        LearningClaim.certificate_key == claim.certificate_key,
        LearningClaim.person_id != claim.person_id,
        LearningClaim.state.in_(("submitted", "verified")),
    )
    return bool(db.session.scalar(select(others)))


def _found(query: Select[LearningClaim]) -> LearningClaim:
    claim = db.session.scalars(query).one_or_none()
    if claim is None:
        raise NotFound
    return claim
