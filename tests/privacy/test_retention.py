"""What is past its time is deleted, and nothing else; every rule notes its run, and `doctor` sees when
they stop."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import PeopleImport, PeopleImportChange
from lms.cli.doctor import examine
from lms.core import audit, jobs
from lms.core import db as database
from lms.core.audit import AccessLogEntry
from lms.core.clock import frozen, now
from lms.core.db import begin_unit, begin_writing, db
from lms.core.jobs import Job
from lms.notifications.actions import notify
from lms.notifications.models import Delivery, DigestEntry, Notice
from lms.privacy.actions.retaining import retain
from lms.privacy.models import RetentionRun
from lms.privacy.queries.holdings import table_of
from lms.privacy.rules.retention import RULES, Rule
from tests.accounts.test_people_imports import SHEET, received
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import unit_of_work


def _run(app: Flask) -> None:
    with app.app_context():
        while True:
            begin_unit(may_write=True)
            count = retain()
            database.commit()
            if not count:
                return


def _count(app: Flask, table: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.key)
def test_a_rule_fits_its_tables(app: Flask, rule: Rule) -> None:
    columns = table_of(rule.table).c
    assert {rule.column, "id", *(name for name, _values in rule.where)} <= set(columns.keys())
    for name, column in rule.first:
        (key,) = table_of(name).c[column].foreign_keys
        assert key.column.table.name == rule.table


def test_read_notices_go_after_a_year_with_their_letters(app: Flask, cast: Cast) -> None:
    until = {"until": now().isoformat()}
    with unit_of_work(app):
        for key, person_id in (("a", cast.ayu.id), ("b", cast.fajar.id)):
            notify(person_id=person_id, kind="data-copy-ready", params=until, key=key)
        begin_writing()
        db.session.scalars(select(Notice).where(Notice.key == "a")).one().read_at = now()
        for person in (cast.ayu.id, cast.fajar.id):
            notice = db.session.scalars(select(Notice.id).where(Notice.person_id == person)).one()
            if not db.session.scalar(select(Delivery.id).where(Delivery.notice_id == notice)):
                db.session.add(Delivery(notice_id=notice, state="sent"))
    with frozen(now() + timedelta(days=364)):
        _run(app)
        assert _count(app, Notice) == 2
    with frozen(now() + timedelta(days=366)):
        _run(app)
        assert (_count(app, Notice), _count(app, Delivery)) == (1, 1)


def test_notices_that_went_by_digest_go_too(app: Flask, cast: Cast) -> None:
    params = dict.fromkeys(("course_key", "course_title", "title", "excerpt"), "x")
    with unit_of_work(app):
        notify(person_id=cast.ayu.id, kind="announcement", params=params, key="a")
    assert _count(app, DigestEntry) == 1
    with frozen(now() + timedelta(days=1100)):
        _run(app)
    assert (_count(app, Notice), _count(app, DigestEntry)) == (0, 0)


def test_an_old_import_goes_with_its_findings_and_changes(app: Flask, cast: Cast) -> None:
    with app.app_context():
        one = received(SHEET, cast.eko.id)
    with unit_of_work(app):
        begin_writing()
        db.session.get_one(PeopleImport, one).state = "discarded"
    assert _count(app, PeopleImportChange) > 0
    with frozen(now() + timedelta(days=91)):
        _run(app)
    assert (_count(app, PeopleImport), _count(app, PeopleImportChange)) == (0, 0)


def test_finished_jobs_go_and_waiting_ones_stay(app: Flask) -> None:
    with unit_of_work(app):
        begin_writing()
        jobs.enqueue("x", {})
        jobs.enqueue("y", {})
        db.session.flush()
        done = db.session.scalars(select(Job).where(Job.kind == "x")).one()
        done.state, done.finished_at = "done", now()
    with frozen(now() + timedelta(days=400)):
        _run(app)
    with app.app_context():
        assert db.session.scalars(select(Job.kind)).all() == ["y"]


def test_looks_go_after_two_years_and_the_trail_verifies(app: Flask, cast: Cast) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        audit.record_view(actor_id=cast.eko.id, page="people", subject=("people", "list"))
    with unit_of_work(app):
        while audit.seal():
            pass
    with frozen(now() + timedelta(days=731)):
        _run(app)
        assert _count(app, AccessLogEntry) == 0
        with app.app_context():
            begin_unit(may_write=False)
            assert list(audit.verify()) == []


def test_every_rule_notes_its_run_and_the_page_shows_it(app: Flask, client: Client) -> None:
    _run(app)
    with app.app_context():
        noted = set(db.session.scalars(select(RetentionRun.rule)))
        assert noted == {*(rule.key for rule in RULES), "access-log"}
    page = client.sign_in("eko").get("/privacy-requests/retention").get_data(as_text=True)
    assert "Belum pernah" not in page
    assert "730 hari" in page


def test_doctor_sees_when_the_rules_stop(app: Flask) -> None:
    _run(app)
    with app.app_context(), frozen(now() + timedelta(days=3)):
        begin_unit(may_write=False)
        assert any("masa simpan" in finding for finding in examine())
