"""What was planned is done: people are created, changed, moved, promoted and retired, some at a time.

What a step needs is read and reckoned while others may write; then it takes its turn, and what doesn't
fit any more is refused, or the step is done again. A job that was cut off, or a second press, does
nothing twice. What does not belong here: doing it (`creating`, `changing`, `linking`), deciding what a
sheet means (`checking`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Mapping
from datetime import date
from typing import Any

from lms.accounts.actions.doubles import look_for_doubles
from lms.accounts.actions.importing import slices
from lms.accounts.actions.importing.changing import change_people
from lms.accounts.actions.importing.creating import Creation, create_people, prepare
from lms.accounts.actions.importing.linking import link_some, waiting_links
from lms.accounts.actions.importing.planned import (
    Change,
    Import,
    Overtaken,
    advance,
    conclude,
    planned,
)
from lms.accounts.actions.importing.present import out_of_reach, scope_of
from lms.accounts.actions.importing.running import forget_rows
from lms.accounts.actions.importing.units import UnitBook, Unknown
from lms.accounts.actions.units import create_unit
from lms.accounts.models import PeopleImport
from lms.core import audit
from lms.core.clock import now, today
from lms.core.db import begin_writing, db, rollback
from lms.core.errors import Invalid

START, LEAST, MOST = 10, 8, 120
"""People created in a step: at first, at least and at the most. Whatever else is done takes several
statements each, so fewer of it make a step."""

CHANGES_COST = 3
"""How many creations take as long as one change."""

AHEAD = 400
"""So many planned changes are read at a time."""

MOST_TRIES = 20
"""So often in a row a step is done again; then it isn't others who are in its way."""


def apply(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """The handler of the job `apply-people`."""
    applier = Applier(params["import_id"])
    yield from slices.work("apply-people", params, applier.step, applier.pace)


def apply_all(import_id: int) -> Generator[None, None, None]:
    """Make the changes of an import to its end; whoever calls commits after each step."""
    applier = Applier(import_id)
    yield from slices.to_the_end(applier.step, applier.pace)


class Applier:
    """Makes the changes of an import, from where it has come. Whoever calls commits after each step."""

    def __init__(self, import_id: int) -> None:
        self.pace = slices.Pace(START, LEAST, MOST)
        self._id = import_id
        self._common: Import | None = None
        self._creations: deque[Creation] = deque()
        self._changes: deque[Change] = deque()
        self._tries = 0

    def step(self) -> bool:
        """Do the next changes; False where the import isn't being applied."""
        try:
            goes_on = self._step()
        except Overtaken:
            rollback()
            self._forget()
            self._tries += 1
            if self._tries == MOST_TRIES:
                raise
            return True
        self._tries = 0
        return goes_on

    def _step(self) -> bool:
        if self._common is None or not (self._creations or self._changes):
            one = db.session.get(PeopleImport, self._id)
            if one is None or one.state != "applying":
                return False
            if one.create_units and (waiting := _waiting_units(one)):
                self._create_unit(one, waiting[0])
                return True
            if not self._read_ahead(one):
                self._link_or_finish(one)
                return True
        assert self._common is not None
        if self._creations:
            self._create(self._common)
        else:
            self._change(self._common)
        return True

    def _read_ahead(self, one: PeopleImport) -> bool:
        """Read the next changes and reckon what can be reckoned before; False where there are none."""
        self._common = Import.of(one, scope_of(one.by_id))
        changes = planned(self._id, AHEAD)
        new = [change for change in changes if change.kind == "create"]
        self._creations.extend(prepare(self._common, new))
        self._changes.extend(change for change in changes if change.kind != "create")
        return bool(changes)

    def _forget(self) -> None:
        self._common = None
        self._creations.clear()
        self._changes.clear()

    def _begin(self) -> None:
        begin_writing()
        self.pace.begin()

    def _few(self) -> int:
        return max(1, self.pace.size // CHANGES_COST)

    def _create(self, common: Import) -> None:
        some = _taken(self._creations, self.pace.size)
        self._begin()
        advance(self._id, "applying", len(some))
        conclude(create_people(common, some))

    def _change(self, common: Import) -> None:
        some = _taken(self._changes, self._few())
        people = [one.person_id for one in some if one.person_id is not None]
        shielded = out_of_reach(common.by_id, people)
        self._begin()
        advance(self._id, "applying", len(some))
        conclude(change_people(common, some, shielded))

    def _create_unit(self, one: PeopleImport, at: int) -> None:
        """Create a unit that the sheet names, below what it says. One at a time: it may be what the next
        one stands below."""
        book = UnitBook(scope_of(one.by_id)).load(max(one.effective_from, today()))
        self._begin()
        one = self._locked()
        units = [dict(unit) for unit in one.counts["units"]]
        if "id" in units[at]:
            raise Overtaken
        units[at]["id"] = _unit_like(units[at], one, book)
        one.counts = one.counts | {"units": units}

    def _link_or_finish(self, one: PeopleImport) -> None:
        changes = waiting_links(one, self._few())
        position = one.position
        self._begin()
        one = self._locked()
        if one.position != position:
            raise Overtaken
        if changes:
            link_some(one, changes)
        else:
            _finish(one)

    def _locked(self) -> PeopleImport:
        one = db.session.get(PeopleImport, self._id, with_for_update=True)
        if one is None or one.state != "applying":
            raise Overtaken
        return one


def _taken(queue: deque[Any], most: int) -> list[Any]:
    return [queue.popleft() for _ in range(min(most, len(queue)))]


def _waiting_units(one: PeopleImport) -> list[int]:
    return [at for at, unit in enumerate(one.counts.get("units", ())) if "id" not in unit]


def _finish(one: PeopleImport) -> None:
    one.state, one.applied_at = "applied", now()
    forget_rows(one)
    look_for_doubles(one.id)
    audit.record("people-import:applied", actor_id=one.by_id, subject=("people-import", one.id))


def _unit_like(said: Mapping[str, Any], one: PeopleImport, book: UnitBook) -> int | None:
    names = ("code", "name", "parent", "rows", "since")
    unit = Unknown(**{name: said[name] for name in names})
    parent_id = book.parent_of_new(unit)
    if parent_id is None or not book.allows(parent_id):
        return None
    since = max(date.fromisoformat(unit.since), book.since(parent_id))
    for code in (unit.code, *book.free_codes(unit.name)):
        try:
            made = create_unit(
                code=code,
                name=unit.name,
                parent_id=parent_id,
                valid_from=since,
                actor_id=one.by_id,
            )
        except Invalid:  # no code at all, or one that is taken: the next is tried
            continue
        return made.id
    return None
