"""What is deleted is gone from the database's files, not only from its rows; stored files can be taken
in whole and removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from lms.core import db as database
from lms.core import files, remnants
from lms.core.clock import now
from lms.core.db import begin_unit, begin_writing, db, sqlite_driver
from lms.core.errors import NotFound
from lms.core.throttle import ThrottleCount
from tests.conftest import ON_POSTGRESQL

WORD = "kenari-yang-terhapus"


def _written_and_deleted() -> None:
    for statement in (None, f"DELETE FROM throttle_count WHERE key = '{WORD}'"):
        begin_unit(may_write=True)
        begin_writing()
        if statement is None:
            db.session.add(ThrottleCount(key=WORD, ends_at=now(), count=1))
        else:
            db.session.execute(text(statement))
        database.commit()


def _found(folder: Path) -> bool:
    return any(WORD.encode() in file.read_bytes() for file in folder.glob("lms.db*"))


def test_nothing_is_left_of_a_deleted_row_once_the_log_is_wiped(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        _written_and_deleted()
        assert _found(tmp_path) is not ON_POSTGRESQL
        assert remnants.wipe()
        assert not _found(tmp_path)


def test_a_log_that_somebody_reads_is_wiped_later(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remnants, "BUSY_S", 0.0)
    with app.app_context():
        _written_and_deleted()
        if not ON_POSTGRESQL:
            reader = sqlite_driver.connect(str(tmp_path / "lms.db"), isolation_level=None)
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM person").fetchone()
            assert not remnants.wipe()
            reader.close()
        assert remnants.wipe()


def test_a_finished_file_moves_into_the_store(app: Flask) -> None:
    made = files.root() / "baru.zip"
    made.write_bytes(b"isi")
    name = files.adopt(made)
    assert files.read(name) == b"isi"
    assert not made.exists()
    for _ in range(2):
        files.remove(name)
    with pytest.raises(NotFound):
        files.read(name)
    with pytest.raises(NotFound):
        files.remove("../lms.db")
