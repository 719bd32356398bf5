"""Tests before and after, quizzes that people mark, surveys and assignments: what each is worth to the
course, and what is asked anew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from lms.assessment.actions import save_answer, start_attempt, submit
from lms.assessment.models import Attempt, AttemptQuestion
from lms.core import clock
from lms.core.db import begin_writing, db
from lms.core.errors import Conflict
from lms.courses.models import Activity, Course, Question, Revision
from lms.learning.actions import mark_done
from lms.learning.models import ActivityDates, ActivityProgress, CourseCompletion, Enrolment
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import (
    DEVICE,
    answer,
    hand_in,
    sent,
    start,
    unit_of_work,
)
from tests.factories.kinds import COURSE, MODULE, take_up

BANK_ANSWERS = {"b1": "satu", "b2": "dua", "b3": "tiga"}


@pytest.fixture
def ayu(app: Flask, cast: Cast) -> int:
    """Ayu, enrolled in the course with everything in it."""
    take_up(app, cast.ayu.id)
    return cast.ayu.id


def begin(app: Flask, person_id: int, key: str) -> str:
    return start(app, person_id, COURSE, key)


def standing(app: Flask, key: str) -> tuple[Any, ...]:
    """done, score, passed, waiting"""
    with app.app_context():
        row = db.session.scalars(
            select(ActivityProgress).where(ActivityProgress.activity_key == key)
        ).one()
        return row.done_at is not None, row.score, row.passed, row.waiting


def drawn(app: Flask, uuid: str) -> list[str]:
    with app.app_context():
        return list(
            db.session.scalars(
                select(Question.key)
                .join(AttemptQuestion, AttemptQuestion.question_id == Question.id)
                .join(Attempt, Attempt.id == AttemptQuestion.attempt_id)
                .where(Attempt.uuid == uuid)
                .order_by(AttemptQuestion.position)
            )
        )


def take_test(app: Flask, person_id: int, key: str, *, right: int = 2) -> str:
    """Take a test of two questions of the bank, so many of them right."""
    uuid = begin(app, person_id, key)
    words = [BANK_ANSWERS[question] for question in drawn(app, uuid)]
    typed = [word if place < right else "lain" for place, word in enumerate(words)]
    answer(app, person_id, uuid, {n: {"text": text} for n, text in enumerate(typed, start=1)})
    hand_in(app, person_id, uuid)
    return uuid


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status
    return response.get_data(as_text=True)


def test_a_draw_is_frozen_with_its_denominator(app: Flask, ayu: int) -> None:
    uuid = begin(app, ayu, "awal")
    keys = drawn(app, uuid)
    assert len(set(keys)) == 2
    assert set(keys) < set(BANK_ANSWERS)
    assert begin(app, ayu, "awal") == uuid
    answer(app, ayu, uuid, {1: {"text": BANK_ANSWERS[keys[0]]}})
    hand_in(app, ayu, uuid)
    assert standing(app, "awal") == (True, 50.0, None, False)


def test_a_pretest_is_done_whatever_its_result(app: Flask, client: Client, ayu: int) -> None:
    uuid = take_test(app, ayu, "awal", right=0)
    assert standing(app, "awal") == (True, 0.0, None, False)
    client.sign_in("ayu")
    shown = page(client, f"/attempts/{uuid}")
    assert "Hasil tes awal" in shown
    assert "Tes awal tidak dibahas" in shown
    assert "Belum lulus" not in shown
    assert "Bank satu?" not in shown
    panel = page(client, f"/learn/{COURSE}/awal")
    assert "2 soal, dipilih acak dari 3 soal" in " ".join(panel.split())
    assert "Nilai minimum" not in panel


def test_a_posttest_has_a_mark_to_reach(app: Flask, client: Client, ayu: int) -> None:
    uuid = take_test(app, ayu, "akhir", right=1)
    assert standing(app, "akhir") == (False, 50.0, False, False)
    client.sign_in("ayu")
    assert "Belum lulus" in page(client, f"/attempts/{uuid}")


def test_an_essay_waits_for_people(app: Flask, client: Client, ayu: int) -> None:
    uuid = begin(app, ayu, "uraian")
    answer(app, ayu, uuid, {1: {"choice": 0}, 2: {"text": "Hujan deras."}})
    hand_in(app, ayu, uuid)
    assert standing(app, "uraian") == (False, None, None, True)
    client.sign_in("ayu")
    shown = page(client, f"/attempts/{uuid}")
    assert "Menunggu penilaian" in shown
    assert "Hujan deras." in shown
    assert "Menulis risiko" in shown
    assert "menunggu penilaian" in page(client, f"/learn/{COURSE}")
    assert "Menunggu penilaian" in page(client, f"/learn/{COURSE}/uraian")


def test_an_essay_left_empty_is_graded_at_once(app: Flask, ayu: int) -> None:
    uuid = begin(app, ayu, "uraian")
    answer(app, ayu, uuid, {1: {"choice": 0}})
    hand_in(app, ayu, uuid)
    assert standing(app, "uraian") == (False, 25.0, False, False)


def test_a_pass_stays_while_a_later_attempt_waits(app: Flask, cast: Cast) -> None:
    easy = MODULE.replace(
        "# Kuis uraian {#uraian .quiz pass=60}", "# Kuis uraian {#uraian .quiz pass=20}"
    )
    take_up(app, cast.ayu.id, module=easy)
    for answers in ({1: {"choice": 0}}, {1: {"choice": 0}, 2: {"text": "Hujan."}}):
        uuid = begin(app, cast.ayu.id, "uraian")
        answer(app, cast.ayu.id, uuid, answers)
        hand_in(app, cast.ayu.id, uuid)
    assert standing(app, "uraian") == (True, 25.0, True, False)


def test_a_survey_is_filled_in_once(app: Flask, client: Client, ayu: int) -> None:
    uuid = begin(app, ayu, "survei")
    client.sign_in("ayu")
    paper = page(client, f"/attempts/{uuid}")
    assert "Pertanyaan 1" in paper
    assert "Boleh dilewati." in paper
    assert "Bobot" not in paper
    answer(app, ayu, uuid, {1: {"point": 3}, 2: {"text": "Tambah contoh."}, 3: {"choice": 1}})
    hand_in(app, ayu, uuid)
    assert standing(app, "survei") == (True, None, None, False)
    shown = page(client, f"/attempts/{uuid}")
    assert "Terima kasih" in shown
    assert "Tambah contoh." in shown
    assert "<b>3</b> Cukup" in shown
    assert "Benar" not in shown
    assert "Lihat jawaban saya" in page(client, f"/learn/{COURSE}/survei")
    assert client.form_post(f"/learn/{COURSE}/survei/attempts").status_code == 409


def test_a_survey_asks_for_what_must_be_answered(app: Flask, client: Client, ayu: int) -> None:
    uuid = begin(app, ayu, "survei")
    answer(app, ayu, uuid, {2: {"text": "Tambah contoh."}})
    client.sign_in("ayu")
    shown = page(client, f"/attempts/{uuid}/submit")
    assert "Pertanyaan wajib" in shown
    assert 'name="event_id"' not in shown
    fields = {"event_id": "22222222-2222-4222-8222-222222222222"}
    assert client.form_post(f"/attempts/{uuid}/submit", fields).status_code == 409
    answer(app, ayu, uuid, {1: {"point": 1}})
    hand_in(app, ayu, uuid)
    assert standing(app, "survei")[0]


def test_the_answers_of_a_survey_are_its_respondent_s_alone(
    app: Flask, client: Client, ayu: int
) -> None:
    uuid = begin(app, ayu, "survei")
    client.sign_in("bima")
    assert client.get(f"/attempts/{uuid}").status_code == 404


def test_an_assignment_is_handed_in_and_waits(app: Flask, client: Client, ayu: int) -> None:
    client.sign_in("ayu")
    panel = page(client, f"/learn/{COURSE}/tugas")
    assert "Tulis satu risiko." in panel
    assert "7 Desember 2026" in panel  # 14 days after enrolment
    assert "Menulis risiko" in panel
    uuid = begin(app, ayu, "tugas")
    assert "Peta soal" not in page(client, f"/attempts/{uuid}")
    answer(app, ayu, uuid, {1: {"text": "Banjir di gudang."}})
    hand_in(app, ayu, uuid)
    assert standing(app, "tugas") == (False, None, None, True)
    shown = page(client, f"/attempts/{uuid}")
    assert "Menunggu penilaian" in shown
    assert "Banjir di gudang." in shown
    assert "menunggu penilaian" in page(client, f"/learn/{COURSE}/tugas")
    assert client.form_post(f"/learn/{COURSE}/tugas/attempts").status_code == 409


def test_an_assignment_is_not_handed_in_empty(app: Flask, ayu: int) -> None:
    uuid = begin(app, ayu, "tugas")
    with pytest.raises(Conflict):
        hand_in(app, ayu, uuid)


def test_a_survey_and_tests_complete_the_course_and_what_is_optional_need_not_wait(
    app: Flask, cast: Cast
) -> None:
    module = MODULE.replace(".assignment pass=60", ".assignment optional pass=60")
    for quiz in ("#kuis .quiz", "#uraian .quiz"):
        module = module.replace(quiz, f"{quiz} optional")
    ayu = cast.ayu.id
    take_up(app, ayu, module=module)
    with unit_of_work(app):
        mark_done(person_id=ayu, course_key=COURSE, activity_key="materi")
    take_test(app, ayu, "awal", right=0)
    take_test(app, ayu, "akhir")
    uuid = begin(app, ayu, "survei")
    answer(app, ayu, uuid, {1: {"point": 3}})
    with app.app_context():
        assert db.session.scalars(select(Enrolment.state)).one() == "active"
    hand_in(app, ayu, uuid)
    with app.app_context():
        # The pre-test's 0 is no part of it.
        assert db.session.scalars(select(CourseCompletion.score)).one() == 100.0


def material(app: Flask, key: str) -> None:
    """Publish a change that the author calls material for one activity."""
    take_up(app, module=MODULE.replace("Isi.", "Isi yang baru."))
    with unit_of_work(app):
        begin_writing()
        number = db.session.scalars(
            select(Course.revision_number).where(Course.key == COURSE)
        ).one()
        revision = db.session.scalars(select(Revision.id).where(Revision.number == number)).one()
        db.session.execute(
            update(Activity)
            .where(Activity.revision_id == revision, Activity.key == key)
            .values(asked_since=number)
        )


def test_attempts_before_a_material_change_count_no_more(
    app: Flask, client: Client, ayu: int
) -> None:
    for _ in range(2):
        uuid = begin(app, ayu, "kuis")
        hand_in(app, ayu, uuid)
    with unit_of_work(app), pytest.raises(Conflict):
        start_attempt(person_id=ayu, course_key=COURSE, activity_key="kuis")
    material(app, "kuis")
    client.sign_in("ayu")
    panel = page(client, f"/learn/{COURSE}/kuis")
    assert "Kuis ini diperbarui" in panel
    assert "2 dari 2 masih tersisa" in panel
    assert "Tidak dihitung lagi" in panel
    uuid = begin(app, ayu, "kuis")
    answer(app, ayu, uuid, {1: {"choice": 0}})
    hand_in(app, ayu, uuid)
    done, score, passed, _ = standing(app, "kuis")
    assert (done, score, passed) == (False, 25.0, False)


def test_an_attempt_begun_before_a_material_change_changes_nothing(
    app: Flask, client: Client, ayu: int
) -> None:
    uuid = begin(app, ayu, "akhir")
    material(app, "akhir")
    client.sign_in("ayu")
    assert "hasilnya tidak dihitung" in page(client, f"/learn/{COURSE}/akhir")
    words = [BANK_ANSWERS[question] for question in drawn(app, uuid)]
    answer(app, ayu, uuid, {n: {"text": text} for n, text in enumerate(words, start=1)})
    hand_in(app, ayu, uuid)
    with app.app_context():
        assert db.session.scalars(select(ActivityProgress)).all() == []
        assert db.session.scalars(select(Attempt.score)).all() == [100.0]


def set_dates(app: Flask, key: str, *, opens: int | None = None, closes: int | None = None) -> None:
    """Set the dates of an activity, in minutes from now."""
    with unit_of_work(app):
        begin_writing()
        moment = clock.now()
        db.session.merge(
            ActivityDates(
                id=1,
                course_id=db.session.scalars(select(Course.id)).one(),
                activity_key=key,
                opens_at=moment + timedelta(minutes=opens) if opens is not None else None,
                closes_at=moment + timedelta(minutes=closes) if closes is not None else None,
            )
        )


@pytest.mark.parametrize("dates", [{"opens": 1}, {"closes": -1}, {"closes": 0}])
def test_nothing_is_started_outside_its_dates(
    app: Flask, client: Client, ayu: int, dates: dict[str, int]
) -> None:
    set_dates(app, "kuis", **dates)
    client.sign_in("ayu")
    assert client.form_post(f"/learn/{COURSE}/kuis/attempts").status_code == 409


def test_answers_are_kept_until_a_minute_after_the_closing(
    app: Flask, client: Client, ayu: int
) -> None:
    uuid = begin(app, ayu, "kuis")
    in_time = sent(1, {"choice": 0})
    set_dates(app, "kuis", closes=0)
    with unit_of_work(app):
        assert save_answer(attempt_uuid=uuid, person_id=ayu, event=in_time).status == "stored"
    set_dates(app, "kuis", closes=-2)
    with unit_of_work(app):
        assert save_answer(attempt_uuid=uuid, person_id=ayu, event=in_time).status == "duplicate"
    with unit_of_work(app):
        late = sent(1, {"choice": 1}, seq=2)
        assert save_answer(attempt_uuid=uuid, person_id=ayu, event=late).status == "late"
    client.sign_in("ayu")
    assert uuid in page(client, f"/learn/{COURSE}/kuis")  # what was saved in time is handed in
    with unit_of_work(app):
        attempt = submit(
            attempt_uuid=uuid,
            person_id=ayu,
            event_id="33333333-3333-4333-8333-333333333333",
            device_id=DEVICE,
        )
        assert attempt.score == 25.0


def test_answers_are_explained_after_the_closing(app: Flask, client: Client, cast: Cast) -> None:
    module = MODULE.replace("pass=60 attempts=2", "pass=60 attempts=2 review=after-close")
    take_up(app, cast.ayu.id, module=module)
    set_dates(app, "kuis", closes=5)
    uuid = begin(app, cast.ayu.id, "kuis")
    hand_in(app, cast.ayu.id, uuid)
    client.sign_in("ayu")
    shown = page(client, f"/attempts/{uuid}")
    assert "Pembahasan terbuka setelah kuis ini ditutup." in shown
    assert "lihat aturan" not in shown
    set_dates(app, "kuis", closes=-5)
    assert "lihat aturan" in page(client, f"/attempts/{uuid}")


def test_the_checklist_knows_every_kind(app: Flask, client: Client, ayu: int) -> None:
    client.sign_in("ayu")
    shown = page(client, f"/learn/{COURSE}")
    assert shown.count("belum dikerjakan") == 2  # pre-test and survey
    assert "belum ada nilai, perlu 60" in shown
    for label in ("tes awal", "kuis", "survei", "tugas", "tes akhir"):
        assert f'<span class="small soft">{label}</span>' in shown
    about = page(client, f"/courses/{COURSE}")
    for label in ("Tes awal", "Kuis", "Survei", "Tugas", "Tes akhir", "Materi"):
        assert label in about
