"""The pages below `/learn`, used as a browser without JavaScript uses them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask

from lms.core import clock
from lms.core import db as database
from lms.courses.actions import set_state
from lms.learning import queries
from tests.cast import Cast
from tests.client import Client
from tests.conftest import MOMENT
from tests.factories.courses import course_id_of, publish_course
from tests.factories.learning import enrolled, read, scored
from tests.statements import statements


@contextmanager
def writing(app: Flask) -> Iterator[None]:
    with app.app_context():
        database.begin_unit(may_write=True)
        yield
        database.commit()


@pytest.fixture
def ayu(app: Flask, client: Client, cast: Cast, course: str) -> Client:
    """Ayu's browser, signed in and enrolled in the course."""
    with writing(app):
        enrolled(cast.ayu.id)
    return client.sign_in("ayu")


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.status
    return response.get_data(as_text=True)


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.usefixtures("course")
def test_enrolling_from_the_courses_page_leads_into_the_course(client: Client) -> None:
    client.sign_in("ayu")
    page = text(client, "/courses/kursus")
    assert "Ikuti kursus ini" in page
    for _click in range(2):
        response = client.form_post("/courses/kursus/enrol")
        assert (response.status_code, response.location) == (303, "/learn/kursus")
    assert "Mulai: Materi 1" in text(client, "/learn/kursus")
    assert "Lanjutkan belajar" in text(client, "/courses/kursus")


@pytest.mark.usefixtures("course")
def test_a_missing_prerequisite_is_named_with_a_link(app: Flask, client: Client) -> None:
    with writing(app):
        publish_course("lanjutan", requires=["kursus"])
    client.sign_in("ayu")
    page = text(client, "/courses/lanjutan")
    assert "Ikuti kursus ini" not in page
    assert 'href="/courses/kursus"' in page
    response = client.form_post("/courses/lanjutan/enrol")
    assert (response.status_code, response.location) == (303, "/courses/lanjutan")
    assert "Selesaikan dahulu kursus prasyarat: Kursus kursus." in text(client, response.location)


@pytest.mark.usefixtures("course")
@pytest.mark.parametrize("url", ["/learn/kursus", "/learn/kursus/materi-1"])
def test_who_is_not_enrolled_is_led_to_the_courses_page(client: Client, url: str) -> None:
    client.sign_in("fajar")
    response = client.get(url)
    assert (response.status_code, response.location) == (303, "/courses/kursus")
    assert "Daftar dahulu di kursus ini" in text(client, "/courses/kursus")


def test_a_hidden_course_and_an_unknown_one_answer_alike(
    app: Flask, client: Client, cast: Cast
) -> None:
    with writing(app):
        publish_course("khusus", audience="units", unit_ids=[cast.units["dinkes"]])
    client.sign_in("ayu")
    for key in ("khusus", "tidak-ada"):
        response = client.get(f"/learn/{key}", follow_redirects=True)
        assert response.status_code == 404


@pytest.mark.usefixtures("course")
def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    for url in ("/learn/kursus", "/learn/kursus/materi-1", "/bookmarks"):
        response = client.get(url)
        assert response.status_code == 302
        assert response.location.startswith("/sign-in")


def test_an_unknown_activity_is_not_found(ayu: Client) -> None:
    assert ayu.get("/learn/kursus/materi-9").status_code == 404


def test_the_courses_page_says_what_is_done_and_what_is_missing(
    app: Flask, ayu: Client, cast: Cast
) -> None:
    with writing(app):
        read(cast.ayu.id, "materi-1")
        enrolment = queries.open_enrolment(cast.ayu.id, course_id_of("kursus"))
        assert enrolment is not None
        with clock.frozen(MOMENT + timedelta(hours=1)):
            scored(enrolment.id, 60, passed=False)
    page = words(text(ayu, "/learn/kursus"))
    assert "1 dari 3 kegiatan selesai" in page
    assert "Baca materi 1 dari 2 materi Belum" in page
    assert "Kuis akhir nilai 60, perlu 70 Belum" in page
    assert "Lanjutkan: Kuis akhir" in page


def test_a_lesson_shows_its_text_and_what_surrounds_it(ayu: Client) -> None:
    page = text(ayu, "/learn/kursus/materi-1")
    assert page.count("<h1") == 1
    assert "Isi materi 1." in page
    assert "Sekitar 5 menit" in page
    assert "Tandai selesai" in page
    assert 'rel="next" href="/learn/kursus/materi-2"' in page
    assert 'rel="prev"' not in page


def test_marking_as_done_leads_on_and_a_second_click_does_no_harm(ayu: Client) -> None:
    for _click in range(2):
        response = ayu.form_post("/learn/kursus/materi-1/done")
        assert (response.status_code, response.location) == (303, "/learn/kursus/materi-2")
    page = text(ayu, "/learn/kursus/materi-1")
    assert "Materi ini sudah Anda selesaikan." in page
    assert "Selesai 23 November 2026" in page


def test_taking_the_mark_back_stays_at_the_lesson(ayu: Client) -> None:
    ayu.form_post("/learn/kursus/materi-1/done")
    for _click in range(2):
        response = ayu.form_post("/learn/kursus/materi-1/not-done")
        assert response.location == "/learn/kursus/materi-1"
    assert "Sudah selesai membaca?" in text(ayu, "/learn/kursus/materi-1")


def test_the_last_lesson_completes_the_course_and_says_so(
    app: Flask, ayu: Client, cast: Cast
) -> None:
    with writing(app):
        read(cast.ayu.id, "materi-1")
        enrolment = queries.open_enrolment(cast.ayu.id, course_id_of("kursus"))
        assert enrolment is not None
        scored(enrolment.id, 85)
    response = ayu.form_post("/learn/kursus/materi-2/done")
    assert response.location == "/learn/kursus"
    page = words(text(ayu, "/learn/kursus"))
    assert "Anda menuntaskan kursus ini pada 23 November 2026. Nilai Anda 85." in page
    assert "Ulangi dari awal" in page
    assert "Berhenti dari kursus ini" not in page
    assert ayu.form_post("/learn/kursus/materi-2/not-done").status_code == 409


def test_beginning_again_starts_from_nothing(app: Flask, ayu: Client, cast: Cast) -> None:
    with writing(app):
        read(cast.ayu.id, "materi-1", "materi-2")
        enrolment = queries.open_enrolment(cast.ayu.id, course_id_of("kursus"))
        assert enrolment is not None
        scored(enrolment.id, 85)
    for _click in range(2):
        assert ayu.form_post("/learn/kursus/again").location == "/learn/kursus"
    assert "0 dari 3 kegiatan selesai" in words(text(ayu, "/learn/kursus"))


def test_leaving_asks_first_and_keeps_progress(ayu: Client) -> None:
    ayu.form_post("/learn/kursus/materi-1/done")
    assert "tetap tersimpan" in text(ayu, "/learn/kursus/withdraw")
    for _click in range(2):
        response = ayu.form_post("/learn/kursus/withdraw")
        assert (response.status_code, response.location) == (303, "/courses/kursus")
    assert ayu.get("/learn/kursus").status_code == 303
    ayu.form_post("/courses/kursus/enrol")
    assert "1 dari 3 kegiatan selesai" in words(text(ayu, "/learn/kursus"))


def test_an_archived_course_is_still_read_by_its_learners(app: Flask, ayu: Client) -> None:
    with writing(app):
        set_state(course_id=course_id_of("kursus"), state="archived", actor_id=None)
    assert "sudah diarsipkan" in text(ayu, "/learn/kursus")
    assert "Isi materi 1." in text(ayu, "/learn/kursus/materi-1")
    assert ayu.form_post("/learn/kursus/materi-1/done").status_code == 303


def test_a_changed_lesson_says_that_it_changed(app: Flask, ayu: Client) -> None:
    ayu.form_post("/learn/kursus/materi-1/done")
    assert "diperbarui sejak" not in text(ayu, "/learn/kursus/materi-1")
    with writing(app):
        publish_course("kursus", lesson_text="Kalimat baru.")
    page = text(ayu, "/learn/kursus/materi-1")
    assert "Kalimat baru." in page
    assert "diperbarui sejak" in page
    assert "1 dari 3" in page


def anchor_of(client: Client, number: int = 1) -> str:
    body = text(client, "/learn/kursus/materi-1").split('data-position="')[1]
    return re.findall(r'id="([^"]+)"', body)[number]


def send_position(client: Client, anchor: object, key: str = "materi-1") -> int:
    return client.post(
        f"/learn/kursus/{key}/position",
        json={"anchor": anchor},
        headers={"X-CSRF-Token": client.csrf(), "Accept": "application/json"},
    ).status_code


def test_the_place_last_read_is_a_link_on_the_lesson_and_on_the_course(ayu: Client) -> None:
    anchor = anchor_of(ayu)
    assert send_position(ayu, anchor) == 204
    assert f'href="#{anchor}">Lanjutkan dari tempat terakhir' in text(ayu, "/learn/kursus/materi-1")
    assert f'href="/learn/kursus/materi-1#{anchor}"' in text(ayu, "/learn/kursus")


def test_a_wrong_place_is_refused_and_remembered_by_nobody(ayu: Client) -> None:
    for anchor in ("tidak-ada", 7, None, ["x"]):
        assert send_position(ayu, anchor) == 422
    assert send_position(ayu, "", key="materi-9") == 404
    assert "Lanjutkan dari tempat terakhir" not in text(ayu, "/learn/kursus/materi-1")


@pytest.mark.usefixtures("course")
def test_nobody_saves_a_place_in_a_course_of_others(client: Client) -> None:
    client.sign_in("fajar")
    assert send_position(client, "") == 404


def test_a_lesson_costs_three_statements(app: Flask, ayu: Client) -> None:
    text(ayu, "/learn/kursus/materi-1")
    with statements(app) as sent:
        text(ayu, "/learn/kursus/materi-1")
    assert len(sent) <= 3, "\n\n".join(sent)


def test_an_unchanged_lesson_is_not_sent_again(ayu: Client) -> None:
    first = ayu.get("/learn/kursus/materi-1")
    again = {"If-None-Match": first.headers["ETag"]}
    assert ayu.get("/learn/kursus/materi-1", headers=again).status_code == 304
    send_position(ayu, anchor_of(ayu))
    assert ayu.get("/learn/kursus/materi-1", headers=again).status_code == 200


@pytest.mark.parametrize("step", ["done", "notes", "bookmark", "revision"])
def test_every_change_is_sent(app: Flask, ayu: Client, step: str) -> None:
    etag = ayu.get("/learn/kursus/materi-1").headers["ETag"]
    if step == "revision":
        with writing(app):
            publish_course("kursus", lesson_text="Kalimat baru.")
    else:
        ayu.form_post(f"/learn/kursus/materi-1/{step}", {"anchor": "", "content": "Ingat ini."})
        text(ayu, "/bookmarks")  # shows the message of what was done, which is on no other page
    response = ayu.get("/learn/kursus/materi-1", headers={"If-None-Match": etag})
    assert response.status_code == 200


def test_a_new_session_gets_a_page_with_its_own_token(ayu: Client) -> None:
    etag = ayu.get("/learn/kursus/materi-1").headers["ETag"]
    ayu.form_post("/sign-out")
    ayu.sign_in("ayu")
    response = ayu.get("/learn/kursus/materi-1", headers={"If-None-Match": etag})
    assert response.status_code == 200
    assert ayu.csrf() in response.get_data(as_text=True)
