"""Changes as a check has planned them, read before the writer's turn is taken; and what became of them,
written only where nobody else was quicker.

What does not belong here: doing them (`creating`, `changing`), planning them (`checking`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from lms.accounts.models import PeopleImport, PeopleImportChange
from lms.core.db import AsJson, db, fetch

_imports: Any = PeopleImport.__table__
_changes: Any = PeopleImportChange.__table__
_NOTHING = AsJson.of({})


class Overtaken(Exception):
    """Somebody else was quicker than a step that was prepared: nothing of it may stay."""


@dataclass(frozen=True, slots=True)
class Import:
    """What all changes of an import have in common."""

    id: int
    by_id: int | None
    unit_ids: tuple[int | None, ...]
    """Of the units that the sheet names, those that were created: changes number them from 0."""

    scope: frozenset[int] | None
    """The units that whoever imports looks after; None: all."""

    @classmethod
    def of(cls, one: PeopleImport, scope: frozenset[int] | None = None) -> Import:
        """What is to be known of an import."""
        units = tuple(unit.get("id") for unit in one.counts.get("units", ()))
        return cls(one.id, one.by_id, units, scope)

    def post(self, post: Mapping[str, Any]) -> dict[str, Any]:
        """A planned post with the id of its unit, also of one that was created meanwhile."""
        fields = {name: post[name] for name in ("position", "position_type", "echelon")}
        unit_id = post.get("unit_id")
        if unit_id is None and "new_unit" in post:
            unit_id = self.unit_ids[post["new_unit"]]
        return fields | {"unit_id": unit_id}

    def refusal(self, after: Mapping[str, Any]) -> str:
        """Why a change may not lead to the unit that it names: the unit isn't there, or it isn't the
        importer's to fill. Empty where it may."""
        if "post" not in after:
            return ""
        unit_id = self.post(after["post"])["unit_id"]
        if unit_id is None:
            return "unit-not-created"
        foreign = self.scope is not None and unit_id not in self.scope
        return "other-agency" if foreign and "new_unit" not in after["post"] else ""


@dataclass(frozen=True, slots=True)
class Change:
    """A planned change, without the session's care for it."""

    id: int
    kind: str
    person_id: int | None
    before: dict[str, Any]
    after: dict[str, Any]
    written: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a change: the state that it is in from now on, the reason for that if it says
    one, and whom it is about from now on."""

    change_id: int
    person_id: int | None
    state: str
    reason: str = ""
    written: AsJson = _NOTHING
    """What undoing it needs to know, where it is applied."""


def planned(import_id: int, most: int) -> list[Change]:
    """The next changes of an import that are yet to be done."""
    return _read(_PLANNED, import_id, most)


def applied(import_id: int, most: int) -> list[Change]:
    """The newest changes of an import that were done."""
    return _read(_APPLIED, import_id, most)


def _read(query: Any, import_id: int, most: int) -> list[Change]:
    return [Change(*tuple(row)) for row in fetch(query, {"of": import_id, "most": most})]


def _reading(state: str, order: Any) -> Any:
    return (
        select(*(_changes.c[name] for name in Change.__dataclass_fields__))
        .where(_changes.c.import_id == bindparam("of"), _changes.c.state == state)
        .order_by(order)
        .limit(bindparam("most"))
    )


_PLANNED = _reading("planned", _changes.c.id)
_APPLIED = _reading("applied", _changes.c.id.desc())

_ADVANCE = (
    update(_imports)
    .where(_imports.c.id == bindparam("of"), _imports.c.state == bindparam("while"))
    .values(done=_imports.c.done + bindparam("more"))
)


def _concluding(was: str, *columns: str) -> Any:
    of_state = (_changes.c.id == bindparam("of"), _changes.c.state == was)
    return update(_changes).where(*of_state).values({name: bindparam(name) for name in columns})


_CONCLUDE = _concluding("planned", "state", "reason", "person_id", "written")
_TAKE_BACK = _concluding("applied", "state", "reason", "person_id")


def advance(import_id: int, state: str, many: int) -> None:
    """Count so many changes of an import as seen to; until the end of the transaction in hand nobody
    else works on it.

    Raises:
        Overtaken: its state is another one by now.
    """
    values = {"of": import_id, "while": state, "more": many}
    if db.session.connection().execute(_ADVANCE, values).rowcount != 1:
        raise Overtaken


def conclude(outcomes: Sequence[Outcome]) -> None:
    """Keep what became of planned changes, in the transaction that did them.

    Raises:
        Overtaken: one of them is planned no more.
    """
    _write(_CONCLUDE, [{**_row(one), "written": one.written} for one in outcomes])


def conclude_undoing(outcomes: Sequence[Outcome]) -> None:
    """Keep what became of changes that were done, in the transaction that took them back.

    Raises:
        Overtaken: one of them isn't as it was when it was done.
    """
    _write(_TAKE_BACK, [_row(one) for one in outcomes])


def _row(one: Outcome) -> dict[str, Any]:
    said = {"state": one.state, "reason": one.reason, "person_id": one.person_id}
    return {"of": one.change_id, **said}


def _write(statement: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows and db.session.connection().execute(statement, rows).rowcount != len(rows):
        raise Overtaken
