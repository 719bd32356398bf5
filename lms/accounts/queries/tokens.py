"""Whose token a program holds, and the tokens of a person."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import selectinload

from lms.accounts.models import ApiToken, Person
from lms.accounts.queries.sessions import token_hash
from lms.core.clock import now
from lms.core.db import db


def usable_tokens() -> ColumnElement[bool]:
    """Neither revoked nor over."""
    return and_(ApiToken.revoked_at.is_(None), ApiToken.expires_at > now())


def person_by_api_token(token: str) -> Person | None:
    """The person whose usable token this is, with the roles granted; None for any other text."""
    query = (
        select(Person)
        .join(ApiToken, ApiToken.person_id == Person.id)
        .where(
            ApiToken.token_hash == token_hash(token),
            usable_tokens(),
            Person.disabled_at.is_(None),
        )
        .options(selectinload(Person.role_grants))
    )
    person = db.session.scalars(query).one_or_none()
    if person is not None:
        # A snapshot like that of a session: what the request changes doesn't show in it.
        _ = person.has_reports
        for grant in person.role_grants:
            db.session.expunge(grant)
        db.session.expunge(person)
    return person


def tokens_of(person_id: int) -> list[ApiToken]:
    """The person's usable tokens, newest first."""
    query = select(ApiToken).where(ApiToken.person_id == person_id, usable_tokens())
    return list(db.session.scalars(query.order_by(ApiToken.created_at.desc(), ApiToken.id.desc())))
