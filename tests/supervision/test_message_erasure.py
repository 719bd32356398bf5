"""Erasing takes what was said to a person, and the name of whoever said it to others."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from lms import schedule
from lms.core import jobs
from lms.core.clock import frozen, now
from lms.core.db import db
from lms.notifications.models import Notice
from lms.privacy.actions import requests
from lms.supervision.actions.messages import Words, praise
from lms.supervision.models import SupervisorMessage
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import unit_of_work


def erase(app: Flask, cast: Cast, person_id: int, name: str) -> None:
    with unit_of_work(app):
        requests.erase(person_id=person_id, typed_name=name, reason="Pindah.", actor_id=cast.eko.id)
    with frozen(now() + timedelta(minutes=16)), app.app_context():
        jobs.run_due(schedule.JOBS)


def test_words_go_with_whom_they_were_for_and_lose_the_name_of_who_wrote_them(
    app: Flask, client: Client, cast: Cast
) -> None:
    with unit_of_work(app):
        praise(person_id=cast.ayu.id, words=Words("Kerja yang rapi.", "1"), actor_id=cast.citra.id)
    erase(app, cast, cast.citra.id, "citra")
    client.sign_in("ayu")
    for address in ("/supervision/messages", "/notices"):
        page = client.get(address).text
        assert "Kerja yang rapi." in page
        assert f"Pegawai terhapus {cast.citra.id}" in page
        assert "Citra" not in page
    erase(app, cast, cast.ayu.id, "ayu")
    with app.app_context():
        assert db.session.scalars(select(SupervisorMessage.id)).all() == []
        assert db.session.scalars(select(Notice.id).where(Notice.kind == "praised")).all() == []
