"""`flask people create-admin` and `flask demo`."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from config import settings
from lms.accounts import actions
from lms.accounts.models import Person, RoleGrant
from lms.cli.demo import PASSWORD
from lms.core import db as database
from lms.core.clock import now
from lms.core.db import db
from tests.cli.conftest import Command
from tests.client import Client
from tests.factories.accounts import NEW_PASSWORD

ANSWERS = ("people", "create-admin", "intan", "--full-name", "Intan Sari")


def people(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Person)) or 0


def test_the_first_administrator_can_sign_in_and_look_after_people(
    app: Flask, client: Client, flask: Command
) -> None:
    done = flask(*ANSWERS, "--email", "intan@contoh.go.id", typed=f"{NEW_PASSWORD}\n" * 2)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.endswith("Administrator intan dibuat.\n")
    assert NEW_PASSWORD not in done.output
    with app.app_context():
        person = db.session.scalars(select(Person).where(Person.user_name == "intan")).one()
        grants = db.session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person.id))
        assert grants.all() == ["administrator"]
    assert client.sign_in("intan", NEW_PASSWORD).get("/people").status_code == 200


@pytest.mark.parametrize(
    ("arguments", "password", "words"),
    [
        (ANSWERS, "pendek", "Paling sedikit 12"),
        (("people", "create-admin", "ayu", "--full-name", "Ayu"), NEW_PASSWORD, "sudah dipakai"),
        (("people", "create-admin", "1x", "--full-name", "X"), NEW_PASSWORD, "Nama pengguna"),
        ((*ANSWERS, "--email", "bukan-surel"), NEW_PASSWORD, "surel"),
        ((*ANSWERS, "--email", "ayu@contoh.go.id"), NEW_PASSWORD, "sudah dipakai"),
    ],
)
def test_a_wrong_administrator_is_refused_in_words_and_nobody_is_created(
    app: Flask, flask: Command, arguments: tuple[str, ...], password: str, words: str
) -> None:
    before = people(app)
    refused = flask(*arguments, "--password", password)
    assert refused.exit_code == 2
    assert words in refused.stderr
    assert people(app) == before


def test_nobody_is_called_by_nothing(app: Flask, flask: Command) -> None:
    assert flask("people", "create-admin").exit_code == 2
    assert flask("people", "create-admin", "intan", "--sandi", "x").exit_code == 2


def test_demo_people_are_refused_where_nobody_asked_for_them(app: Flask, flask: Command) -> None:
    app.config["DEMO"] = False
    before = people(app)
    refused = flask("demo")
    assert refused.exit_code == 2
    assert "only where DEMO=1" in refused.stderr
    assert people(app) == before


def test_demo_people_are_created_once_and_their_password_is_printed(
    app: Flask, flask: Command
) -> None:
    before = people(app)
    done = flask("demo")
    assert done.exit_code == 0
    assert f"password: {PASSWORD}" in done.stdout
    assert people(app) == before


def test_demo_people_are_refused_on_a_public_address(tmp_path: Path) -> None:
    environ = {"DATA_DIR": str(tmp_path), "DEMO": "1", "PUBLIC_URL": "https://belajar.contoh.go.id"}
    with pytest.raises(ValueError, match="DEMO=1 is refused"):
        settings(environ)


def test_an_administrator_without_app_and_codes_is_let_in_by_a_command(
    app: Flask, client: Client, flask: Command
) -> None:
    with app.app_context():
        database.begin_unit(may_write=True)
        person_id = db.session.scalars(select(Person.id).where(Person.user_name == "eko")).one()
        actions.begin_enrolment(person_id=person_id)
        db.session.get_one(Person, person_id).second_factor_at = now()
        database.commit()
    sent = {"identifier": "eko", "password": PASSWORD}
    assert client.form_post("/sign-in", sent).status_code == 200
    assert flask("people", "reset-second-factor", "bukan-siapa-siapa").exit_code == 2
    for _twice in range(2):
        done = flask("people", "reset-second-factor", "EKO")
        assert (done.exit_code, done.stdout) == (0, "Langkah kedua eko dihapus.\n")
    assert client.form_post("/sign-in", sent).status_code == 302
