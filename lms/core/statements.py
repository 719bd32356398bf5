"""Statements that stand before every page and every answer: compiled once in a process.

The library looks a statement up, completes it and reckons its parameters anew each time it is asked,
which takes longer than the database takes to answer. What does not belong here: statements with lists
whose length varies (`db.fetch`).
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, ReturnsRows
from sqlalchemy.engine import CursorResult
from sqlalchemy.sql.compiler import SQLCompiler

from lms.core.db import db

Processor = Callable[[Any], Any]


class Statement:
    """A statement that gives plain columns, made when it is first asked by the function that this
    decorates. Its parameters (`bindparam`) are given each time, and always the same ones."""

    def __init__(self, build: Callable[[], ReturnsRows]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def forget(self) -> None:
        """Make it anew at the next time: what it is made of has changed."""
        self._compiled.clear()

    def fetch(self, values: Mapping[str, Any]) -> list[Any]:
        """The rows as named tuples, in the unit of work in hand.

        Raises:
            KeyError: a parameter has no value.
        """
        connection = _connection()
        compiled = self._compiled.get(connection.dialect.name)
        if compiled is None:
            compiled = _Compiled(self._build(), connection.dialect, values)
            self._compiled[connection.dialect.name] = compiled
        return compiled.fetch(connection, values)


def _connection() -> Connection:
    """The connection of the unit of work in hand. The session takes as long to give it as the database to
    answer, so it is asked once: the connection is closed when the session's transaction ends."""
    known = db.session().info
    connection: Connection | None = known.get(_IN_HAND)
    if connection is None or connection.closed:
        connection = known[_IN_HAND] = db.session.connection()
    return connection


_IN_HAND = "connection in hand"


class _Compiled:
    """A statement as one kind of database takes it."""

    def __init__(self, made: ReturnsRows, dialect: Dialect, given: Mapping[str, Any]) -> None:
        compiled = made.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        expanded = compiled.construct_expanded_state(given)
        # Those of a constant list are made by its expansion.
        writers = {
            **{
                name: write
                for name, bound in compiled.binds.items()
                if (write := bound.type.dialect_impl(dialect).bind_processor(dialect))
            },
            **expanded.processors,
        }
        self._text = expanded.statement
        self._by_place = expanded.positiontup is not None
        self._names = tuple(expanded.positiontup or expanded.parameters)
        self._writers = {name: writers[name] for name in given if name in writers}
        self._constants = {
            name: writers[name](value) if name in writers else value
            for name, value in expanded.parameters.items()
            if name not in given
        }
        self._types = [column.type.dialect_impl(dialect) for column in made.exported_columns]
        self._dialect = dialect
        self._row = _row_of([str(column.key) for column in made.exported_columns])
        self._readers: list[tuple[int, Processor]] | None = None

    def fetch(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """The rows that it gives with these values."""
        parameters = {**self._constants, **values}
        for name, write in self._writers.items():
            parameters[name] = write(parameters[name])
        result = connection.exec_driver_sql(
            self._text,
            tuple(parameters[name] for name in self._names)
            if self._by_place
            else {name: parameters[name] for name in self._names},
        )
        if self._readers is None:
            self._readers = self._readers_of(result)
        return [self._read(row, self._readers) for row in result]

    def _readers_of(self, result: CursorResult[Any]) -> list[tuple[int, Processor]]:
        # The driver's code of a column's type decides with it, and is known once it has answered.
        codes = [column[1] for column in result.cursor.description]
        readers = (
            kind.result_processor(self._dialect, code)
            for kind, code in zip(self._types, codes, strict=True)
        )
        return [(at, read) for at, read in enumerate(readers) if read is not None]

    def _read(self, row: Sequence[Any], readers: list[tuple[int, Processor]]) -> Any:
        values = list(row)
        for at, read in readers:
            values[at] = read(values[at])
        return self._row._make(values)


def _row_of(names: Sequence[str]) -> Any:
    return namedtuple("Row", names, rename=True)
