"""Dated rows begin and end, and can be taken back exactly: what began, what ended for it, what was
removed because it would never have begun.

What does not belong here: rules about posts, grades and roles (`places`, `units`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, or_, select, update

from lms.core.db import db

Written = dict[str, Any]

_OF: Any = bindparam("of")


def begin(
    table: Any, day: date, which: Sequence[ColumnElement[bool]], values: dict[str, Any]
) -> Written:
    """Let a row hold from a day on in the place of those that hold now or later."""
    written = end(table, day, which)
    row = {**values, "valid_from": day, "valid_until": None}
    made = insert(table.__table__).returning(table.id)
    written["made"] = db.session.connection().execute(made, row).scalar_one()
    return written


def end(table: Any, day: date, which: Sequence[ColumnElement[bool]]) -> Written:
    """End the rows that go on after the day."""
    goes_on = or_(table.valid_until.is_(None), table.valid_until > day)
    # On the connection, past the session: it would take twice as long, and an import does thousands.
    connection = db.session.connection()
    rows = connection.execute(select(table.__table__).where(*which, goes_on)).mappings().all()
    removed = [dict(row) for row in rows if row["valid_from"] >= day]
    ended = [(row["id"], row["valid_until"]) for row in rows if row["valid_from"] < day]
    if removed:
        gone = [{"of": row["id"]} for row in removed]
        connection.execute(delete(table.__table__).where(table.id == _OF), gone)
    if ended:
        over = update(table.__table__).where(table.id == _OF).values(valid_until=bindparam("day"))
        connection.execute(over, [{"of": row_id, "day": day} for row_id, _until in ended])
    if rows:
        _forget(table)
    return {
        "removed": [{name: _plain(value) for name, value in row.items()} for row in removed],
        "ended": [[row_id, _plain(until)] for row_id, until in ended],
    }


def _forget(table: Any) -> None:
    """Let the session read again what it knows of the table."""
    for known in [*db.session().identity_map.values()]:
        if isinstance(known, table):
            db.session.expire(known)


def take_back(table: Any, written: Written) -> None:
    """Undo `begin` or `end`."""
    if "made" in written:
        db.session.execute(delete(table).where(table.id == written["made"]))
    for row_id, until in written["ended"]:
        values = {"valid_until": date.fromisoformat(until) if until else None}
        db.session.execute(update(table).where(table.id == row_id).values(values))
    for row in written["removed"]:
        dates = {
            name: date.fromisoformat(row[name]) if row[name] else None
            for name in ("valid_from", "valid_until")
        }
        db.session.execute(insert(table).values({**row, **dates}))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
