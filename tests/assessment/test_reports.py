"""A learner reports a question; its authors find it in the source, answer, and the learner knows."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import RoleGrant
from lms.assessment.actions import answer_report, report_question
from lms.assessment.models import QuestionReport
from lms.authoring.queries.places import Place, place_of_question
from lms.core.clock import now, today
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict, Invalid, NotFound
from lms.courses.models import Course, CourseRole
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import RIGHT, start, take, take_up, unit_of_work
from tests.factories.courses import CANARY, course_id_of

WORDS = "Pilihan kedua dan ketiga <sama>."


@pytest.fixture
def attempt(app: Flask, cast: Cast) -> str:
    """Ayu's open attempt in Bima's course, of which Dewi is co-author; returns its uuid."""
    take_up(app, cast.ayu.id)
    with unit_of_work(app):
        begin_writing()
        course = db.session.scalars(select(Course)).one()
        course.owner_id = cast.bima.id
        db.session.add(
            CourseRole(
                course_id=course.id, person_id=cast.dewi.id, role="co_author", granted_at=now()
            )
        )
        db.session.add(RoleGrant(person_id=cast.dewi.id, role="instructor", valid_from=today()))
    return start(app, cast.ayu.id)


def reported(app: Flask, person_id: int, uuid: str, content: str = WORDS, position: int = 1) -> int:
    with unit_of_work(app):
        return report_question(
            attempt_uuid=uuid, person_id=person_id, position=position, content=content
        ).id


def notices(app: Flask, kind: str) -> list[int]:
    with app.app_context():
        query = select(Notice.person_id).where(Notice.kind == kind).order_by(Notice.person_id)
        return list(db.session.scalars(query))


def answered(app: Flask, report_id: int, answer: str = "Sudah diperbaiki.") -> None:
    with unit_of_work(app):
        answer_report(
            course_id=course_id_of("kursus"), report_id=report_id, answer=answer, actor_id=1
        )


class TestReporting:
    def test_every_author_is_told_once(self, app: Flask, cast: Cast, attempt: str) -> None:
        reported(app, cast.ayu.id, attempt)
        assert notices(app, "question-reported") == sorted([cast.bima.id, cast.dewi.id])

    def test_a_second_report_waits_behind_the_first(
        self, app: Flask, cast: Cast, attempt: str
    ) -> None:
        first = reported(app, cast.ayu.id, attempt)
        assert reported(app, cast.ayu.id, attempt, "Lagi.") == first
        assert reported(app, cast.ayu.id, attempt, position=2) != first
        answered(app, first)
        assert reported(app, cast.ayu.id, attempt, "Masih keliru.") != first

    def test_nobody_reports_from_an_attempt_of_somebody_else(
        self, app: Flask, cast: Cast, attempt: str
    ) -> None:
        for person_id, position in ((cast.fajar.id, 1), (cast.ayu.id, 99)):
            with pytest.raises(NotFound):
                reported(app, person_id, attempt, position=position)

    @pytest.mark.parametrize("content", ["", " \n", "x" * 1001])
    def test_there_must_be_something_to_read(
        self, app: Flask, cast: Cast, attempt: str, content: str
    ) -> None:
        with pytest.raises(Invalid):
            reported(app, cast.ayu.id, attempt, content)


class TestAnswering:
    def test_the_reporter_gets_the_answer_once(self, app: Flask, cast: Cast, attempt: str) -> None:
        report_id = reported(app, cast.ayu.id, attempt)
        for _click in range(2):
            answered(app, report_id)
        assert notices(app, "report-answered") == [cast.ayu.id]
        with pytest.raises(Conflict):
            answered(app, report_id, "Lain.")

    def test_a_report_of_another_course_is_not_there(
        self, app: Flask, cast: Cast, attempt: str
    ) -> None:
        report_id = reported(app, cast.ayu.id, attempt)
        with unit_of_work(app), pytest.raises(NotFound):
            answer_report(course_id=999, report_id=report_id, answer="Ya.", actor_id=1)


def test_a_question_is_found_in_the_published_source(app: Flask, attempt: str) -> None:
    with app.app_context():
        course_id = course_id_of("kursus")
        found = place_of_question(course_id, "s2")
        assert found is not None
        assert found.path == "01-modul.md"
        assert found.line > place_of_question(course_id, "s1").line  # type: ignore[union-attr]
        assert place_of_question(course_id, "tidak-ada") is None
        assert place_of_question(999, "s1") is None
        assert isinstance(found, Place)


def test_the_learner_reports_from_the_paper_and_from_the_result(
    app: Flask, client: Client, cast: Cast, attempt: str
) -> None:
    client.sign_in("ayu")
    address = f"/attempts/{attempt}/questions/1/report"
    assert f'href="{address}"' in client.get(f"/attempts/{attempt}").text
    page = client.get(address).text
    assert "Kirim laporan" in page
    assert CANARY not in page
    assert client.form_post(address, {"content": " "}).status_code == 422
    for _click in range(2):
        response = client.form_post(address, {"content": WORDS})
        assert (response.status_code, response.location) == (303, address)
    page = client.get(address).text
    assert "Laporan Anda sudah diterima pengajar." in page
    assert "&lt;sama&gt;" in page
    assert "Kirim laporan" not in page
    with unit_of_work(app):
        begin_writing()
        assert len(db.session.scalars(select(QuestionReport)).all()) == 1
    client.form_post(f"/attempts/{attempt}/submit", {"event_id": attempt})
    assert f'href="{address}"' in client.get(f"/attempts/{attempt}").text


def test_a_stranger_finds_no_question_to_report(client: Client, attempt: str) -> None:
    client.sign_in("fajar")
    address = f"/attempts/{attempt}/questions/1/report"
    assert client.get(address).status_code == 404
    assert client.form_post(address, {"content": "x"}).status_code == 404


def test_authors_read_find_and_answer(app: Flask, client: Client, cast: Cast, attempt: str) -> None:
    client.sign_in("bima")
    assert "Tidak ada laporan" in client.get("/courses/kursus/reports").text
    report_id = reported(app, cast.ayu.id, attempt)
    listed = client.get("/courses/kursus/reports").text
    address = f"/courses/kursus/reports/{report_id}"
    assert f'href="{address}"' in listed
    assert "Ayu Lestari, S.T." in listed
    page = client.get(address).text
    assert "/authoring/kursus/files/01-modul.md?line=" in page
    assert "&lt;sama&gt;" in page
    for unusable in ("", "x" * 1001):
        assert client.form_post(address, {"answer": unusable}).status_code == 422
    for _click in range(2):
        response = client.form_post(address, {"answer": "Terima kasih, sudah diperbaiki."})
        assert (response.status_code, response.location) == (303, "/courses/kursus/reports")
    assert client.form_post(address, {"answer": "Lain."}).status_code == 409
    assert "Ayu Lestari" in client.get("/courses/kursus/reports?state=answered").text
    assert "Ayu Lestari" not in client.get("/courses/kursus/reports").text
    assert "Terima kasih, sudah diperbaiki." in client.get(address).text


@pytest.mark.parametrize("name", ["ayu", "citra", "fajar", "gita"])
def test_reports_are_for_those_who_run_the_course(
    app: Flask, client: Client, cast: Cast, attempt: str, name: str
) -> None:
    report_id = reported(app, cast.ayu.id, attempt)
    client.sign_in(name)
    for address in ("/courses/kursus/reports", f"/courses/kursus/reports/{report_id}"):
        assert client.get(address).status_code == 404
    assert client.form_post(address, {"answer": "x"}).status_code == 404


def test_a_participant_is_shown_with_the_number_of_attempts(
    app: Flask, client: Client, cast: Cast, attempt: str
) -> None:
    with unit_of_work(app):
        begin_writing()
    client.sign_in("ayu")
    client.form_post(f"/attempts/{attempt}/submit", {"event_id": attempt})
    take(app, cast.ayu.id, RIGHT)
    other = app.test_client()
    assert isinstance(other, Client)
    other.sign_in("bima")
    page = other.get(f"/learn/kursus/-/class/{cast.ayu.id}").text
    assert '<td data-label="Percobaan" class="number">2</td>' in page
