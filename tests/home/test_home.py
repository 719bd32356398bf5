"""The first page: for visitors, and "what shall I do now?" for learners."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from lms.core import db as database
from lms.learning import actions
from tests.cast import Cast
from tests.client import Client
from tests.factories.courses import publish_course
from tests.factories.learning import committed, completed, enrolled, read
from tests.statements import statements


def words(client: Client) -> str:
    response = client.get("/")
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)).split())


@pytest.fixture
def courses(app: Flask) -> None:
    """Three published courses."""
    with app.app_context():
        database.begin_unit(may_write=True)
        for key in ("kursus", "kedua", "ketiga"):
            publish_course(key)


def test_a_visitor_finds_the_way_in_and_whom_to_ask(client: Client) -> None:
    page = client.get("/").get_data(as_text=True)
    assert page.count("<h1") == 1
    assert 'href="/sign-in"' in page
    assert "Hubungi" in page


def test_who_has_no_course_yet_is_led_to_the_catalogue(client: Client) -> None:
    client.sign_in("ayu")
    assert "Selamat datang, Ayu Lestari" in words(client)
    assert "Anda belum mengikuti kursus" in words(client)
    assert 'class="button" href="/courses"' in client.get("/").get_data(as_text=True)


@pytest.mark.usefixtures("courses")
def test_the_course_seen_last_is_the_one_to_go_on_with(
    app: Flask, client: Client, cast: Cast
) -> None:
    with app.app_context():
        database.begin_unit(may_write=True)
        enrolled(cast.ayu.id, "ketiga")
        enrolled(cast.ayu.id, "kursus")
    client.sign_in("ayu")
    client.form_post("/learn/kursus/materi-1/done")
    page = client.get("/").get_data(as_text=True)
    assert page.count('class="button"') == 1
    assert 'class="button" href="/learn/kursus/materi-2"' in page
    assert "1 dari 3 kegiatan selesai" in words(client)
    assert "Kursus yang sedang Anda ikuti Kursus ketiga" in words(client)


@pytest.mark.usefixtures("courses")
def test_completed_courses_are_listed_with_day_and_score(
    app: Flask, client: Client, cast: Cast
) -> None:
    with app.app_context():
        database.begin_unit(may_write=True)
        completed(cast.ayu.id)
    client.sign_in("ayu")
    assert "Kursus kursus Tuntas 23 November 2026 · nilai 80" in words(client)
    assert "Tidak ada kursus yang sedang Anda ikuti" in words(client)


@pytest.mark.usefixtures("courses")
def test_a_course_one_has_left_is_gone_from_the_page(
    app: Flask, client: Client, cast: Cast
) -> None:
    with app.app_context():
        database.begin_unit(may_write=True)
        enrolled(cast.ayu.id)
        actions.withdraw(person_id=cast.ayu.id, course_key="kursus")
        committed()
    client.sign_in("ayu")
    assert "Kursus kursus" not in words(client)


@pytest.mark.usefixtures("courses")
def test_more_courses_cost_no_more_statements(app: Flask, client: Client, cast: Cast) -> None:
    with app.app_context():
        database.begin_unit(may_write=True)
        completed(cast.ayu.id, "ketiga")
        enrolled(cast.ayu.id)
        read(cast.ayu.id, "materi-1")
    client.sign_in("ayu").get("/")
    with statements(app) as few:
        client.get("/")
    with app.app_context():
        database.begin_unit(may_write=True)
        enrolled(cast.ayu.id, "kedua")
    client.get("/")  # the second course's compiled pages are now in this process
    with statements(app) as more:
        client.get("/")
    assert len(few) == len(more) <= 6
