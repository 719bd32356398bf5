"""A certificate is issued with the completion, exactly once, and its sheet is made once and kept."""

from __future__ import annotations

import io
import sys
from concurrent.futures import ThreadPoolExecutor

import pypdf
import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core import children, clock, files, jobs
from lms.core import db as database
from lms.core.db import begin_unit, db
from lms.credentials.actions import rendering
from lms.credentials.actions.batches import request_batch
from lms.credentials.actions.issuing import issue_for_completion
from lms.credentials.actions.templates import set_course_policy
from lms.credentials.models import Certificate, CertificateBatch, CertificateIssue
from lms.credentials.queries.batches import Period, count_lacking
from lms.credentials.queries.templates import CoursePolicy
from lms.learning import actions as learning
from lms.learning.models import Enrolment
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.conftest import MOMENT
from tests.factories.accounts import new_person
from tests.factories.certificates import SHEETS, certified, make_sheets, newest_certificate
from tests.factories.courses import publish_course
from tests.factories.learning import committed, completed, enrolled, read


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.usefixtures("context")
def test_completing_a_course_gives_a_numbered_certificate_and_a_sheet_that_opens(
    cast: Cast,
) -> None:
    publish_course(hours="2.5")
    certificate = certified(cast.ayu.id)
    assert certificate.number == "00001/ASN/XI/2026"
    issue = db.session.scalars(select(CertificateIssue)).one()
    assert issue.holder_name == "Ayu Lestari, S.T."
    assert issue.facts["institution"] == "Ruang Belajar ASN"
    sheet = pypdf.PdfReader(io.BytesIO(files.read(issue.sha256 or "")))
    text = " ".join(" ".join(page.extract_text() for page in sheet.pages).split())
    for fact in ("Ayu Lestari, S.T.", "Kursus kursus", "2,5 JP", certificate.number, "2026"):
        assert fact in text
    assert "199504122020012001" not in text
    notice = db.session.scalars(select(Notice).where(Notice.kind == "certificate-issued")).one()
    assert notice.params["code"] == certificate.code


@pytest.mark.usefixtures("context")
def test_sheets_that_wait_are_made_together_but_for_a_moment_only(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_course()
    for person_id in (cast.ayu.id, cast.citra.id, cast.gita.id):
        completed(person_id)
    made = select(func.count(CertificateIssue.sha256))
    monkeypatch.setattr(rendering, "SECONDS_AT_ONCE", 0.0)
    jobs.run_due(SHEETS, most=1)
    assert db.session.scalar(made) == 1
    monkeypatch.setattr(rendering, "SECONDS_AT_ONCE", 60.0)
    jobs.run_due(SHEETS, most=1)
    assert db.session.scalar(made) == 3


@pytest.mark.usefixtures("context")
def test_a_sheet_cut_off_before_it_was_noted_is_made_again_as_the_same_file(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_course()
    completed(cast.ayu.id)
    noted = rendering._store
    monkeypatch.setattr(rendering, "_store", _power_cut)
    jobs.run_due(SHEETS)
    left = list(files.names())
    monkeypatch.setattr(rendering, "_store", noted)
    with clock.frozen(MOMENT.replace(hour=9)):
        jobs.run_due(SHEETS)
    committed()
    assert [db.session.scalars(select(CertificateIssue.sha256)).one()] == [
        name for name in files.names() if files.read(name).startswith(b"%PDF")
    ]
    assert list(files.names()) == left


@pytest.mark.usefixtures("context")
def test_half_a_sheet_is_not_stored_and_the_job_is_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_course()
    completed(cast.ayu.id)
    stored = select(CertificateIssue.sha256)
    killed = (
        "import sys; sys.stdin.buffer.read(1); sys.stdout.buffer.write(b'\\0\\0\\4\\0%PDF-1.7')"
    )
    with monkeypatch.context() as patch:
        patch.setattr(children, "command", lambda *_told: [sys.executable, "-c", killed])
        jobs.run_due(SHEETS)
    committed()
    assert db.session.scalars(stored).one() is None
    with clock.frozen(MOMENT.replace(hour=9)):
        jobs.run_due(SHEETS)
    committed()
    assert files.read(db.session.scalars(stored).one() or "").rstrip().endswith(b"%%EOF")


def _power_cut(issue_id: int, sha256: str) -> None:
    raise OSError("power cut")


@pytest.mark.usefixtures("context")
def test_a_course_may_give_none_and_a_batch_issues_what_is_missing_once(cast: Cast) -> None:
    course_id = publish_course().id
    none = CoursePolicy(issues=False)
    set_course_policy(course_id=course_id, policy=none, actor_id=cast.bima.id)
    committed()
    enrolments = [completed(one.id) for one in (cast.ayu, cast.fajar)]
    assert count(Certificate) == 0
    again = CoursePolicy(valid_months=12)
    set_course_policy(course_id=course_id, policy=again, actor_id=cast.bima.id)
    committed()
    period = Period(course_id)
    assert count_lacking(cast.dewi, period) == 2
    batches = {request_batch(period=period, key="k", actor_id=cast.dewi.id) for _ in range(2)}
    committed()
    make_sheets()
    assert len(batches) == 1
    batch = db.session.scalars(select(CertificateBatch)).one()
    assert (batch.total, batch.done, batch.made, batch.finished_at) == (2, 2, 2, MOMENT)
    assert issue_for_completion(enrolments[0]) is not None
    assert count(Certificate) == count(CertificateIssue) == 2
    assert str(newest_certificate().valid_until) == "2027-11-23"


def test_a_hundred_identical_submits_and_rivals_give_one_certificate_each(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        begin_unit(may_write=True)
        publish_course(lessons=1, quiz=False)
    people = [new_person(app, f"murid{one}") for one in range(4)]
    with app.app_context():
        begin_unit(may_write=True)
        for person_id in people:
            enrolled(person_id)

    def complete(person_id: int) -> None:
        with app.app_context(), clock.frozen(MOMENT):
            begin_unit(may_write=True)
            learning.mark_done(person_id=person_id, course_key="kursus", activity_key="materi-1")
            database.commit()
            db.session.remove()

    def issue(enrolment_id: int) -> None:
        with app.app_context(), clock.frozen(MOMENT):
            begin_unit(may_write=True)
            issue_for_completion(enrolment_id)
            database.commit()
            db.session.remove()

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(complete, people * 25))
    with app.app_context():
        cycles = list(db.session.scalars(select(Enrolment.id)))
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(issue, cycles * 5))
    with app.app_context():
        numbers = list(db.session.scalars(select(Certificate.number)))
        assert sorted(numbers) == [f"{one:05}/ASN/XI/2026" for one in range(1, 5)]
        assert count(CertificateIssue) == 4


@pytest.mark.usefixtures("context")
def test_a_second_cycle_has_a_certificate_of_its_own_beside_the_first(cast: Cast) -> None:
    publish_course(lessons=1, quiz=False)
    for again in (False, True):
        if again:
            learning.begin_again(person_id=cast.ayu.id, course_key="kursus")
            committed()
        else:
            enrolled(cast.ayu.id)
        read(cast.ayu.id, "materi-1")
    numbers = db.session.scalars(select(Certificate.number).order_by(Certificate.id))
    assert list(numbers) == ["00001/ASN/XI/2026", "00002/ASN/XI/2026"]
