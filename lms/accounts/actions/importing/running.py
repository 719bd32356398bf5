"""An import from the sheet that comes in to the moment it is taken back: each step that a person takes.

What does not belong here: the long work between them (`checking`, `applying`, `undoing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import IO

from sqlalchemy import select

from lms.accounts import queries
from lms.accounts.actions.importing import slices
from lms.accounts.actions.importing.present import scope_of
from lms.accounts.actions.importing.reading import read_sheet
from lms.accounts.models import ImportMapping, PeopleImport
from lms.accounts.source import columns
from lms.core import audit, files
from lms.core.clock import now, today
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.core.words import N_

STATE_PASSED = N_("Impor ini sudah berlanjut. Muat ulang halamannya.")
LONGEST_FILE_NAME = 150


def receive_sheet(*, sent: IO[bytes], file_name: str, actor_id: int | None) -> PeopleImport:
    """Take in a sheet: its rows are kept without what is sensitive, its columns mapped as the same
    source's were last, or as their headings tell. Slow: the sheet is read.

    Raises:
        RefusedSheet: it can't be read.
    """
    sheet = read_sheet(sent)
    begin_writing()
    remembered = db.session.get(ImportMapping, _mapping_id(sheet.header))
    mapping = columns.propose(sheet.header)
    if remembered is not None:
        mapping = columns.remembered(sheet.header, remembered.fields)
    one = PeopleImport(
        file_name=file_name.strip()[-LONGEST_FILE_NAME:] or "-",
        rows_sha256=sheet.rows_sha256,
        row_count=sheet.row_count,
        header=list(sheet.header),
        dropped=list(sheet.dropped),
        mapping=mapping,
        effective_from=today(),
        state="mapping",
        counts={},
        by_id=actor_id,
        created_at=now(),
    )
    db.session.add(one)
    db.session.flush()
    details = {"rows": sheet.row_count, "dropped": list(sheet.dropped)}
    _record("people-import:receive", one, actor_id, **details)
    return one


def begin_check(
    *,
    import_id: int,
    mapping: Mapping[str, int],
    effective_from: date,
    create_units: bool,
    full_list_unit_id: int | None,
    retire_many: bool,
    actor_id: int | None,
) -> None:
    """Say what the columns mean, and have every row checked; what was found before is forgotten.

    Raises:
        NotFound: there is no such import.
        Invalid: a needed column is missing, or one is said to mean two things (field: the meaning);
            the unit of the full list isn't the actor's.
        Conflict: the import has gone on since.
    """
    for field in columns.NEEDED:
        if field not in mapping:
            raise Invalid(field, "Pilih kolomnya: tanpa itu pegawai tidak dapat dikenali.")
    for field, at in mapping.items():
        if list(mapping.values()).count(at) > 1:
            raise Invalid(field, "Kolom ini dipilih untuk dua hal. Pilih satu saja.")
    begin_writing()
    one = _locked(import_id, "mapping", "checked")
    if any(at not in range(len(one.header)) for at in mapping.values()):
        raise Invalid(
            "employee_number", "Pilihan ini tidak tersedia. Pilih salah satu dari daftar."
        )
    if full_list_unit_id is not None and not _is_ours(full_list_unit_id, one.by_id):
        raise Invalid("full_list_unit", "Pilihan ini tidak tersedia. Pilih salah satu dari daftar.")
    one.mapping, one.effective_from = dict(mapping), effective_from
    one.create_units, one.retire_many = create_units, retire_many
    one.full_list_unit_id = full_list_unit_id
    one.state, one.position, one.done, one.total = "checking", 0, 0, one.row_count
    _remember(one, actor_id)
    _record("people-import:check", one, actor_id)
    slices.ask("check-people", import_id)


def begin_applying(*, import_id: int, actor_id: int | None) -> None:
    """Have what was planned done. A second press changes nothing.

    Raises:
        NotFound: there is no such import.
        Conflict: it isn't checked, or was discarded or undone.
    """
    begin_writing()
    one = _locked(import_id, "checked", "applying", "applied")
    if one.state != "checked":
        return
    one.state, one.done, one.position = "applying", 0, 0
    _record("people-import:apply", one, actor_id)
    slices.ask("apply-people", import_id)


def begin_undoing(*, import_id: int, actor_id: int | None) -> None:
    """Have what was done taken back. A second press changes nothing.

    Raises:
        NotFound: there is no such import.
        Conflict: it wasn't applied.
    """
    begin_writing()
    one = _locked(import_id, "applied", "undoing", "undone")
    if one.state != "applied":
        return
    one.state, one.done, one.position = "undoing", 0, 0
    _record("people-import:undo", one, actor_id)
    slices.ask("undo-people", import_id)


def discard_import(*, import_id: int, actor_id: int | None) -> None:
    """Give up an import before anything was done; its rows are forgotten.

    Raises:
        NotFound: there is no such import.
        Conflict: it was begun to be applied.
    """
    begin_writing()
    one = _locked(import_id, "mapping", "checking", "checked", "discarded")
    if one.state == "discarded":
        return
    one.state = "discarded"
    forget_rows(one)
    _record("people-import:discard", one, actor_id)


def forget_rows(one: PeopleImport) -> None:
    """Delete the stored rows of an import that needs them no more: they tell of people who may ask to
    be forgotten. For the other actions of this package."""
    sha256, one.rows_sha256 = one.rows_sha256, None
    db.session.flush()
    others = select(PeopleImport.id).where(PeopleImport.rows_sha256 == sha256).limit(1)
    if sha256 is not None and db.session.scalar(others) is None:
        files.remove(sha256)


def _locked(import_id: int, *states: str) -> PeopleImport:
    one = db.session.get(PeopleImport, import_id, with_for_update=True)
    if one is None:
        raise NotFound()
    if one.state not in states:
        raise Conflict(STATE_PASSED)
    return one


def _is_ours(unit_id: int, by_id: int | None) -> bool:
    scope = scope_of(by_id)
    return queries.unit_exists(unit_id, today()) if scope is None else unit_id in scope


def _mapping_id(header: tuple[str, ...]) -> int:
    known = select(ImportMapping.id).where(ImportMapping.signature == columns.signature(header))
    return db.session.scalar(known) or 0


def _remember(one: PeopleImport, actor_id: int | None) -> None:
    header = tuple(one.header)
    fields = {columns.plain(header[at]): field for field, at in one.mapping.items()}
    known = db.session.get(ImportMapping, _mapping_id(header))
    if known is None:
        known = ImportMapping(signature=columns.signature(header))
        db.session.add(known)
    known.fields, known.saved_by_id, known.saved_at = fields, actor_id, now()
    db.session.flush()


def _record(what: str, one: PeopleImport, actor_id: int | None, **details: object) -> None:
    audit.record(
        what,
        actor_id=actor_id,
        subject=("people-import", one.id),
        details=details,
    )
