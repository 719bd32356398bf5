"""A copy of everything held of a person: one zip with a JSON file for each kind of data, an index to
read, and the person's own files.

It is made by a job, outside any transaction, into a file of its own; only that it is ready is a
write. What does not belong here: what is held (`rules.registry`), words of the index (views).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from lms.core import audit, files, jobs
from lms.core.clock import now
from lms.core.db import add_once, begin_writing, db, rollback
from lms.core.errors import NotFound
from lms.notifications.actions import notify
from lms.privacy.models import DataExport
from lms.privacy.queries import holdings
from lms.privacy.rules.registry import HOLDINGS, MENTIONS, TRAILS, Fate
from lms.privacy.rules.requests import COPY_KEPT


@dataclass(frozen=True)
class Part:
    """A file of the copy: its path in the zip, what it is (a msgid), how many rows it has, and what
    erasure would do with it (None: nothing, it is part of the sealed trail or others' work)."""

    path: str
    words: str
    rows: int
    fate: Fate | None
    reason: str = ""


@dataclass(frozen=True)
class Contents:
    """What is in a copy, for its index."""

    person_id: int
    made_at: datetime
    parts: tuple[Part, ...]
    files: tuple[str, ...]


Index = Callable[[Contents], str]
_index: Index | None = None


def describe_with(index: Index) -> None:
    """Say how the index is written; the views do it, for actions know no templates."""
    global _index
    _index = index


def ask_copy(*, person_id: int, actor_id: int) -> None:
    """Ask for a copy; one that is being made already is success."""
    begin_writing()
    copy = DataExport(person_id=person_id, asked_by_id=actor_id, asked_at=now())
    if not add_once(copy, "uq_data_export_unfinished"):
        return
    jobs.enqueue("copy-data", {"copy_id": copy.id}, key=f"copy-data:{copy.id}")
    audit.record("data:export", actor_id=actor_id, subject=("person", person_id))
    db.session.flush()


def make_copy(params: Mapping[str, Any]) -> Generator[None, None, None]:
    """Make a copy that was asked for, and tell its owner; the handler of the job `copy-data`."""
    copy = db.session.get(DataExport, params["copy_id"])
    if copy is None or copy.done_at is not None:
        return
    person_id = copy.person_id
    made = NamedTemporaryFile(dir=files.root(), suffix=".zip", delete=False)  # noqa: SIM115 - it stays
    try:
        with made:
            write_copy(person_id, Path(made.name))
        rollback()
        size = Path(made.name).stat().st_size
        sha256 = files.adopt(Path(made.name))
    except BaseException:
        Path(made.name).unlink(missing_ok=True)
        raise
    _finish(params["copy_id"], sha256, size)
    yield


def write_copy(person_id: int, target: Path) -> Contents:
    """Write the copy of a person's data into a file.

    Raises:
        NotFound: there is no such person.
    """
    if _index is None:
        raise RuntimeError("lms.privacy.actions.copies.describe_with() has not been called")
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        parts = tuple(_write_parts(archive, person_id))
        own = tuple(_write_files(archive, person_id))
        contents = Contents(person_id, now(), parts, own)
        archive.writestr("index.html", _index(contents))
    if not any(part.path == "data/person-id.json" and part.rows for part in parts):
        raise NotFound()
    return contents


def _finish(copy_id: int, sha256: str, size: int) -> None:
    begin_writing()
    copy = db.session.get_one(DataExport, copy_id)
    copy.sha256, copy.size, copy.done_at = sha256, size, now()
    copy.expires_at = now() + COPY_KEPT
    notify(
        person_id=copy.person_id,
        kind="data-copy-ready",
        params={"until": copy.expires_at.isoformat()},
        key=f"data-copy-ready:{copy_id}",
    )


def _write_parts(archive: ZipFile, person_id: int) -> Iterable[Part]:
    for holding in HOLDINGS:
        path = f"data/{holding.table}-{holding.path[0]}.json"
        count = _write(archive, path, holdings.rows_of(holding, person_id))
        yield Part(path, holding.words, count, holding.fate, holding.reason)
    for mention in MENTIONS:
        path = f"done/{mention.table}-{mention.column}.json"
        count = _write(archive, path, holdings.rows_mentioning(mention, person_id))
        yield Part(path, mention.words, count, None, mention.reason)
    for table, column, words in TRAILS:
        path = f"trail/{table}-{column}.json"
        count = _write(archive, path, holdings.trail_rows(table, column, person_id))
        yield Part(path, words, count, None)


def _write(archive: ZipFile, path: str, rows: holdings.Rows) -> int:
    count = 0
    with archive.open(path, "w") as out:
        out.write(b"[")
        for row in rows:
            line = json.dumps(row, ensure_ascii=False, default=_plain)
            out.write(f"{',' if count else ''}\n{line}".encode())
            count += 1
        out.write(b"\n]\n")
    return count


def _write_files(archive: ZipFile, person_id: int) -> Iterable[str]:
    for holding in HOLDINGS:
        for row_id, name, sha256 in holdings.files_of(holding, person_id):
            path = f"files/{holding.table}-{row_id}-{name}"
            archive.write(files.path(sha256), path)
            yield path


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no plain value")
