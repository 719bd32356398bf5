"""Calendar days of stored moments, and later moments, in SQL. For which database `local_day` is, is decided
when a statement is compiled, so one that is built once may hold it.

What does not belong here: days in Python (`clock`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, String, cast, func, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from lms.core.db import UtcDateTime, db


class local_day(FunctionElement[date]):  # noqa: N801 - stands in statements like a function
    """The calendar day of a stored moment, in a zone so far ahead of UTC."""

    inherit_cache = True
    type = Date()

    def __init__(self, moment: Any, offset: timedelta) -> None:
        super().__init__(moment, literal(int(offset.total_seconds())))


@compiles(local_day, "sqlite")
def _on_sqlite(element: local_day, compiler: Any, **options: Any) -> str:
    moment, seconds = (compiler.process(one, **options) for one in element.clauses)
    return f"date({moment}, {seconds} || ' seconds')"


@compiles(local_day, "postgresql")
def _on_postgresql(element: local_day, compiler: Any, **options: Any) -> str:
    moment, seconds = (compiler.process(one, **options) for one in element.clauses)
    return f"CAST(timezone('UTC', {moment}) + make_interval(secs => {seconds}) AS DATE)"


def first_of_month(moment: Any, offset: timedelta) -> ColumnElement[date]:
    """The first day of a stored moment's month, in a zone so far ahead of UTC, in SQL."""
    seconds = int(offset.total_seconds())
    if db.engine.dialect.name == "sqlite":
        return func.date(moment, f"{seconds:+d} seconds", "start of month", type_=Date())
    local = func.timezone("UTC", moment) + offset
    return cast(func.date_trunc("month", local), Date())


def seconds_later(moment: Any, seconds: Any) -> ColumnElement[datetime]:
    """A stored moment and so many (stored) seconds more, in SQL; to the millisecond."""
    if db.engine.dialect.name == "sqlite":
        later = cast(seconds, String) + " seconds"
        return func.strftime("%Y-%m-%d %H:%M:%f", moment, later, type_=UtcDateTime())
    moved: ColumnElement[datetime] = moment + func.make_interval(0, 0, 0, 0, 0, 0, seconds)
    return moved
