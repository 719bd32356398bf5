"""Erasing a person takes name, facts and file of their certificates, and leaves the proof."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from lms import schedule
from lms.core import files, jobs
from lms.core.clock import frozen, now
from lms.core.db import begin_unit, db
from lms.credentials.models import Certificate, CertificateIssue
from lms.privacy.actions import requests
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import unit_of_work
from tests.factories.certificates import certified
from tests.factories.courses import publish_course


def test_of_an_erased_person_the_number_stays_and_the_sheet_goes(
    app: Flask, cast: Cast, client: Client
) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        publish_course()
        code = certified(cast.ayu.id).code
        stored = db.session.scalars(select(CertificateIssue.sha256)).one()
        assert stored in list(files.names())
    with unit_of_work(app):
        requests.erase(
            person_id=cast.ayu.id, typed_name="ayu", reason="Pindah.", actor_id=cast.eko.id
        )
    with frozen(now() + timedelta(minutes=16)), app.app_context():
        jobs.run_due(schedule.JOBS)
        assert stored not in list(files.names())
        issue = db.session.scalars(select(CertificateIssue)).one()
        assert (issue.holder_name, issue.facts, issue.sha256) == ("", {}, None)
        number = db.session.scalars(select(Certificate.number)).one()
    page = client.get(f"/verify/{code}").get_data(as_text=True)
    assert "Asli dan berlaku" in page
    assert "Nama dihapus" in page
    assert number in page
    assert "Ayu" not in page
