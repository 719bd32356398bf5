"""What a database still holds of what was deleted, and taking it away.

SQLite's own pages are wiped as rows are deleted (`secure_delete`, see `db.py`); PostgreSQL's with its
next VACUUM. What does not belong here: copies that were taken before (back-ups).
"""

from __future__ import annotations

from lms.core.db import db, rollback, sqlite_driver

BUSY_S = 2.0


def wipe() -> bool:
    """Take what was deleted out of SQLite's write-ahead log, into which every change goes first.
    Returns False where a reader still needs the log: then it is to be tried again."""
    file = db.engine.url.database
    if db.engine.dialect.name != "sqlite" or not file or file == ":memory:":
        return True
    rollback()
    connection = sqlite_driver.connect(file, timeout=BUSY_S)
    try:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.close()
    return not busy
