"""Changes as a check has planned them, read before the writer's turn is taken; and what became of them,
written only where nobody else was quicker.

What does not belong here: doing them (`creating`, `changing`), planning them (`checking`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update

from lms.accounts.actions.importing.present import scope_of
from lms.accounts.models import PeopleImport, PeopleImportChange
from lms.core.db import AsJson, db

_imports: Any = PeopleImport.__table__
_changes: Any = PeopleImportChange.__table__


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
    def of(cls, one: PeopleImport) -> Import:
        """What is to be known of an import."""
        units = tuple(unit.get("id") for unit in one.counts.get("units", ()))
        return cls(one.id, one.by_id, units, scope_of(one.by_id))

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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a planned change: it is applied, or refused for a reason."""

    change_id: int
    person_id: int | None
    written: AsJson
    reason: str = ""


def planned(import_id: int, most: int) -> list[Change]:
    """The next changes of an import that are yet to be done."""
    query = (
        select(*(_changes.c[name] for name in Change.__dataclass_fields__))
        .where(_changes.c.import_id == import_id, _changes.c.state == "planned")
        .order_by(_changes.c.id)
        .limit(most)
    )
    return [Change(*row) for row in db.session.connection().execute(query)]


_ADVANCE = (
    update(_imports)
    .where(_imports.c.id == bindparam("of"), _imports.c.state == bindparam("while"))
    .values(done=_imports.c.done + bindparam("more"))
)

_CONCLUDE = (
    update(_changes)
    .where(_changes.c.id == bindparam("of"), _changes.c.state == "planned")
    .values({name: bindparam(name) for name in ("state", "reason", "person_id", "written")})
)


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
    rows = [
        {
            "of": one.change_id,
            "state": "refused" if one.reason else "applied",
            "reason": one.reason,
            "person_id": one.person_id,
            "written": one.written,
        }
        for one in outcomes
    ]
    if rows and db.session.connection().execute(_CONCLUDE, rows).rowcount != len(rows):
        raise Overtaken
