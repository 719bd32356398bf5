"""One ledger, many sums: facts append dated deltas, the worker folds them, reads add the rest.

A delta table and its summary table share key columns and measures (all integers). Appending never
touches a summary, so there is no hot row; a sum is always summary plus unfolded deltas.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, delete, func, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from lms.core.db import Base, begin_writing, db

FOLD_BATCH = 500


@dataclass(frozen=True)
class Ledger:
    """A pair of tables: `keys` name the account, `measures` are added up."""

    delta: type[Base]
    summary: type[Base]
    keys: tuple[str, ...]
    measures: tuple[str, ...]

    def append(self, **values: Any) -> None:
        """Append a delta in the transaction of its fact; measures left out are zero."""
        db.session.add(self.delta(**dict.fromkeys(self.measures, 0) | values))

    def sums(self) -> Select[Any]:
        """A select of the keys and the present total of each measure."""
        parts = union_all(
            *(self._columns(table) for table in (self.summary, self.delta))
        ).subquery()
        keys = [parts.c[name] for name in self.keys]
        totals = [func.sum(parts.c[name]).label(name) for name in self.measures]
        return select(*keys, *totals).group_by(*keys)

    def _columns(self, table: type[Base]) -> Select[Any]:
        return select(*(getattr(table, name) for name in (*self.keys, *self.measures)))


def fold(ledger: Ledger, *, batch: int = FOLD_BATCH) -> int:
    """Move the oldest deltas into the summary, in one short transaction; returns how many."""
    begin_writing()
    identity: Any = ledger.delta.id  # type: ignore[attr-defined]
    ids = list(
        db.session.scalars(
            select(identity).order_by(identity).limit(batch).with_for_update(skip_locked=True)
        )
    )
    if not ids:
        return 0
    columns = [getattr(ledger.delta, name) for name in ledger.keys]
    totals = [func.sum(getattr(ledger.delta, name)) for name in ledger.measures]
    grouped = db.session.execute(
        select(*columns, *totals).where(identity.in_(ids)).group_by(*columns)
    ).all()
    add(ledger, [dict(zip((*ledger.keys, *ledger.measures), row, strict=True)) for row in grouped])
    db.session.execute(delete(ledger.delta).where(identity.in_(ids)))
    return len(ids)


def add(ledger: Ledger, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add keys and measures to the summary at once, in the transaction in hand: what is folded, and
    facts written in bulk, which need no deltas first."""
    if not rows:
        return
    summary: Any = ledger.summary.__table__
    statement = (sqlite if db.engine.dialect.name == "sqlite" else postgresql).insert(summary)
    added = {name: summary.c[name] + statement.excluded[name] for name in ledger.measures}
    db.session.execute(
        statement.on_conflict_do_update(index_elements=list(ledger.keys), set_=added), rows
    )


def differences(ledger: Ledger, expected: Select[Any]) -> list[tuple[Any, ...]]:
    """Accounts whose sums differ from `expected` (same columns, computed from the facts)."""
    present = {
        tuple(row)
        for row in db.session.execute(ledger.sums()).all()
        if any(row[len(ledger.keys) :])
    }
    computed = {tuple(row) for row in db.session.execute(expected).all()}
    return sorted(present ^ computed)
