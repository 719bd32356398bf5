"""Making a table that was asked for, in steps that can be taken up again: which rows it has, then some rows
after others into a file that waits, at last the file itself.

Everything is read as the person who asked and may see today. Rows and files are written while others may
write to the database: only how far it got is a write. What does not belong here: the forms (`writing`).
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Generator, Iterator, Mapping
from itertools import count
from pathlib import Path
from shutil import rmtree
from typing import Any

from lms.accounts import queries as accounts
from lms.accounts.models import Person
from lms.core import files
from lms.core.clock import now
from lms.core.db import begin_writing, db, rollback
from lms.core.exports import Cell, Column, Keys, packed, unpacked
from lms.notifications.actions import notify
from lms.supervision.actions.exports.writing import Described, write
from lms.supervision.models import Export
from lms.supervision.queries.exports import (
    given_up,
    reach_of,
    still_reaches,
    stored_what,
    unfinished,
)
from lms.supervision.rules.exports import KEPT, What, fits

AT_ONCE = 500
"""Rows that one step reads."""

Describe = Callable[[Person, What, str], Described]
"""Tells a table in the words of a language, as a person may see it."""


def _nobody(_actor: Person, _what: What, _language: str) -> Described:
    raise RuntimeError("lms.supervision.actions.exports.making.described_by() has not been called")


_describe: Describe = _nobody


def described_by(describe: Describe) -> None:
    """Say who puts tables into words."""
    global _describe
    _describe = describe


def make_export(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Make an export; the handler of the job `make-export`. Cut off, it goes on after the last rows that it
    wrote down."""
    export_id: int = params["export_id"]
    while (described := _described(export_id)) is not None:
        export = db.session.get_one(Export, export_id)
        if export.total is None or not _order(export_id).exists():
            _begin(export_id, described)
        elif export.done < export.total:
            _write_some(export_id, described)
        else:
            yield from _finish(export_id, described)
        yield
    rmtree(_folder(export_id), ignore_errors=True)


def give_up() -> int:
    """Say of exports at which nobody works any more that they failed, and clear what is left of those that
    are over; returns how many failed."""
    lost = given_up(20)
    if lost:
        begin_writing()
        for export_id in lost:
            _fail(db.session.get_one(Export, export_id), "broken")
    at_work = unfinished()
    for folder in _root().glob("*"):
        if folder.name.isdigit() and int(folder.name) not in at_work:
            rmtree(folder, ignore_errors=True)
    return len(lost)


def _described(export_id: int) -> Described | None:
    """The table of an export that is to be made on; None where it isn't, or not any more."""
    export = db.session.get(Export, export_id, populate_existing=True)
    if export is None or export.state not in {"waiting", "running"}:
        return None
    actor = accounts.person(export.person_id)
    # What the asker may not see any more isn't read in their name.
    if actor.disabled_at is not None or not still_reaches(actor, export):
        _failed(export_id, "rights")
    elif export.total is not None and not fits(export.form, export.total):
        _failed(export_id, "long")
    else:
        return _describe(actor, stored_what(export), export.language)
    return None


def _failed(export_id: int, why: str) -> None:
    begin_writing()
    export = db.session.get(Export, export_id, with_for_update=True)
    if export is not None:
        _fail(export, why)


def _fail(export: Export, why: str) -> None:
    export.state, export.failure, export.finished_at = "failed", why, now()
    export.expires_at = now() + KEPT
    db.session.flush()


def _begin(export_id: int, described: Described) -> None:
    """Write down which rows there are, in their order."""
    export = db.session.get_one(Export, export_id)
    actor = accounts.person(export.person_id)
    reach = reach_of(actor, stored_what(export))
    folder = _folder(export_id)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rows").write_bytes(b"")
    total = 0
    with (folder / "order.part").open("wb") as out:
        for keys in described.table.order():
            array("q", keys).tofile(out)
            total += 1
        out.flush()
        os.fsync(out.fileno())
    (folder / "order.part").replace(_order(export_id))
    begin_writing()
    present = db.session.get(Export, export_id, with_for_update=True)
    if present is not None:
        present.state, present.reach = "running", reach
        present.total, present.done, present.reached = total, 0, 0
        db.session.flush()


def _write_some(export_id: int, described: Described) -> None:
    """Write down the next rows, after what is known to be whole."""
    export = db.session.get_one(Export, export_id)
    behind, reached = export.done, export.reached
    keys = _some_keys(export_id, behind)
    with (_folder(export_id) / "rows").open("r+b") as out:
        out.truncate(reached)
        out.seek(reached)
        for row in described.table.rows(keys):
            out.write(packed(row).encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())
        reached = out.tell()
    begin_writing()
    present = db.session.get(Export, export_id, with_for_update=True)
    if present is not None and present.done == behind and present.total is not None:
        present.done, present.reached = behind + len(keys), reached
        db.session.flush()


def _finish(export_id: int, described: Described) -> Generator[None, None, None]:
    """Make the file of the rows, store it, and tell who asked."""
    export = db.session.get_one(Export, export_id)
    form, reached = export.form, export.reached
    made = _folder(export_id) / "file"
    rollback()  # Nothing is read from here on: no snapshot is kept open meanwhile.
    number = count()
    with made.open("wb") as out:
        written = _rows(export_id, described.table.columns, reached)
        rows = (row for row, _ in zip(written, number, strict=False))
        for _ in write(described, form, rows, out):
            yield
        out.flush()
        os.fsync(out.fileno())
    begin_writing()
    present = db.session.get(Export, export_id, with_for_update=True)
    if present is None or present.state != "running" or present.done != present.total:
        return  # Deleted, or to be made again: the file goes with the folder, or is written anew.
    # Under the writer's turn, so that no file is stored that no row names.
    present.size, present.sha256 = made.stat().st_size, files.adopt(made)
    present.total = present.done = next(number)  # Fewer than keys, where somebody was left out.
    present.state = "done"
    present.finished_at, present.expires_at = now(), now() + KEPT
    notify(
        person_id=present.person_id,
        kind="export-ready",
        params={
            "subject": present.subject,
            "form": present.form,
            "until": present.expires_at.isoformat(),
        },
        key=f"export-ready:{export_id}",
    )
    db.session.flush()


def _rows(export_id: int, columns: tuple[Column, ...], reached: int) -> Iterator[list[Cell]]:
    left = reached
    with (_folder(export_id) / "rows").open("rb") as lines:
        for line in lines:
            left -= len(line)
            if left < 0:
                return
            yield unpacked(line.decode(), columns)


def _some_keys(export_id: int, done: int) -> list[Keys]:
    found = array("q")
    with _order(export_id).open("rb") as order:
        order.seek(done * 2 * found.itemsize)
        found.frombytes(order.read(AT_ONCE * 2 * found.itemsize))
    return list(zip(found[::2], found[1::2], strict=True))


def _root() -> Path:
    """Where exports lie that are being made: beside the stored files, none of which is called so."""
    return files.root() / "exports"


def _folder(export_id: int) -> Path:
    return _root() / str(export_id)


def _order(export_id: int) -> Path:
    return _folder(export_id) / "order"
