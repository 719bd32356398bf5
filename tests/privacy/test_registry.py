"""The register of personal data knows every table, column and stored file that has to do with a
person: whoever adds one says what becomes of it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.db import db
from lms.privacy.queries.holdings import belongs, table_of
from lms.privacy.rules.registry import HOLDINGS, MENTIONS, STORED_FILES, TRAILS, Holding

NAMES_A_PERSON = re.compile(r"(^|_)(person|actor|about|marker|supervisor|respondent|by)_id$")


def _keys_to_people() -> set[tuple[str, str]]:
    return {
        (table.name, key.parent.name)
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }


def test_every_foreign_key_to_a_person_is_registered(app: Flask) -> None:
    owned = {(one.table, one.path[0]) for one in HOLDINGS if len(one.path) == 1}
    mentioned = {(one.table, one.column) for one in MENTIONS}
    assert owned & mentioned == set()
    assert (owned | mentioned) - {("person", "id")} == _keys_to_people()


def test_every_column_that_is_named_like_a_person_is_registered(app: Flask) -> None:
    unbound = {
        (table.name, column.name)
        for table in db.metadata.tables.values()
        for column in table.c
        if NAMES_A_PERSON.search(column.name) and not column.foreign_keys
    }
    assert unbound == {(table, column) for table, column, _words in TRAILS}


def test_what_hangs_on_personal_rows_is_registered_too(app: Flask) -> None:
    registered = {one.table for one in HOLDINGS}
    hanging = {
        table.name
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in registered - {"person"}
    }
    assert hanging <= registered


def test_every_column_of_stored_files_is_registered(app: Flask) -> None:
    assert set(STORED_FILES) == {
        (table.name, "sha256") for table in db.metadata.tables.values() if "sha256" in table.c
    }


@pytest.mark.parametrize("holding", HOLDINGS, ids=lambda one: f"{one.table}-{one.path[0]}")
def test_a_holding_fits_its_table(app: Flask, holding: Holding) -> None:
    table = table_of(holding.table)
    named = {*holding.blank, *holding.scrub, *holding.secret, *holding.files}
    assert named <= set(table.c.keys())
    assert bool(holding.reason) == (holding.fate != "delete")
    assert holding.fate == "blank" or not (holding.blank or holding.scrub)
    with app.app_context():
        assert db.session.execute(select(table).where(belongs(holding, 0))).all() == []


def test_secrets_stay_out_of_copies(app: Flask) -> None:
    hashes = {
        (one.table, column.name)
        for one in HOLDINGS
        for column in table_of(one.table).c
        if column.name in {"password_hash", "token_hash", "code_hash"}
        and column.name not in one.secret
    }
    assert hashes == set()
