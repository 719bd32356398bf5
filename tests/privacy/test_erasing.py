"""Erasure: a person whose every word can be recognised goes through everything, and afterwards no row,
no stored file and no byte of the database's files holds one of them; what must stay is a pseudonym's."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms import schedule
from lms.accounts.models import Person
from lms.assessment.models import AnswerEvent, Attempt, HandedFile, Mark, Sitting
from lms.core import audit, files, jobs, remnants
from lms.core import db as database
from lms.core.clock import frozen, now
from lms.core.db import begin_unit, db
from lms.core.errors import Conflict, Forbidden, Invalid
from lms.learning.models import Enrolment
from lms.privacy.actions import requests
from lms.privacy.models import DataExport, PrivacyRequest
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import unit_of_work
from tests.factories.canary import LABELS, NUMBER, WORD, Canary, sing, word

CANARIES = (WORD.encode(), NUMBER.encode())


@pytest.fixture
def canary(app: Flask, cast: Cast, client: Client) -> Canary:
    """The canary, after all that it has done."""
    return sing(app, cast, client)


def erase(app: Flask, cast: Cast, person_id: int) -> None:
    """Decide it, and let the worker do it when its time has come."""
    with unit_of_work(app):
        requests.erase(person_id=person_id, typed_name=WORD, reason="Pindah.", actor_id=cast.eko.id)
    with frozen(now() + timedelta(minutes=16)), app.app_context():
        jobs.run_due(schedule.JOBS)
        db.session.remove()
        db.engine.dispose()


def rows_with_a_canary(app: Flask) -> set[str]:
    """The tables in which a row holds a canary."""
    found = set()
    with app.app_context():
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(select(table)):
                said = repr(tuple(row)).lower().encode()
                if any(one in said for one in CANARIES):
                    found.add(table.name)
    return found


def files_with_a_canary(app: Flask) -> set[str]:
    """The files of the installation that hold a canary."""
    folder = Path(app.config["DATA_DIR"])
    return {
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and any(one in file.read_bytes().lower() for one in CANARIES)
    }


def test_the_canary_sings_everywhere(app: Flask, canary: Canary) -> None:
    tables = rows_with_a_canary(app)
    assert tables >= {
        "accommodation",
        "answer_event",
        "api_token",
        "auth_session",
        "employee_number",
        "extension",
        "feedback_file",
        "handed_file",
        "mark",
        "mark_draft",
        "membership",
        "note",
        "notice",
        "person",
        "privacy_request",
        "question_report",
        "score_override",
    }
    assert "audit_entry" not in tables
    assert "access_log" not in tables
    assert any(name.startswith("mail/") for name in files_with_a_canary(app))
    assert any(name.startswith("files/") for name in files_with_a_canary(app))


def test_nothing_of_an_erased_person_is_left(app: Flask, cast: Cast, canary: Canary) -> None:
    erase(app, cast, canary.person_id)
    assert rows_with_a_canary(app) == set()
    assert files_with_a_canary(app) == set()


def test_what_must_be_kept_stays_under_a_pseudonym(app: Flask, cast: Cast, canary: Canary) -> None:
    with app.app_context():
        before = db.session.execute(
            select(Attempt.uuid, Attempt.score, Attempt.passed).order_by(Attempt.id)
        ).all()
    erase(app, cast, canary.person_id)
    with app.app_context():
        person = db.session.get_one(Person, canary.person_id)
        assert person.display_name == f"Pegawai terhapus {canary.person_id}"
        assert (person.email, person.password_hash) == (None, None)
        assert person.erased_at is not None
        after = db.session.execute(
            select(Attempt.uuid, Attempt.score, Attempt.passed).order_by(Attempt.id)
        ).all()
        assert after == before
        enrolments = select(func.count()).where(Enrolment.person_id == canary.person_id)
        assert db.session.scalar(enrolments) == 1
        chosen = db.session.scalars(
            select(AnswerEvent.payload)
            .join(Attempt, Attempt.id == AnswerEvent.attempt_id)
            .join(Sitting, Sitting.id == Attempt.sitting_id)
            .where(Sitting.respondent_id == canary.person_id, AnswerEvent.position == 1)
        ).all()
        assert {"choice": 0} in chosen
        mark = db.session.scalars(select(Mark)).one()
        assert mark.content["questions"]["1"]["points"]
        request = db.session.scalars(
            select(PrivacyRequest).where(PrivacyRequest.kind == "erasure")
        ).one()
        assert (request.state, request.files, request.content) == ("done", [], "")


def test_the_erasure_is_in_the_trail_and_the_trail_verifies(
    app: Flask, cast: Cast, canary: Canary
) -> None:
    with unit_of_work(app):
        while audit.seal():
            pass
    erase(app, cast, canary.person_id)
    with app.app_context():
        begin_unit(may_write=False)
        said = db.session.scalars(
            select(audit.AuditEntry.action)
            .where(
                audit.AuditEntry.about_id == canary.person_id,
                audit.AuditEntry.action.like("data:eras%"),
            )
            .order_by(audit.AuditEntry.id)
        ).all()
        assert said == ["data:erase", "data:erased"]
        assert list(audit.verify()) == []


def test_the_person_is_told_before_and_can_no_longer_sign_in(
    app: Flask, cast: Cast, canary: Canary, client: Client
) -> None:
    with unit_of_work(app):
        requests.erase(
            person_id=canary.person_id, typed_name=WORD, reason="Pindah.", actor_id=cast.eko.id
        )
    with app.app_context():
        jobs.run_due(schedule.JOBS)
        assert db.session.get_one(Person, canary.person_id).erased_at is None
    letters = [file.read_text() for file in Path(app.config["DATA_DIR"], "mail").glob("*.eml")]
    assert any("Data Anda dihapus" in letter for letter in letters)
    with frozen(now() + timedelta(minutes=16)), app.app_context():
        jobs.run_due(schedule.JOBS)
    assert client.get("/account").status_code == 302


def test_a_file_that_somebody_else_handed_in_too_stays(
    app: Flask, cast: Cast, canary: Canary
) -> None:
    with app.app_context():
        sha256 = db.session.scalars(select(HandedFile.sha256)).one()
        begin_unit(may_write=True)
        database.begin_writing()
        other = db.session.scalars(
            select(Attempt.id)
            .join(Sitting, Sitting.id == Attempt.sitting_id)
            .where(Sitting.respondent_id == cast.ayu.id)
        ).first()
        db.session.add(
            HandedFile(
                attempt_id=other,
                sha256=sha256,
                name="sama.txt",
                size=1,
                media_type="text/plain",
                added_at=now(),
            )
        )
        database.commit()
    erase(app, cast, canary.person_id)
    with app.app_context():
        assert files.read(sha256) == word("berkas").encode()


def test_an_erasure_that_was_cut_off_goes_on(
    app: Flask, cast: Cast, canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remnants, "wipe", lambda: False)
    erase(app, cast, canary.person_id)
    with app.app_context():
        begin_unit(may_write=False)
        state = select(PrivacyRequest.state).where(PrivacyRequest.kind == "erasure")
        assert db.session.scalars(state).one() == "running"
    monkeypatch.undo()
    with frozen(now() + timedelta(hours=2)), app.app_context():
        jobs.run_due(schedule.JOBS)
        assert db.session.scalars(state).one() == "done"
    assert rows_with_a_canary(app) == set()


def test_a_copy_holds_every_word_and_no_secret(app: Flask, canary: Canary) -> None:
    with app.app_context():
        copy = db.session.scalars(select(DataExport)).one()
        assert copy.sha256 is not None
        content = files.read(copy.sha256)
        secrets = db.session.get_one(Person, canary.person_id).password_hash or ""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    said = "\n".join([*parts, *parts.values()])
    assert [label for label in LABELS if word(label) not in said] == []
    assert NUMBER in said
    assert "argon2" not in said
    assert secrets not in said
    for name, text in parts.items():
        if name.endswith(".json"):
            json.loads(text)
    assert "Catatan pribadi" in parts["index.html"]


def test_nobody_erases_themselves(app: Flask, cast: Cast) -> None:
    with unit_of_work(app), pytest.raises(Forbidden):
        requests.erase(
            person_id=cast.eko.id, typed_name="eko", reason="Pindah.", actor_id=cast.eko.id
        )


def test_the_last_administrator_stays(app: Flask, cast: Cast) -> None:
    with unit_of_work(app), pytest.raises(Conflict):
        requests.erase(
            person_id=cast.eko.id, typed_name="eko", reason="Pindah.", actor_id=cast.bima.id
        )


def test_the_typed_name_must_be_the_persons(app: Flask, cast: Cast) -> None:
    with unit_of_work(app), pytest.raises(Invalid):
        requests.erase(
            person_id=cast.ayu.id, typed_name="fajar", reason="Pindah.", actor_id=cast.eko.id
        )
