"""Which unit a sheet means: by code, else by name, else by name and what it is part of.

What does not belong here: comparing people (`source.comparing`), creating the units (`applying`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sqlalchemy import func, select

from lms.accounts import policy
from lms.accounts.models import OrgUnit, UnitVersion
from lms.accounts.source.columns import plain
from lms.accounts.source.comparing import Place
from lms.accounts.source.rows import PersonRow
from lms.core.db import db

Trouble = Literal["unit-unknown", "unit-ambiguous"]


@dataclass
class Unknown:
    """A unit that a sheet names and that there is not."""

    code: str
    name: str
    parent: str
    rows: int = 0
    since: str = ""

    def fields(self) -> dict[str, str | int]:
        """As an import keeps it."""
        return dict(vars(self))


@dataclass
class UnitBook:
    """The units of a day, and the unknown ones that a sheet has named so far."""

    scope: frozenset[int] | None
    """The units that whoever imports looks after; None: all."""

    unknown: list[Unknown] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = defaultdict(list)
        self._names: dict[int, str] = {}
        self._parents: dict[int, int | None] = {}
        self._since: dict[int, date] = {}
        self._unknown_at = {
            (plain(one.name), plain(one.parent)): at for at, one in enumerate(self.unknown)
        }

    def load(self, day: date) -> UnitBook:
        """Read the units of the day; returns itself."""
        since = (
            select(UnitVersion.unit_id, func.min(UnitVersion.valid_from).label("since"))
            .group_by(UnitVersion.unit_id)
            .subquery()
        )
        rows = db.session.execute(
            select(OrgUnit.id, OrgUnit.code, UnitVersion.name, UnitVersion.parent_id, since.c.since)
            .join(UnitVersion, UnitVersion.unit_id == OrgUnit.id)
            .join(since, since.c.unit_id == OrgUnit.id)
            .where(policy.holds_on(UnitVersion, day))
            .order_by(OrgUnit.id)
        )
        for unit_id, code, name, parent_id, begun in rows:
            self._by_code[code.lower()] = unit_id
            self._by_name[plain(name)].append(unit_id)
            self._names[unit_id] = plain(name)
            self._parents[unit_id] = parent_id
            self._since[unit_id] = begun
        return self

    def place(self, row: PersonRow) -> Place | Trouble | None:
        """The unit that a row means; None where it names none."""
        if row.unit_code and row.unit_code.lower() in self._by_code:
            return self._place(self._by_code[row.unit_code.lower()])
        name = row.unit_name or row.parent_unit_name
        if not name:
            return "unit-unknown" if row.unit_code else None
        found = self._named(name, row.parent_unit_name if row.unit_name else "")
        if len(found) == 1:
            return self._place(found[0])
        return "unit-ambiguous" if found else "unit-unknown"

    def note_unknown(self, row: PersonRow, day: date) -> Place | None:
        """The place in a unit that is yet to be created; None where the row doesn't name it."""
        name = row.unit_name or row.parent_unit_name
        if not name:
            return None
        parent = row.parent_unit_name if row.unit_name else ""
        key = (plain(name), plain(parent))
        at = self._unknown_at.get(key)
        if at is None:
            at = self._unknown_at[key] = len(self.unknown)
            self.unknown.append(Unknown(row.unit_code.lower(), name, parent))
        one = self.unknown[at]
        one.rows += 1
        one.since = min(one.since or day.isoformat(), day.isoformat())
        return Place(None, at)

    def parent_of_new(self, one: Unknown) -> int | None:
        """The unit below which an unknown one belongs: the one its sheet names, else the only one at
        the top of those that may be used; None where that can't be told."""
        found = self._named(one.parent, "") if one.parent else []
        if len(found) == 1:
            return found[0]
        allowed = self._parents.keys() if self.scope is None else self.scope
        tops = [unit for unit in allowed if self._parents.get(unit) not in allowed]
        return tops[0] if len(tops) == 1 else None

    def allows(self, unit_id: int | None) -> bool:
        """Whether whoever imports looks after the unit."""
        return self.scope is None or unit_id in self.scope

    def since(self, unit_id: int) -> date:
        """The day from which the unit exists."""
        return self._since[unit_id]

    def free_codes(self, name: str) -> list[str]:
        """Codes for a new unit, made of its name; the last ones surely free."""
        stem = plain(name)[:40] or "unit"
        return [stem, *(f"{stem}-{at}" for at in range(2, 100))]

    def _place(self, unit_id: int) -> Place:
        return Place(unit_id, None, self._since[unit_id])

    def _named(self, name: str, parent: str) -> list[int]:
        found = self._by_name.get(plain(name), [])
        if len(found) > 1 and parent:
            found = [unit for unit in found if plain(parent) in self._names_above(unit)] or found
        if len(found) > 1 and self.scope is not None:
            found = [unit for unit in found if unit in self.scope] or found
        return found

    def _names_above(self, unit_id: int) -> set[str]:
        names: set[str] = set()
        here = self._parents.get(unit_id)
        # The tree has no rings; the bound costs nothing where it once had one.
        for _ in range(50):
            if here is None:
                break
            names.add(self._names.get(here, ""))
            here = self._parents.get(here)
        return names
