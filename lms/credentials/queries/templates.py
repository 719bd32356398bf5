"""Templates of certificates and which of them a course uses.

What does not belong here: certificates (`certificates`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from lms.core.db import db
from lms.core.errors import NotFound
from lms.credentials.models import (
    CertificateIssue,
    CertificatePolicy,
    CertificateTemplate,
    CertificateTemplateVersion,
)


@dataclass(frozen=True)
class NewestVersion:
    """How a template looks now."""

    id: int
    template_id: int
    name: str
    is_default: bool
    ordinal: int
    fields: Mapping[str, Any]
    logo_sha256: str | None
    made_at: datetime


@dataclass(frozen=True)
class TemplateLine:
    """A template in the list: how many courses name it, how many sheets were made with it."""

    version: NewestVersion
    courses: int
    sheets: int


@dataclass(frozen=True)
class CoursePolicy:
    """Which certificates a course gives; `template_id` None is the installation's default."""

    template_id: int | None = None
    valid_months: int | None = None
    renew_window_days: int = 60
    issues: bool = True


def policy_of(course_id: int) -> CoursePolicy:
    """Which certificates a course gives; without a row, what every course does."""
    row = db.session.get(CertificatePolicy, course_id)
    if row is None:
        return CoursePolicy()
    return CoursePolicy(row.template_id, row.valid_months, row.renew_window_days, row.issues)


def version_for(template_id: int | None) -> NewestVersion:
    """The newest version of a template; None: of the installation's default.

    Raises:
        NotFound: there is no such template.
    """
    if template_id is None:
        query = _newest().where(CertificateTemplate.is_default)
    else:
        query = _newest().where(CertificateTemplate.id == template_id)
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound()
    return _version(row)


def templates() -> list[TemplateLine]:
    """All templates, the default one first, then by name."""
    courses = _counts(
        select(CertificatePolicy.template_id, func.count())
        .where(CertificatePolicy.template_id.is_not(None))
        .group_by(CertificatePolicy.template_id)
    )
    made_with = CertificateIssue.template_version_id == CertificateTemplateVersion.id
    sheets = _counts(
        select(CertificateTemplateVersion.template_id, func.count())
        .join(CertificateIssue, made_with)
        .group_by(CertificateTemplateVersion.template_id)
    )
    rows = db.session.execute(
        _newest().order_by(CertificateTemplate.is_default.desc(), CertificateTemplate.name)
    )
    return [
        TemplateLine(one, courses.get(one.template_id, 0), sheets.get(one.template_id, 0))
        for one in map(_version, rows)
    ]


def template_names() -> list[tuple[int, str]]:
    """Every template by its name, for a choice."""
    query = select(CertificateTemplate.id, CertificateTemplate.name)
    rows = db.session.execute(query.order_by(CertificateTemplate.name))
    return [(row.id, row.name) for row in rows]


def _counts(query: Select[*tuple[Any, ...]]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}


def _newest() -> Select[*tuple[Any, ...]]:
    other = aliased(CertificateTemplateVersion)
    last = (
        select(func.max(other.ordinal))
        .where(other.template_id == CertificateTemplate.id)
        .correlate(CertificateTemplate)
        .scalar_subquery()
    )
    return (
        select(CertificateTemplate, CertificateTemplateVersion)
        .join(
            CertificateTemplateVersion,
            CertificateTemplateVersion.template_id == CertificateTemplate.id,
        )
        .where(CertificateTemplateVersion.ordinal == last)
    )


def _version(row: Any) -> NewestVersion:
    template, version = row
    return NewestVersion(
        id=version.id,
        template_id=template.id,
        name=template.name,
        is_default=template.is_default,
        ordinal=version.ordinal,
        fields=version.fields,
        logo_sha256=version.sha256,
        made_at=version.made_at,
    )
