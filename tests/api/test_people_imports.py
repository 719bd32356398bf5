"""`/api/v1/people/imports`: a program sends a sheet, reads what was found, applies it and takes it back;
with the token of somebody who looks after no people it does nothing."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import schedule
from lms.accounts.models import PeopleImport, Person
from lms.core import jobs
from lms.core.db import db
from tests.accounts.test_people_imports import BUDI, HEAD
from tests.api.test_revisions import token_of
from tests.cast import Cast
from tests.client import Client

URL = "/api/v1/people/imports"
SHEET = f"{HEAD}\n{BUDI}\n1,98E+17;Dora;18;;Bidang Cipta Karya;;PNS;;"


class Program:
    """Somebody's script."""

    def __init__(self, app: Flask, client: Client, person_id: int) -> None:
        self._client = client
        self._headers = {"Authorization": f"Bearer {token_of(app, person_id)}"}

    def post(self, path: str = "", sheet: str = "", **query: str) -> Any:
        return self._client.post(
            URL + path,
            data=sheet.encode(),
            query_string=query,
            content_type="text/csv",
            headers=self._headers,
        )

    def get(self, path: str) -> Any:
        return self._client.get(URL + path, headers=self._headers)


@pytest.fixture
def program(app: Flask, cast: Cast, client: Client) -> Program:
    """Eko's."""
    return Program(app, client, cast.eko.id)


def work(app: Flask) -> None:
    with app.app_context():
        jobs.run_due(schedule.JOBS)


def budis(app: Flask) -> int:
    with app.app_context():
        query = select(func.count()).where(Person.full_name == "Budi Santoso")
        return db.session.scalar(query) or 0


def test_a_sheet_comes_in_is_applied_and_taken_back(app: Flask, program: Program) -> None:
    sent = program.post(sheet=SHEET, file_name="pegawai.csv")
    assert sent.status_code == 202
    assert sent.json["columns"]["unit_name"] == "unorNama"
    assert sent.json["dropped"] == ["NIK"]
    one = f"/{sent.json['import']}"
    assert sent.headers["Location"] == URL + one
    assert program.post(f"{one}/apply").status_code == 409
    work(app)
    status = program.get(one).json
    assert (status["state"], status["changes"], status["errors"]) == ("checked", {"create": 1}, 1)
    found = program.get(f"{one}/findings").json
    assert found["next"] is None
    assert [(row["row"], row["code"]) for row in found["findings"]] == [(3, "number-rounded")]
    assert "Excel" in found["findings"][0]["message"]
    assert program.get(f"{one}/findings?after=9999999").json["findings"] == []
    for step, state, people in (("apply", "applied", 1), ("undo", "undone", 0)):
        for _twice in range(2):
            assert program.post(f"{one}/{step}").status_code == 202
        work(app)
        assert (program.get(one).json["state"], budis(app)) == (state, people)


def test_the_request_may_name_columns_and_what_is_wrong_leaves_nothing(
    app: Flask, program: Program
) -> None:
    odd = SHEET.replace("nama", "Sebutan", 1)
    assert program.post(sheet=odd).status_code == 422
    assert program.post(sheet=SHEET, **{"column.full_name": "tidak ada"}).status_code == 422
    assert program.post(sheet=SHEET, effective_from="kemarin").status_code == 422
    assert program.post(sheet=SHEET, create_units="ya").status_code == 422
    assert program.post(sheet="").status_code == 422
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PeopleImport)) == 0
    named = program.post(sheet=odd, **{"column.full_name": "Sebutan"})
    assert (named.status_code, named.json["columns"]["full_name"]) == (202, "Sebutan")


def test_others_neither_import_nor_see_it(
    app: Flask, cast: Cast, client: Client, program: Program
) -> None:
    one = f"/{program.post(sheet=SHEET).json['import']}"
    learner = Program(app, client, cast.ayu.id)
    assert learner.post(sheet=SHEET).status_code == 403
    assert learner.get(one).status_code == 403
    assert program.get("/999").status_code == 404
    assert client.get(URL + one).status_code == 401
