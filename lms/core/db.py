"""The database: typed base, read-only reads, one fair writer, durable commits.

Everything in which SQLite and PostgreSQL differ is here (and in `search.py`, `days.py` and `long_work.py`).
Reads are the rule: a transaction is read-only until an action calls `begin_writing()`.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    DateTime,
    Engine,
    Executable,
    MetaData,
    Row,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import URL, Connection, Dialect, make_url
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction, registry
from sqlalchemy.types import JSON, TypeDecorator

from lms.core.errors import NotReady
from lms.core.writer import WriterLock

try:
    from pysqlite3 import dbapi2
except ImportError:  # no wheel for this platform: the interpreter's own is used if it is new enough
    from sqlite3 import dbapi2

sqlite_driver = dbapi2

SAFE_SQLITE = (3, 51, 3)
"""First SQLite without the WAL-reset bug that can lose commits (https://sqlite.org/wal.html)."""

BUSY_TIMEOUT_S = 30


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime can't be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class AsJson(str):
    """What a JSON column will hold, serialised already: before the writer's lock, not under it."""

    __slots__ = ()

    @classmethod
    def of(cls, value: Any) -> AsJson:
        """Serialise a value."""
        return cls(json.dumps(value))


def _serialised(value: Any) -> str:
    return value if isinstance(value, AsJson) else json.dumps(value)


class Base(DeclarativeBase):
    """Parent of every table: constraint names are systematic, so a violation can be recognised."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UtcDateTime,
            dict[str, Any]: JSON().with_variant(JSONB(), "postgresql"),
            list[Any]: JSON().with_variant(JSONB(), "postgresql"),
        },
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Access(enum.Enum):
    """What the unit of work in hand (a request, a job's step, a command) may do."""

    READ_ONLY = "never writes"
    READ = "reads, and may begin writing"
    WRITE = "is writing"


_access: ContextVar[Access] = ContextVar("access", default=Access.READ)
_writers: WeakKeyDictionary[Engine, WriterLock] = WeakKeyDictionary()


def begin_unit(*, may_write: bool) -> None:
    """Start a unit of work; called at the edge only (request, job step, command)."""
    _access.set(Access.READ if may_write else Access.READ_ONLY)


def begin_writing() -> None:
    """End the read, wait for the writer's turn and begin a write transaction.

    Every public action calls this after its slow work and before it decides anything: whatever was
    loaded earlier is expired and read again. Calling it twice in a transaction does nothing.

    Raises:
        RuntimeError: the unit of work is read-only (a GET), or rows were changed before.
    """
    access = _access.get()
    if access is Access.WRITE:
        return
    if access is Access.READ_ONLY:
        raise RuntimeError("a read-only unit of work can't write: a GET never changes anything")
    session = db.session()
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("rows were changed before begin_writing()")
    session.rollback()
    writer = _writers[db.engine]
    writer.acquire()
    _access.set(Access.WRITE)
    session.info["writer"] = writer
    try:
        session.connection()
    except BaseException:
        _release(session)
        raise


def only_writer(model: type[Model]) -> None:
    """Let nobody else write to a table until the unit of work in hand ends; others read on. SQLite has
    one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        name = model.__tablename__
        db.session.execute(text(f"LOCK TABLE {name} IN SHARE ROW EXCLUSIVE MODE"))


def is_writing() -> bool:
    """Whether the unit of work in hand sees what nobody else does yet, and might never."""
    return _access.get() is Access.WRITE


def commit() -> None:
    """Commit the unit of work in hand; what was only read is simply ended."""
    session = db.session()
    if _access.get() is Access.WRITE:
        session.commit()
    else:
        session.rollback()


def rollback() -> None:
    """Undo the unit of work in hand."""
    db.session.rollback()


@contextmanager
def savepoint() -> Iterator[None]:
    """A part that may fail alone: on an exception only what was done inside is undone."""
    with db.session.begin_nested():
        yield


@contextmanager
def short_transaction() -> Iterator[Session]:
    """A durable write of its own, apart from the unit of work (throttle, access log).

    Raises:
        RuntimeError: the unit of work is writing; SQLite has one writer at a time.
    """
    if _access.get() is Access.WRITE:
        raise RuntimeError("a short transaction can't run inside a write transaction")
    writer = _writers[db.engine]
    writer.acquire()
    token = _access.set(Access.WRITE)
    try:
        with Session(db.engine) as session, session.begin():
            yield session
    finally:
        _access.reset(token)
        writer.release()


@contextmanager
def schema_change() -> Iterator[None]:
    """Let the migration tool write without an action."""
    token = _access.set(Access.WRITE)
    try:
        yield
    finally:
        _access.reset(token)


def _release(session: Session) -> None:
    writer = session.info.pop("writer", None)
    if writer is not None:
        _access.set(Access.READ)
        writer.release()


@event.listens_for(Session, "after_transaction_end")
def _release_at_end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        _release(session)


def add_once(row: Model, constraint: str) -> bool:
    """Add a row of which the unique constraint lets there be one; returns whether it is new. Where
    there is one already, nothing is changed."""
    try:
        with savepoint():
            db.session.add(row)
            db.session.flush()
    except IntegrityError as error:
        if violated(error) != constraint:
            raise
        return False
    return True


def upsert(model: type[Model]) -> Any:
    """An INSERT that may say what follows a conflict (`on_conflict_do_nothing`, `…_do_update`): each
    database has its own, which look the same."""
    return (sqlite if db.engine.dialect.name == "sqlite" else postgresql).insert(model)


def violated(error: IntegrityError) -> str | None:
    """Name of the unique constraint that an error tells of, the same on both databases."""
    diagnostic = getattr(error.orig, "diag", None)
    if diagnostic is not None:
        return str(diagnostic.constraint_name)
    _, _, columns = str(error.orig).partition("UNIQUE constraint failed: ")
    wanted = set(columns.split(", "))
    for table in db.metadata.tables.values():
        for constraint in table.constraints:
            if isinstance(constraint, UniqueConstraint) and wanted == {
                f"{table.name}.{column.name}" for column in constraint.columns
            }:
                return str(constraint.name)
        for index in table.indexes:
            if index.unique and wanted == {f"{table.name}.{c.name}" for c in index.columns}:
                return str(index.name)
    return None


def fetch(statement: Executable, values: Mapping[str, Any]) -> Sequence[Row[Any]]:
    """The rows of plain columns that a statement gives, in the unit of work in hand. For what stands
    before every request and behind every answer: it skips the session's work for objects, a third of
    a small statement's time."""
    return db.session.connection().execute(statement, values).all()


def reachable() -> bool:
    """Whether the database answers at all."""
    try:
        db.session.execute(text("SELECT 1"))
    except OperationalError:
        db.session.rollback()
        return False
    return True


def engine_options(address: str | URL) -> dict[str, Any]:
    """Options for the engine behind a database address.

    Raises:
        NotReady: the SQLite at hand could corrupt a database that several processes write.
    """
    url = make_url(address)
    if url.get_backend_name() == "postgresql":
        return {
            "json_serializer": _serialised,
            "pool_size": 8,
            "max_overflow": 8,
            "pool_pre_ping": True,
        }
    if sqlite_driver.sqlite_version_info < SAFE_SQLITE:
        raise NotReady(
            f"SQLite {sqlite_driver.sqlite_version} can lose commits in WAL mode. Install pysqlite3,"
            " or a Python whose SQLite is at least 3.51.3, or set DATABASE_URL to PostgreSQL."
        )
    return {
        "json_serializer": _serialised,
        "module": sqlite_driver,
        "connect_args": {"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
        "pool_size": 8,
        "max_overflow": 8,
    }


def database_url(address: str) -> URL:
    """The address with the driver we ship (`postgresql://` means psycopg 3)."""
    url = make_url(address)
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def prepare_engine(engine: Engine) -> None:
    """Install the durability settings and transaction modes on an engine, once."""
    if engine in _writers:
        return
    if engine.dialect.name == "sqlite":
        file = engine.url.database
        _writers[engine] = WriterLock(f"{file}.writer" if file and file != ":memory:" else None)
        event.listen(engine, "connect", _connect_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        _writers[engine] = WriterLock.unneeded()
        event.listen(engine, "connect", _connect_postgresql)
        event.listen(engine, "begin", _begin_postgresql)


def _connect_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
    record.info["query_only"] = False


def _begin_sqlite(connection: Connection) -> None:
    reading = _access.get() is not Access.WRITE
    raw = connection.connection.driver_connection
    assert raw is not None
    if connection.info["query_only"] is not reading:
        raw.execute(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
        connection.info["query_only"] = reading
    raw.execute("BEGIN DEFERRED" if reading else "BEGIN IMMEDIATE")


def _connect_postgresql(connection: Any, record: Any) -> None:  # noqa: ARG001 - the event's shape
    # To compile a statement takes longer than any page's statement, and its cost is overestimated:
    # lists stop early.
    connection.execute("SET jit = off")
    connection.commit()


def _begin_postgresql(connection: Connection) -> None:
    import psycopg

    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    reading = _access.get() is not Access.WRITE
    raw.read_only = reading
    # A read sees one snapshot, as on SQLite; a write sees what was committed before each statement.
    level = psycopg.IsolationLevel
    raw.isolation_level = level.REPEATABLE_READ if reading else level.READ_COMMITTED
