"""Dated rows begin and end, and can be taken back exactly: what began, what ended for it, what was
removed because it would never have begun.

What does not belong here: rules about posts, grades and roles (`places`, `units`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, or_, select, update

from lms.core.db import db

Written = dict[str, Any]


def begin(
    table: Any, day: date, which: Sequence[ColumnElement[bool]], values: dict[str, Any]
) -> Written:
    """Let a row hold from a day on in the place of those that hold now or later."""
    written = end(table, day, which)
    row = {**values, "valid_from": day, "valid_until": None}
    written["made"] = db.session.scalar(insert(table).values(row).returning(table.id))
    return written


def end(table: Any, day: date, which: Sequence[ColumnElement[bool]]) -> Written:
    """End the rows that go on after the day."""
    goes_on = or_(table.valid_until.is_(None), table.valid_until > day)
    rows = db.session.execute(select(table.__table__).where(*which, goes_on)).mappings().all()
    removed = [dict(row) for row in rows if row["valid_from"] >= day]
    ended = [(row["id"], row["valid_until"]) for row in rows if row["valid_from"] < day]
    if removed:
        db.session.execute(delete(table).where(table.id.in_([row["id"] for row in removed])))
    if ended:
        ids = [row_id for row_id, _until in ended]
        db.session.execute(update(table).where(table.id.in_(ids)).values(valid_until=day))
    return {
        "removed": [{name: _plain(value) for name, value in row.items()} for row in removed],
        "ended": [[row_id, _plain(until)] for row_id, until in ended],
    }


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
