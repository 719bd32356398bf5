"""What is held of a person, found by the register: rows, in pieces, and the files they name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Table, case, exists, literal, or_, select

from lms.accounts.models import SuspectedDouble
from lms.core.db import db
from lms.privacy.rules.registry import STORED_FILES, Holding, Mention

AT_ONCE = 500
"""Rows that a copy reads at a time."""

Rows = Iterator[dict[str, Any]]


def table_of(name: str) -> Table:
    """A table by its name in the database."""
    return db.metadata.tables[name]


def belongs(holding: Holding, person_id: int) -> ColumnElement[bool]:
    """Whether a row of the holding is about the person, in SQL."""
    return _leads_to(table_of(holding.table), holding.path, person_id)


def rows_of(holding: Holding, person_id: int) -> Rows:
    """The rows of a holding, without their secrets."""
    table = table_of(holding.table)
    shown = [column for column in table.c if column.name not in holding.secret]
    yield from _read(table, shown, belongs(holding, person_id))


def rows_mentioning(mention: Mention, person_id: int) -> Rows:
    """What a person did to something, by the columns that a copy shows of it."""
    table = table_of(mention.table)
    shown = [table.c[name] for name in mention.shown]
    yield from _read(table, shown, table.c[mention.column] == person_id)


def trail_rows(table_name: str, column: str, person_id: int) -> Rows:
    """Entries of the trail that name the person in a column; other people's ids are left out."""
    table = table_of(table_name)
    left_out = {"batch_id", "details", *({"actor_id", "about_id"} - {column})}
    shown = [one for one in table.c if one.name not in left_out]
    yield from _read(table, shown, table.c[column].in_(accounts_of(person_id)))


def accounts_of(person_id: int) -> list[int]:
    """The person's account and those that were joined to it, to which the trail still points."""
    joined = case(
        (SuspectedDouble.one_id == person_id, SuspectedDouble.other_id),
        else_=SuspectedDouble.one_id,
    )
    query = select(joined).where(
        SuspectedDouble.kept_id == person_id, SuspectedDouble.state == "same"
    )
    return [person_id, *db.session.scalars(query)]


def files_of(holding: Holding, person_id: int) -> list[tuple[int, str, str]]:
    """Id, name and hash of the files that a holding's rows name."""
    if holding.secret.issuperset(holding.files):
        return []
    table = table_of(holding.table)
    (column,) = holding.files
    name = literal(holding.file_name) if holding.file_name else table.c.name
    query = select(table.c.id, name, table.c[column]).where(belongs(holding, person_id))
    query = query.where(table.c[column].is_not(None))
    return [(row[0], row[1], row[2]) for row in db.session.execute(query.order_by(table.c.id))]


def is_needed(sha256: str) -> bool:
    """Whether any row names the stored file."""
    named = [exists().where(table_of(name).c[column] == sha256) for name, column in STORED_FILES]
    return bool(db.session.scalar(select(or_(*named))))


def _leads_to(table: Table, path: tuple[str, ...], person_id: int) -> ColumnElement[bool]:
    column = table.c[path[0]]
    if len(path) == 1:
        return column == person_id
    (key,) = column.foreign_keys
    above = key.column.table
    assert isinstance(above, Table)
    return column.in_(select(key.column).where(_leads_to(above, path[1:], person_id)))


def _read(table: Table, shown: list[Any], where: ColumnElement[bool]) -> Rows:
    query = select(*shown).where(where).order_by(*table.primary_key.columns)
    for part in db.session.execute(query).mappings().partitions(AT_ONCE):
        yield from (dict(row) for row in part)
