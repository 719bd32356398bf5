"""The pages on which quizzes are held, as those who run the course and everybody else meet them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.assessment.actions import save_answer
from lms.assessment.models import Accommodation, Attempt, Pause, StartPassword
from lms.core.audit import AccessLogEntry, AuditEntry
from lms.core.db import begin_writing, db
from lms.courses.models import Course
from lms.learning.actions import enrol, withdraw
from lms.notifications.models import Notice
from tests.cast import Cast
from tests.client import Client
from tests.factories.assessment import RIGHT, sent, start, take_up, unit_of_work
from tests.factories.conducting import end_overdue, grant, later
from tests.factories.courses import publish_course

ALL = "/courses/kursus/conduct"
QUIZ = "/courses/kursus/conduct/kuis"
REASON = "Listrik padam di ruang 2."


@pytest.fixture(autouse=True)
def running(app: Flask, cast: Cast) -> None:
    """Bima's course with a quiz of ten minutes, in which Ayu and Fajar take part."""
    take_up(app, cast.ayu.id, practice=True, quiz_attributes="pass=70 attempts=2 time=10m")
    with unit_of_work(app):
        enrol(person_id=cast.fajar.id, course_key="kursus")
    with unit_of_work(app):
        begin_writing()
        db.session.scalars(select(Course)).one().owner_id = cast.bima.id


@pytest.fixture
def bima(client: Client) -> Client:
    """The browser of the course's author."""
    return client.sign_in("bima")


def text(browser: Client, address: str = QUIZ) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def rows(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(select(model).order_by(model.id)))


def audited(app: Flask, action: str) -> int:
    with app.app_context():
        query = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)
        return db.session.scalar(query) or 0


def fields(cast: Cast, **more: Any) -> dict[str, Any]:
    """What the form of a grant sends."""
    asked = {
        "person": cast.ayu.id,
        "extra_time": 50,
        "extra_attempts": 1,
        "reason": "Tunanetra.",
        "q": "Ayu",
    }
    return asked | more


@pytest.mark.parametrize("name", ["bima", "eko"])
def test_authors_and_administrators_open_the_pages(client: Client, name: str) -> None:
    client.sign_in(name)
    assert "Kuis akhir" in text(client, ALL)
    assert "10 menit" in text(client, ALL)
    assert "Jeda sekarang" in text(client)


@pytest.mark.parametrize("name", ["ayu", "citra", "dewi", "gita"])
def test_for_everybody_else_they_do_not_exist(
    app: Flask, client: Client, cast: Cast, name: str
) -> None:
    client.sign_in(name)
    assert client.get(ALL).status_code == 404
    assert client.get(QUIZ).status_code == 404
    sendings = {
        "pause": {"reason": REASON},
        "resume": {},
        "start-password": {"word": "gajah"},
        "accommodations": fields(cast),
        "accommodations/1/delete": {},
        "late/11111111-1111-4111-8111-111111111111": {},
    }
    for address, form in sendings.items():
        assert client.form_post(f"{QUIZ}/{address}", form).status_code == 404, address
    for model in (Pause, StartPassword, Accommodation):
        assert rows(app, model) == []


def test_no_two_fields_of_the_page_have_one_name_for_their_labels(bima: Client) -> None:
    ids = re.findall(r' id="([^"]+)"', text(bima))
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("activity", ["materi-1", "tidak-ada"])
def test_only_quizzes_are_held(bima: Client, cast: Cast, activity: str) -> None:
    address = f"{ALL}/{activity}"
    assert bima.get(address).status_code == 404
    assert bima.form_post(f"{address}/pause", {"reason": REASON}).status_code == 404
    assert bima.form_post(f"{address}/start-password", {"word": "gajah"}).status_code == 404
    assert bima.form_post(f"{address}/accommodations", fields(cast)).status_code == 404


def test_the_pages_say_what_to_do_first_where_no_quiz_is_published(
    app: Flask, bima: Client, cast: Cast
) -> None:
    with unit_of_work(app):
        publish_course("kursus", quiz=False)
    assert "tidak berisi kuis" in text(bima, ALL)
    assert bima.get(QUIZ).status_code == 404


def test_looking_at_what_people_are_granted_is_logged(app: Flask, bima: Client) -> None:
    text(bima)
    assert [entry.page for entry in rows(app, AccessLogEntry)] == ["assessment.conduct"]


def test_a_pause_begins_and_ends(app: Flask, bima: Client, cast: Cast) -> None:
    start(app, cast.ayu.id)
    assert "Sedang dikerjakan: 1." in text(bima)
    sent_on = bima.form_post(f"{QUIZ}/pause", {"reason": f"  {REASON}  "})
    assert (sent_on.status_code, sent_on.location) == (303, QUIZ)
    page = text(bima)
    assert "Dijeda sejak" in page
    assert "Masih berlangsung" in page
    assert REASON in page
    assert "Dijeda sejak 10.42" in text(bima, ALL)
    assert bima.form_post(f"{QUIZ}/resume").status_code == 303
    page = text(bima)
    assert "Masih berlangsung" not in page
    assert "Jeda sekarang" in page
    [row] = rows(app, Pause)
    assert (row.reason, row.begun_by_id, row.ended_by_id) == (REASON, cast.bima.id, cast.bima.id)


def test_pausing_twice_is_one_pause_and_resuming_twice_is_one_end(app: Flask, bima: Client) -> None:
    for _ in range(2):
        assert bima.form_post(f"{QUIZ}/pause", {"reason": REASON}).status_code == 303
    [running] = rows(app, Pause)
    assert running.ended_at is None
    with later(minutes=5):
        assert bima.form_post(f"{QUIZ}/resume").status_code == 303
    with later(minutes=9):
        assert bima.form_post(f"{QUIZ}/resume").status_code == 303
    [ended] = rows(app, Pause)
    assert (ended.ended_at - ended.began_at).total_seconds() == 300
    assert (audited(app, "quiz.pause"), audited(app, "quiz.resume")) == (1, 1)


def test_each_quiz_pauses_alone(app: Flask, bima: Client) -> None:
    bima.form_post(f"{QUIZ}/pause", {"reason": REASON})
    bima.form_post(f"{ALL}/latihan/pause", {"reason": REASON})
    bima.form_post(f"{QUIZ}/resume")
    assert [(row.activity_key, row.ended_at is None) for row in rows(app, Pause)] == [
        ("kuis", False),
        ("latihan", True),
    ]


@pytest.mark.parametrize("reason", ["", "   ", "a" * 301])
def test_a_pause_needs_a_reason_of_a_sensible_length(app: Flask, bima: Client, reason: str) -> None:
    refused = bima.form_post(f"{QUIZ}/pause", {"reason": reason})
    assert refused.status_code == 422
    assert reason.strip() in refused.get_data(as_text=True)
    assert rows(app, Pause) == []


def test_the_word_is_set_changed_and_taken_off(app: Flask, bima: Client) -> None:
    for word in ("Gajah  Way Kambas", "Gajah Way Kambas", "siamang"):
        assert bima.form_post(f"{QUIZ}/start-password", {"word": word}).status_code == 303
    [row] = rows(app, StartPassword)
    assert row.word == "siamang"
    assert audited(app, "quiz.start_password") == 2
    assert 'value="siamang"' in text(bima)
    assert "Berkata sandi" in text(bima, ALL)
    assert bima.form_post(f"{QUIZ}/start-password", {"word": " "}).status_code == 303
    assert rows(app, StartPassword) == []


def test_a_word_that_is_too_long_is_refused_and_kept_to_be_mended(app: Flask, bima: Client) -> None:
    refused = bima.form_post(f"{QUIZ}/start-password", {"word": "gajah" * 13})
    assert refused.status_code == 422
    assert "gajah" * 13 in refused.get_data(as_text=True)
    assert rows(app, StartPassword) == []


def test_a_grant_is_listed_and_told(app: Flask, bima: Client, cast: Cast, client: Client) -> None:
    granted = bima.form_post(f"{QUIZ}/accommodations", fields(cast))
    assert (granted.status_code, granted.location) == (303, QUIZ)
    page = text(bima)
    assert "Tambahan waktu: 50%." in page
    assert "Tambahan kesempatan: 1." in page
    client.form_post("/sign-out")
    client.sign_in("ayu")
    told = text(client, "/notices")
    assert "tambahan waktu 50%" in told
    assert "Tunanetra" not in told
    panel = text(client, "/learn/kursus/kuis")
    assert "15 menit" in panel
    assert "3 dari 3" in panel


def test_granting_the_same_again_changes_nothing_and_tells_nobody_twice(
    app: Flask, bima: Client, cast: Cast
) -> None:
    for _ in range(2):
        assert bima.form_post(f"{QUIZ}/accommodations", fields(cast)).status_code == 303
    assert len(rows(app, Accommodation)) == 1
    assert audited(app, "quiz.accommodate") == 1
    assert told(app) == [(cast.ayu.id, 50)]


def told(app: Flask) -> list[tuple[int, int]]:
    """Who was told of how much more time."""
    return [
        (one.person_id, one.params["extra_time"])
        for one in rows(app, Notice)
        if one.kind == "accommodated"
    ]


def test_another_grant_replaces_the_first_and_is_told_too(
    app: Flask, bima: Client, cast: Cast
) -> None:
    bima.form_post(f"{QUIZ}/accommodations", fields(cast))
    bima.form_post(f"{QUIZ}/accommodations", fields(cast, extra_time=100, extra_attempts=""))
    [row] = rows(app, Accommodation)
    assert (row.extra_time, row.extra_attempts) == (100, 0)
    bima.form_post(f"{QUIZ}/accommodations/{row.id}/delete")
    bima.form_post(f"{QUIZ}/accommodations", fields(cast, extra_time=25))
    assert told(app) == [(cast.ayu.id, 50), (cast.ayu.id, 100), (cast.ayu.id, 25)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"extra_time": "banyak"},
        {"extra_time": "-1"},
        {"extra_time": "301"},
        {"extra_time": "9" * 30},
        {"extra_attempts": "21"},
        {"extra_time": "0", "extra_attempts": ""},
        {"reason": " "},
        {"reason": "a" * 301},
        {"person": ""},
        {"person": "x"},
        {"person": "999999"},
        {"person": "9" * 30},
    ],
)
def test_a_wrong_grant_is_refused_and_what_was_typed_is_kept(
    app: Flask, bima: Client, cast: Cast, wrong: dict[str, str]
) -> None:
    typed = fields(cast, **wrong)
    refused = bima.form_post(f"{QUIZ}/accommodations", typed)
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    for name in ("extra_time", "extra_attempts", "reason"):
        [field] = re.findall(rf'<input[^>]* id="{name}"[^>]*>', page)
        assert f'value="{typed[name]}"' in field, name
    assert 'name="q" value="Ayu"' in page
    assert rows(app, Accommodation) == []


def test_only_participants_are_granted_anything(app: Flask, bima: Client, cast: Cast) -> None:
    stranger = fields(cast, person=cast.gita.id)
    assert bima.form_post(f"{QUIZ}/accommodations", stranger).status_code == 422
    assert rows(app, Accommodation) == []


def test_participants_are_found_by_their_name(app: Flask, bima: Client, cast: Cast) -> None:
    both = text(bima)
    assert cast.ayu.full_name in both
    assert cast.fajar.full_name in both
    found = text(bima, f"{QUIZ}?q=FAJAR")
    assert cast.fajar.full_name in found
    assert cast.ayu.full_name not in found
    assert "Tidak ada peserta dengan nama itu." in text(bima, f"{QUIZ}?q=%25")


def test_whoever_left_the_course_is_not_offered(app: Flask, bima: Client, cast: Cast) -> None:
    with unit_of_work(app):
        withdraw(person_id=cast.fajar.id, course_key="kursus")
    assert cast.fajar.full_name not in text(bima)


def test_a_grant_is_taken_back(app: Flask, bima: Client, cast: Cast) -> None:
    grant(app, cast.bima.id, cast.ayu.id, percent=50)
    [row] = rows(app, Accommodation)
    assert bima.form_post(f"{QUIZ}/accommodations/{row.id}/delete").status_code == 303
    assert rows(app, Accommodation) == []
    assert bima.form_post(f"{QUIZ}/accommodations/{row.id}/delete").status_code == 404


def test_late_answers_are_accepted_by_a_button(app: Flask, bima: Client, cast: Cast) -> None:
    uuid = start(app, cast.ayu.id)
    with later(minutes=12):
        for position, payload in RIGHT.items():
            with unit_of_work(app):
                event = sent(position, payload)
                save_answer(attempt_uuid=uuid, person_id=cast.ayu.id, event=event)
        end_overdue(app)
    page = text(bima)
    assert f'action="{QUIZ}/late/{uuid}"' in page
    assert "1 terlambat" in text(bima, ALL)
    for _ in range(2):
        assert bima.form_post(f"{QUIZ}/late/{uuid}").status_code == 303
    assert rows(app, Attempt)[0].score == 100.0
    assert "Diterima" in text(bima)
    assert "terlambat</" not in text(bima, ALL)
    assert audited(app, "attempt:accept-late") == 1


def test_an_open_attempt_is_not_accepted(app: Flask, bima: Client, cast: Cast) -> None:
    uuid = start(app, cast.ayu.id)
    assert bima.form_post(f"{QUIZ}/late/{uuid}").status_code == 409


def test_markup_in_reasons_and_words_is_only_text(app: Flask, bima: Client, cast: Cast) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    bima.form_post(f"{QUIZ}/pause", {"reason": hostile})
    bima.form_post(f"{QUIZ}/start-password", {"word": hostile})
    bima.form_post(f"{QUIZ}/accommodations", fields(cast, reason=hostile))
    assert "<img src=x" not in text(bima)
    assert "&lt;img src=x" in text(bima)
