"""The pages of the gradebook, as those who run the course, learners and everybody else meet them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.assessment.actions import save_answer, take_over
from lms.assessment.models import ScoreOverride
from lms.core.audit import AccessLogEntry
from lms.core.db import begin_writing, db
from lms.courses.models import Course
from lms.learning.actions import enrol
from tests.cast import Cast
from tests.client import Client
from tests.factories import kinds
from tests.factories.assessment import (
    RIGHT,
    WRONG,
    answer,
    hand_in,
    sent,
    start,
    take,
    take_up,
    unit_of_work,
)
from tests.factories.conducting import end_overdue, grant, later
from tests.factories.courses import CANARY, publish_course
from tests.factories.mending import mended
from tests.factories.overriding import WHY, override
from tests.statements import statements

BOOK = "/courses/kursus/gradebook"
OWN = "/learn/kursus/-/scores"
OTHER = "22222222-2222-4222-8222-222222222222"
HALF = {1: RIGHT[1], 2: WRONG[2]}


@pytest.fixture(autouse=True)
def running(app: Flask, cast: Cast) -> None:
    """Bima's course, in which Ayu has two attempts and Fajar none."""
    attributes = "pass=70 attempts=3 penalty=0.25 time=10m"
    take_up(app, cast.ayu.id, practice=True, quiz_attributes=attributes)
    with unit_of_work(app):
        enrol(person_id=cast.fajar.id, course_key="kursus")
    with unit_of_work(app):
        begin_writing()
        db.session.scalars(select(Course)).one().owner_id = cast.bima.id
    take(app, cast.ayu.id, HALF)
    take(app, cast.ayu.id, RIGHT)


@pytest.fixture
def bima(client: Client) -> Client:
    """The browser of the course's author."""
    return client.sign_in("bima")


def text(browser: Client, address: str = BOOK) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def words(page: str) -> str:
    """What is read on a page, on one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def cell(person_id: int, activity: str = "kuis") -> str:
    return f"{BOOK}/{person_id}/{activity}"


@pytest.mark.parametrize("name", ["bima", "eko"])
def test_authors_and_administrators_open_the_pages(client: Client, cast: Cast, name: str) -> None:
    client.sign_in(name)
    assert "Kuis akhir" in text(client)
    assert "Nilai yang berlaku" in text(client, cell(cast.ayu.id))


@pytest.mark.parametrize("name", ["ayu", "citra", "dewi", "gita"])
def test_for_everybody_else_they_do_not_exist(
    app: Flask, client: Client, cast: Cast, name: str
) -> None:
    client.sign_in(name)
    here = cell(cast.ayu.id)
    for address in (BOOK, f"{BOOK}.csv", f"{BOOK}.xlsx", here):
        assert client.get(address).status_code == 404, address
    form = {"score": "100", "reason": WHY, "seen": 0}
    for address in (f"{here}/override", f"{here}/withdraw"):
        assert client.form_post(address, form).status_code == 404, address
    with app.app_context():
        assert list(db.session.scalars(select(ScoreOverride))) == []


def test_what_is_not_there_is_not_found(bima: Client, cast: Cast) -> None:
    for address in (cell(cast.gita.id), cell(cast.ayu.id, "latihan"), cell(cast.ayu.id, "x")):
        assert bima.get(address).status_code == 404
        assert bima.form_post(f"{address}/override", {"score": 1, "reason": "x"}).status_code == 404
        assert bima.form_post(f"{address}/withdraw", {"reason": "x"}).status_code == 404


def test_looking_is_logged(app: Flask, bima: Client, cast: Cast) -> None:
    text(bima)
    text(bima, cell(cast.ayu.id))
    text(bima, f"{BOOK}.csv")
    bima.get(f"{BOOK}.xlsx")
    with app.app_context():
        rows = db.session.scalars(select(AccessLogEntry).order_by(AccessLogEntry.id))
        assert [(row.page, row.subject_kind) for row in rows] == [
            ("assessment.gradebook", "course"),
            ("assessment.score", "person"),
            ("assessment.gradebook_csv", "course"),
            ("assessment.gradebook_xlsx", "course"),
        ]


class TestTheTable:
    def test_it_shows_scores_states_and_the_way_to_what_is_behind(
        self, bima: Client, cast: Cast
    ) -> None:
        page = text(bima)
        assert f'href="{cell(cast.ayu.id)}"' in page
        assert "100 Lulus" in words(page)
        assert "Fajar" in page
        assert "Latihan" not in re.search(r"<table.*</table>", page, re.S).group()  # type: ignore[union-attr]

    def test_a_score_set_by_hand_is_marked(self, app: Flask, bima: Client, cast: Cast) -> None:
        override(app, cast.bima.id, cast.ayu.id, "71,25")
        assert "71,25 Lulus ditetapkan" in words(text(bima))

    def test_filters_stay_typed_and_can_be_taken_off(self, bima: Client) -> None:
        page = text(bima, f"{BOOK}?q=tidak+ada&activity=kuis&state=open&sort=-mean")
        assert 'value="tidak ada"' in page
        assert "Hapus saringan" in page
        assert 'value="-mean"' in page

    def test_it_costs_the_same_statements_for_anybody(self, app: Flask, bima: Client) -> None:
        text(bima)
        with statements(app) as seen:
            text(bima)
        reads = [one for one in seen if one.lstrip().upper().startswith("SELECT")]
        assert len(reads) <= 11, reads

    def test_a_course_without_scores_says_so(self, app: Flask, bima: Client) -> None:
        with unit_of_work(app):
            publish_course("kursus", quiz=False)
        assert "Belum ada yang dinilai" in text(bima)


class TestWhatIsBehind:
    def test_the_attempts_and_which_of_them_counts_and_why(self, bima: Client, cast: Cast) -> None:
        page = words(text(bima, cell(cast.ayu.id)))
        assert "Nilai tertinggi dari 2 percobaan." in page
        assert page.count("Dihitung") == 1
        assert "oleh peserta" in page

    def test_each_questions_points_with_how_they_were_computed(
        self, bima: Client, cast: Cast
    ) -> None:
        page = words(text(bima, f"{cell(cast.ayu.id)}?attempt=1"))
        assert "1 dari 1 Benar , −0" in page or "1 dari 1 Benar, −0" in page
        assert "0 dari 2 pilihan benar dipilih, 1 pilihan salah, −0,25" in page
        assert "-0,25 dari 1" in page or "−0,25 dari 1" in page

    def test_the_events_with_times_and_the_answers(self, bima: Client, cast: Cast) -> None:
        page = words(text(bima, f"{cell(cast.ayu.id)}?attempt=1"))
        assert "Soal 2 dijawab Dinilai Pilihan B soal 2 Perangkat 1" in page
        assert "Dikumpulkan oleh peserta" in page

    def test_the_clock_a_second_device_and_late_answers(
        self, app: Flask, bima: Client, cast: Cast
    ) -> None:
        uuid = start(app, cast.fajar.id)
        answer(app, cast.fajar.id, uuid, HALF)
        with later(minutes=30):
            end_overdue(app)
            answer(app, cast.fajar.id, uuid, RIGHT)
            bima.sign_in("bima")
            page = words(text(bima, cell(cast.fajar.id)))
        assert "saat waktu habis" in page
        assert "Dikumpulkan saat waktu habis" in page
        assert "Terlambat" in page

    def test_another_device_is_told_apart(self, app: Flask, bima: Client, cast: Cast) -> None:
        uuid = start(app, cast.fajar.id)
        answer(app, cast.fajar.id, uuid, {1: WRONG[1]})
        with unit_of_work(app):
            take_over(attempt_uuid=uuid, person_id=cast.fajar.id, device_id=OTHER)
        with unit_of_work(app):
            event = sent(1, RIGHT[1], seq=2, epoch=2, device_id=OTHER)
            save_answer(attempt_uuid=uuid, person_id=cast.fajar.id, event=event)
        page = words(text(bima, cell(cast.fajar.id)))
        assert "Soal 1 dijawab Pilihan A soal 1 Perangkat 1" in page
        assert "Soal 1 dijawab Dinilai Pilihan B soal 1 Perangkat 2 pindah perangkat" in page

    def test_an_attempt_under_way_has_events_and_no_verdict(
        self, app: Flask, bima: Client, cast: Cast
    ) -> None:
        uuid = start(app, cast.fajar.id)
        answer(app, cast.fajar.id, uuid, RIGHT)
        page = words(text(bima, cell(cast.fajar.id)))
        assert "Sedang dikerjakan" in page
        assert "Belum ada percobaan yang dinilai." in page
        assert "Soal 1 dijawab" in page
        assert "1 dari 1" not in page

    def test_who_never_began(self, bima: Client, cast: Cast) -> None:
        assert "belum pernah mengerjakannya" in text(bima, cell(cast.fajar.id))

    def test_corrections_and_what_was_granted(self, app: Flask, bima: Client, cast: Cast) -> None:
        grant(app, cast.bima.id, cast.ayu.id, percent=50)
        mended(app, cast.bima.id)
        page = words(text(bima, cell(cast.ayu.id)))
        assert "Tambahan waktu: 50%." in page
        assert "Penyandang disabilitas netra." in page
        assert "Kunci sebuah soal diperbaiki" in page
        assert "Opsi pertama yang benar." in page

    @pytest.mark.parametrize("number", ["0", "99", "-1", "x", "99999999999"])
    def test_an_attempt_that_is_not_there_is_the_one_that_counts(
        self, bima: Client, cast: Cast, number: str
    ) -> None:
        assert "Percobaan 2</h2>" in text(bima, f"{cell(cast.ayu.id)}?attempt={number}")

    def test_every_kind_of_question_is_shown(self, app: Flask, bima: Client, cast: Cast) -> None:
        kinds.take_up(app, cast.ayu.id)
        with unit_of_work(app):
            begin_writing()
            for course in db.session.scalars(select(Course)):
                course.owner_id = cast.bima.id
        uuid = start(app, cast.ayu.id, kinds.COURSE)
        more = {5: {"pairs": [0]}, 6: {"places": [1]}}
        answer(app, cast.ayu.id, uuid, {**kinds.RIGHT, **more})
        hand_in(app, cast.ayu.id, uuid)
        page = words(text(bima, f"/courses/{kinds.COURSE}/gradebook/{cast.ayu.id}/kuis"))
        assert "aparatur sipil negara" in page
        assert "→" in page


class TestSettingAScore:
    def test_it_is_set_said_and_withdrawn(self, app: Flask, bima: Client, cast: Cast) -> None:
        here = cell(cast.ayu.id)
        sent = bima.form_post(f"{here}/override", {"score": "64,5", "reason": WHY, "seen": 0})
        assert (sent.status_code, sent.location) == (303, here)
        page = words(text(bima, here))
        assert "64,5 Belum lulus" in page
        assert "Ditetapkan oleh Bima" in page
        assert WHY in page
        assert "nilai hitungan 100 berlaku lagi" in page
        sent = bima.form_post(f"{here}/withdraw", {"reason": "Keliru orang.", "seen": 1})
        assert sent.status_code == 303
        page = words(text(bima, here))
        assert "100 Lulus" in page
        assert "Keliru orang." in page

    @pytest.mark.parametrize(
        ("form", "field"),
        [
            ({"score": "", "reason": WHY}, "score"),
            ({"score": "100,5", "reason": WHY}, "score"),
            ({"score": "sembilan", "reason": WHY}, "score"),
            ({"score": "80", "reason": " "}, "reason"),
            ({"score": "80", "reason": "b" * 501}, "reason"),
            ({"score": "80", "reason": WHY, "seen": "x"}, "seen"),
        ],
    )
    def test_what_makes_no_sense_is_said_beside_its_field_and_kept(
        self, app: Flask, bima: Client, cast: Cast, form: dict[str, Any], field: str
    ) -> None:
        refused = bima.form_post(f"{cell(cast.ayu.id)}/override", form)
        page = refused.get_data(as_text=True)
        assert refused.status_code == 422
        if field != "seen":
            assert f'id="{field}-error"' in page
        assert form["score"] in page
        with app.app_context():
            assert list(db.session.scalars(select(ScoreOverride))) == []

    def test_a_withdrawal_without_a_reason(self, app: Flask, bima: Client, cast: Cast) -> None:
        override(app, cast.bima.id, cast.ayu.id)
        refused = bima.form_post(f"{cell(cast.ayu.id)}/withdraw", {"reason": "", "seen": 1})
        assert refused.status_code == 422
        assert 'id="withdrawal-reason-error"' in refused.get_data(as_text=True)

    def test_the_second_of_two_sees_what_the_first_did(
        self, app: Flask, bima: Client, cast: Cast
    ) -> None:
        override(app, cast.eko.id, cast.ayu.id, "33", reason="Menyalin jawaban.")
        form = {"score": "90", "reason": WHY, "seen": 0}
        refused = bima.form_post(f"{cell(cast.ayu.id)}/override", form)
        assert refused.status_code == 409
        page = words(refused.get_data(as_text=True))
        assert "Pengelola lain baru saja mengubah nilai ini." in page
        assert "Ditetapkan oleh Eko" in page
        assert "Menyalin jawaban." in page
        assert (
            bima.form_post(f"{cell(cast.ayu.id)}/override", form | {"seen": 1}).status_code == 303
        )


class TestOnesOwn:
    def test_scores_with_how_they_were_computed(self, client: Client) -> None:
        client.sign_in("ayu")
        assert f'href="{OWN}"' in text(client, "/learn/kursus")
        page = words(text(client, OWN))
        assert "Rata-rata kursus sampai sekarang: 100 dari 100." in page
        assert "Nilai tertinggi dari 2 percobaan." in page
        assert "0,75 dari 2 poin, nilai 37,5" in page

    def test_overrides_and_corrections_with_their_reasons_and_no_names(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        override(app, cast.bima.id, cast.ayu.id, "55")
        mended(app, cast.bima.id)
        client.sign_in("ayu")
        page = words(text(client, OWN))
        assert "Ditetapkan oleh pengajar. Nilai hitungan:" in page
        assert WHY in page
        assert "Opsi pertama yang benar." in page
        assert "Bima" not in page
        assert "Pengajar menetapkan nilai Anda di sini: 55." in words(
            text(client, "/learn/kursus/kuis")
        )

    def test_the_notice_says_what_changed_and_leads_there(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        override(app, cast.bima.id, cast.ayu.id, "55")
        page = text(client.sign_in("ayu"), "/notices")
        assert "Nilai Anda dari 100 menjadi 55." in page
        assert WHY in page
        assert f'href="{OWN}"' in page

    def test_no_answers_and_no_keys(self, app: Flask, client: Client, cast: Cast) -> None:
        client.sign_in("ayu")
        page = text(client, OWN)
        assert CANARY not in page
        assert "Pilihan" not in words(page)

    def test_nobody_elses(self, client: Client) -> None:
        client.sign_in("gita")
        assert client.get(OWN).status_code == 404
        client.sign_in("bima")
        assert client.get(OWN).status_code == 404

    def test_a_course_without_scores_has_no_such_link(
        self, app: Flask, client: Client, cast: Cast
    ) -> None:
        with unit_of_work(app):
            publish_course("kursus", quiz=False)
        client.sign_in("ayu")
        assert OWN not in text(client, "/learn/kursus")
        assert "Tidak ada yang dinilai" in text(client, OWN)
