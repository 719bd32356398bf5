"""Statements compiled once answer as the library's own way of asking does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import Date, Integer, Select, bindparam, func, literal, select, union_all

from lms.accounts.models import AuthSession, Person, RoleGrant
from lms.core.db import UtcDateTime, db, fetch
from lms.core.statements import Statement
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("within")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MOMENT = datetime(2026, 3, 2, 7, 30, 15, 250_000, tzinfo=UTC)


@pytest.fixture
def within(app: Flask) -> Iterator[None]:
    """A read in the app's database."""
    with app.app_context():
        yield
        db.session.rollback()


def people() -> Select[tuple[int, str, datetime, bool]]:
    """Columns of several types, a list that doesn't vary, and two parameters."""
    return (
        select(
            Person.id,
            Person.full_name,
            Person.created_at,
            Person.must_change_password,
            RoleGrant.id,
        )
        .outerjoin(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            Person.user_name.in_(("ayu", "bima", "citra")),
            Person.id >= bindparam("least", type_=Integer()),
            Person.created_at > bindparam("since", type_=UtcDateTime()),
        )
        .order_by(Person.user_name, RoleGrant.id)
    )


def test_gives_the_rows_that_the_library_gives(cast: Cast) -> None:
    statement, made = Statement(people), cast.ayu.created_at
    for least, since in ((0, LONG_AGO), (cast.bima.id, LONG_AGO), (0, made)):
        values = {"least": least, "since": since}
        rows = [tuple(row) for row in statement.fetch(values)]
        assert rows == [tuple(row) for row in fetch(people(), values)]
        assert bool(rows) is (since < made)


def test_names_its_columns_and_passes_over_a_name_that_comes_twice(cast: Cast) -> None:
    row = Statement(people).fetch({"least": 0, "since": LONG_AGO})[0]
    assert (row.id, row.full_name) == (cast.ayu.id, cast.ayu.full_name)


def test_carries_moments_days_and_nothing_to_the_database_and_back() -> None:
    given = Statement(
        lambda: select(
            bindparam("moment", type_=UtcDateTime()).label("moment"),
            bindparam("day", type_=Date()).label("day"),
            bindparam("none", type_=Integer()).label("none"),
            literal("50 %").label("sign"),
        )
    )
    for none in (None, 7):
        (row,) = given.fetch({"moment": MOMENT, "day": date(2026, 3, 2), "none": none})
        assert tuple(row) == (MOMENT, date(2026, 3, 2), none, "50 %")


def test_a_union_is_a_statement_too(cast: Cast) -> None:
    found = Statement(
        lambda: union_all(
            select(Person.id).where(Person.user_name == bindparam("name")),
            select(func.count(AuthSession.id)),
        )
    )
    assert cast.ayu.id in {row.id for row in found.fetch({"name": "ayu"})}


def test_a_parameter_without_a_value_is_refused(cast: Cast) -> None:
    statement = Statement(people)
    statement.fetch({"least": 0, "since": MOMENT})
    with pytest.raises(KeyError):
        statement.fetch({"least": 0})


def test_is_made_anew_when_it_is_told_to_forget() -> None:
    said = ["pagi", "siang"]
    statement = Statement(lambda: select(literal(said[0]).label("time")))
    assert statement.fetch({})[0].time == "pagi"
    said.pop(0)
    assert statement.fetch({})[0].time == "pagi"
    statement.forget()
    assert statement.fetch({})[0].time == "siang"
