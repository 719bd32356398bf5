"""What work of many steps owes to others who write meanwhile.

What does not belong here: the steps (`jobs`, actions), whose turn it is (`writer`).
"""

from __future__ import annotations

from lms.core.db import db

LOG_PAGES = 400
"""When SQLite's log is cleared between steps. At 1,000 pages a commit would do it."""


def writers_take_turns() -> bool:
    """Whether nobody else can write while one does, so that long steps hold everybody up."""
    return db.engine.dialect.name == "sqlite"


def clear_log() -> None:
    """Move what SQLite's log holds to the database's file, where that is much and while others may
    write: else some commit does, and whoever wants to write waits for both. To be called between
    steps, outside of any transaction; waits for nobody."""
    if not writers_take_turns():
        return
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        _busy, logged, moved = cursor.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()
        if logged - moved >= LOG_PAGES:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
    finally:
        connection.close()
