"""The pages about e-mail: one's preferences, what became of others' letters, whom none reaches."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms.accounts.models import Person
from lms.core.audit import AccessLogEntry
from lms.core.db import db
from lms.notifications.models import Delivery
from lms.notifications.queries import preferences_of
from tests.cast import Cast
from tests.client import Client
from tests.factories.accounts import new_person, writing
from tests.notifications.test_notices import give

CHOSEN = {
    **{"deadlines": "at-once", "course": "weekly", "certificates": "daily"},
    **{"marks": "never", "hours": "daily", "plans": "daily", "views": "weekly"},
    "authoring": "daily",
    "supervisor": "at-once",
    "exports": "at-once",
}


def fail_a_letter(app: Flask, cast: Cast) -> int:
    """A letter to Ayu that the mail server refused; returns its id."""
    give(app, cast.ayu.id, "deadline-extended")
    with writing(app):
        db.session.execute(
            update(Delivery).values(state="failed", why="address", code=550, error="User unknown")
        )
        return db.session.scalars(select(Delivery.id)).one()


def test_choices_are_kept_and_shown(client: Client, app: Flask, cast: Cast) -> None:
    client.sign_in("ayu")
    assert client.form_post("/notifications/preferences", CHOSEN).status_code == 302
    with app.app_context():
        kept = preferences_of(cast.ayu.id)
    assert {topic: kept.frequencies[topic] for topic in CHOSEN} == CHOSEN
    assert kept.quiet is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"course": "hourly"}, "Pilihan ini tidak tersedia"),
        ({"quiet_on": "y", "quiet_from": "", "quiet_until": "06:00"}, "harus diisi"),
        ({"quiet_on": "y", "quiet_from": "25:99", "quiet_until": "06:00"}, "Jam tidak dikenali"),
        ({"quiet_on": "y", "quiet_from": "06:00", "quiet_until": "06:00"}, "satu jam sehari"),
    ],
)
def test_what_can_not_be_is_said_beside_the_field(
    client: Client, typed: dict[str, str], words: str
) -> None:
    client.sign_in("ayu")
    answer = client.form_post("/notifications/preferences", CHOSEN | typed)
    assert answer.status_code == 422
    assert words in answer.text


def test_an_agencys_administrator_sees_and_mends_its_letters_only(
    client: Client, app: Flask, cast: Cast
) -> None:
    letter = fail_a_letter(app, cast)
    for name, unit in (("nara", "dpu"), ("oki", "bpsdm")):
        new_person(
            app, name, role="agency_admin", role_unit_id=cast.units[unit], password="kopi pagi hari"
        )
    client.sign_in("oki", "kopi pagi hari")
    assert cast.ayu.full_name not in client.get("/notifications/deliveries").text
    again = f"/notifications/deliveries/{letter}/send-again"
    assert client.form_post(again).status_code == 404
    client.form_post("/sign-out")
    client.sign_in("nara", "kopi pagi hari")
    page = client.get("/notifications/deliveries?state=failed").text
    assert cast.ayu.full_name in page
    assert "550 User unknown" in page
    assert client.form_post(again).status_code == 302
    with app.app_context():
        assert db.session.scalars(select(Delivery.state)).one() == "waiting"
        assert "deliveries" in set(db.session.scalars(select(AccessLogEntry.page)))


def test_a_supervisor_gets_a_text_for_those_without_mail(
    client: Client, app: Flask, cast: Cast
) -> None:
    give(app, cast.ayu.id, "work-marked")
    give(app, cast.fajar.id, "work-marked")
    with writing(app):
        db.session.execute(update(Person).values(email=None))
    client.sign_in("citra")
    page = client.get("/notifications/without-mail").text
    assert "Nilai (1)" in page
    assert "https://wa.me/?text=Yth" in page
    assert cast.fajar.full_name not in page
    assert "72,5" not in page
