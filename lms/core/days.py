"""Calendar days of stored moments, in SQL. Which database it is for is decided when a statement is
compiled, so one that is built once may hold them.

What does not belong here: days in Python (`clock`).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


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
