"""The dry run: every row is read and compared with who there is; what it would change is noted.

In steps that go on where they stopped. What does not belong here: changing people (`applying`).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from sqlalchemy import delete, func, select

from lms.accounts import queries
from lms.accounts.actions.importing import slices
from lms.accounts.actions.importing.noting import add_changes, add_findings, change_rows
from lms.accounts.actions.importing.present import (
    out_of_reach,
    people_by_number,
    present_people,
    scope_of,
)
from lms.accounts.actions.importing.units import UnitBook, Unknown
from lms.accounts.models import (
    EmployeeNumber,
    PeopleImport,
    PeopleImportChange,
    PeopleImportFinding,
    Person,
)
from lms.accounts.source import kept
from lms.accounts.source.columns import EMAIL, EMPLOYEE_NUMBER, SUPERVISOR_NUMBER, UNIT_NAME
from lms.accounts.source.comparing import Place, Planned, Present, plan, similar
from lms.accounts.source.findings import Finding
from lms.accounts.source.rows import LEFT, PersonRow, Reader
from lms.core import files
from lms.core.clock import today
from lms.core.db import begin_writing, db

LEAST, MOST = 100, 1_000
"""Rows checked in a step, at least and at the most."""

WRITTEN = 150
"""So many changes and findings a step should keep: where most rows change nothing, it checks more."""

MOST_UNKNOWN_UNITS = 500
RETIRED_PERCENT = 10
"""More of a unit's people are not retired for want in a list unless somebody says so."""


def check(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """The handler of the job `check-people`."""
    checker = _checker_of(params["import_id"])
    yield from slices.work("check-people", params, checker.step)
    # Only what came to the end of its slice is good for the next one: an error leaves it half done.
    _between_slices[:] = [checker] if checker.goes_on else []


def check_all(import_id: int) -> Generator[None, None, None]:
    """Check the sheet of an import to its end; whoever calls commits after each step."""
    yield from slices.to_the_end(Checker(import_id).step)


class Checker:
    """Reads a sheet on from where the import has come."""

    def __init__(self, import_id: int) -> None:
        self._id = import_id
        self.goes_on = False
        self._size = LEAST
        self._position: int | None = None
        self._seen: dict[str, int] | None = None
        self._coming: frozenset[str] | None = None
        self._book: UnitBook | None = None

    def is_of(self, import_id: int) -> bool:
        """Whether it reads the sheet of the import."""
        return self._id == import_id

    def step(self) -> bool:
        """Check the next rows; False where the import isn't being checked."""
        one = db.session.get(PeopleImport, self._id)
        self.goes_on = False
        if one is None or one.state != "checking" or one.rows_sha256 is None:
            return False
        self.goes_on = True
        if one.position == 0:
            return self._begin(one)
        if self._position != one.position:
            self._seen = self._coming = self._book = None
        batch = _Batch(one, self._books(one), self._numbers_seen(one), self._numbers_coming(one))
        lines, position = _lines(one.rows_sha256, one.position, self._size)
        if not lines:
            return self._finish(one.full_list_unit_id)
        batch.read(lines)
        rows = change_rows(self._id, batch.changes)
        begin_writing()
        one = db.session.get_one(PeopleImport, self._id, with_for_update=True)
        batch.note(one)
        add_changes(rows)
        one.position, one.done = position, one.done + len(lines)
        self._position = position
        written = max(1, len(rows) + len(batch.findings))
        self._size = max(LEAST, min(MOST, 2 * self._size, len(lines) * WRITTEN // written))
        return True

    def _begin(self, one: PeopleImport) -> bool:
        """Forget an earlier check, a little at a time; then stand before the first row."""
        with files.path(one.rows_sha256 or "").open("rb") as rows:
            rows.readline()
            first = rows.tell()
        begin_writing()
        for table in (PeopleImportChange, PeopleImportFinding):
            old = select(table.id).where(table.import_id == self._id).limit(2_000)
            if db.session.scalars(delete(table).where(table.id.in_(old)).returning(table.id)).all():
                return True
        one = db.session.get_one(PeopleImport, self._id, with_for_update=True)
        one.position, one.done, one.total, one.counts = first, 0, one.row_count, {}
        return True

    def _books(self, one: PeopleImport) -> UnitBook:
        if self._book is None:
            unknown = [Unknown(**fields) for fields in one.counts.get("units", ())]
            day = max(one.effective_from, today())
            self._book = UnitBook(scope_of(one.by_id), unknown).load(day)
        return self._book

    def _numbers_seen(self, one: PeopleImport) -> dict[str, int]:
        """In which row each employee number stands, of the rows that were read already."""
        if self._seen is None:
            self._seen = {}
            at = one.mapping[EMPLOYEE_NUMBER]
            reader = Reader(one.header, {EMPLOYEE_NUMBER: at})
            with files.path(one.rows_sha256 or "").open("rb") as rows:
                rows.readline()
                while rows.tell() < one.position:
                    row, cells = kept.read_row(rows.readline())
                    self._seen.setdefault(reader.bare_number(cells), row)
        return self._seen

    def _numbers_coming(self, one: PeopleImport) -> frozenset[str]:
        """The employee numbers of the whole sheet, where it names supervisors at all."""
        if self._coming is None:
            self._coming = frozenset()
            if SUPERVISOR_NUMBER in one.mapping:
                self._coming = frozenset(_every_number(one)) - {""}
        return self._coming

    def _finish(self, unit_id: int | None) -> bool:
        """Note who of a unit is missing in a list that should be complete; then all is checked."""
        begin_writing()
        one = db.session.get_one(PeopleImport, self._id, with_for_update=True)
        if unit_id is not None and _retire_missing(one, unit_id, self._numbers_seen(one)):
            return True
        planned = select(func.count()).where(PeopleImportChange.import_id == one.id)
        one.state, one.done, one.total = "checked", 0, db.session.scalar(planned) or 0
        return True


_between_slices: list[Checker] = []
"""The checker of the last slice in this process: without it every slice would read all rows before its
own again."""


def _checker_of(import_id: int) -> Checker:
    """The one that goes on, or a new one: another process may have done the slice before."""
    kept_one = _between_slices.pop() if _between_slices else None
    return kept_one if kept_one is not None and kept_one.is_of(import_id) else Checker(import_id)


class _Batch:
    """Some rows of a sheet, read and compared."""

    def __init__(
        self, one: PeopleImport, book: UnitBook, seen: dict[str, int], coming: frozenset[str]
    ) -> None:
        self._import = (one.id, one.by_id, one.effective_from, one.create_units)
        self._reader = Reader(one.header, one.mapping)
        self._headings = {field: one.header[at] for field, at in one.mapping.items()}
        self._book = book
        self._seen = seen
        self._coming = coming
        self.findings: list[Finding] = []
        self.changes: list[tuple[int, int | None, Planned]] = []

    def read(self, lines: Sequence[bytes]) -> None:
        rows = [row for row in map(self._read, lines) if row is not None]
        numbers = {row.employee_number for row in rows}
        numbers |= {row.supervisor_number for row in rows if row.supervisor_number}
        ids = people_by_number(numbers)
        present = present_people(
            [ids[row.employee_number] for row in rows if row.employee_number in ids]
        )
        shielded = out_of_reach(self._import[1], list(present))
        taken = _addresses(rows)
        doubles = _Doubles([row for row in rows if row.employee_number not in ids])
        for row in rows:
            known = present.get(ids.get(row.employee_number, 0))
            row = self._without_taken(row, known, taken)
            if known is None:
                self._warn_of_double(row, doubles)
            self._compare(row, known, ids, shielded)

    def note(self, one: PeopleImport) -> None:
        """Keep what was found, and count what is to be changed."""
        counts = dict(one.counts)
        add_findings(one.id, counts, self.findings)
        kinds = dict(counts.get("kinds", {}))
        for _row, _person_id, planned in self.changes:
            kinds[planned.kind] = kinds.get(planned.kind, 0) + 1
        counts["kinds"] = kinds
        links = sum("supervisor_number" in planned.after for *_of, planned in self.changes)
        counts["links"] = counts.get("links", 0) + links
        counts["units"] = [unit.fields() for unit in self._book.unknown]
        one.counts = counts

    def _read(self, line: bytes) -> PersonRow | None:
        number, cells = kept.read_row(line)
        row, findings = self._reader.read(number, cells)
        self.findings += findings
        if row is None:
            return None
        first = self._seen.setdefault(row.employee_number, row.row)
        if first != row.row:
            self._say(row, EMPLOYEE_NUMBER, "number-twice", "error", first=first)
            return None
        return row

    def _say(
        self, row: PersonRow, field: str, code: str, severity: Any = "warning", **params: Any
    ) -> None:
        heading = self._headings.get(field, "")
        self.findings.append(Finding(row.row, heading, code, severity, params))

    def _without_taken(
        self, row: PersonRow, known: Present | None, taken: dict[str, int]
    ) -> PersonRow:
        holder = taken.get(row.email)
        own = (-row.row, known.person_id if known is not None else None)
        if row.email and holder is not None and holder not in own:
            self._say(row, EMAIL, "email-taken")
            return _without_address(row)
        return row

    def _warn_of_double(self, row: PersonRow, doubles: _Doubles) -> None:
        if doubles.has(row):
            self._say(row, EMPLOYEE_NUMBER, "possible-double")

    def _compare(
        self, row: PersonRow, known: Present | None, ids: Mapping[str, int], shielded: set[int]
    ) -> None:
        _id, _by, default_day, _create = self._import
        place = self._place(row, known)
        if place is False:
            return
        if known is not None and known.person_id in shielded:
            if row.status == LEFT:
                self._say(row, EMPLOYEE_NUMBER, "out-of-reach", "error")
                return
            if row.email and row.email != known.email:
                self._say(row, EMAIL, "email-out-of-reach")
                row = _without_address(row)
        if known is not None and known.disabled and row.status != LEFT:
            self._say(row, EMPLOYEE_NUMBER, "account-shut")
        if row.status == LEFT and (row.effective_date or default_day) > today():
            self._say(row, EMPLOYEE_NUMBER, "leaves-later")
            return
        supervisor_id = ids.get(row.supervisor_number)
        comes = supervisor_id is None and row.supervisor_number in self._coming
        if row.supervisor_number and supervisor_id is None and not comes:
            self._say(row, SUPERVISOR_NUMBER, "supervisor-unknown")
        planned = plan(
            row,
            known,
            place=place,
            supervisor_id=supervisor_id,
            default_day=default_day,
            supervisor_comes=comes,
        )
        if planned is not None:
            self.changes.append((row.row, known.person_id if known else None, planned))

    def _place(self, row: PersonRow, known: Present | None) -> Place | Literal[False] | None:
        """The place that the row names, or False where an error keeps the row out."""
        _id, _by, default_day, create_units = self._import
        if known is not None and not self._allows_present(known):
            self._say(row, EMPLOYEE_NUMBER, "other-agency", "error")
            return False
        found = self._book.place(row)
        if found == "unit-unknown":
            day = row.effective_date or default_day
            noted = None
            if len(self._book.unknown) < MOST_UNKNOWN_UNITS:
                noted = self._book.note_unknown(row, day)
            if noted is not None and create_units:
                return noted
            named = row.unit_name or row.parent_unit_name or row.unit_code
            self._say(row, UNIT_NAME, "unit-unknown", "error", name=named)
            return False
        if found == "unit-ambiguous":
            self._say(row, UNIT_NAME, "unit-ambiguous", "error", name=row.unit_name)
            return False
        if found is None:
            if known is None:
                bounded = self._book.scope is not None
                self._say(row, UNIT_NAME, "unit-missing", "error" if bounded else "warning")
                return False if bounded else None
            return None
        if not self._book.allows(found.unit_id):
            self._say(row, UNIT_NAME, "unit-of-others", "error", name=row.unit_name)
            return False
        return found

    def _allows_present(self, known: Present) -> bool:
        return self._book.allows(known.post.unit_id if known.post else None)


class _Doubles:
    """Whether somebody else is there already who was born on the same day and has a similar name: a
    contract that became permanent brings a new number."""

    def __init__(self, rows: Sequence[PersonRow]) -> None:
        births = {row.employee_number[:8] for row in rows}
        self._names: dict[str, list[str]] = {}
        if not births:
            return
        born = func.substr(EmployeeNumber.number, 1, 8)
        query = (
            select(born, Person.full_name)
            .join(Person, Person.id == EmployeeNumber.person_id)
            .where(born.in_(births))
        )
        for birth, name in db.session.execute(query):
            self._names.setdefault(birth, []).append(name)

    def has(self, row: PersonRow) -> bool:
        names = self._names.get(row.employee_number[:8], ())
        return any(similar(name, row.full_name) for name in names)


def _without_address(row: PersonRow) -> PersonRow:
    """The row without its address."""
    return replace(row, email="")


def _lines(sha256: str, position: int, most: int) -> tuple[list[bytes], int]:
    with files.path(sha256).open("rb") as rows:
        rows.seek(position)
        lines = [line for _ in range(most) if (line := rows.readline())]
        return lines, rows.tell()


def _every_number(one: PeopleImport) -> Iterator[str]:
    reader = Reader(one.header, {EMPLOYEE_NUMBER: one.mapping[EMPLOYEE_NUMBER]})
    with files.path(one.rows_sha256 or "").open("rb") as rows:
        rows.readline()
        for line in rows:
            _row, cells = kept.read_row(line)
            yield reader.bare_number(cells)


def _addresses(rows: Sequence[PersonRow]) -> dict[str, int]:
    """Who has each of the rows' addresses: a person, or (negative) the first row that names it."""
    holders: dict[str, int] = {}
    for row in rows:
        if row.email:
            holders.setdefault(row.email, -row.row)
    query = select(Person.email, Person.id).where(Person.email.in_(holders))
    return holders | {str(email): person_id for email, person_id in db.session.execute(query)}


def _retire_missing(one: PeopleImport, unit_id: int, seen: Mapping[str, int]) -> bool:
    """Note that the people of a unit leave who are not in its complete list; False where all that is
    to be noted is noted. Shielded accounts and the importer's own stay."""
    members = queries.members_with_numbers(unit_id, today())
    missing = [person for person, numbers in members.items() if not any(n in seen for n in numbers)]
    noted = set(
        db.session.scalars(
            select(PeopleImportChange.person_id).where(
                PeopleImportChange.import_id == one.id, PeopleImportChange.row_number == 0
            )
        )
    )
    left = [person for person in missing if person not in noted]
    left = sorted(set(left) - out_of_reach(one.by_id, left) - {one.by_id or 0})
    counts = dict(one.counts)
    if len(missing) * 100 > len(members) * RETIRED_PERCENT and not one.retire_many:
        params = {"count": len(missing), "total": len(members)}
        add_findings(one.id, counts, [Finding(0, "", "retires-many", "error", params)])
        one.counts = counts
        return False
    some = left[:LEAST]
    day = max(one.effective_from, today()).isoformat()
    gone = Planned("retire", {"left": False}, {"left": True, "day": day})
    add_changes(change_rows(one.id, [(0, person, gone) for person in some]))
    kinds = dict(counts.get("kinds", {}))
    kinds["retire"] = kinds.get("retire", 0) + len(some)
    one.counts = counts | {"kinds": kinds}
    return bool(some)
