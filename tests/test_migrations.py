"""Migrations run up, down and up; there is one head; the models match; a rebuilt parent keeps its
children. The suite runs on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from lms.core.db import db, schema_change
from tests.conftest import ON_POSTGRESQL
from tests.factories.courses import publish_course


@pytest.fixture
def migrated(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def _tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_there_is_one_head(migrated: Flask) -> None:
    script = ScriptDirectory(migrated.extensions["migrate"].directory)
    assert len(script.get_heads()) == 1


def test_up_down_up_leaves_the_same_tables(migrated: Flask) -> None:
    before = _tables()
    downgrade(revision="base")
    assert _tables() == set()
    upgrade()
    assert _tables() == before


def _own_objects(item: object, name: str | None, kind: str, *rest: object) -> bool:
    if kind == "table":
        return not (name or "").startswith("search_fts")
    return name not in {"vector", "search_entry_vector"}


def test_the_models_match_the_migrations(migrated: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": _own_objects, "compare_type": True}
        )
        assert compare_metadata(context, db.metadata) == []


def test_a_child_row_survives_a_rebuilt_parent(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        publish_course()
        folder = tmp_path / "migrations"
        shutil.copytree(app.extensions["migrate"].directory, folder)
        head = ScriptDirectory(str(folder)).get_current_head()
        (folder / "versions" / "rebuilt_parent.py").write_text(_REBUILD.format(head=head))
        children = _count("module")
        assert children > 0
        upgrade(directory=str(folder))
        assert _count("module") == children
        assert "extra" in {column["name"] for column in inspect(db.engine).get_columns("revision")}
        if not ON_POSTGRESQL:
            with db.engine.connect() as connection:
                assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_failing_migration_changes_nothing(app: Flask) -> None:
    with app.app_context(), schema_change(), db.engine.connect() as connection:
        before = _tables()
        operations = Operations(MigrationContext.configure(connection))
        with pytest.raises(ZeroDivisionError), connection.begin():
            operations.execute("CREATE TABLE half (id INTEGER)")
            raise ZeroDivisionError
    with app.app_context():
        assert _tables() == before


def _count(table: str) -> int:
    with db.engine.connect() as connection:
        return connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0


_REBUILD = '''"""Rebuilds the table `revision`, the parent of `module`."""
import sqlalchemy as sa
from alembic import op

revision = "rebuilt_parent"
down_revision = "{head}"


def upgrade():
    with op.batch_alter_table("revision", recreate="auto") as batch:
        batch.add_column(sa.Column("extra", sa.String(), nullable=True))
        batch.alter_column("note", existing_type=sa.String(), nullable=True)


def downgrade():
    with op.batch_alter_table("revision") as batch:
        batch.drop_column("extra")
'''
