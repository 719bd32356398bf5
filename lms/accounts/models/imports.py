"""Imports of people: the sheet, what was found in it, what it changes.

What does not belong here: the sheet's rows, which lie in a stored file until the import is over.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class PeopleImport(Model):
    """A sheet of people on its way in. `position` is how far into the rows' file the work has come,
    in bytes; while supervisors are linked or unlinked, the last change that was. `mapping` says which
    column (from 0) holds which field."""

    __tablename__ = "people_import"
    __table_args__ = (
        CheckConstraint(
            "state IN ('mapping', 'checking', 'checked', 'applying', 'applied', 'undoing',"
            " 'undone', 'discarded')",
            name="state",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str]
    rows_sha256: Mapped[str | None]
    row_count: Mapped[int]
    header: Mapped[list[Any]]
    dropped: Mapped[list[Any]]
    mapping: Mapped[dict[str, Any]]
    effective_from: Mapped[date]
    create_units: Mapped[bool] = mapped_column(default=False)
    full_list_unit_id: Mapped[int | None] = mapped_column(ForeignKey("org_unit.id"))
    retire_many: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class PeopleImportFinding(Model):
    """Something about a row of a sheet; only so many are kept, the rest are counted."""

    __tablename__ = "people_import_finding"
    __table_args__ = (Index("ix_people_import_finding_import_id_id", "import_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("people_import.id"))
    row_number: Mapped[int]
    column: Mapped[str]
    code: Mapped[str]
    severity: Mapped[str]
    params: Mapped[dict[str, Any]]


class PeopleImportChange(Model):
    """What a row changes of a person; `person_id` is None until a new one is created. `before` and
    `after` hold the fields that differ, `written` what was made of them, for undoing it."""

    __tablename__ = "people_import_change"
    __table_args__ = (
        Index("ix_people_import_change_import_id_state", "import_id", "state", "id"),
        CheckConstraint(
            "kind IN ('create', 'update', 'transfer', 'promote', 'retire')", name="kind"
        ),
        CheckConstraint(
            "state IN ('planned', 'applied', 'refused', 'undone', 'kept')", name="state"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("people_import.id"))
    row_number: Mapped[int]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="planned")
    reason: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    written: Mapped[dict[str, Any]]


class ImportMapping(Model):
    """Which heading of a source's sheets means which field, as somebody said last. A source is known
    by its headings."""

    __tablename__ = "import_mapping"

    id: Mapped[int] = mapped_column(primary_key=True)
    signature: Mapped[str] = mapped_column(unique=True)
    fields: Mapped[dict[str, Any]]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    saved_at: Mapped[datetime]
