"""Runs the migrations on the application's own engine: same driver, same settings."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from lms.core.db import schema_change

database = current_app.extensions["migrate"].db


def include_object(item: Any, name: str | None, kind: str, reflected: bool, other: Any) -> bool:
    """Leave out the full-text index: its tables and column are made by hand in the migrations."""
    name = name or ""
    if kind == "table":
        return not name.startswith("search_fts")
    return name not in {"vector", "search_entry_vector"}


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Write our types as plain ones, so that a migration doesn't change with the code."""
    if kind == "type" and type(item).__name__ == "UtcDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    """Run what is asked for in one transaction; a failure undoes it whole."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # Rebuilding a parent table with foreign keys on would delete its children by cascade. The
        # pragma does nothing inside a transaction, so it comes before.
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        include_object=include_object,
        render_item=render_item,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite:
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"the migration left rows without their parent: {broken[:5]}")


with schema_change():
    connection = database.engine.connect()
    try:
        migrate(connection)
    finally:
        # The pooled connection would keep its foreign keys off.
        connection.invalidate()
        connection.close()
