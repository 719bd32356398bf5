"""Reads are read-only, writers take turns, parts may fail alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError

from lms.accounts.models import OrgUnit, Person
from lms.core import db as database
from lms.core import long_work
from lms.core.db import begin_unit, begin_writing, db, savepoint, short_transaction, violated
from tests.cast import Cast
from tests.conftest import ON_POSTGRESQL

REFUSED = (OperationalError, InternalError)


def test_a_read_only_unit_refuses_to_begin_writing(app: Flask) -> None:
    with app.app_context():
        begin_unit(may_write=False)
        with pytest.raises(RuntimeError, match="GET never changes"):
            begin_writing()


def test_the_database_itself_refuses_a_write_before_begin_writing(app: Flask) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        with pytest.raises(REFUSED):
            db.session.execute(text("UPDATE person SET full_name = 'x'"))


def test_between_steps_the_log_is_moved_to_the_file_where_there_is_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_work, "LOG_PAGES", 1)
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        db.session.execute(text("UPDATE org_unit SET code = code"))
        database.commit()
        long_work.clear_log()
        if long_work.writers_take_turns():
            with closing(db.engine.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute("PRAGMA wal_checkpoint(NOOP)")
                _busy, logged, moved = cursor.fetchone()
            assert logged == moved > 0


def test_begin_writing_reads_again_what_was_loaded_before(app: Flask, cast: Cast) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        ayu = db.session.get_one(Person, cast.ayu.id)
        with short_transaction() as other:
            other.get_one(Person, cast.ayu.id).full_name = "Ayu Larasati"
        begin_writing()
        assert ayu.full_name == "Ayu Larasati"


def test_changes_made_before_begin_writing_are_refused(app: Flask, cast: Cast) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        db.session.get_one(Person, cast.ayu.id).full_name = "x"
        with pytest.raises(RuntimeError, match="before begin_writing"):
            begin_writing()


def test_a_short_transaction_is_refused_inside_a_write(app: Flask) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        with pytest.raises(RuntimeError, match="short transaction"), short_transaction():
            pass


def test_the_turn_is_given_back_after_commit_rollback_and_failure(app: Flask) -> None:
    with app.app_context():
        for end in (database.commit, database.rollback, db.session.remove):
            begin_unit(may_write=True)
            begin_writing()
            end()
        begin_unit(may_write=True)
        begin_writing()
        db.session.rollback()


def test_twenty_threads_reading_then_writing_lose_no_update(app: Flask, cast: Cast) -> None:
    threads, rounds = 8, 5
    start = Barrier(threads)

    def add() -> None:
        with app.app_context():
            start.wait()
            for _ in range(rounds):
                begin_unit(may_write=True)
                db.session.scalar(select(func.count()).select_from(Person))
                begin_writing()
                unit = db.session.scalars(
                    select(OrgUnit).where(OrgUnit.code == "prov").with_for_update()
                ).one()
                unit.time_zone += "x"
                database.commit()
            db.session.remove()

    with ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(add) for _ in range(threads)]:
            done.result()
    with app.app_context():
        zone = db.session.scalar(select(OrgUnit.time_zone).where(OrgUnit.code == "prov"))
    assert zone == "Asia/Jakarta" + "x" * threads * rounds


def test_a_savepoint_undoes_only_its_own_part(app: Flask) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()
        unit = db.session.scalars(select(OrgUnit).where(OrgUnit.code == "dpu")).one()
        unit.time_zone = "Asia/Makassar"
        db.session.flush()
        with pytest.raises(IntegrityError) as caught, savepoint():
            db.session.add(OrgUnit(code="dpu"))
            db.session.flush()
        assert violated(caught.value) == "uq_org_unit_code"
        database.commit()
        begin_unit(may_write=True)
        zones = db.session.scalars(select(OrgUnit.time_zone).where(OrgUnit.code == "dpu")).all()
    assert zones == ["Asia/Makassar"]


def test_what_there_may_be_one_of_is_added_once(app: Flask) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        begin_writing()

        def another(code: str) -> OrgUnit:
            return OrgUnit(code=code, time_zone="Asia/Jayapura")

        assert not database.add_once(another("dpu"), "uq_org_unit_code")
        assert database.add_once(another("baru"), "uq_org_unit_code")
        with pytest.raises(IntegrityError):
            database.add_once(another("baru"), "uq_of_something_else")
        database.commit()
        begin_unit(may_write=True)
        named = select(OrgUnit.code).where(OrgUnit.time_zone == "Asia/Jayapura")
        assert db.session.scalars(named).all() == ["baru"]


def test_sqlite_is_durable_and_keeps_foreign_keys(app: Flask) -> None:
    if ON_POSTGRESQL:
        statement, wanted = "SHOW fsync", {"on", "off"}
        with app.app_context():
            assert db.session.scalar(text(statement)) in wanted
        return
    with app.app_context():
        pragmas = {
            name: db.session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "query_only")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "query_only": 1}


def test_a_vulnerable_sqlite_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    from lms.core.errors import NotReady

    monkeypatch.setattr(database, "SAFE_SQLITE", (99, 0, 0))
    with pytest.raises(NotReady, match=r"Install pysqlite3.*or set DATABASE_URL"):
        database.engine_options("sqlite:///x.db")
